package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

var shareToUser = &lint.Rule{
	ID: "share/to-user", Severity: lint.Warning,
	Summary: "a row is shared with a person instead of a team",
	Why: "A team costs one entry for each row, however many it has, and people come and go with their membership. What is shared with a person must be " +
		"found and taken back row by row.",
	Sources: []string{secureApps, securityConcepts},
	Bad: `
user "a" {}
share "board_pack" { # here
  table  = "account"
  record = "A-1001"
  with   = [user.a]
  rights = ["read"]
}
`,
	Good: `
application_user "feed" { application_id = "b2f6c1d4-0000-0000-0000-000000000001" }
team "board" {}
share "board_pack" {
  table  = "account"
  record = "A-1001"
  with   = [team.board, application_user.feed]
  rights = ["read"]
}
`,
	Check: func(p *lint.Pass) {
		for _, s := range shares(p) {
			for _, with := range s.With {
				if strings.HasPrefix(with, "user.") {
					at := shareTarget(s)
					at.Other = with
					p.Report(at, "%s is with %s, not with a team", s.Address, with)
				}
			}
		}
	},
}
