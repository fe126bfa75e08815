package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var grantMakerInProduction = &lint.Rule{
	ID: "grant/maker-in-production", Severity: lint.Warning,
	Summary: "people can make or customize apps in production",
	Why: "What is built in production was tested nowhere, is in no source control, and blocks the next deployment of what is. " +
		"Solutions arrive there by a pipeline, which is an application user.",
	Sources: []string{"Microsoft: Configure user security to resources in an environment (predefined security roles)"},
	Params: []lint.Param{
		{Name: "roles", Of: standardLabels, Filled: true, Value: []string{"environment_maker", "system_customizer"}, Why: "the standard roles that build"},
		{Name: "environment_types", Of: typeWords, Filled: true, Value: []string{"production"}, Why: "in the others they are at home"},
	},
	Bad: `
environment "prod" { type = "production" }
team "makers" {
  members = [user.ann]
  roles   = [standard_role.environment_maker] # here
}
user "ann" {
  roles = [standard_role.system_customizer] # here
}
`,
	Good: `
environment "prod" { type = "production" }
user "ann" {
  roles = [standard_role.basic_user]
}
application_user "pipeline" {
  roles = [standard_role.system_customizer]
}
`,
	Check: func(p *lint.Pass) {
		switch kind := p.Policy.Environment.Type; {
		case kind == "":
			p.Skip("the policy does not say what type of environment it is")
		case !assignsRoles(p.Policy):
			p.Skip(noHolders)
		case slices.Contains(p.Words("environment_types"), kind):
			for _, h := range withPeople(p, standardHolders(p, "roles")) {
				at := holderTarget(h)
				p.Report(at, "%s holds %s in a %s environment", h.Address(), at.Other, kind)
			}
		}
	},
}
