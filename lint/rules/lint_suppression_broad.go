package rules

import "github.com/dvpolicy/dvpolicy/lint"

var lintSuppressionBroad = &lint.Rule{
	ID: "lint/suppression-broad", Severity: lint.Warning,
	Summary: "a waiver accepts several findings, and any that are to come",
	Why: "A waiver is a decision about what somebody has looked at. Where it names neither a table nor a privilege nor how many findings it accepts, " +
		"it also accepts the next one of its rule about its target, which nobody has seen.",
	Sources: []string{"our own: a list of exceptions is worth what its widest entry leaves"},
	Bad: `
role "exporter" {
  grants { account = { organization = ["write", "delete"] } }
}
waiver "all of it" { # here
  rule   = "grant/org-write"
  target = role.exporter
  reason = "imports at night"
}
`,
	Good: `
role "exporter" {
  grants {
    account = { organization = ["write", "delete"] }
    contact = { organization = ["write"] }
  }
}
waiver "of accounts" {
  rule   = "grant/org-write"
  target = role.exporter
  table  = "account"
  reason = "imports at night"
}
waiver "as many" {
  rule   = "grant/org-write"
  target = role.exporter
  count  = 3
  reason = "imports at night"
}
`,
	CheckWaiver: func(p *lint.Pass, w lint.Use) {
		if w.Table == "" && w.Privilege == "" && w.Count == 0 && w.Whole > 1 && !w.Expired {
			p.Report(w.Target(), "%s accepts %d findings and any that are to come: narrow it to a table or a privilege, or say that its count is %d",
				w.Name(), w.Whole, w.Whole)
		}
	},
}
