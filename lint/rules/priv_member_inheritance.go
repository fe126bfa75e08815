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
			p.Skip(noUsers)
			return
		}
		if perhaps(p, func(a model.Assignment) bool { return a.Role.Personal() }) {
			p.Skip("teams whose members are not all known give roles to members as themselves")
			return
		}
		for _, c := range crowds(interactive(p), rolesHeld) {
			roles := p.RolesOf(c.first)
			if len(roles) == 0 || len(c.first.Assignments) > 0 || slices.ContainsFunc(roles, (*model.Role).Personal) {
				continue
			}
			p.Report(lint.Target{Address: c.first.Address, Span: c.first.Span}, "%s%s has team_only roles alone, %s: nothing can be their own",
				c.first.Address, andMore(c.also), someOf(addressesOf(roles)))
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
