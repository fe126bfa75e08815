package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A mention is a table or a privilege that a waiver, or what is said of a rule, names. A comment and a lint block are of every environment,
// so that one that knows what they mention is enough. What none of them knows is a slip: it would accept nothing, or leave out nothing.
type mention struct {
	item
	privilege bool
}

// mentionsOf are the tables and privileges that two attributes of a block name.
func mentionsOf(b *body, tables, privilege string) []mention {
	all := mentionsIn(b, tables)
	if text := b.text(privilege); text != "" {
		all = append(all, mention{item{span: b.spanOf(privilege), text: text}, true})
	}
	return all
}

// mentionsIn are the tables that an attribute names, one or several.
func mentionsIn(b *body, tables string) []mention {
	var all []mention
	if text := b.text(tables); text != "" {
		all = append(all, mention{item: item{span: b.spanOf(tables), text: text}})
	}
	for _, i := range b.list(tables) {
		all = append(all, mention{item: i})
	}
	return all
}

// unknownMentions reports what no environment knows.
func unknownMentions(d *declarations, evaluations []*evaluation, diags *diag.List) {
	var all []mention
	for _, i := range d.ignores {
		all = append(all, i.mentions...)
	}
	for _, ev := range evaluations {
		all = append(all, ev.mentions...)
	}
	for _, m := range all {
		if !slices.ContainsFunc(evaluations, func(ev *evaluation) bool { return ev.knows(m) }) {
			m.report(evaluations, diags)
		}
	}
}

// knows reports whether a name is one of this environment, or one whose declaration was reported.
func (ev *evaluation) knows(m mention) bool {
	if !m.privilege {
		return ev.tables.find(m.text) != nil || ev.tables.broken[strings.ToLower(m.text)] || ev.broken["table"+model.Step(m.text)]
	}
	return slices.Contains(ev.privilegesLike(m.text), m.text) || ev.broken["privilege"+model.Step(m.text)]
}

// privilegesLike are the privileges whose names differ from a text at most in capitals, as Dataverse or the policy writes them.
func (ev *evaluation) privilegesLike(text string) []string {
	var names []string
	if own := ev.tables.privileges[strings.ToLower(text)]; own != "" {
		names = append(names, own)
	}
	base, verb, misc, _ := schema.ParsePrivilege(text)
	if misc != nil {
		names = append(names, misc.Name)
	}
	if base == nil {
		base, verb = ev.tables.tablePrivilege(text)
	}
	if base != nil {
		names = append(names, base.Privilege(verb))
	}
	return names
}

func (m mention) report(evaluations []*evaluation, diags *diag.List) {
	what, code, names := "table", diag.UnknownTable, []string(nil)
	for _, ev := range evaluations {
		if m.privilege {
			names = append(append(names, ev.privilegesLike(m.text)...), ev.privilegeNames()...)
		} else {
			names = append(names, ev.tables.names()...)
		}
	}
	if m.privilege {
		what, code = "privilege", diag.UnknownPrivilege
	}
	diags.Errorf(code, m.span, "%s %q is not in the catalogue (%s), and no file declares it", what, m.text, schema.Version()).Suggest(m.text, names)
}
