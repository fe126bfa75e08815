package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var userAppSysadmin = &lint.Rule{
	ID: "user/app-sysadmin", Severity: lint.Error,
	Summary: "an application user is System Administrator, or holds a role based on it",
	Why: "Whoever gets hold of the application's credential owns the environment, and no second factor stands in between. An integration needs " +
		"the tables that it moves. " +
		"What deploys solutions often has no smaller role to choose, which its purpose says: then it is a warning.",
	Sources: []string{"Microsoft: Secure customer engagement apps (service accounts)", "Jamie Nicholls: Creating service accounts for Dataverse"},
	Params: []lint.Param{
		{Name: "deployment_purposes", Value: []string{"deployment"}, Why: "importing solutions takes more than any smaller predefined role has"},
	},
	Bad: `
application_user "erp" {
  purpose = "integration"
  roles   = [standard_role.system_administrator] # here
}
role "almost" { based_on = standard_role.system_administrator }
team "apps" {
  roles   = [role.almost]
  members = [application_user.feed] # here
}
application_user "feed" {}
application_user "pipeline" {
  purpose = "deployment"
  roles   = [standard_role.system_administrator] # here
}
`,
	Good: `
role "feed" {
  grants {
    account = { organization = ["read"] }
  }
}
application_user "erp" {
  roles = [role.feed]
}
user "ann" {
  roles = [standard_role.system_administrator]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		deployment := p.Words("deployment_purposes")
		for _, u := range p.Policy.Users {
			if !u.Application || !lint.Active(u) {
				continue
			}
			seen := map[string]bool{}
			for _, q := range pathsOf(u) {
				if !p.Administers(q.Role) || seen[q.Role.Address] {
					continue
				}
				seen[q.Role.Address] = true
				severity := lint.Error
				if slices.Contains(deployment, u.Purpose) {
					severity = lint.Warning
				}
				target := pathTarget(u, q)
				target.Other = q.Role.Address
				p.ReportAs(severity, target, "%s holds %s%s: its credential is the whole environment", u.Address, q.Role.Address, q.by())
			}
		}
	},
}
