package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditColumnWithoutTable = &lint.Rule{
	ID: "audit/column-without-table", Severity: lint.Warning,
	Summary: "a column is audited in a table that is not",
	Why: "A column's switch works only below its table's. Of a solution this says nothing: there every new column has its switch on. " +
		"Where the column is secured or confidential, or its table is sensitive, it is the table that should be audited, and --fix leaves both as " +
		"they are. " + lint.SensitiveMeans,
	Sources: []string{manageAuditing},
	Bad: `
table "account" {
  audit = false
  column "creditlimit" { audit = true } # here
}
`,
	Good: `
table "account" {
  audit = true
  column "creditlimit" { audit = true }
}
table "contact" {
  audit = false
  column "creditlimit" { audit = false }
}
`,
	Fix: turnColumnOff, // a switch that does nothing is off, unless somebody needs it
	Check: func(p *lint.Pass) {
		for _, t := range p.Policy.Tables {
			for _, c := range t.Columns {
				if on(c.Audit) && off(t.Audit) {
					p.Report(columnTarget(t, c), "column %q is audited, and %s is not", c.Name, tableTarget(t).Address)
				}
			}
		}
	},
}
