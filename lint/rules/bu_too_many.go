package rules

import "github.com/dvpolicy/dvpolicy/lint"

var buTooMany = &lint.Rule{
	ID: "bu/too-many", Severity: lint.Error,
	Summary: "the tree has more business units than anybody can keep in mind; a warning up to the parameter error",
	Why: "Every business unit has its own copy of every role and a team of its own, and every change of a role is made in all of them. " +
		"Business units follow from who may reach which rows, which seldom takes many.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (minimize the number of business units)",
		"Microsoft: Hierarchy security (avoid creating a large number of business units)",
		"Dynamics 365 FastTrack: implementation risks (hundreds of business units)",
	},
	Params: []lint.Param{
		{Name: "warn", Value: 20, Why: "a fifth of what Microsoft's FastTrack calls a risk; a judgement"},
		{Name: "error", Value: 100, Why: "FastTrack's risk begins with hundreds"},
	},
	Bad: `
business_unit "root" { name = "Woodgrove" } # here
business_unit "shop" {
  for_each = toset([for n in range(20) : "Shop ${n}"])
  name     = each.key
  parent   = business_unit.root
}
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "shop" {
  for_each = toset([for n in range(19) : "Shop ${n}"])
  name     = each.key
  parent   = business_unit.root
}
`,
	Check: func(p *lint.Pass) {
		n, at := len(p.Policy.BusinessUnits), rootTarget(p.Policy)
		switch {
		case n > p.Int("error"):
			p.Report(at, "there are %d business units, and more than %d are a risk", n, p.Int("error"))
		case n > p.Int("warn"):
			p.ReportAs(lint.Warning, at, "there are %d business units, more than %d", n, p.Int("warn"))
		}
	},
}
