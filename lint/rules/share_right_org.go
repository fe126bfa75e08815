package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var shareRightOrg = &lint.Rule{
	ID: "share/right-org", Severity: lint.Error,
	Summary: "a role may share every row of a table whose rows have owners; a warning where the role is from a solution",
	Why: "Whoever holds the role can open anybody's rows to anybody, and what was shared stays when the role is taken away. " +
		"Roles for administration are exempt, which a solution cannot say of its own.",
	Sources: []string{secureApps},
	Params:  []lint.Param{shareBaseline},
	Bad: `
role "clerk" {
  grants {
    account = { organization = ["read", "share"] } # here
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account            = { parent_child = ["share"], organization = ["read"] }
    emailserverprofile = { organization = ["read", "share"] } # its rows have no owner
  }
}
role "administrator" {
  kind = "admin"
  grants {
    account = { organization = ["read", "share"] }
  }
}
`,
	Fix: takeGrant, // the same right, of more rows
	Check: func(p *lint.Pass) {
		for _, g := range shareGrants(p) {
			if g.Level == privilege.Organization {
				p.ReportAs(weight(g.role), g.target(), "%s can share every row of %s", g.role.Address, g.Table)
			}
		}
	},
}
