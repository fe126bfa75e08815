package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

// borderBaseline is a parameter of the rules that compare reach.
var borderBaseline = lint.Param{Name: "baseline", Of: standardWords, Value: []string{"basic_user"},
	Why: "everybody holds it, and it reaches user settings, import maps and the like by business unit: what is set apart by that alone is an " +
		"info; an empty list leaves that out"}

var buNoIsolation = &lint.Rule{
	ID: "bu/no-isolation", Severity: lint.Warning,
	Summary: "a business unit keeps nothing apart: were it one with its parent, nobody's access would change",
	Why: "A business unit is there to say who reaches which rows, and each one more is one more to keep roles, teams and people in. " +
		"This one could go: its rows, people, teams and role instances can be its parent's, and every principal of every environment reaches what it reached.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (minimize the number of business units, base them on access control requirements)",
		"Security concepts in Microsoft Dataverse (business units define a security boundary)",
	},
	Params: []lint.Param{borderBaseline},
	Bad: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" { # here
  name   = "East"
  parent = business_unit.root
}

role "clerk" {
  grants {
    account = { user = ["create", "write"], organization = ["read"] }
  }
}
user "ann@woodgrove.example" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "bob@woodgrove.example" { roles = [role.clerk] }
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" {
  name   = "East"
  parent = business_unit.root
}

role "clerk" {
  grants {
    account = { user = ["create"], business_unit = ["write"], organization = ["read"] }
  }
}
user "ann@woodgrove.example" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "bob@woodgrove.example" { roles = [role.clerk] }
`,
	CheckAll: func(p *lint.Pass) {
		policies := assigning(p.All)
		if len(policies) == 0 {
			p.Skip(noAssignments)
			return
		}
		standing := standingUnits(bordersOfAll(policies, nil))
		var baseline map[string]bool
		if names := p.Words("baseline"); len(names) > 0 {
			baseline = standingUnits(bordersOfAll(policies, names))
		}
		for _, u := range unitsOf(policies) {
			switch {
			case !standing[u.Address]:
				p.Report(unitTarget(u), "%s keeps nothing apart from %s: were they one, nobody's access would change", u.Address, u.Parent.Address)
			case baseline != nil && !baseline[u.Address]:
				p.ReportAs(lint.Info, unitTarget(u), "%s keeps apart from %s only what %s reaches by business unit", u.Address, u.Parent.Address,
					strings.Join(standardNames(p.Words("baseline")), ", "))
			}
		}
	},
}

func bordersOfAll(policies []*model.Policy, ignored []string) []*borders {
	var all []*borders
	for _, policy := range policies {
		all = append(all, bordersOf(policy, ignored))
	}
	return all
}

// standingUnits are the addresses of business units that keep something apart in an environment.
func standingUnits(all []*borders) map[string]bool {
	standing := map[string]bool{}
	for _, b := range all {
		for i, u := range b.units {
			if b.stands[i] {
				standing[u.Address] = true
			}
		}
	}
	return standing
}
