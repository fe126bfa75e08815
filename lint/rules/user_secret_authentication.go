package rules

import "github.com/dvpolicy/dvpolicy/lint"

var userSecretAuthentication = &lint.Rule{
	ID: "user/secret-authentication", Severity: lint.Warning,
	Summary: "an application signs in with a client secret",
	Why: "A secret is a text that ends up in configuration, logs and tickets, and works from anywhere. A certificate's key can stay where " +
		"it was made, and a managed identity has none to lose.",
	Sources: []string{"Microsoft: Secure customer engagement apps (server-to-server authentication)"},
	Bad: `
application_user "erp" { # here
  authentication = "secret"
}
`,
	Good: `
application_user "erp" {
  authentication = "managed_identity"
}
application_user "pipeline" {
  authentication = "certificate"
}
application_user "other" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		for _, u := range p.Policy.Users {
			if u.Application && u.Enabled && u.Authentication == "secret" {
				p.Report(userTarget(u, ""), "%s signs in with a client secret", u.Address)
			}
		}
	},
}
