package rules

import "github.com/dvpolicy/dvpolicy/lint"

var hierAllTables = &lint.Rule{
	ID: "hier/all-tables", Severity: lint.Info,
	Summary: "hierarchy security leaves out no table",
	Why: "Every table whose rows have owners takes part until it is excluded: what people write down for themselves as well as what managers " +
		"are meant to see.",
	Sources: []string{"Microsoft: Hierarchy security (all tables are included)"},
	Bad: `
environment "prod" { # here
  hierarchy_security { model = "manager" }
}
`,
	Good: `
environment "prod" {
  hierarchy_security {
    model           = "manager"
    excluded_tables = ["goal"]
  }
}
`,
	Check: func(p *lint.Pass) {
		h := p.Policy.Environment.Hierarchy
		if h == nil {
			p.Skip("hierarchy security is off")
			return
		}
		if len(h.ExcludedTables) == 0 {
			p.Report(p.EnvironmentTarget(), "hierarchy security of %s leaves out no table", p.EnvironmentTarget().Address)
		}
	},
}
