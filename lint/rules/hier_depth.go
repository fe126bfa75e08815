package rules

import "github.com/dvpolicy/dvpolicy/lint"

var hierDepth = &lint.Rule{
	ID: "hier/depth", Severity: lint.Warning,
	Summary: "hierarchy security reaches further down than it should",
	Why: "Each level adds rows to what those above see, and work to every query. Managers need those whom they lead; who needs more needs a " +
		"role at the business unit.",
	Sources: []string{"Microsoft: Hierarchy security (keep the depth low)"},
	Params: []lint.Param{
		{Name: "max", Value: 3, Why: "what Dataverse starts with"},
	},
	Bad: `
environment "prod" { # here
  hierarchy_security {
    model = "manager"
    depth = 4
  }
}
`,
	Good: `
environment "prod" {
  hierarchy_security {
    model = "manager"
    depth = 3
  }
}
`,
	Check: func(p *lint.Pass) {
		h := p.Policy.Environment.Hierarchy
		if h == nil {
			p.Skip("hierarchy security is off")
			return
		}
		if h.Depth > p.Int("max") {
			p.Report(p.EnvironmentTarget(), "hierarchy security of %s reaches %d levels down, more than %d", p.EnvironmentTarget().Address, h.Depth, p.Int("max"))
		}
	},
}
