package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantOrgWrite = &lint.Rule{
	ID: "grant/org-write", Severity: lint.Warning,
	Summary: "a business role writes, deletes, assigns or shares every row of a table whose rows have owners",
	Why:     "Whoever holds the role can change anybody's rows. Levels exist so that most people change their own, or their business unit's.",
	Sources: []string{
		"Security concepts in Microsoft Dataverse (access levels)",
		"Microsoft: Security roles and privileges (organization is for managers with authority over the organization)",
	},
	Fires: "without its baseline it reports 15 grants of Basic User, write, delete, assign and share on six system tables such as connection " +
		"and knowledgearticleviews. " +
		"They are Microsoft's, come with every copy, and are left out; App Opener has none.",
	Params: []lint.Param{
		{Name: "verbs", Of: verbWords, Filled: true, Value: []string{"write", "delete", "assign", "share"}, Why: "create reaches nobody else's rows"},
		{Name: "allow_tables", Of: tableWords, Value: []string{}, Why: "tables that are everybody's are better organization-owned"},
		grantBaseline,
	},
	Bad: `
role "clerk" {
  grants {
    account = { organization = ["write"] } # here
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account             = { user = ["write"], organization = ["read"] }
    transactioncurrency = { organization = ["write"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		usual := baselineOf(p.Words("baseline")...)
		for _, r := range p.BusinessRoles() {
			for _, g := range usual.beyond(r) {
				if g.Level == privilege.Organization && lint.Owned(g.Base) && slices.Contains(p.Words("verbs"), g.Verb.String()) &&
					!slices.Contains(p.Words("allow_tables"), g.Table) {
					p.Report(lint.GrantTarget(r, g), "%s can %s every row of %s", r.Address, g.Verb, g.Table)
				}
			}
		}
	},
}
