package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

var lintSuppressionNoReason = &lint.Rule{
	ID: "lint/suppression-no-reason", Severity: lint.Error, Unwaivable: true,
	Summary: "a waiver does not say why",
	Why:     "Who reviews it next year cannot tell a decision from a shortcut.",
	Sources: []string{"ScubaGear (warns of exclusions without a rationale)"},
	Bad: `
role "exporter" {
  grants { account = { organization = ["write"] } }
}
waiver "silent" { # here
  rule   = "grant/org-write"
  target = role.exporter
}
`,
	Good: `
role "exporter" {
  grants { account = { organization = ["write"] } }
}
waiver "said" {
  rule   = "grant/org-write"
  target = role.exporter
  reason = "imports at night"
}
`,
	CheckWaiver: func(p *lint.Pass, w lint.Use) {
		if strings.TrimSpace(w.Reason) == "" {
			p.Report(w.Target(), "%s gives no reason", w.Name())
		}
	},
}
