package rules

import "github.com/dvpolicy/dvpolicy/lint"

var envNoSecurityGroup = &lint.Rule{
	ID: "env/no-security-group", Severity: lint.Error,
	Summary: "an environment has no Entra security group; a warning where it is not in production",
	Why: "Without a group, every licensed user of the tenant can become an active user of the environment. Who may enter is then decided by " +
		"licences, not by you.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (environment security group)",
		"Microsoft: Control user access to environments: security groups and licenses",
	},
	Bad: `
environment "test" { # here
  type = "sandbox"
}
environment "prod" { # here
  type = "production"
}
`,
	Good: `
environment "prod" {
  type           = "production"
  security_group = entra_group.crm
}
environment "personal" { # a developer environment takes no group
  type = "developer"
}
entra_group "crm" { environments = ["prod"] }
`,
	Check: func(p *lint.Pass) {
		e := &p.Policy.Environment
		switch {
		case !inEnvironment(p):
		case e.Type == "":
			p.Skip("the environment does not say its type: the default one and those of developers take no group")
		case e.SecurityGroup != nil || takesNoGroup[e.Type]:
		case p.Production():
			p.Report(p.EnvironmentTarget(), "%s is in production and has no security group: any licensed user of the tenant can enter", p.EnvironmentTarget().Address)
		default:
			p.ReportAs(lint.Warning, p.EnvironmentTarget(), "%s has no security group: any licensed user of the tenant can enter", p.EnvironmentTarget().Address)
		}
	},
}

// Semantics S-EN-06.
var takesNoGroup = map[string]bool{"default": true, "developer": true}
