package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var privSharedPrivilegeSurprise = &lint.Rule{
	ID: "priv/shared-privilege-surprise", Severity: lint.Warning,
	Summary: "a grant names one of several tables that share privileges, and reaches all of them",
	Why: "Dataverse has one set of privileges for all activities, custom ones among them, and one for accounts and addresses. " +
		"The line looks as if it were about one table; written for the table that the privileges are called after, it says what it does.",
	Sources: []string{"Microsoft: Privileges by message (delete of an e-mail needs prvDeleteActivity)"},
	Bad: `
role "clerk" {
  grants {
    email = { business_unit = ["read", "append"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user
  grants {
    activitypointer = { business_unit = ["read", "append"] }
    email           = { business_unit = ["read"] }
    contact         = { user = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			if r.Standard {
				continue // nobody wrote it
			}
			said, told := saidOfAll(r), map[string]bool{}
			for _, g := range r.Grants {
				if len(g.Base.Tables) == 1 || said[baseVerb{g.Base.Name, g.Verb}] || told[g.Table] || brought(p, r, g) {
					continue
				}
				told[g.Table] = true
				others := slices.DeleteFunc(slices.Clone(g.Base.Tables), func(t string) bool { return t == g.Table })
				at := lint.GrantTarget(r, g)
				at.Subject = lint.Subject{Table: g.Table}
				p.Report(at, "what %s has on %s it has on %s: they share their privileges", r.Address, g.Table, someOf(others))
			}
		}
	},
}

// saidOfAll are what a role grants, perhaps again, by the table that the privileges are called after.
func saidOfAll(r *model.Role) map[baseVerb]bool {
	said := map[baseVerb]bool{}
	for _, g := range r.Grants {
		if g.Table == g.Base.Table() {
			said[baseVerb{g.Base.Name, g.Verb}] = true
		}
	}
	return said
}
