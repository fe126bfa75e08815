package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var buDepth = &lint.Rule{
	ID: "bu/depth", Severity: lint.Warning,
	Summary: "a business unit lies deeper in the tree than access levels are easily thought through",
	Why: "There are levels for one business unit and for all below it, and none for some steps down: " +
		"with every further step it is harder to say what a grant at parent_child reaches.",
	Sources: []string{"Microsoft: Secure customer engagement apps (site, district, region and corporate levels)"},
	Params:  []lint.Param{{Name: "max", Value: 4, Why: "Microsoft's example has four levels, the root among them: corporate, region, district, site"}},
	Bad: `
business_unit "corporate" {}
business_unit "region" { parent = business_unit.corporate }
business_unit "district" { parent = business_unit.region }
business_unit "site" { parent = business_unit.district }
business_unit "desk" { parent = business_unit.site } # here
business_unit "drawer" { parent = business_unit.desk }
`,
	Good: `
business_unit "corporate" {}
business_unit "region" { parent = business_unit.corporate }
business_unit "district" { parent = business_unit.region }
business_unit "site" { parent = business_unit.district }
`,
	Check: func(p *lint.Pass) {
		levels := map[*model.BusinessUnit]int{}
		for _, u := range p.Policy.BusinessUnits { // parents come first
			levels[u] = levels[u.Parent] + 1
			if u.Parent != nil && levels[u] == p.Int("max")+1 {
				p.Report(unitTarget(u), "%s lies on level %d of the tree, below %s: %d levels are plenty", u.Address, levels[u], u.Parent.Address, p.Int("max"))
			}
		}
	},
}
