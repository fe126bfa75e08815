package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var buSiblingEquivalent = &lint.Rule{
	ID: "bu/sibling-equivalent", Severity: lint.Warning,
	Summary: "two business units of one parent are reached by the same principals: one would do",
	Why: "Whoever reaches rows of one reaches those of the other in the same way, in every environment, so that there are two says nothing about access. " +
		"Both can be one business unit, with the rows, people, teams and role instances of both.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (minimize the number of business units, base them on access control requirements)",
		"Security concepts in Microsoft Dataverse (business units define a security boundary)",
	},
	Params: []lint.Param{borderBaseline},
	Bad: `
environment "prod" { ownership_across_business_units = true }

business_unit "root" { name = "Woodgrove" }
business_unit "east" {
  name   = "East"
  parent = business_unit.root
}
business_unit "west" { # here
  name   = "West"
  parent = business_unit.root
}

role "clerk" {
  grants {
    account = { business_unit = ["read", "write"] }
  }
}
team "clerks" {
  roles = [
    { role = role.clerk, business_unit = business_unit.east },
    { role = role.clerk, business_unit = business_unit.west },
  ]
}
`,
	Good: `
environment "prod" { ownership_across_business_units = true }

business_unit "root" { name = "Woodgrove" }
business_unit "east" {
  name   = "East"
  parent = business_unit.root
}
business_unit "west" {
  name   = "West"
  parent = business_unit.root
}

role "clerk" {
  grants {
    account = { business_unit = ["read", "write"] }
  }
}
role "reader" {
  grants {
    account = { business_unit = ["read"] }
  }
}
team "clerks" {
  roles = [
    { role = role.clerk, business_unit = business_unit.east },
    { role = role.reader, business_unit = business_unit.west },
  ]
}
`,
	CheckAll: func(p *lint.Pass) {
		policies := assigning(p.All)
		if len(policies) == 0 {
			p.Skip(noAssignments)
			return
		}
		reported := map[string]bool{}
		report := func(s lint.Severity, ignored []string, are string) {
			all := bordersOfAll(policies, ignored)
			standing := standingUnits(all)
			for _, pair := range alikeSiblings(all, unitsOf(policies)) {
				x, y := pair[0], pair[1]
				if !standing[x.Address] || !standing[y.Address] || reported[y.Address] { // bu/no-isolation says more
					continue
				}
				reported[y.Address] = true
				at := unitTarget(y)
				at.Other = x.Address
				p.ReportAs(s, at, "%s and %s are %s", x.Address, y.Address, are)
			}
		}
		report(lint.Warning, nil, "reached by the same principals in the same way: one would do")
		if names := p.Words("baseline"); len(names) > 0 {
			report(lint.Info, names, "told apart only by what "+strings.Join(standardNames(names), ", ")+" reaches by business unit")
		}
	},
}

// alikeSiblings are pairs of which one would do, in every environment: each with the first of its siblings that it is like.
func alikeSiblings(all []*borders, units []*model.BusinessUnit) [][2]*model.BusinessUnit {
	firstOf, at := make([]map[int32]int32, len(all)), make([]map[string]int32, len(all))
	for i, b := range all {
		firstOf[i], at[i] = b.firsts(), map[string]int32{}
		for n, u := range b.units {
			at[i][u.Address] = int32(n)
		}
	}
	alike := func(x, y *model.BusinessUnit) bool { // the two exist in the same environments
		for i, b := range all {
			if m, exists := at[i][x.Address]; exists && !b.alike(m, at[i][y.Address]) {
				return false
			}
		}
		return true
	}
	var pairs [][2]*model.BusinessUnit
	before := map[string][]*model.BusinessUnit{} // by the first of the class in each environment: only those of one class can be alike
	for _, y := range units {
		var classes strings.Builder
		for i, b := range all {
			classes.WriteByte('|')
			if n, exists := at[i][y.Address]; exists {
				classes.WriteString(b.units[firstOf[i][b.class[n]]].Address)
			}
		}
		key := classes.String()
		if x := slices.IndexFunc(before[key], func(x *model.BusinessUnit) bool { return alike(x, y) }); x >= 0 {
			pairs = append(pairs, [2]*model.BusinessUnit{before[key][x], y})
		} else {
			before[key] = append(before[key], y)
		}
	}
	return pairs
}
