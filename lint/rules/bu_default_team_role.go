package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var buDefaultTeamRole = &lint.Rule{
	ID: "bu/default-team-role", Severity: lint.Error,
	Summary: "a default team holds a role: everybody who ever is in the business unit has it; info, unless it changes every row of a table",
	Why: "Nobody joins a default team, one is in it by being in the business unit, and that is the root for everybody who comes without a word. " +
		"What its role can change in all business units, everybody can.",
	Sources: []string{"Microsoft: Create or edit business units", "Microsoft: Manage teams (a business unit's default team)"},
	Params: []lint.Param{{Name: "baseline", Of: standardWords, Value: []string{"basic_user", "app_opener"},
		Why: "Microsoft means them for everybody: what they write in the organization are tables of the platform, and no error"}},
	Bad: `
business_unit "root" {
  name = "Woodgrove"
  default_team {
    roles = [
      standard_role.basic_user, # here
      role.editor,              # here
    ]
  }
}
role "editor" {
  grants {
    account = { organization = ["read", "write"] }
  }
}
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
role "editor" {
  grants {
    account = { organization = ["read", "write"] }
  }
}
team "editors" { roles = [role.editor] }
`,
	Check: func(p *lint.Pass) {
		expected := grantedByStandard(p.Words("baseline"))
		for _, t := range p.Policy.Teams {
			for _, a := range t.Assignments {
				if !t.Default {
					break
				}
				at := lint.Target{Address: t.Address, Span: a.Span, Subject: lint.Subject{Other: a.Role.Address}}
				if a.Anchor != t.BusinessUnit {
					at.Other += " in " + a.Anchor.Address
				}
				if g := organizationWrite(p, a.Role, expected); g != nil {
					p.Report(at, "everybody in %s holds %s, and with it can %s every row of %s", t.BusinessUnit.Address, a.Role.Address, g.Verb, g.Table)
				} else {
					p.ReportAs(lint.Info, at, "everybody in %s holds %s", t.BusinessUnit.Address, a.Role.Address)
				}
			}
		}
	},
}

// grantedByStandard are the privileges that standard roles, by name, grant at organization.
func grantedByStandard(names []string) map[string]bool {
	granted := map[string]bool{}
	for _, name := range names {
		if r := schema.StandardRoleByLabel(name); r != nil {
			for _, g := range r.Grants {
				if g.Level == privilege.Organization {
					granted[g.Base.Privilege(g.Verb)] = true
				}
			}
		}
	}
	return granted
}

// organizationWrite is a grant by which a role changes every row of a table whose rows have owners, nil where none does but those that are
// expected.
func organizationWrite(p *lint.Pass, r *model.Role, expected map[string]bool) *model.Grant {
	wide := slices.DeleteFunc(atLevel(r.Grants, privilege.Organization), func(g model.Grant) bool {
		return !lint.Owned(g.Base) || !slices.Contains(lint.ChangeClass, g.Verb) || expected[g.Base.Privilege(g.Verb)]
	})
	if len(wide) == 0 {
		return nil
	}
	return new(foremost(p, wide))
}
