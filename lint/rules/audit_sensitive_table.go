package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditSensitiveTable = &lint.Rule{
	ID: "audit/sensitive-table", Severity: lint.Warning,
	Summary: "an environment audits, and not a table whose rows are sensitive",
	Why:     "Who changed, deleted or shared a row of it is what an investigation asks first, and nothing else records it. " + lint.SensitiveMeans,
	Sources: []string{secureAppsAudit},
	Bad: `
environment "prod" {
  audit {
    enabled = true
  }
}
table "lead" { audit = false } # here
table "account" { classification = "restricted" } # here
table "opportunity" { audit = true }
`,
	Good: `
environment "prod" {
  audit {
    enabled = true
  }
}
table "lead" { audit = true }
table "account" { classification = "internal" }
table "annotation" { classification = "confidential" } # cannot be audited
`,
	Check: func(p *lint.Pass) {
		if !auditing(p) {
			return
		}
		says := saysAudit(p)
		for _, t := range p.Policy.Tables {
			forgotten := says && t.Audit == nil && t.Classification != "" && handwritten(t.Span)
			if (off(t.Audit) || forgotten) && p.Sensitive(t.Fact.Name) && !t.Fact.NotAuditable {
				p.Report(tableTarget(t), "%s is sensitive, and not audited", tableTarget(t).Address)
			}
		}
	},
}
