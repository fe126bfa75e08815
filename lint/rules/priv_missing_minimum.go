package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privMissingMinimum = &lint.Rule{
	ID: "priv/missing-minimum", Severity: lint.Warning,
	Summary: "somebody has roles, and not what it takes to open an app",
	Why: "An app is made of forms, views and web resources, and remembers how one left it. Without reading those it opens empty, or not at all. " +
		"Basic User and App Opener have what it takes, as has every role to which the role editor added the App Opener privileges.",
	Sources: []string{
		"Microsoft: Create or edit a security role (minimum privileges to run an app)",
		"Microsoft: Security roles and privileges (every role has read on Web Resource)",
	},
	Params: []lint.Param{
		{Name: "tables", Of: tableWords, Filled: true,
			Value: []string{"appmodule", "savedquery", "systemform", "userentityuisettings", "userquery", "usersettings", "webresource"},
			Why:   "apps, views, forms and settings, which both Basic User and App Opener read"},
	},
	Bad: `
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
user "ann" { # here
  roles = [role.clerk]
}
`,
	Good: `
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
user "ann" {
  roles = [role.clerk, standard_role.app_opener]
}
user "bob" {}
user "cleo" {
  access_mode = "non_interactive"
  roles       = [role.clerk]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Humans()) == 0 {
			p.Skip(noPeople(p))
			return
		}
		var tables []string // that no team of unknown members may give
		for _, table := range p.Words("tables") {
			base := baseOf(p, table)
			if !slices.ContainsFunc(p.Perhaps(), func(a model.Assignment) bool {
				return base != nil && readsBase(a.Role, base.Name)
			}) {
				tables = append(tables, table)
			}
		}
		for _, c := range crowds(interactive(p), rolesHeld) {
			var lacks []string
			for _, table := range tables {
				if p.Matrix.Level(c[0].Address, table, privilege.Read) == privilege.None {
					lacks = append(lacks, table)
				}
			}
			if len(lacks) == 0 || len(lint.RolesOf(c[0])) == 0 {
				continue
			}
			what := someOf(lacks)
			for _, u := range c {
				p.Report(userTarget(u, ""), "%s cannot open an app: no role reads %s", u.Address, what)
			}
		}
	},
}
