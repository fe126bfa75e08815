package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/schema"
)

var buRoleCopies = &lint.Rule{
	ID: "bu/role-copies", Severity: lint.Warning,
	Summary: "roles times business units make more role records than an edit of a role should touch",
	Why: "A role exists once in its business unit and once in every business unit below, and so do the standard roles. " +
		"Creating a business unit, or changing a privilege of a role, writes to all of them, which can take hours.",
	Sources: []string{
		"crmtip 917: business units and copies of security roles",
		"Microsoft: Secure customer engagement apps (roles of the root business unit are duplicated for all child business units)",
	},
	Params: []lint.Param{{Name: "max", Value: 5000, Why: "about 50 business units, each with the 102 roles of an environment without apps"}},
	Bad: `
business_unit "root" { name = "Woodgrove" } # here
business_unit "shop" {
  for_each = toset([for n in range(48) : "Shop ${n}"])
  name     = each.key
  parent   = business_unit.root
}
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "shop" {
  for_each = toset([for n in range(48) : "Shop ${n}"])
  name     = each.key
  parent   = business_unit.root
}
role "clerk" { # 102 times 49, and its own two
  business_unit = business_unit.shop["Shop 0"]
  grants {
    account = { business_unit = ["read"] }
  }
}
role "driver" {
  business_unit = business_unit.shop["Shop 1"]
  grants {
    account = { business_unit = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		units := len(p.Policy.BusinessUnits)
		records := units * len(schema.StandardRoles())
		for _, r := range p.Policy.Roles {
			if !r.Standard {
				records += r.BusinessUnit.Last - r.BusinessUnit.First + 1
			}
		}
		if records > p.Int("max") {
			p.Report(rootTarget(p.Policy), "the roles have at least %d copies in %d business units, more than %d", records, units, p.Int("max"))
		}
	},
}
