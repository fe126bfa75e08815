package world

import (
	"fmt"
	"slices"
	"strings"
)

// An item is one declared thing on its way to text. Items of one label and other keys become one block with for_each.
type item struct {
	kind   string
	name   Name
	attrs  []attr
	nested string // blocks within; the same in all instances
	inner  []attr // attributes of default_team
}

// An attr is an attribute with its value as an expression, and what an instance says that has none.
type attr struct{ name, value, none string }

func (i *item) set(name, value string) { i.attrs = append(i.attrs, attr{name, value, "null"}) }

func (i *item) setText(name, value string) {
	if value != "" {
		i.set(name, quote(value))
	}
}

func (i *item) setRef(p *printer, name, address string) {
	if address != "" {
		i.set(name, p.ref(address))
	}
}

func (i *item) setRefs(p *printer, name string, addresses []string) {
	if len(addresses) > 0 {
		i.attrs = append(i.attrs, attr{name, p.refs(addresses), "[]"})
	}
}

func (i *item) setTruth(name string, value, unless bool) {
	if value != unless {
		i.set(name, fmt.Sprint(value))
	}
}

// everything is all that can have instances, by name only.
func (p *printer) everything() []item {
	var items []item
	for _, u := range p.units() {
		items = append(items, item{kind: "business_unit", name: u.Name})
	}
	for _, g := range p.w.Groups {
		items = append(items, item{kind: "entra_group", name: g.Name})
	}
	for _, x := range p.w.Profiles {
		items = append(items, item{kind: "column_security_profile", name: x.Name})
	}
	for _, r := range p.w.Roles {
		items = append(items, item{kind: "role", name: r.Name})
	}
	for _, t := range p.w.Teams {
		items = append(items, item{kind: "team", name: t.Name})
	}
	for _, u := range p.w.Users {
		kind, _, _ := strings.Cut(u.Address(), ".")
		items = append(items, item{kind: kind, name: u.Name})
	}
	return items
}

// items fills what everything names, and writes it.
func (p *printer) items(items []item) []string {
	all := items
	fill := func(write func(*item, int), n int) {
		for k := range n {
			write(&all[k], k)
		}
		all = all[n:]
	}
	fill(p.unit, len(p.units()))
	fill(p.group, len(p.w.Groups))
	fill(p.profile, len(p.w.Profiles))
	fill(p.role, len(p.w.Roles))
	fill(p.team, len(p.w.Teams))
	fill(p.user, len(p.w.Users))

	var blocks []string
	for len(items) > 0 {
		first := items[0]
		var same []item
		items = slices.DeleteFunc(items, func(i item) bool {
			together := i.kind == first.kind && i.name.Label == first.name.Label && slices.Equal(i.name.In, first.name.In)
			if together {
				same = append(same, i)
			}
			return together
		})
		blocks = append(blocks, p.block(same))
	}
	return blocks
}

// units are the business units that are declared.
func (p *printer) units() []*Unit {
	return slices.DeleteFunc(slices.Clone(p.w.Units), func(u *Unit) bool { return u.Implied })
}

func (p *printer) unit(i *item, n int) {
	u := p.units()[n]
	i.setRef(p, "parent", u.Parent)
	i.setTruth("disabled", u.Disabled, false)
	if len(u.DefaultTeam.Assignments) > 0 {
		i.inner = append(i.inner, attr{"roles", p.roles(u.DefaultTeam.Assignments), "[]"})
	}
	if len(u.DefaultTeam.Profiles) > 0 {
		i.inner = append(i.inner, attr{"column_security_profiles", p.refs(u.DefaultTeam.Profiles), "[]"})
	}
}

func (p *printer) group(i *item, n int) {
	g := p.w.Groups[n]
	i.set("object_id", quote(id(1, n)))
	i.setText("kind", g.Kind)
	if g.Known {
		i.setRefs(p, "known_members", g.Members)
	} else {
		i.setRefs(p, "members", g.Members)
	}
	i.setRefs(p, "owners", g.Owners)
	i.setRefs(p, "guests", g.Guests)
	i.setRefs(p, "groups", g.Groups)
}

