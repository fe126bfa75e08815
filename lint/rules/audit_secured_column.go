package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditSecuredColumn = &lint.Rule{
	ID: "audit/secured-column", Severity: lint.Warning,
	Summary: "a column is secured, and its changes are not audited",
	Why: "Somebody thought the column important enough to keep it from most people. Who changed it should not be a guess. A column's own " +
		"switch works only below its table's.",
	Sources: []string{secureAppsAudit, "Microsoft: Column-level security to control access"},
	Bad: `
table "contact" {
  audit = true
  column "governmentid" { # here
    secured = true
    audit   = false
  }
}
table "account" {
  audit = false
  column "creditlimit" { secured = true } # here
  column "revenue" { # here
    secured = true
    audit   = true # of no effect
  }
}
`,
	Good: `
table "contact" {
  audit = true
  column "governmentid" { secured = true } # audited, as columns are where nobody says otherwise
  column "creditlimit" {
    secured = true
    audit   = true
  }
  column "telephone1" { audit = false }
}
`,
	Check: func(p *lint.Pass) {
		e := &p.Policy.Environment
		if e.Span.Known() && !e.Audit.Enabled {
			return // audit/env-off
		}
		for _, t := range p.Policy.Tables {
			for _, c := range t.Columns {
				if on(c.Secured) && (off(c.Audit) || off(t.Audit)) {
					p.Report(columnTarget(t, c), "column %q of %s is secured, and its changes are not audited", c.Name, tableTarget(t).Address)
				}
			}
		}
	},
}
