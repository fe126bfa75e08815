package rules

import "github.com/dvpolicy/dvpolicy/lint"

var envGroupOnDefaultOrDev = &lint.Rule{
	ID: "env/group-on-default-or-dev", Severity: lint.Error,
	Summary: "a default or developer environment names a security group, which it cannot have",
	Why:     "Dataverse offers no security group for these environments. A policy that names one promises a door that is not there.",
	Sources: []string{"Microsoft: Control user access to environments: security groups and licenses"},
	Bad: `
environment "everyone" { # here
  type           = "default"
  security_group = entra_group.crm
}
entra_group "crm" {}
`,
	Good: `
environment "everyone" { type = "default" }
environment "test" {
  type           = "sandbox"
  security_group = entra_group.crm
}
entra_group "crm" {}
`,
	Check: func(p *lint.Pass) {
		e := &p.Policy.Environment
		switch {
		case !inEnvironment(p):
		case e.Type == "":
			p.Skip("the environment does not say its type")
		case takesNoGroup[e.Type] && e.SecurityGroup != nil:
			p.Report(environmentTarget(e, e.SecurityGroup.Address), "%s is of type %q, which takes no security group: %s keeps nobody out",
				p.EnvironmentTarget().Address, e.Type, e.SecurityGroup.Address)
		}
	},
}
