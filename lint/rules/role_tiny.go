package rules

import "github.com/dvpolicy/dvpolicy/lint"

var roleTiny = &lint.Rule{
	ID: "role/tiny", Severity: lint.Info,
	Summary: "a business role grants hardly anything",
	Why: "A handful of privileges is rarely a job of its own. As a local that several roles take up, or as lines of one of them, " +
		"it is one role less to assign and to forget.",
	Sources: []string{"Salesforce permission analysers (minimal permission sets)"},
	Params:  []lint.Param{{Name: "max", Value: 5, Why: "privileges, as permission analysers have it; a standard role has sixteen that are in all of them"}},
	Bad: `
role "clerk" { # here
  grants {
    account = { user = ["create", "read", "write"] }
  }
  privileges = ["prvExportToExcel", "prvPrint"]
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["create", "read", "write"], organization = ["append_to"] }
  }
  privileges = ["prvExportToExcel", "prvPrint"]
}
role "importer" {
  kind = "service"
  grants {
    account = { organization = ["create", "read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.BusinessRoles() {
			if n := len(rightsOf(r)); n <= p.Int("max") && (r.Complete || n == 0) {
				p.Report(roleTarget(r, nil), "%s grants %s: it may belong to another role", r.Address, counted(n, "privilege"))
			}
		}
	},
}
