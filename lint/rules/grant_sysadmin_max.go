package rules

import "github.com/dvpolicy/dvpolicy/lint"

var grantSysadminMax = &lint.Rule{
	ID: "grant/sysadmin-max", Severity: lint.Warning,
	Summary: "more people are System Administrator than an environment needs",
	Why:     "Each of them can read, change and delete everything, and so can whoever gets hold of their account. Few are easily watched, many are not.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (limit and regularly review elevated accounts)",
		"CISA SCuBA MS.AAD.7.1v1 (two to eight global administrators)",
	},
	Params: []lint.Param{
		{Name: "max", Value: 8, Why: "SCuBA's limit for a tenant, each person once; the admin center itself speaks up beyond 20"},
	},
	Bad: `
environment "prod" { # here
}
user "admin" {
  for_each = toset(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [standard_role.system_administrator]
}
`,
	Good: `
environment "prod" {}
user "admin" {
  for_each = toset(["a", "b", "c", "d", "e", "f", "g", "h"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [standard_role.system_administrator]
}
user "left" {
  enabled = false
  roles   = [standard_role.system_administrator]
}
application_user "deploy" { roles = [standard_role.system_administrator] }
`,
	Check: func(p *lint.Pass) {
		admins, unknown := humanAdmins(p), unknownAdmins(p)
		switch {
		case len(admins) > p.Int("max"):
			p.Report(environmentOr(p, admins[0]), "%d people are System Administrator, more than %d", len(admins), p.Int("max"))
		case len(p.Humans()) == 0:
			p.Skip(noPeople(p))
		case unknown != "":
			p.Skip("the members of " + unknown + ", who are administrators, are not all known")
		}
	},
}
