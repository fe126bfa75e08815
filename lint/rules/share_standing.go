package rules

import "github.com/dvpolicy/dvpolicy/lint"

var shareStanding = &lint.Rule{
	ID: "share/standing", Severity: lint.Warning,
	Summary: "a share has no end, one that is far off, or one that is over",
	Why: "Sharing is for what is unplanned or temporary. An exception without an end, or with one that nobody will remember, is a rule that no role shows: " +
		"say when it expires, or grant it properly. One that is over is to be taken back, in Dataverse and here: the day alone takes nothing away.",
	Sources: []string{secureApps},
	Params: []lint.Param{
		{Name: "max_days", Value: 90, Why: "our judgement: in a quarter an exception is either over or has become what is meant"},
	},
	Bad: `
team "board" {}
share "board_pack" { # here
  table  = "account"
  record = "A-1001"
  with   = [team.board]
  rights = ["read"]
}
share "last_year" { # here
  table   = "account"
  record  = "A-0999"
  with    = [team.board]
  rights  = ["read"]
  expires = "2026-01-31"
}
share "for_good" { # here
  table   = "account"
  record  = "A-1002"
  with    = [team.board]
  rights  = ["read"]
  expires = "2036-01-31"
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
				continue
			}
			switch days, ok := daysUntil(p, s.Expires); {
			case !ok:
			case days < 0:
				p.Report(shareTarget(s), "%s expired on %s: it is to be taken back", s.Address, s.Expires)
			case days > p.Int("max_days"):
				p.Report(shareTarget(s), "%s expires on %s only, in more than %d days", s.Address, s.Expires, p.Int("max_days"))
			}
		}
	},
}
