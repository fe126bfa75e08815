package rules

import "github.com/dvpolicy/dvpolicy/lint"

var lintSuppressionExpired = &lint.Rule{
	ID: "lint/suppression-expired", Severity: lint.Error, Unwaivable: true,
	Summary: "a waiver is past its day",
	Why:     "A waiver is a promise to look again. Past its day it accepts nothing any more, and what it accepted is a finding again.",
	Sources: []string{"ScubaGear (exclusions with an expiration date)"},
	Bad: `
role "exporter" {
  grants { account = { organization = ["write"] } }
}
waiver "old" { # here
  rule    = "grant/org-write"
  target  = role.exporter
  reason  = "until the ERP feed runs"
  expires = "2020-01-01"
}
`,
	Good: `
role "exporter" {
  grants { account = { organization = ["write"] } }
}
waiver "current" {
  rule    = "grant/org-write"
  target  = role.exporter
  reason  = "until the ERP feed runs"
  expires = "2099-12-31"
}
`,
	CheckWaiver: func(p *lint.Pass, w lint.Use) {
		if w.Expired {
			p.Report(w.Target(), "%s expired on %s", w.Name(), w.Expires)
		}
	},
}
