package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantFullControlOrg = &lint.Rule{
	ID: "grant/full-control-org", Severity: lint.Error,
	Summary: "a business role has all eight verbs on every row of a table whose rows have owners",
	Why: "The role administers the table: its holders can take over, give away, share and delete whatever anybody keeps there. " +
		"Nothing that people do in the course of their work needs all of that on all rows. Of a role from a solution it is a warning: nobody says " +
		"whether that is for administrators.",
	Sources: []string{
		"Security concepts in Microsoft Dataverse (record ownership, access levels)",
		"Microsoft: Security roles and privileges (organization is for managers with authority over the organization)",
	},
	Params: []lint.Param{grantBaseline},
	Bad: `
role "clerk" {
  grants {
    account = { organization = ["all"] } # here
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account             = { business_unit = ["delete"], organization = ["create", "read", "write", "append", "append_to", "assign", "share"] }
    transactioncurrency = { organization = ["all"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		usual := baselineOf(p.Words("baseline")...)
		for _, r := range p.BusinessRoles() {
			everyRow := map[*model.Base]map[privilege.Verb]bool{}
			for _, g := range atLevel(r.Grants, privilege.Organization) {
				if everyRow[g.Base] == nil {
					everyRow[g.Base] = map[privilege.Verb]bool{}
				}
				everyRow[g.Base][g.Verb] = true
			}
			for _, g := range atLevel(usual.beyond(r), privilege.Organization) {
				if len(everyRow[g.Base]) == privilege.VerbCount {
					at := lint.GrantTarget(r, g)
					at.Subject = lint.Subject{Table: g.Base.Table()}
					p.ReportAs(weight(r), at, "%s has all %d verbs on every row of %s", r.Address, privilege.VerbCount, g.Base.Table())
				}
			}
		}
	},
}

// weight: a role from a solution has no kind, so it may well be for administrators.
func weight(r *model.Role) lint.Severity {
	if r.ID != "" {
		return lint.Warning
	}
	return lint.Error
}
