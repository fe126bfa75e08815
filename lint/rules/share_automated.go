package rules

import "github.com/dvpolicy/dvpolicy/lint"

var shareAutomated = &lint.Rule{
	ID: "share/automated", Severity: lint.Error,
	Summary: "a flow or plug-in shares rows",
	Why: "What can be automated is a rule, and rules belong into business units, teams and roles. Automated shares grow with the rows, and " +
		"every check of access " +
		"pays for them.",
	Sources: []string{secureApps},
	Bad: `
team "board" {}
share "won_deals" { # here
  table     = "opportunity"
  record    = "every won deal"
  with      = [team.board]
  rights    = ["read"]
  automated = true
}
`,
	Good: `
team "board" {}
share "won_deal" {
  table  = "opportunity"
  record = "O-77"
  with   = [team.board]
  rights = ["read"]
}
`,
	Check: func(p *lint.Pass) {
		for _, s := range shares(p) {
			if s.Automated {
				p.Report(shareTarget(s), "%s is made by a flow or plug-in", s.Address)
			}
		}
	},
}
