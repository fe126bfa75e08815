package rules

import "github.com/dvpolicy/dvpolicy/lint"

var envLockboxOff = &lint.Rule{
	ID: "env/lockbox-off", Severity: lint.Info,
	Summary: "a managed environment is in production without Customer Lockbox",
	Why: "With the lockbox, Microsoft's engineers see data only after somebody of yours has approved it, and what they did is recorded. A " +
		"managed environment can have it.",
	Sources: []string{"Microsoft: Secure customer engagement apps (Lockbox for Microsoft Power Platform)"},
	Bad: `
environment "prod" { # here
  type    = "production"
  managed = true
}
`,
	Good: `
environment "test" {
  type    = "sandbox"
  managed = true
}
environment "prod" {
  type             = "production"
  managed          = true
  customer_lockbox = true
}
`,
	Check: func(p *lint.Pass) {
		e := &p.Policy.Environment
		if inEnvironment(p) && p.Production() && e.Managed && !e.CustomerLockbox {
			p.Report(p.EnvironmentTarget(), "%s is managed and in production, and Microsoft's access to it needs no approval", p.EnvironmentTarget().Address)
		}
	},
}
