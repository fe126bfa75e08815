package print

import (
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// roles writes each declared role into a file of its own.
func (p *printer) roles() {
	taken := map[string]int{}
	for _, r := range p.policy.Roles {
		if !r.Standard {
			p.add("roles/"+fileName(label(r.Address), taken), p.role(r))
		}
	}
}

func (p *printer) role(r *model.Role) []string {
	var b body
	b.text("name", r.Name, label(r.Address))
	b.text("description", r.Description, "")
	if r.BusinessUnit != nil && r.BusinessUnit.Parent != nil {
		b.say("business_unit", reference(r.BusinessUnit.Address))
	}
	held, notes := p.held(r)
	if !r.Complete && p.rootOf(r) == nil {
		notes = append(notes, "What it has beside these cannot be written: not all of its privileges are known")
	}
	base, lines := p.basedOn(r, held)
	p.sayBase(&b, r, base)
	b.text("member_inheritance", r.Inheritance.String(), "")
	for _, a := range []struct{ name, value string }{
		{"kind", r.Kind}, {"owner", r.Owner}, {"purpose", r.Purpose}, {"review_by", r.ReviewBy},
	} {
		b.text(a.name, a.value, "")
	}
	if grants := p.grants(lines); len(grants.lines) > 0 {
		b.apart()
		b.lines = append(b.lines, grants.block("grants")...)
	}
	if len(held)+len(notes) > 0 {
		b.apart()
		b.lines = append(b.lines, remarks(notes)...)
		b.held(held)
	}
	return p.block(r.Address, b)
}

// sayBase names the standard role that a role starts as a copy of. Which miscellaneous privileges those have is not known, so they are left
// out and written at the role, unless it has whatever the standard role has.
func (p *printer) sayBase(b *body, r *model.Role, base *schema.StandardRole) {
	if base == nil {
		return
	}
	b.say("based_on", "standard_role"+step(base.Label))
	if r.Complete {
		b.say("without_privileges", `["all"]`)
		return
	}
	var without []string
	for _, name := range base.Privileges {
		if !holds(r, name) {
			without = append(without, name)
		}
	}
	b.list("without_privileges", quotedAll(append(without, r.Without...)))
}

func holds(r *model.Role, name string) bool {
	for _, h := range r.Privileges {
		if h.Name == name {
			return true
		}
	}
	return false
}

// held parts the miscellaneous privileges of a role into those that the language takes and, in words, those that it refuses.
func (p *printer) held(r *model.Role) (held []model.HeldPrivilege, refused []string) {
	seen := map[string]bool{}
	for _, h := range r.Privileges {
		folded := strings.ToLower(h.Name)
		if seen[folded] {
			continue
		}
		seen[folded] = true
		misc := schema.MiscellaneousByName(h.Name)
		switch {
		case misc == nil && !p.privilege[folded]:
			refused = append(refused, fmt.Sprintf("%s at %s cannot be written: no policy can declare it", h.Name, h.Level))
		case misc != nil && !misc.Levels.Has(h.Level):
			refused = append(refused, fmt.Sprintf("%s at %s cannot be written: only %s can be granted", h.Name, h.Level, strings.Join(names(misc.Levels.Members()), ", ")))
		default:
			held = append(held, h)
		}
	}
	return held, refused
}

// held writes privileges as a list, which means organization, or with their levels.
func (b *body) held(all []model.HeldPrivilege) {
	var names, entries []string
	listed := true
	for _, h := range all {
		names = append(names, quoted(h.Name))
		entries = append(entries, key(h.Name)+" = "+quoted(h.Level.String()))
		listed = listed && h.Level == privilege.Organization
	}
	if listed {
		b.list("privileges", names)
		return
	}
	b.object("privileges", entries)
}

// fileName makes a file name of a label, not yet taken. taken counts how often a name was asked for. Whatever is no letter of ASCII or digit becomes an underscore.
func fileName(label string, taken map[string]int) string {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words, "_")
	if name = strings.TrimRight(name[:min(len(name), 100)], "_"); name == "" {
		name = "role"
	}
	if deviceNames[name] {
		name += "_role"
	}
	unique := name
	for taken[unique] > 0 {
		taken[name]++
		unique = fmt.Sprintf("%s_%d", name, taken[name])
	}
	taken[unique]++
	return unique
}

// Windows has no files of these names, whatever their extension.
var deviceNames = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}
