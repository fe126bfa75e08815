package rules

import (
	"slices"
	"strings"

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
		if unknown := unknownAdmins(p); unknown != "" {
			p.Skip("the members of " + unknown + ", who are administrators, are not all known")
			return
		}
		admins := slices.DeleteFunc(humanAdmins(p), func(u *model.User) bool { return !excused(lint.RolesOf(u)) }) // by a copy, one cannot appoint others
		if len(admins) == 0 {
			p.Skip("the policy makes nobody System Administrator: that happens elsewhere")
			return
		}
		if p.Policy.Environment.Type == "developer" {
			return // it has one user
		}
		able := slices.Clone(admins)
		for _, u := range p.Humans() {
			if canAppointThemselves(u) && !slices.Contains(admins, u) {
				able = append(able, u)
			}
		}
		if len(able) < p.Int("min") {
			p.Report(environmentOr(p, admins[0]), "%s, fewer than %d", alone(admins, able[len(admins):]), p.Int("min"))
		}
	},
}

// alone says who are administrators, and who can become one.
func alone(admins, others []*model.User) string {
	var names []string
	for _, u := range slices.Concat(admins, others) {
		names = append(names, u.Address)
	}
	is := "is"
	switch {
	case len(others) > 0:
		is = "are, or can make themselves,"
	case len(names) > 1:
		is = "are"
	}
	return strings.Join(names, " and ") + " alone " + is + " System Administrator"
}

// canAppointThemselves reports whether a user's role in the tenant lets them become administrators of its environments (semantics S-EL-02).
func canAppointThemselves(u *model.User) bool {
	return firstOf(u.TenantRoles, []string{"global_administrator", "power_platform_administrator", "dynamics_365_administrator"}) != ""
}
