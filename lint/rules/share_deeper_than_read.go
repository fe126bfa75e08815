package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var shareDeeperThanRead = &lint.Rule{
	ID: "share/deeper-than-read", Severity: lint.Warning,
	Summary: "a role shares further than it reads",
	Why: "Sharing a row needs to read it. The wider level does nothing by itself, and begins to the day another role widens what its holder reads. " +
		"A role that does not read the table at all is the matter of priv/act-without-read.",
	Sources: []string{"Microsoft: Security roles and privileges (what sharing a row requires)"},
	Params:  []lint.Param{shareBaseline},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"], business_unit = ["share"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user # which so shares imports
  grants {
    account = { business_unit = ["read", "share"] }
    contact = { business_unit = ["read"], user = ["share"] }
    lead    = { user = ["share"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		reads := map[*model.Role]baseline{}
		for _, r := range p.Roles() {
			reads[r] = levelsOf(r)
		}
		for _, g := range shareGrants(p) {
			read := reads[g.role][baseVerb{g.Base.Name, privilege.Read}]
			if read != privilege.None && g.Level > read {
				p.Report(g.target(), "%s shares %s at %s, and reads it at %s only", g.role.Address, g.Table, g.Level, read)
			}
		}
	},
}
