package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var grantSysadminMin = &lint.Rule{
	ID: "grant/sysadmin-min", Severity: lint.Warning,
	Summary: "fewer people are System Administrator than are needed when one of them is away",
	Why:     "When the only administrator leaves, or loses the account, nobody inside can let anybody in.",
	Sources: []string{"CISA SCuBA MS.AAD.7.1v1 (two to eight global administrators)"},
	Params: []lint.Param{
		{Name: "min", Value: 2, Why: "one, and one who can step in; whoever can appoint themselves by a role in the tenant counts"},
	},
	Bad: `
environment "prod" { # here
}
user "ann" {
  roles = [standard_role.system_administrator]
}
`,
	Good: `
environment "prod" {}
user "ann" {
  roles = [standard_role.system_administrator]
}
user "bob" {
  tenant_roles = ["power_platform_administrator"]
}
`,
	Check: func(p *lint.Pass) {
		admins := humanAdmins(p)
		if len(admins) == 0 {
			p.Skip("the policy makes nobody System Administrator: that happens elsewhere")
			return
		}
		if unknown := unknownAdmins(p); unknown != "" {
			p.Skip("the members of " + unknown + ", who are administrators, are not all known")
			return
		}
		if p.Policy.Environment.Type == "developer" {
			return // it has one user
		}
		able := len(admins)
		for _, u := range p.Humans() {
			if canAppointThemselves(u) && !slices.Contains(admins, u) {
				able++
			}
		}
		if able < p.Int("min") {
			p.Report(environmentOr(p, admins[0]), "%s alone is System Administrator, fewer than %d", admins[0].Address, p.Int("min"))
		}
	},
}

// canAppointThemselves reports whether a user's role in the tenant lets them become administrators of its environments (semantics S-EL-02).
func canAppointThemselves(u *model.User) bool {
	return firstOf(u.TenantRoles, []string{"global_administrator", "power_platform_administrator", "dynamics_365_administrator"}) != ""
}
