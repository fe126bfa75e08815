package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var envPpAdminBypass = &lint.Rule{
	ID: "env/pp-admin-bypass", Severity: lint.Info,
	Summary: "an administrator of the tenant is neither in the environment's group nor given a role there, and can enter all the same",
	Why: "The security group does not keep out Global and Power Platform administrators, who can make themselves System Administrator. Leaving " +
		"them out of the group looks like a limit and is none.",
	Sources: []string{
		"Microsoft: Control user access to environments: security groups and licenses",
		"Microsoft: Manage admin roles with Microsoft Entra Privileged Identity Management",
	},
	Bad: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" { members = [user.ann] }
user "ann" {}
user "omar" { # here
  tenant_roles = ["power_platform_administrator"]
}
`,
	Good: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" { members = [user.ines] }
user "ines" { tenant_roles = ["global_administrator"] }
user "dan" { # kept out by the group, as everybody else
  tenant_roles = ["dynamics_365_administrator"]
}
user "sealed" {
  tenant_roles = ["global_administrator"]
  break_glass  = true
}
`,
	Check: func(p *lint.Pass) {
		if !secured(p) {
			return
		}
		group := p.Policy.Environment.SecurityGroup
		inside := map[*model.User]bool{}
		for _, g := range group.WithNested() {
			if !g.Complete {
				p.Skip("the members of the environment's security group are not all known")
				return
			}
			for _, u := range g.Members {
				inside[u] = true
			}
		}
		for _, u := range p.Accounts() {
			i := slices.IndexFunc(u.TenantRoles, func(role string) bool { return passesGroup[role] })
			if i >= 0 && !inside[u] && !u.BreakGlass && len(lint.RolesOf(u)) == 0 {
				p.Report(lint.Target{Address: u.Address, Span: u.Span, Subject: lint.Subject{Other: u.TenantRoles[i]}},
					"%s is not in %s and holds no role, but enters as %s", u.Address, group.Address, u.TenantRoles[i])
			}
		}
	},
}

// Semantics S-EN-07.
var passesGroup = map[string]bool{"global_administrator": true, "power_platform_administrator": true}
