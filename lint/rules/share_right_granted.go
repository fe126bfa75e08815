package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var shareRightGranted = &lint.Rule{
	ID: "share/right-granted", Severity: lint.Warning,
	Summary: "a role may share rows of a table; beyond one's own rows it is a warning, below that a remark",
	Why: "Whoever may share decides, row by row, on access that no role shows and that nobody reviews. Microsoft's advice is to turn share rights " +
		"off wherever possible. On a table with an access team template it is needed, by whoever adds members.",
	Sources: []string{secureApps},
	Fires: "without its baseline it remarks on 31 kinds of rows that Basic User can share and on three of App Opener, nearly all of them one's own. " +
		"Sharing what one owns is what share rights are for, and both roles are Microsoft's, so they are left out; " +
		"what a role adds to that is reported, as info as long as it is one's own rows.",
	Params: []lint.Param{
		{Name: "min_level", Of: levelWords, Value: "business_unit", Why: "sharing one's own rows is how exceptions are meant to be made: it is reported as info"},
		shareBaseline,
	},
	Bad: `
role "clerk" {
  grants {
    account     = { user = ["read"], business_unit = ["share"] } # here
    opportunity = { user = ["read", "share"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user
  grants {
    account     = { user = ["read", "share"] }
    opportunity = { user = ["read"] }
  }
}
table "incident" { access_teams = true }
access_team_template "case" {
  table  = "incident"
  rights = ["read"]
}
role "manager" {
  grants {
    incident = { business_unit = ["read", "share"] }
  }
}
role "administrator" {
  kind = "admin"
  grants {
    account = { business_unit = ["read", "share"] }
  }
}
`,
	Fix: takeGrant, // Microsoft's advice is to turn share rights off
	Check: func(p *lint.Pass) {
		warnFrom, _ := privilege.ParseLevel(p.Text("min_level"))
		templated := map[string]bool{}
		for _, t := range p.Policy.Templates {
			templated[t.Table] = true
		}
		for _, g := range shareGrants(p) {
			switch {
			case g.Level == privilege.Organization: // share/right-org
			case slices.ContainsFunc(g.Base.Tables, func(name string) bool { return templated[name] }): // filling access teams needs it (S-TM-24)
			case g.Level < warnFrom:
				p.ReportAs(lint.Info, g.target(), "%s can share rows of %s (%s)", g.role.Address, g.Table, g.Level)
			default:
				p.Report(g.target(), "%s can share rows of %s that others own (%s)", g.role.Address, g.Table, g.Level)
			}
		}
	},
}
