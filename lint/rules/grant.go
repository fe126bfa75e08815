package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A baseVerb is a verb on a privilege base, by name: bases that policies declare are not the catalogue's values.
type baseVerb struct {
	base string
	verb privilege.Verb
}

// A baseline is the levels that some roles grant, the widest of each.
type baseline map[baseVerb]privilege.Level

func baselineOf(labels ...string) baseline {
	b := baseline{}
	for _, label := range labels {
		r := schema.StandardRoleByLabel(label)
		if r == nil {
			continue
		}
		for _, g := range r.Grants {
			b[baseVerb{g.Base.Name, g.Verb}] = max(b[baseVerb{g.Base.Name, g.Verb}], g.Level)
		}
	}
	return b
}

// standardNames are what standard roles are called that are given by label.
func standardNames(labels []string) []string {
	var names []string
	for _, label := range labels {
		if r := schema.StandardRoleByLabel(label); r != nil {
			label = r.Name
		}
		names = append(names, label)
	}
	return names
}

// beyond are the grants of a role on tables whose rows have owners that a baseline does not have at that level or wider.
func (b baseline) beyond(r *model.Role) []model.Grant {
	return slices.DeleteFunc(slices.Clone(r.Grants), func(g model.Grant) bool {
		return !lint.Owned(g.Base) || b[baseVerb{g.Base.Name, g.Verb}] >= g.Level
	})
}

// grantBaseline is the parameter of the rules that leave out what a copy of a standard role brings.
var grantBaseline = lint.Param{
	Name: "baseline", Of: standardWords, Value: []string{"basic_user"},
	Why: "roles of people begin as a copy of Basic User; what it has beyond one's own rows is on system tables, and is Microsoft's decision",
}

// Whose rows a level reaches that is wider than user.
var whoseRows = map[privilege.Level]string{
	privilege.BusinessUnit: "every row of a business unit in", privilege.ParentChild: "every row of a business unit, and of those below it, in",
	privilege.Organization: "every row of",
}

// broad reports a verb that business roles have beyond their holders' own rows, from the level that the rule's parameter names.
func broad(p *lint.Pass, verb privilege.Verb) {
	from, _ := privilege.ParseLevel(p.Text("min_level"))
	usual := baselineOf(p.Words("baseline")...)
	for _, r := range p.BusinessRoles() {
		for _, g := range usual.beyond(r) {
			if g.Verb == verb && g.Level >= max(from, privilege.BusinessUnit) && !slices.Contains(p.Words("allow_tables"), g.Table) {
				p.Report(lint.GrantTarget(r, g), "%s can %s %s %s", r.Address, verb, whoseRows[g.Level], g.Table)
			}
		}
	}
}

// allowNoTables is the parameter of the rules that tables can be exempt from.
var allowNoTables = lint.Param{Name: "allow_tables", Of: tableWords, Value: []string{}, Why: "for tables whose rows have owners, though " +
	"they are nobody's in particular"}

// sensitive is the table that makes a base sensitive, a restricted one before others; "" where none does.
func sensitive(p *lint.Pass, b *model.Base) (table string, restricted bool) {
	for _, name := range b.Tables {
		if t := p.Table(name); t != nil && t.Classification == "restricted" {
			return name, true
		}
	}
	return p.SensitiveOf(b), false
}

// foremost is the grant of several that a message names: on a table that is sensitive and declared, on one that is either, else the first.
func foremost(p *lint.Pass, grants []model.Grant) model.Grant {
	return slices.MinFunc(grants, func(a, b model.Grant) int { return cmp.Compare(importance(p, b.Base), importance(p, a.Base)) })
}

func importance(p *lint.Pass, b *model.Base) int {
	most := 0
	for _, name := range b.Tables {
		n := 0
		if p.Sensitive(name) {
			n += 2
		}
		if p.Table(name) != nil {
			n++
		}
		most = max(most, n)
	}
	return most
}

// readsEveryRow reports whether a grant is to read every row of a table whose rows have owners.
func readsEveryRow(g model.Grant) bool {
	return g.Verb == privilege.Read && g.Level == privilege.Organization && lint.Owned(g.Base)
}

// privilegeTarget is a miscellaneous privilege of a role.
func privilegeTarget(r *model.Role, h model.HeldPrivilege) lint.Target {
	return lint.Target{Address: r.Address, Span: placeOr(h.Span, r.Span), Subject: lint.Subject{Privilege: h.Name}}
}

// described is a miscellaneous privilege with what the role editor calls it.
func described(name string) string {
	if m := schema.MiscellaneousByName(name); m != nil && m.Label != "" {
		return name + " (" + m.Label + ")"
	}
	return name
}

