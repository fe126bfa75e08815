package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

var privSecuredTableNoRole = &lint.Rule{
	ID: "priv/secured-table-no-role", Severity: lint.Warning,
	Summary: "a table of the policy's own on which no role grants anything",
	Why:     "Nobody but administrators can open it. That shows after the next deployment, and the first thing that helps is a wide role in a hurry.",
	Sources: []string{
		"XrmToolSuite: deployment risk (tables without a role)",
		"sfdx-hardis: lint access (objects that no permission set names)",
	},
	Params: []lint.Param{{Name: "allow_tables", Of: tableWords, Value: []string{}, Why: "tables that only administrators and what runs as the system use"}},
	Bad: `
table "new_visit" { # here
  ownership = "user_or_team"
}
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
`,
	Good: `
table "new_visit" { ownership = "user_or_team" }
table "new_call" { activity = true } # shares the privileges of activities
table "lead" { classification = "confidential" }

role "clerk" {
  grants {
    new_visit = { user = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		own := slices.DeleteFunc(slices.Clone(p.Policy.Roles), func(r *model.Role) bool { return r.Standard })
		if len(own) == 0 {
			p.Skip("there are no roles but standard ones")
			return
		}
		granted := map[*model.Base]bool{}
		for _, r := range own {
			for _, g := range r.Grants {
				granted[g.Base] = true
			}
		}
		for _, t := range p.Policy.Tables {
			b := t.Fact.Base
			if b == nil || granted[b] || len(b.Tables) > 1 || b.Ownership == model.UnknownOwnership ||
				schema.BaseByName(b.Name) != nil || slices.Contains(p.Words("allow_tables"), t.Fact.Name) {
				continue
			}
			p.Report(lint.Target{Address: model.Address("table", t.Fact.Name), Span: t.Span, Subject: lint.Subject{Table: t.Fact.Name}},
				"no role grants anything on %s", t.Fact.Name)
		}
	},
}
