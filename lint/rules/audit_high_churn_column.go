package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditHighChurnColumn = &lint.Rule{
	ID: "audit/high-churn-column", Severity: lint.Warning,
	Summary: "a column is audited that changes with every change of the row, or is worked out from others",
	Why:     "The log holds who changed a row, and when, anyway; what a column is worked out from is where the change was made. Volume without evidence.",
	Sources: []string{secureAppsAudit, notWorthAudit},
	Params: []lint.Param{
		{Name: "columns", Value: []string{"modifiedby", "modifiedon", "modifiedonbehalfby", "versionnumber"}, Why: "Dataverse sets them itself, at every change"},
		{Name: "kinds", Of: kindWords, Value: []string{"calculated", "formula", "rollup"}, Why: "nobody writes them"},
	},
	Bad: `
table "account" {
  audit = true
  column "modifiedon" { audit = true } # here
  column "new_turnover" { # here
    kind  = "rollup"
    audit = true
  }
}
`,
	Good: `
table "account" {
  audit = true
  column "modifiedon" { audit = false }
  column "creditlimit" { audit = true }
  column "new_turnover" { kind = "rollup" }
}
`,
	Check: func(p *lint.Pass) { auditedOfKind(p, "and nobody changes it by hand") },
}
