// Package print writes a policy of the model as files of the language. Settings of the environment are no part of it.
package print

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A File is one file of the policy.
type File struct {
	Name string // with slashes: roles/sales_manager.dv.hcl
	Text []byte
}

// Options are what the model does not say.
type Options struct {
	Own      []string            // prefixes of the solution's own publisher: their tables come first in a role
	Comments map[string][]string // lines of text to put above the block with an address: what could not be expressed
}

// Policy writes a policy, by file name. The addresses of the model are the ones that the files declare, so instances of a block with for_each
// have no place in it, and neither have roles of several solutions under one name. Every file is in canonical form. What the language cannot
// say stands in the files as a comment.
func Policy(policy *model.Policy, o Options) []File {
	p := newPrinter(policy, o)
	p.roles()
	p.tables()
	p.privileges()
	p.profiles()
	p.businessUnits()
	p.positions()
	p.groups()
	p.teams()
	p.users()
	p.templates()
	p.shares()
	p.leftovers()
	if len(p.files) == 0 {
		p.add("tables", []string{"# There was nothing in it that a policy can say: no roles, no column security profiles, no facts about tables."})
	}
	slices.SortFunc(p.files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return p.files
}

// refusal is in every comment on what the language cannot say.
const refusal = "cannot be written"

// Refused are the comments of files on what could not be said in them, each with its file.
func Refused(files []File) []string {
	var all []string
	for _, f := range files {
		for line := range strings.Lines(string(f.Text)) {
			if text, is := strings.CutPrefix(strings.TrimSpace(line), "# "); is && strings.Contains(text, refusal) {
				all = append(all, f.Name+": "+text)
			}
		}
	}
	return all
}

type printer struct {
	policy     *model.Policy
	own        map[string]int // publisher prefixes, and the order of their groups
	comments   map[string][]string
	placed     map[string]bool         // addresses whose comments stand somewhere
	declared   map[string]*model.Table // by logical name
	privilege  map[string]bool         // miscellaneous privileges that the files declare, in lower case
	candidates func() []candidate      // standard roles that a role can be based on, by name
	memberOf   map[*model.User][]*model.Team
	files      []File
}

func newPrinter(policy *model.Policy, o Options) *printer {
	p := &printer{
		policy: policy, comments: o.Comments, candidates: sync.OnceValue(standardRoles),
		own: map[string]int{}, placed: map[string]bool{},
		declared: map[string]*model.Table{}, privilege: map[string]bool{}, memberOf: map[*model.User][]*model.Team{},
	}
	for _, prefix := range o.Own {
		prefix = strings.TrimSuffix(strings.ToLower(prefix), "_")
		if _, again := p.own[prefix]; !again {
			p.own[prefix] = len(p.own)
		}
	}
	for _, t := range policy.Tables {
		p.declared[t.Fact.Name] = t
	}
	for _, name := range policy.Privileges {
		p.privilege[strings.ToLower(name)] = declarablePrivilege(name)
	}
	for _, t := range policy.Teams {
		for _, u := range t.Members {
			if !t.Default && t.Group == nil {
				p.memberOf[u] = append(p.memberOf[u], t)
			}
		}
	}
	return p
}

// canName reports whether a policy can name a table: the catalogue knows it, or the files declare it.
func (p *printer) canName(table string) bool {
	if fact := schema.TableByName(table); fact != nil {
		return fact.Name == table
	}
	return p.declared[table] != nil && declarable(table)
}

// commented puts what is to be said of an address above its block.
func (p *printer) commented(address string, lines []string) []string {
	p.placed[address] = true
	return append(remarks(p.comments[address]), lines...)
}

// leftovers are comments on addresses that have no block.
func (p *printer) leftovers() {
	var addresses []string
	for address, lines := range p.comments {
		if !p.placed[address] && len(lines) > 0 {
			addresses = append(addresses, address)
		}
	}
	slices.Sort(addresses)
	var blocks [][]string
	for _, address := range addresses {
		blocks = append(blocks, remarks(append([]string{address + ":"}, p.comments[address]...)))
	}
	p.add("not_imported", blocks...)
}

// add makes a file of blocks, none of no blocks. Blocks of one line stand close together.
func (p *printer) add(name string, blocks ...[]string) {
	var text strings.Builder
	before := 0
	for _, block := range blocks {
		if before > 0 && before+len(block) > 2 {
			text.WriteByte('\n')
		}
		for _, line := range block {
			text.WriteString(line + "\n")
		}
		before = len(block)
	}
	if text.Len() > 0 {
		p.files = append(p.files, File{Name: name + ".dv.hcl", Text: canonical(name, text.String())})
	}
}

// canonical lays a text out. One that is too large to be read again stays as it is: whoever reads it says so.
func canonical(name, text string) []byte {
	var diags diag.List
	formatted, ok := syntax.Format(&source.File{Name: name, Text: []byte(text)}, &diags)
	if ok {
		return formatted
	}
	for _, d := range diags.Sorted() {
		if d.Code != diag.LimitExceeded {
			panic(fmt.Sprintf("bug: printed a file that cannot be read: %s:%d: %s", name, d.Span.Line(), d.Message))
		}
	}
	return []byte(text)
}
