package rules

import "github.com/dvpolicy/dvpolicy/lint"

var grantSysadminRatio = &lint.Rule{
	ID: "grant/sysadmin-ratio", Severity: lint.Warning,
	Summary: "a large part of all people are System Administrator",
	Why:     "Where every fifth person is an administrator, the role has become a way of working, and the other roles decide nothing.",
	Sources: []string{"EntraAnalyzer (too many administrators)"},
	Params: []lint.Param{
		{Name: "max_percent", Most: 100, Value: 10, Why: "grant/sysadmin-max is wide for a small organization"},
		{Name: "always", Value: 2, Why: "so many are never too many: grant/sysadmin-min asks for them"},
	},
	Bad: `
environment "prod" { # here
}
user "admin" {
  for_each = toset(["a", "b", "c"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [standard_role.system_administrator]
}
user "clerk" {
  for_each = toset(["d", "e", "f", "g"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [standard_role.basic_user]
}
`,
	Good: `
environment "prod" {}
user "admin" {
  for_each = toset(["a", "b", "c"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [standard_role.system_administrator]
}
user "clerk" {
  for_each = { for n in range(27) : tostring(n) => n }
  upn      = "clerk${each.key}@woodgrove.example"
  roles    = [standard_role.basic_user]
}
`,
	Check: func(p *lint.Pass) {
		people := p.Humans()
		if len(people) == 0 {
			p.Skip(noPeople(p))
			return
		}
		if !everybodyKnown(p) {
			p.Skip(unknownPeople)
			return
		}
		admins := humanAdmins(p)
		if len(admins) > p.Int("always") && 100*len(admins) > p.Int("max_percent")*len(people) {
			p.Report(environmentOr(p, admins[0]), "%d of %d people are System Administrator, more than %d in a hundred", len(admins), len(people), p.Int("max_percent"))
		}
	},
}

// Why rules about a part of all people skip.
const unknownPeople = "the members of a group are not all known"
