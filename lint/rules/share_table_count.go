package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var shareTableCount = &lint.Rule{
	ID: "share/table-count", Severity: lint.Warning,
	Summary: "a role may share rows of many tables",
	Why: "Sharing is for exceptions. A role that shares table after table makes it the way in which access is given, which grows slow, and which nobody " +
		"can take back in one place.",
	Sources: []string{secureApps, securityConcepts},
	Params: []lint.Param{
		{Name: "max", Value: 5, Why: "our judgement: exceptions concern a few tables, such as opportunities or cases, not all that a role works with"},
		shareBaseline,
	},
	Bad: `
role "clerk" { # here
  grants {
    competitor  = { organization = ["read"] }
    incident    = { user = ["read", "share"] }
    invoice     = { user = ["read", "share"] }
    lead        = { user = ["read", "share"] }
    opportunity = { user = ["read", "share"] }
    quote       = { user = ["read", "share"] }
    salesorder  = { user = ["read", "share"] }
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account     = { user = ["read", "share"] } # as Basic User
    incident    = { user = ["read", "share"] }
    invoice     = { user = ["read", "share"] }
    lead        = { user = ["read", "share"] }
    opportunity = { user = ["read", "share"] }
    quote       = { user = ["read", "share"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		tables := map[*model.Role]map[string]bool{}
		for _, g := range shareGrants(p) {
			if tables[g.role] == nil {
				tables[g.role] = map[string]bool{}
			}
			tables[g.role][g.Base.Name] = true
		}
		for _, r := range p.Roles() {
			if n := len(tables[r]); n > p.Int("max") {
				at := lint.Target{Address: r.Address, Span: r.Span, Subject: lint.Subject{Verb: privilege.Share.String()}}
				p.Report(at, "%s can share rows of %d tables, more than %d", r.Address, n, p.Int("max"))
			}
		}
	},
}
