package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditRetentionUnset = &lint.Rule{
	ID: "audit/retention-unset", Severity: lint.Warning,
	Summary: "an environment audits, and does not say for how long",
	Why:     "Microsoft's pages disagree on what holds then, forever or 30 days: the first fills the storage, the second loses the evidence.",
	Sources: []string{manageAuditing, "Microsoft: Configure auditing (developer guide)"},
	Bad: `
environment "prod" { # here
  audit {
    enabled = true
  }
}
`,
	Good: `
environment "prod" {
  audit {
    enabled        = true
    retention_days = 365
  }
}
`,
	Check: func(p *lint.Pass) {
		if auditing(p) && p.Policy.Environment.Audit.RetentionDays == 0 {
			p.Report(p.EnvironmentTarget(), "%s audits, and does not say for how many days", p.EnvironmentTarget().Address)
		}
	},
}
