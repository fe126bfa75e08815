package rules

import "github.com/dvpolicy/dvpolicy/lint"

var lintSuppressionUnused = &lint.Rule{
	ID: "lint/suppression-unused", Severity: lint.Warning,
	Summary: "a waiver accepts nothing",
	Why:     "What it was for is gone, or its name is wrong. It would accept the next violation unseen.",
	Sources: []string{"our own: a list of exceptions is worth what its oldest entry is"},
	Bad: `
role "reader" {
  grants { account = { organization = ["read"] } }
}
waiver "gone" { # here
  rule   = "grant/org-write"
  target = role.reader
  reason = "it wrote, once"
}
`,
	Good: `
role "exporter" {
  grants { account = { organization = ["write"] } }
}
waiver "used" {
  rule   = "grant/org-write"
  target = role.exporter
  reason = "imports at night"
}
`,
	CheckWaiver: func(p *lint.Pass, w lint.Use) {
		if w.Ran && w.Met == 0 {
			p.Report(w.Target(), "%s: nothing that it names violates %s", w.Name(), w.Rule)
		}
	},
}
