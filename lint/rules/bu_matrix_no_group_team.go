package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var buMatrixNoGroupTeam = &lint.Rule{
	ID: "bu/matrix-no-group-team", Severity: lint.Info,
	Summary: "no team of an Entra group holds a role in a business unit of a matrix environment",
	Why: "Microsoft's way to run the matrix structure is one Entra group and one group team for each business unit, which holds the business unit's role: " +
		"then joining a group is all that access takes. Where it is missing, roles are handed out one person at a time.",
	Sources: []string{"Security concepts in Microsoft Dataverse (associate a business unit with a Microsoft Entra security group)"},
	Bad: `
environment "prod" { ownership_across_business_units = true }

business_unit "root" { name = "Woodgrove" }
business_unit "east" { parent = business_unit.root }
business_unit "west" { parent = business_unit.root } # here

role "clerk" {}
entra_group "east" { object_id = "b2f6c1d4-0000-0000-0000-000000000001" }
team "east" {
  name        = "East clerks"
  entra_group = entra_group.east
  roles       = [{ role = role.clerk, business_unit = business_unit.east }]
}
user "ann@woodgrove.example" {
  roles = [{ role = role.clerk, business_unit = business_unit.west }]
}
`,
	Good: `
environment "prod" { ownership_across_business_units = true }

business_unit "root" { name = "Woodgrove" }
business_unit "unit" {
  for_each = toset(["east", "west"])
  parent   = business_unit.root
  name     = each.key
}

role "clerk" {}
entra_group "unit" {
  for_each  = { east = "b2f6c1d4-0000-0000-0000-000000000001", west = "b2f6c1d4-0000-0000-0000-000000000002" }
  object_id = each.value
}
team "unit" {
  for_each    = business_unit.unit
  name        = "Clerks ${each.key}"
  entra_group = entra_group.unit[each.key]
  roles       = [{ role = role.clerk, business_unit = each.value }]
}
`,
	CheckAll: func(p *lint.Pass) {
		var policies []*model.Policy
		grouped := map[string]bool{} // business units in which a group team holds a role, in any environment
		for _, policy := range assigning(p.All) {
			if !policy.Environment.Matrix {
				continue
			}
			policies = append(policies, policy)
			for _, t := range policy.Teams {
				for _, a := range t.Assignments {
					if t.Group != nil {
						grouped[a.Anchor.Address] = true
					}
				}
			}
		}
		for _, u := range unitsOf(policies) {
			if u.Parent != nil && !u.Disabled && !grouped[u.Address] {
				p.Report(unitTarget(u), "no team of an Entra group holds a role in %s", u.Address)
			}
		}
	},
}
