package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var tableCouldBeOrganizationOwned = &lint.Rule{
	ID: "table/could-be-organization-owned", Severity: lint.Info,
	Summary: "rows of a custom table have owners, and nobody's access depends on them",
	Why: "Every role that grants on the table does so for the whole organization: who owns a row, and where, decides nothing. Rows of an " +
		"organization-owned table are read without asking. Ownership is chosen when a table is made, so this is worth knowing early.",
	Sources: []string{"Microsoft: Secure customer engagement apps (summary of access control features: organization)"},
	Bad: `
table "new_holiday" { # here
  ownership = "user_or_team"
}
role "planner" {
  grants { new_holiday = { organization = ["create", "read", "write", "delete"] } }
}
role "staff" {
  grants { new_holiday = { organization = ["read"] } }
}
`,
	Good: `
table "new_holiday" { ownership = "organization" }
table "new_request" { ownership = "user_or_team" }
table "new_plan" { ownership = "user_or_team" }
table "new_idea" { ownership = "user_or_team" } # granted to nobody yet
role "planner" {
  grants {
    account     = { organization = ["read"] } # not ours to make otherwise
    new_holiday = { organization = ["create", "read", "write", "delete"] }
    new_plan    = { organization = ["create", "read", "write"] }
    new_request = { user = ["create"], organization = ["read"] }
  }
}
share "draft" {
  table  = "new_plan"
  record = "next year"
  with   = [user.ann]
  rights = ["read"]
}
user "ann" { roles = [role.planner] }
`,
	Check: func(p *lint.Pass) {
		granted, shared := grantedLevels(p), map[string]bool{}
		for _, s := range p.Policy.Shares {
			shared[s.Table] = true
		}
		for _, t := range p.Policy.Templates {
			shared[t.Table] = true
		}
		for _, t := range p.Policy.Tables {
			if t.Fact.Ownership != model.UserOrTeamOwned || t.Fact.Activity || t.AccessTeams || shared[t.Fact.Name] || schema.TableByName(t.Fact.Name) != nil {
				continue
			}
			if granted[t.Fact.Base] == privilege.Set(privilege.Organization) {
				p.Report(lint.Target{Address: model.Address("table", t.Fact.Name), Span: t.Span, Subject: lint.Subject{Table: t.Fact.Name}},
					"rows of %s have owners, and every grant on it is for the whole organization: it could be organization-owned", t.Fact.Name)
			}
		}
	},
}

// grantedLevels are the levels at which roles grant anything on a base that a role of the policy's own grants on: what only others do is not
// ours to make otherwise. System Administrator, who has everything, does not count.
func grantedLevels(p *lint.Pass) map[*model.Base]privilege.LevelSet {
	levels := map[*model.Base]privilege.LevelSet{}
	for _, r := range p.Roles() {
		for _, g := range r.Grants {
			if !r.Administrator {
				levels[g.Base] |= privilege.Set(g.Level)
			}
		}
	}
	for _, r := range p.Policy.Roles {
		for _, g := range r.Grants {
			if levels[g.Base] != 0 && !r.Administrator {
				levels[g.Base] |= privilege.Set(g.Level)
			}
		}
	}
	return levels
}
