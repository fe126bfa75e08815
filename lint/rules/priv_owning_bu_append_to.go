package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privOwningBUAppendTo = &lint.Rule{
	ID: "priv/owning-bu-append-to", Severity: lint.Warning,
	Summary: "in matrix mode, somebody creates rows in another business unit, and cannot say that they belong there",
	Why: "A new row belongs to its owner's business unit until Owning Business Unit says otherwise, and to set that takes append_to on " +
		"business units, as far as the row goes. Without it, the rows that the role is for lie where its other holders cannot see them.",
	Sources: []string{"Security concepts in Microsoft Dataverse (owning business unit)"},
	Params:  []lint.Param{grantBaseline},
	Bad: `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }

role "clerk" {
  grants {
    account = { business_unit = ["create", "read"] }
  }
}
user "ann" {
  roles = [standard_role.basic_user, { role = role.clerk, business_unit = business_unit.oslo }] # here
}
`,
	Good: `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }

role "clerk" {
  grants {
    account      = { business_unit = ["create", "read"] }
    businessunit = { business_unit = ["append_to"] }
  }
}
role "reader" {
  grants {
    account = { business_unit = ["read"] }
  }
}
user "ann" {
  roles = [standard_role.basic_user, { role = role.clerk, business_unit = business_unit.oslo }]
}
user "bob" {
  roles = [standard_role.basic_user, { role = role.reader, business_unit = business_unit.oslo }]
}
user "cleo" {
  business_unit = business_unit.oslo
  roles         = [role.reader]
}
`,
	Check: func(p *lint.Pass) {
		if !p.Policy.Environment.Matrix {
			p.Skip(classic)
			return
		}
		set, usual := newGap(p), baselineOf(p.Words("baseline")...)
		for _, r := range p.Roles() {
			created := slices.DeleteFunc(usual.beyond(r), func(g model.Grant) bool {
				return g.Verb != privilege.Create || g.Level == privilege.Organization || g.Level == privilege.User
			})
			if len(created) == 0 {
				continue
			}
			tables := tablesNamed(created)
			for _, h := range p.Holders(r) {
				there := h.Assignment.Anchor
				if !set.openFor(h, func(who string, _ *model.BusinessUnit) bool {
					return belongs(p, who, there) || p.Matrix.Reaches(matrixPrincipal(p, who), "businessunit", privilege.AppendTo, there)
				}) {
					continue
				}
				at := holderTarget(h)
				at.Other = r.Address + " of " + there.Address
				p.Report(at, "%s creates rows of %s in %s, and cannot set their owning business unit: append_to on businessunit does not reach it",
					h.Address(), tables, there.Address)
			}
		}
	},
}

// belongs reports whether what somebody creates lies in a business unit by itself: what a user creates in the user's own. Of a team whose
// members the policy does not know that is its own; the root is where the members of groups come in (semantics S-TM-14).
func belongs(p *lint.Pass, who string, u *model.BusinessUnit) bool {
	holder := matrixPrincipal(p, who)
	if user := p.Matrix.User(holder); user != nil {
		return user.BusinessUnit == u
	}
	t := p.Matrix.Team(holder)
	known := t.Complete && len(t.Members) > 0
	return !known && (t.BusinessUnit == u || isRoot(u) && !t.Default)
}
