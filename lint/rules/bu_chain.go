package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var buChain = &lint.Rule{
	ID: "bu/chain", Severity: lint.Info,
	Summary: "a business unit has nobody in it and one business unit below: a box of the organization chart",
	Why:     "No user, team or role instance is in it, and it holds together nothing but the one business unit below it, which could stand in its place.",
	Sources: []string{"Microsoft: Secure customer engagement apps (access control requirements instead of the organizational chart)"},
	Bad: `
business_unit "root" { name = "Woodgrove" }
business_unit "europe" { parent = business_unit.root } # here
business_unit "norway" { parent = business_unit.europe }
user "ann@woodgrove.example" { business_unit = business_unit.norway }
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "europe" { parent = business_unit.root }
business_unit "norway" { parent = business_unit.europe }
business_unit "spain" { parent = business_unit.europe }
user "ann@woodgrove.example" { business_unit = business_unit.norway }
`,
	CheckAll: func(p *lint.Pass) {
		var policies []*model.Policy
		inUse := map[string]bool{} // in any environment
		for _, m := range p.All {
			if policy := m.Policy(); len(policy.Users) > 0 {
				policies = append(policies, policy)
				markUnitsInUse(policy, inUse)
			}
		}
		if len(policies) == 0 {
			p.Skip("the policy declares no users: who is in a business unit is not known")
			return
		}
		for _, u := range unitsOf(policies) {
			if !inUse[u.Address] {
				p.Report(unitTarget(u), "%s has nobody in it, and one business unit below it", u.Address)
			}
		}
	},
}

// markUnitsInUse adds the root, and the business units that somebody is in, that a role is measured from, or that do not have exactly
// one below.
func markUnitsInUse(p *model.Policy, inUse map[string]bool) {
	children := map[*model.BusinessUnit]int{}
	hold := func(assignments []model.Assignment) {
		for _, a := range assignments {
			inUse[a.Anchor.Address] = true
		}
	}
	for _, u := range p.BusinessUnits {
		children[u.Parent]++
	}
	for _, u := range p.BusinessUnits {
		if u.Parent == nil || children[u] != 1 {
			inUse[u.Address] = true
		}
	}
	for _, t := range p.Teams {
		if !t.Default || len(t.Assignments) > 0 || len(t.Profiles) > 0 {
			inUse[t.BusinessUnit.Address] = true
		}
		hold(t.Assignments)
	}
	for _, u := range p.Users {
		inUse[u.BusinessUnit.Address] = true
		hold(u.Assignments)
	}
}
