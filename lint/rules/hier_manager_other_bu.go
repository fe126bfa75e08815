package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
)

var hierManagerOtherBu = &lint.Rule{
	ID: "hier/manager-other-bu", Severity: lint.Error,
	Summary: "a manager is neither in the business unit of the report nor above it, and so sees nothing of the report's rows",
	Why: "Hierarchy security of managers stops at business units unless it is told not to. The manager stands in the user's record, and the " +
		"access that one expects of that is not there.",
	Sources: []string{"Microsoft: Hierarchy security (managers must be in the same business unit as the report, or in the parent business unit)"},
	Bad: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
business_unit "root" {}
business_unit "north" { parent = business_unit.root }
business_unit "south" { parent = business_unit.root }
user "dora" { business_unit = business_unit.south }
user "ann" { # here
  business_unit = business_unit.north
  manager       = user.dora
}
user "bob" { # here
  manager = user.dora
}
`,
	Good: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
environment "matrix" {
  ownership_across_business_units = true
  hierarchy_security {
    model                      = "manager"
    restrict_to_business_units = false
  }
}
business_unit "root" {}
business_unit "north" { parent = business_unit.root }
business_unit "south" { parent = business_unit.root }
user "dora" {}
user "ann" {
  business_unit = business_unit.north
  manager       = user.dora
}
user "bob" {
  environments  = ["matrix"]
  business_unit = business_unit.south
  manager       = user.ann
}
user "gone" { # would see nothing anywhere
  business_unit = business_unit.south
  enabled       = false
}
user "carl" { manager = user.gone }
`,
	Check: func(p *lint.Pass) {
		h, ok := hierarchyOf(p)
		if !ok {
			return
		}
		if h.Model != "manager" {
			p.Skip("hierarchy security follows positions, which know no business units")
			return
		}
		for _, u := range h.reports {
			if m := u.Manager; m != nil && lint.Active(m) && !h.mayManage(m, u) {
				p.Report(lint.Target{Address: u.Address, Span: u.Span, Subject: lint.Subject{Other: m.Address}},
					"%s, the manager of %s, sees none of its rows: %s does not lie in %s", m.Address, u.Address, u.BusinessUnit.Address, m.BusinessUnit.Address)
			}
		}
	},
}
