package rules

import "github.com/dvpolicy/dvpolicy/lint"

var roleHuge = &lint.Rule{
	ID: "role/huge", Severity: lint.Warning,
	Summary: "a business role grants more than anybody can review",
	Why: "Who is to say of so many lines that each is needed? Beyond the largest standard role for people come only those that administer or customize: " +
		"a role of that size is probably a copy of one.",
	Sources: []string{"Microsoft: Security roles and privileges (only what is needed)"},
	Params: []lint.Param{{Name: "max", Value: 600, Why: "privileges on tables: the largest standard roles but those that make, customize or " +
		"serve have less: Basic User 582, counting every activity"}},
	Bad: `
role "clerk" { # here
  based_on = standard_role.environment_maker
}
`,
	Good: `
role "clerk" { based_on = standard_role.basic_user }
role "maker" {
  kind     = "admin"
  based_on = standard_role.environment_maker
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.BusinessRoles() {
			if n := len(tableRights(r)); n > p.Int("max") {
				p.Report(roleTarget(r, nil), "%s has %d privileges on tables, more than %d", r.Address, n, p.Int("max"))
			}
		}
	},
}
