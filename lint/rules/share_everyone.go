package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var shareEveryone = &lint.Rule{
	ID: "share/everyone", Severity: lint.Warning,
	Summary: "a row is shared with the whole organization",
	Why: "It opens the row to everybody who has the privilege at any level: whoever joins later, guests and application users among them. " +
		"A team can be looked at, and has an end.",
	Sources: []string{secureApps, "CISA ScubaGear: MS.POWERPLATFORM.6.1v1 (sharing with everyone)"},
	Bad: `
share "price_list" { # here
  table  = "account"
  record = "A-1001"
  with   = "organization"
  rights = ["read"]
}
`,
	Good: `
team "sales" {}
share "price_list" {
  table  = "account"
  record = "A-1001"
  with   = [team.sales]
  rights = ["read"]
}
`,
	Check: func(p *lint.Pass) {
		for _, s := range shares(p) {
			if slices.Contains(s.With, "organization") {
				p.Report(shareTarget(s), "%s is with everybody", s.Address)
			}
		}
	},
}
