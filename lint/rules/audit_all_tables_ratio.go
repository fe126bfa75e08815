package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditAllTablesRatio = &lint.Rule{
	ID: "audit/all-tables-ratio", Severity: lint.Error,
	Summary: "a large part of all tables is audited",
	Why:     "Microsoft warns of auditing every table and column: it slows all changes down, and fills the log storage with what nobody will look for.",
	Sources: []string{secureAppsAudit},
	Params: []lint.Param{{Name: "pct", Most: 100, Value: 25, Why: "of the tables of the catalogue and of the policy that can be audited; Microsoft's own set is " +
		"40 of 592 tables of an environment without apps, 7 percent"}},
	Bad: `
environment "prod" { # here
  audit {
    enabled = true
  }
}
table "many" {
  for_each  = toset([for i in range(400) : "new_table${i}"])
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
  for_each  = toset([for i in range(300) : "new_table${i}"])
  ownership = "user_or_team"
  audit     = true
}
`,
	Check: func(p *lint.Pass) {
		if !auditing(p) {
			return
		}
		n, known := len(auditedTables(p)), auditableTables(p)
		if n*100 > known*p.Int("pct") {
			p.Report(p.EnvironmentTarget(), "%s audits %d of %d tables, more than %d percent", p.EnvironmentTarget().Address, n, known, p.Int("pct"))
		}
	},
}
