package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

var userSharedService = &lint.Rule{
	ID: "user/shared-service", Severity: lint.Warning,
	Summary: "several systems use one application user",
	Why: "Its roles are what all of them need together, so each can do more than it should; the audit log does not tell which of them " +
		"acted, and none can be shut out alone.",
	Sources: []string{"Microsoft: Secure customer engagement apps (service accounts)"},
	Params: []lint.Param{
		{Name: "max", Value: 1, Why: "application users cost no licence, so each system can have its own"},
	},
	Bad: `
application_user "feeds" { # here
  systems = ["erp", "webshop"]
}
`,
	Good: `
application_user "erp" {
  systems = ["erp"]
}
application_user "other" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		most := p.Int("max")
		for _, u := range p.Policy.Users {
			if u.Application && u.Enabled && len(u.Systems) > most {
				p.Report(userTarget(u, ""), "%d systems use %s, more than %d: %s", len(u.Systems), u.Address, most, someOf(u.Systems))
			}
		}
	},
}

// someOf lists names, the first few of many.
func someOf(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " …"
	}
	return strings.Join(names, ", ")
}
