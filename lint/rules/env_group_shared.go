package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var envGroupShared = &lint.Rule{
	ID: "env/group-shared", Severity: lint.Warning,
	Summary: "one security group opens production and another environment",
	Why: "Whoever is let in to build or test is then let in to real data, and whoever works with real data can enter where changes are made. A " +
		"group for each environment keeps the two decisions apart.",
	Sources: []string{"Microsoft: Control user access to environments: security groups and licenses (its example has a group for each environment)"},
	Bad: `
environment "dev" { # here
  type           = "sandbox"
  security_group = entra_group.crm
}
environment "prod" {
  type           = "production"
  security_group = entra_group.crm
}
entra_group "crm" {}
`,
	Good: `
environment "dev" {
  type           = "sandbox"
  security_group = entra_group.makers
}
environment "test" {
  type           = "sandbox"
  security_group = entra_group.makers
}
environment "prod" {
  type           = "production"
  security_group = entra_group.crm
}
entra_group "makers" {}
entra_group "crm" {}
`,
	CheckAll: func(p *lint.Pass) {
		production, others := byProduction(typedEnvironments(p))
		if len(production) == 0 || len(others) == 0 {
			p.Skip("there are no two environments of which one says that it is in production and one that it is not")
			return
		}
		for _, o := range others {
			for _, prod := range production {
				mine, theirs := o.Environment.SecurityGroup, prod.Environment.SecurityGroup
				if mine == nil || theirs == nil || !sameGroup(mine, theirs) {
					continue
				}
				at := environmentTarget(&o.Environment, model.Address("environment", prod.Environment.Name))
				p.Report(at, "%s and %s, which is in production, are opened by one group, %s", at.Address, at.Other, mine.Address)
			}
		}
	},
}

// byProduction parts those in production from those that are not.
func byProduction(all []*model.Policy) (production, others []*model.Policy) {
	for _, o := range all {
		if o.Environment.Type == "production" {
			production = append(production, o)
		} else {
			others = append(others, o)
		}
	}
	return production, others
}