func (p *printer) profile(i *item, n int) {
	x := p.w.Profiles[n]
	i.setRefs(p, "users", x.Users)
	i.setRefs(p, "teams", x.Teams)
	lines := map[string]string{}
	var tables []string
	for _, c := range x.Columns {
		if lines[c.Table] == "" {
			tables = append(tables, c.Table)
		}
		fields := []string{fmt.Sprintf("create = %t", c.Create), fmt.Sprintf("read = %t", c.Read), fmt.Sprintf("update = %t", c.Update)}
		fields = slices.DeleteFunc(fields, func(f string) bool { return strings.HasSuffix(f, "false") && !p.chance(3) })
		if c.Unmasked != "" {
			fields = append(fields, "read_unmasked = "+quote(c.Unmasked))
		}
		lines[c.Table] += fmt.Sprintf("    %s = { %s }\n", c.Name, strings.Join(shuffled(p, fields), ", "))
	}
	for _, t := range shuffled(p, tables) {
		i.nested += fmt.Sprintf("  columns %q {\n%s  }\n", t, lines[t])
	}
}

func (p *printer) role(i *item, n int) {
	r := p.w.Roles[n]
	i.setRef(p, "business_unit", r.Unit)
	i.setText("member_inheritance", r.Inheritance)
	i.setRef(p, "based_on", r.BasedOn)
	if len(r.Privileges) > 0 {
		i.attrs = append(i.attrs, attr{"privileges", p.privileges(r.Privileges), "[]"})
	}
	if len(r.Without) > 0 {
		i.attrs = append(i.attrs, attr{"without_privileges", p.words(r.Without), "[]"})
	}
	if len(r.Lines) == 0 {
		return
	}
	i.nested = "  grants {\n"
	for _, l := range shuffled(p, r.Lines) {
		i.nested += "    " + l.Table + " = " + p.line(l) + "\n"
	}
	i.nested += "  }\n"
}

func (p *printer) line(l Line) string {
	var levels []string
	for _, level := range shuffled(p, l.Levels) {
		levels = append(levels, level.Name+" = "+p.local(p.words(level.Verbs)))
	}
	if len(levels) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(levels, ", ") + " }"
}

func (p *printer) privileges(privileges []Privilege) string {
	var names, fields []string
	asMap := false
	for _, x := range shuffled(p, privileges) {
		level := x.Level
		if level == "" {
			level = "organization"
		}
		asMap = asMap || x.Level != ""
		names, fields = append(names, quote(x.Name)), append(fields, x.Name+" = "+quote(level))
	}
	if asMap {
		return "{ " + strings.Join(fields, ", ") + " }"
	}
	return list(names)
}

func (p *printer) team(i *item, n int) {
	t := p.w.Teams[n]
	i.setText("type", t.Type)
	i.setRef(p, "business_unit", t.Unit)
	i.setRef(p, "entra_group", t.Group)
	i.setText("membership", t.Membership)
	if len(t.Members) > 0 {
		i.set("members", p.refs(t.Members)) // null where there are none: teams of a group may say nothing here
	}
	p.holder(i, t.Holder)
}

func (p *printer) user(i *item, n int) {
	u := p.w.Users[n]
	if u.Application {
		i.set("application_id", quote(id(2, n)))
	} else {
		i.set("upn", quote(u.Label+u.Key+"@woodgrove.example"))
	}
	i.setRef(p, "business_unit", u.Unit)
	i.setTruth("enabled", !u.Disabled, true)
	i.setTruth("guest", u.Guest, false)
	i.setRefs(p, "member_of", u.MemberOf)
	p.holder(i, u.Holder)
}

func (p *printer) holder(i *item, h Holder) {
	if len(h.Assignments) > 0 {
		i.attrs = append(i.attrs, attr{"roles", p.roles(h.Assignments), "[]"})
	}
	i.setRefs(p, "column_security_profiles", h.Profiles)
}

// id is an object id that nothing else has.
func id(kind, n int) string { return fmt.Sprintf("b2f6c1d4-0000-0000-%04x-%012x", kind, n) }
