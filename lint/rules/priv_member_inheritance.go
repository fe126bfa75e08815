package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var privMemberInheritance = &lint.Rule{
	ID: "priv/member-inheritance", Severity: lint.Warning,
	Summary: "somebody has all roles by teams, and all of them are team_only",
	Why: "What a team_only role gives at user level is the team's. Such a member owns no rows and keeps no personal views or settings. " +
		"One role that is given to members as themselves is enough.",
	Sources: []string{"Microsoft: Security roles and privileges (member's privilege inheritance)"},
	Bad: `
role "clerk" {
  member_inheritance = "team_only"
  grants {
    account = { user = ["create", "read"] }
  }
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.ann]
}
user "ann" { # here
}
`,
	Good: `
role "clerk" {
  member_inheritance = "team_only"
  grants {
    account = { user = ["create", "read"] }
  }
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.ann, user.bob]
}
user "ann" {
  roles = [role.clerk]
}
user "bob" {
  roles = [standard_role.app_opener]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Humans()) == 0 {
			p.Skip(noPeople(p))
			return
		}
		if slices.ContainsFunc(p.Perhaps(), func(a model.Assignment) bool { return a.Role.Personal() }) {
			p.Skip("teams whose members are not all known give roles to members as themselves")
			return
		}
		for _, c := range crowds(interactive(p), rolesHeld) {
			roles := lint.RolesOf(c[0])
			if len(roles) == 0 || slices.ContainsFunc(roles, (*model.Role).Personal) {
				continue
			}
			named := someOf(addressesOf(roles))
			for _, u := range c {
				if len(u.Assignments) == 0 { // what a user holds directly is the user's own
					p.Report(userTarget(u, ""), "%s has team_only roles alone, %s: no row can be its own", u.Address, named)
				}
			}
		}
	},
}

// addressesOf are the addresses of roles, sorted, each once.
func addressesOf(roles []*model.Role) []string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Address)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
