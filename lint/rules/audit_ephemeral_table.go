package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var auditEphemeralTable = &lint.Rule{
	ID: "audit/ephemeral-table", Severity: lint.Warning,
	Summary: "a table of the system's own work is audited: jobs, traces, runs of flows",
	Why:     "Its rows are a log already. They come and go by the thousand, nobody changes them by hand, and each change becomes one more row.",
	Sources: []string{secureAppsAudit, notWorthAudit},
	Params: []lint.Param{{Name: "tables", Of: tableWords, Filled: true, Value: []string{
		"asyncoperation", "backgroundoperation", "flowrun", "flowsession", "importlog", "plugintracelog",
		"processsession", "tracelog", "workflowlog"}, Why: "the system writes them; business process flows are not among them, as Microsoft's " +
		"security page audits those of sales and service"}},
	Bad: `
table "plugintracelog" { audit = true } # here
`,
	Good: `
table "plugintracelog" { audit = false }
table "opportunitysalesprocess" { audit = true }
`,
	Check: func(p *lint.Pass) {
		for _, t := range auditedTables(p) {
			if slices.Contains(p.Words("tables"), t.Fact.Name) {
				p.Report(tableTarget(t), "%s is audited, and holds what the system writes of its own work", tableTarget(t).Address)
			}
		}
	},
}
