package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var roleTooMany = &lint.Rule{
	ID: "role/too-many", Severity: lint.Warning,
	Summary: "there are more roles of one's own than anybody remembers",
	Why: "Whoever assigns a role chooses by its name. Beyond some twenty, beside those that every environment has, nobody knows what sets them apart, " +
		"and people are given the one that certainly suffices.",
	Sources: []string{"Sapota: Dataverse security roles (twenty roles nobody remembers)"},
	Params:  []lint.Param{{Name: "max", Value: 20, Why: "roles that are neither standard nor of managed solutions; a judgement of practitioners"}},
	Bad: `
role "clerk" { # here
  for_each = toset([for n in range(21) : "Clerk ${n}"])
  name     = each.key
}
`,
	Good: `
role "clerk" {
  for_each = toset([for n in range(20) : "Clerk ${n}"])
  name     = each.key
}
`,
	Check: func(p *lint.Pass) {
		roles := slices.DeleteFunc(slices.Clone(p.Policy.Roles), func(r *model.Role) bool { return r.Standard || r.Managed })
		if len(roles) <= p.Int("max") {
			return
		}
		at := p.EnvironmentTarget()
		if !at.Span.Known() {
			at.Span = roles[0].Span
		}
		p.Report(at, "there are %d roles beside the standard ones, more than %d", len(roles), p.Int("max"))
	},
}
