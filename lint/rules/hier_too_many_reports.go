package rules

import "github.com/dvpolicy/dvpolicy/lint"

var hierTooManyReports = &lint.Rule{
	ID: "hier/too-many-reports", Severity: lint.Warning,
	Summary: "too many people are below one manager or position, as far down as hierarchy security reaches",
	Why: "For whoever sits there, every query asks about the rows of each of them. Beyond some fifty people a role at a business unit answers " +
		"the same question once.",
	Sources: []string{"Microsoft: Hierarchy security (performance considerations)"},
	Params: []lint.Param{
		{Name: "max", Value: 50, Why: "Microsoft's advice"},
	},
	Bad: `
environment "prod" {
  hierarchy_security {
    model = "manager"
    depth = 2
  }
}
user "dora" {} # here
user "lead" { manager = user.dora }
user "agent" {
  for_each = toset([for n in range(50) : "agent-${n}"])
  manager  = user.lead
}
`,
	Good: `
environment "prod" {
  hierarchy_security {
    model = "manager"
    depth = 1
  }
}
user "dora" {}
user "lead" { manager = user.dora }
user "agent" {
  for_each = toset([for n in range(50) : "agent-${n}"])
  manager  = user.lead
}
`,
	Check: func(p *lint.Pass) {
		h, ok := hierarchyOf(p)
		if !ok {
			return
		}
		below := map[seat]int{}
		for _, u := range h.reports {
			for _, s := range h.above(u) {
				below[s]++
			}
		}
		for _, s := range h.seats {
			if below[s] > p.Int("max") && len(h.holders[s]) > 0 {
				p.Report(lint.Target{Address: s.address(), Span: s.span()}, "%s sees the rows of %d people by hierarchy security, more than %d",
					s.address(), below[s], p.Int("max"))
			}
		}
	},
}
