package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditReadLogsBroad = &lint.Rule{
	ID: "audit/read-logs-broad", Severity: lint.Info,
	Summary: "production logs the reads of a table whose rows are not sensitive",
	Why:     "Every look at a row, and every list, becomes an entry: many times the volume of changes, worth it where looking is what must be known.",
	Sources: []string{"Microsoft: Enable and use Activity Logging (reads)"},
	Bad: `
environment "prod" {
  type = "production"
  audit {
    enabled = true
    read    = true
  }
}
table "product" { # here
  classification = "public"
  retrieve_audit = true
}
`,
	Good: `
environment "prod" {
  type = "production"
  audit {
    enabled = true
    read    = true
  }
}
table "product" { classification = "public" }
table "account" { retrieve_audit = true } # nobody says how sensitive it is
table "opportunity" {
  classification = "confidential"
  retrieve_audit = true
}
`,
	Check: func(p *lint.Pass) {
		if !auditing(p) || !productionEnvironment(p) || !p.Policy.Environment.Audit.Read {
			return
		}
		for _, t := range p.Policy.Tables {
			if t.RetrieveAudit && t.Classification != "" && !p.Sensitive(t.Fact.Name) {
				p.Report(tableTarget(t), "reads of %s are logged, and it is %s", tableTarget(t).Address, t.Classification)
			}
		}
	},
}
