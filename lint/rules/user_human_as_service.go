package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var userHumanAsService = &lint.Rule{
	ID: "user/human-as-service", Severity: lint.Error,
	Summary: "an interactive user account is used by a service",
	Why: "A password that machines share is known to people, expires on a bad day, and breaks when somebody turns on a second factor. " +
		"Application users sign in server to server, need no licence, and cannot be used in an app. Accounts in non-interactive mode are exempt: " +
		"people cannot sign in with them.",
	Sources: []string{"Microsoft: Secure customer engagement apps (application accounts, server-to-server authentication)"},
	Params: []lint.Param{
		{Name: "purposes", Value: []string{"integration", "deployment"}, Why: "what the sources name as work for application accounts"},
	},
	Bad: `
user "svc" { # here
  kind = "service"
}
user "feed" { # here
  purpose = "integration"
}
`,
	Good: `
application_user "feed" {
  purpose = "integration"
}
user "old" {
  kind        = "service"
  access_mode = "non_interactive"
}
user "gone" {
  kind    = "service"
  enabled = false
}
user "ann" {
  kind    = "admin"
  purpose = "administration"
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		purposes := p.Words("purposes")
		for _, u := range p.Accounts() {
			switch {
			case u.AccessMode == "non_interactive":
			case u.Kind == "service":
				p.Report(userTarget(u, ""), "%s is a service that signs in as a person; an application_user would do", u.Address)
			case slices.Contains(purposes, u.Purpose):
				p.Report(userTarget(u, ""), "%s is a person's account with the purpose %q; an application_user would do", u.Address, u.Purpose)
			}
		}
	},
}
