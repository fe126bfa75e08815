package rules

import "github.com/dvpolicy/dvpolicy/lint"

var roleNotRoot = &lint.Rule{
	ID: "role/not-root", Severity: lint.Error,
	Summary: "a role is defined in a business unit below the root",
	Why: "Only roles of the root exist in every business unit, and only they can be in a solution. " +
		"A role from further down must be made again in the next environment, and another like it in the next business unit.",
	Sources: []string{"Microsoft: Secure customer engagement apps (create security roles at the root business unit level)"},
	Bad: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" { parent = business_unit.root }

role "clerk" { # here
  business_unit = business_unit.east
  grants {
    account = { business_unit = ["read"] }
  }
}
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" { parent = business_unit.root }

role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
user "ann@woodgrove.example" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			if u := r.BusinessUnit; u != nil && u.Parent != nil {
				p.Report(roleTarget(r, nil), "%s is defined in %s: it does not exist elsewhere, and no solution can hold it", r.Address, u.Address)
			}
		}
	},
}
