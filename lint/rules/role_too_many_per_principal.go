package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var roleTooManyPerPrincipal = &lint.Rule{
	ID: "role/too-many-per-principal", Severity: lint.Info,
	Summary: "a user, or a team for its members, holds many roles",
	Why: "What somebody may do is the union of all of them. From some number on nobody sees any more what it comes to, " +
		"or which of the roles can go.",
	Sources: []string{
		"XrmToolBox: role and privilege analysers (roles for each user)",
		"Security concepts in Microsoft Dataverse (roles add up)",
	},
	Params: []lint.Param{{Name: "max", Value: 5, Why: "different roles, own and of teams, as the peers count them"}},
	Bad: `
role "r" {
  for_each = toset(["1", "2", "3", "4", "5", "6"])
  name     = "R ${each.key}"
}
team "four" {
  members = [user.ann]
  roles   = [role.r["1"], role.r["2"], role.r["3"], role.r["4"]]
}
user "ann" { # here
  roles = [role.r["5"], role.r["6"]]
}
team "all" { # here
  members = [user.bob]
  roles   = role.r
}
user "bob" {}
`,
	Good: `
role "r" {
  for_each = toset(["1", "2", "3", "4", "5"])
  name     = "R ${each.key}"
}
team "four" {
  members = [user.ann]
  roles   = [role.r["1"], role.r["2"], role.r["3"], role.r["4"]]
}
user "ann" { roles = [role.r["4"], role.r["5"]] }
`,
	Check: func(p *lint.Pass) {
		if !assignsRoles(p.Policy) {
			p.Skip(noAssignments)
			return
		}
		many := map[*model.Team]bool{}
		var roles []*model.Role
		for _, t := range p.Policy.Teams {
			roles = roles[:0]
			for _, a := range t.Assignments {
				roles = append(roles, a.Role)
			}
			if n := distinct(roles); n > p.Int("max") {
				many[t] = true
				p.Report(lint.Target{Address: t.Address, Span: t.Span}, "the members of %s hold %d roles by it, more than %d", t.Address, n, p.Int("max"))
			}
		}
		for _, u := range p.Policy.Users {
			said := many[u.BusinessUnit.DefaultTeam] || slices.ContainsFunc(u.Teams, func(m model.Membership) bool { return many[m.Team] })
			if n := distinct(lint.RolesOf(u)); n > p.Int("max") && !said {
				p.Report(userTarget(u, ""), "%s holds %d roles, more than %d", u.Address, n, p.Int("max"))
			}
		}
	},
}

func distinct(roles []*model.Role) int {
	n := 0
	for i, r := range roles {
		if !slices.Contains(roles[:i], r) {
			n++
		}
	}
	return n
}
