package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var roleUnderused = &lint.Rule{
	ID: "role/underused", Severity: lint.Info,
	Summary: "a business role reaches hardly anybody",
	Why: "A role for one person is an exception with the name of a rule. It may belong to a role that more people hold, or to that person as a " +
		"share of few rows. " +
		"Roles for services, administration and deployment are legitimately for one.",
	Sources: []string{"Salesforce permission analysers (underused permission sets)"},
	Params: []lint.Param{{Name: "max", Value: 1, Why: "the people, once each, that a role reaches in the environment where it reaches most; " +
		"permission analysers take 5"}},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
role "special" { # here
  grants {
    account = { user = ["read", "write"] }
  }
}
user "ann@woodgrove.example" { roles = [role.clerk, role.special] }
user "bob@woodgrove.example" { roles = [role.clerk] }
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
role "special" {
  grants {
    account = { user = ["read", "write"] }
  }
}
role "entered" {
  grants {
    contact = { user = ["read"] }
  }
}
team "special" {
  members = [user.ann, user.bob]
  roles   = [role.special]
}
user "ann" { roles = [role.clerk] }
user "bob" { roles = [role.clerk] }

entra_group "many" { object_id = "b2f6c1d4-0000-0000-0000-000000000001" }
team "many" { # whose members only Entra knows
  entra_group = entra_group.many
  roles       = [role.entered]
}
`,
	CheckAll: func(p *lint.Pass) {
		reached := map[string]int{}
		var policies []*model.Policy
		for _, policy := range assigning(p.All) {
			if people := lint.Humans(policy); len(people) > p.Int("max") {
				policies = append(policies, policy)
				countReached(policy, reached)
			}
		}
		if len(policies) == 0 {
			p.Skip("no file declares enough people for roles to reach: membership lives in Entra")
			return
		}
		said := map[string]bool{}
		for _, policy := range policies {
			for _, r := range p.BusinessRolesIn(policy) {
				if n, held := reached[r.Address]; held && !r.Standard && n <= p.Int("max") && !said[r.Address] {
					said[r.Address] = true
					p.Report(roleTarget(r, nil), "%s reaches %d of the people: it may belong to a role for more", r.Address, n)
				}
			}
		}
	},
}

// everybody is how many people a role reaches of which that is not known, or does not matter.
const everybody = 1 << 30

// countReached counts the people that each role reaches, where that is more than what was counted before.
func countReached(p *model.Policy, most map[string]int) {
	reached := map[*model.Role]int{}
	for _, t := range p.Teams {
		for _, a := range t.Assignments {
			if !t.Complete {
				reached[a.Role] = everybody
			} else if _, held := reached[a.Role]; !held {
				reached[a.Role] = 0
			}
		}
	}
	for _, u := range p.Users {
		seen := map[*model.Role]bool{}
		for _, r := range lint.RolesOf(u) {
			switch {
			case seen[r]:
			case !lint.Person(u): // one is enough
				reached[r] = everybody
			default:
				reached[r]++
			}
			seen[r] = true
		}
	}
	for _, r := range p.Roles {
		if n, held := reached[r]; held {
			most[r.Address] = max(n, most[r.Address])
		}
	}
}
