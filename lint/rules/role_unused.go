package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var roleUnused = &lint.Rule{
	ID: "role/unused", Severity: lint.Warning,
	Summary: "no user or team holds a role, in any environment",
	Why: "A role that nobody holds gives nothing to anybody until somebody assigns it, by mistake or because its name sounded right: " +
		"nobody has looked at it since it was last of use. A role that others are based on is in use.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (limit and regularly review)",
		"Salesforce permission analysers (unused permission sets)",
	},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
role "former_clerk" { # here
  grants {
    account = { user = ["read", "write"] }
  }
}
team "clerks" { roles = [role.clerk] }
`,
	Good: `
role "base" {
  grants {
    account = { user = ["read"] }
  }
}
role "clerk" {
  based_on = role.base
  grants {
    contact = { user = ["read"] }
  }
}
team "clerks" { roles = [role.clerk] }
`,
	CheckAll: func(p *lint.Pass) {
		policies := assigning(p.All)
		if len(policies) == 0 {
			p.Skip(noAssignments)
			return
		}
		used := map[string]bool{}
		for _, policy := range policies {
			markUsedRoles(policy, used)
		}
		for _, policy := range policies {
			for _, r := range p.RolesIn(policy) {
				if !used[r.Address] {
					used[r.Address] = true // said once
					p.Report(roleTarget(r, nil), "no user or team holds %s", r.Address)
				}
			}
		}
	},
}

// markUsedRoles adds the roles that somebody holds, and those that they are based on.
func markUsedRoles(p *model.Policy, used map[string]bool) {
	byAddress := map[string]*model.Role{}
	for _, r := range p.Roles {
		byAddress[r.Address] = r
	}
	use := func(assignments []model.Assignment) {
		for _, a := range assignments {
			for r := a.Role; r != nil && !used[r.Address]; r = byAddress[r.BasedOn] {
				used[r.Address] = true
			}
		}
	}
	for _, t := range p.Teams {
		use(t.Assignments)
	}
	for _, u := range p.Users {
		use(u.Assignments)
	}
}