// task reports the privileges that business roles hold of those that the rule's parameter names.
func task(p *lint.Pass, why string) {
	for _, r := range p.BusinessRoles() {
		for _, h := range r.Privileges {
			if slices.Contains(p.Words("privileges"), h.Name) {
				p.Report(privilegeTarget(r, h), "%s holds %s: %s", r.Address, described(h.Name), why)
			}
		}
	}
}

// holderTarget is a role in somebody's hands, and the business unit that it is measured from.
func holderTarget(h lint.Holder) lint.Target {
	t := lint.Target{Address: h.Address(), Span: h.Assignment.Span}
	if h.Team != nil {
		t.Span, t.Other = placeOr(t.Span, h.Team.Span), instance(h.Assignment, h.Team.BusinessUnit)
		return t
	}
	t.Span, t.Other = placeOr(t.Span, h.User.Span), instance(h.Assignment, h.User.BusinessUnit)
	return t
}

// standardHolders are those who hold one of the standard roles that a parameter names by label.
func standardHolders(p *lint.Pass, param string) []lint.Holder {
	var all []lint.Holder
	for _, label := range p.Words(param) {
		address := model.Address("standard_role", label)
		for _, r := range p.Policy.Roles {
			if r.Standard && r.Address == address {
				all = append(all, p.Holders(r)...)
			}
		}
	}
	return all
}

// withPeople leaves those who are people, or teams of people. Only people come through a group; a team whose members are all services
// has none.
func withPeople(p *lint.Pass, all []lint.Holder) []lint.Holder {
	peopled := map[*model.BusinessUnit]bool{}
	for _, u := range p.Humans() {
		peopled[u.BusinessUnit] = true
	}
	return slices.DeleteFunc(all, func(h lint.Holder) bool {
		switch {
		case !canAct(h):
			return true
		case h.User != nil:
			return !lint.Human(h.User)
		case h.Team.Default:
			return !peopled[h.Team.BusinessUnit]
		}
		return h.Team.Complete && !slices.ContainsFunc(h.Team.Members, lint.Human)
	})
}

// humanAdmins are the people who hold System Administrator by any way, each once.
func humanAdmins(p *lint.Pass) []*model.User {
	return slices.DeleteFunc(slices.Clone(p.Admins()), func(u *model.User) bool { return !lint.Human(u) })
}

// unknownAdmins is a team that makes its members administrators, and whose members are not all known; "" where there is none.
func unknownAdmins(p *lint.Pass) string {
	for _, t := range p.IncompleteTeams() {
		if lint.Acts(t) && slices.ContainsFunc(t.Assignments, func(a model.Assignment) bool { return p.Administers(a.Role) }) {
			return t.Address
		}
	}
	return ""
}

// environmentOr is the environment; where the policy declares none, the place of somebody whom the finding is about.
func environmentOr(p *lint.Pass, u *model.User) lint.Target {
	e := p.EnvironmentTarget()
	e.Span = placeOr(e.Span, u.Span)
	return e
}

// A crowd is users who are alike in what a rule looks at: it looks at one of them, and reports each.
type crowd []*model.User

// crowds sorts users into crowds, by a key; in the order of their first members.
func crowds(users []*model.User, key func(*model.User) string) []crowd {
	var all []crowd
	at := map[string]int{}
	for _, u := range users {
		k := key(u)
		if i, known := at[k]; known {
			all[i] = append(all[i], u)
			continue
		}
		at[k] = len(all)
		all = append(all, crowd{u})
	}
	return all
}

// rolesHeld names the roles that reach a user, each once, and the business unit that each is measured from.
func rolesHeld(u *model.User) string {
	var roles []string
	for _, a := range pathsOf(u) {
		roles = append(roles, instance(a.Assignment, nil))
	}
	slices.Sort(roles)
	return strings.Join(slices.Compact(roles), "\n")
}

// atLevel are those of some grants that have a level.
func atLevel(grants []model.Grant, l privilege.Level) []model.Grant {
	var at []model.Grant
	for _, g := range grants {
		if g.Level == l {
			at = append(at, g)
		}
	}
	return at
}

// levelTarget is a level of a role, at the first grant that has it.
func levelTarget(r *model.Role, g model.Grant) lint.Target {
	return lint.Target{Address: r.Address, Span: placeOr(g.Span, r.Span), Subject: lint.Subject{Level: g.Level.String()}}
}

// tablesNamed names the tables of some grants, the first of many.
func tablesNamed(grants []model.Grant) string {
	var tables []string
	for _, g := range grants {
		tables = append(tables, g.Table)
	}
	slices.Sort(tables)
	return someOf(slices.Compact(tables))
}

func andMore(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}
