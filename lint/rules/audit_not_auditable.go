package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditNotAuditable = &lint.Rule{
	ID: "audit/not-auditable", Severity: lint.Warning,
	Summary: "a table is audited that Microsoft lists among those that cannot be",
	Why: "The switch has no effect, and the evidence is missing when it is looked for. No error: Microsoft's own security page turns four of the 31 on " +
		"(activitypointer, bulkoperation, kbarticle, service).",
	Sources: []string{manageAuditing},
	Bad: `
table "annotation" { audit = true } # here
`,
	Good: `
table "annotation" { audit = false }
table "activitypointer" {}
table "account" { audit = true }
`,
	Fix: turnOff, // a switch that does nothing is off
	Check: func(p *lint.Pass) {
		for _, t := range auditedTables(p) {
			if t.Fact.NotAuditable && handwritten(t.Span) {
				p.Report(tableTarget(t), "%s is among the tables that cannot be audited", tableTarget(t).Address)
			}
		}
	},
}
