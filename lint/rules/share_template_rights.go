package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var shareTemplateRights = &lint.Rule{
	ID: "share/template-rights", Severity: lint.Warning,
	Summary: "an access team template lets members delete the row, hand it over, or share it on",
	Why:     "A member of an access team is an exception, and gets the smallest right that helps. Who may share on decides who the next exceptions are.",
	Sources: []string{secureApps},
	Params: []lint.Param{{Name: "verbs", Of: verbWords, Filled: true, Value: []string{"delete", "assign", "share"}, Why: "the rest is " +
		"reading, changing and linking: the work on the row itself"}},
	Bad: `
table "opportunity" { access_teams = true }
access_team_template "deal" { # here
  table  = "opportunity"
  rights = ["read", "write", "delete", "assign", "share"]
}
`,
	Good: `
table "opportunity" { access_teams = true }
access_team_template "deal" {
  table  = "opportunity"
  rights = ["read", "write", "append", "append_to"]
}
`,
	Check: func(p *lint.Pass) {
		for _, t := range templates(p) {
			for _, v := range t.Rights {
				if slices.Contains(p.Words("verbs"), v.String()) {
					at := lint.Target{Address: t.Address, Span: t.Span, Subject: lint.Subject{Table: t.Table, Verb: v.String()}}
					p.Report(at, "%s lets members %s the row", t.Address, v)
				}
			}
		}
	},
}
