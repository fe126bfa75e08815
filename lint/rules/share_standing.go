package rules

import "github.com/dvpolicy/dvpolicy/lint"

var shareStanding = &lint.Rule{
	ID: "share/standing", Severity: lint.Warning,
	Summary: "a share has no end",
	Why:     "Sharing is for what is unplanned or temporary. An exception without an end is a rule that no role shows: say when it expires, or grant it properly.",
	Sources: []string{secureApps},
	Bad: `
team "board" {}
share "board_pack" { # here
  table  = "account"
  record = "A-1001"
  with   = [team.board]
  rights = ["read"]
}
`,
	Good: `
team "board" {}
share "board_pack" {
  table   = "account"
  record  = "A-1001"
  with    = [team.board]
  rights  = ["read"]
  expires = "2027-01-31"
}
`,
	Check: func(p *lint.Pass) {
		for _, s := range shares(p) {
			if s.Expires == "" {
				p.Report(shareTarget(s), "%s does not expire", s.Address)
			}
		}
	},
}
