package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var grantOrgReadSensitive = &lint.Rule{
	ID: "grant/org-read-sensitive", Severity: lint.Error,
	Summary: "a business role reads every row of a sensitive table whose rows have owners; a warning where the table is not classified as restricted",
	Why: "Access only adds up. Where a role reads every row, no other role, team or business unit can hide a single one again, " +
		"so the most delicate row of the table is as open as the least. " + lint.SensitiveMeans,
	Sources: []string{
		"Security concepts in Microsoft Dataverse (privilege grants are accumulative)",
		"Secure customer engagement apps (users have access only to the information that they need)",
	},
	Params: []lint.Param{
		{Name: "allow_tables", Of: tableWords, Value: []string{}, Why: "no standard role for people reads all of account, contact, email or " +
			"annotation; who must is an exception"},
	},
	Bad: `
table "new_salary" {
  ownership      = "user_or_team"
  classification = "restricted"
}

role "clerk" {
  grants {
    contact    = { organization = ["read"] } # here
    new_salary = { organization = ["read"] } # here
  }
}
`,
	Good: `
table "lead" { classification = "internal" }

role "clerk" {
  grants {
    contact = { parent_child = ["read"] }
    lead    = { organization = ["read"] }
    account = { organization = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.BusinessRoles() {
			for _, g := range r.Grants {
				if !readsEveryRow(g) || slices.Contains(p.Words("allow_tables"), g.Table) {
					continue
				}
				switch table, restricted := sensitive(p, g.Base); {
				case restricted:
					p.Report(lint.GrantTarget(r, g), "%s can read every row of %s, which is restricted", r.Address, table)
				case table != "":
					p.ReportAs(lint.Warning, lint.GrantTarget(r, g), "%s can read every row of %s, which is sensitive", r.Address, table)
				}
			}
		}
	},
}
