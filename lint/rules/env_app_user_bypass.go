package rules

import "github.com/dvpolicy/dvpolicy/lint"

var envAppUserBypass = &lint.Rule{
	ID: "env/app-user-bypass", Severity: lint.Info,
	Summary: "an application user enters past the security group, and does not say what for or who answers for it",
	Why: "Application users run in every environment, whoever is in its group. What the group does for people, knowing who may enter, the " +
		"policy has to do for them.",
	Sources: []string{"Microsoft: Control user access to environments: security groups and licenses"},
	Bad: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" {}
role "erp" {}
application_user "erp" { # here
  roles = [role.erp]
}
application_user "mail" { # here
  purpose = "integration"
  roles   = [role.erp]
}
`,
	Good: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" {}
role "erp" {}
application_user "erp" {
  purpose = "integration"
  owner   = "integration@contoso.example"
  roles   = [role.erp]
}
application_user "gone" {
  enabled = false
  roles   = [role.erp]
}
`,
	Check: func(p *lint.Pass) {
		if !secured(p) {
			return
		}
		for _, u := range p.Policy.Users {
			if !u.Application || !lint.Active(u) || len(lint.RolesOf(u)) == 0 {
				continue
			}
			lacks := map[[2]bool]string{
				{true, true}: "what it is for and who answers for it", {true, false}: "what it is for", {false, true}: "who answers for it",
			}[[2]bool{u.Purpose == "", u.Owner == ""}]
			if lacks != "" {
				p.Report(lint.Target{Address: u.Address, Span: u.Span}, "%s enters without being in %s, and does not say %s",
					u.Address, p.Policy.Environment.SecurityGroup.Address, lacks)
			}
		}
	},
}
