package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userDisabledWithAccess = &lint.Rule{
	ID: "user/disabled-with-access", Severity: lint.Warning,
	Summary: "a disabled user keeps roles, teams or column security profiles",
	Why:     "Enabling the account again, which a sync of the licence can do, gives back at once everything that was never taken away.",
	Sources: []string{"XrmToolBox, issue 232: roles of disabled users", "Microsoft: Enable or disable users"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
user "ann" { # here
  enabled = false
  roles   = [role.clerk]
}
team "clerks" { roles = [role.clerk] }
user "bob" { # here
  enabled   = false
  member_of = [team.clerks]
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
user "ann" {
  roles = [role.clerk]
}
user "bob" {
  enabled = false
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		for _, u := range p.Policy.Users {
			if keeps := keptBy(u); !u.Enabled && keeps != "" {
				p.Report(userTarget(u, ""), "%s is disabled, and keeps %s", u.Address, keeps)
			}
		}
	},
}

// keptBy counts what a user has, "" where that is nothing.
func keptBy(u *model.User) string {
	var kept []string
	for _, k := range []struct {
		n   int
		one string
	}{{len(u.Assignments), "role"}, {len(u.Teams), "team"}, {len(u.Profiles), "column security profile"}} {
		if k.n > 0 {
			kept = append(kept, counted(k.n, k.one))
		}
	}
	return strings.Join(kept, ", ")
}
