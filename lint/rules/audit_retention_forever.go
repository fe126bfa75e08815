package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditRetentionForever = &lint.Rule{
	ID: "audit/retention-forever", Severity: lint.Warning,
	Summary: "an environment keeps its audit log forever",
	Why:     "Log storage grows without bound, and what nobody needs any more stays readable. Where the law asks for it, a waiver says so.",
	Sources: []string{manageAuditing},
	Bad: `
environment "prod" { # here
  audit {
    enabled        = true
    retention_days = -1
  }
}
`,
	Good: `
environment "prod" {
  audit {
    enabled        = true
    retention_days = 3650
  }
}
`,
	Check: func(p *lint.Pass) {
		if auditing(p) && p.Policy.Environment.Audit.RetentionDays == -1 {
			p.Report(p.EnvironmentTarget(), "%s keeps its audit log forever", p.EnvironmentTarget().Address)
		}
	},
}
