package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditRetentionShort = &lint.Rule{
	ID: "audit/retention-short", Severity: lint.Warning,
	Summary: "production deletes its audit log early",
	Why:     "Misuse is often found after months. Then the log must still be there.",
	Sources: []string{secureAppsAudit},
	Params:  []lint.Param{{Name: "min", Value: 90, Why: "the shorter of the two spans for which Microsoft 365 keeps its own log"}},
	Bad: `
environment "prod" { # here
  type = "production"
  audit {
    enabled        = true
    retention_days = 89
  }
}
`,
	Good: `
environment "prod" {
  type = "production"
  audit {
    enabled        = true
    retention_days = 90
  }
}
environment "dev" {
  type = "sandbox"
  audit {
    enabled        = true
    retention_days = 31
  }
}
`,
	Check: func(p *lint.Pass) {
		days := p.Policy.Environment.Audit.RetentionDays
		if auditing(p) && productionEnvironment(p) && days > 0 && days < p.Int("min") {
			p.Report(p.EnvironmentTarget(), "%s keeps its audit log for %s, fewer than %d", p.EnvironmentTarget().Address, counted(days, "day"), p.Int("min"))
		}
	},
}
