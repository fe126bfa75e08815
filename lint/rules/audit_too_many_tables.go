package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditTooManyTables = &lint.Rule{
	ID: "audit/too-many-tables", Severity: lint.Warning,
	Summary: "many tables are audited",
	Why:     "Each change of an audited row is written twice and kept for as long as the log: too much of it is slow, costs log storage, and hides what matters.",
	Sources: []string{secureAppsAudit},
	Params:  []lint.Param{{Name: "max", Value: 60, Why: "half as many again as the 40 tables that Microsoft's own security page audits"}},
	Bad: `
environment "prod" { # here
  audit {
    enabled = true
  }
}
table "many" {
  for_each  = toset([for i in range(61) : "new_table${i}"])
  ownership = "user_or_team"
  audit     = true
}
`,
	Good: `
environment "prod" {
  audit {
    enabled = true
  }
}
table "many" {
  for_each  = toset([for i in range(60) : "new_table${i}"])
  ownership = "user_or_team"
  audit     = true
}
table "account" { audit = false }
`,
	Check: func(p *lint.Pass) {
		if !auditing(p) {
			return
		}
		if n := len(auditedTables(p)); n > p.Int("max") {
			p.Report(p.EnvironmentTarget(), "%s audits %d tables, more than %d", p.EnvironmentTarget().Address, n, p.Int("max"))
		}
	},
}
