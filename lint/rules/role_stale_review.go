package rules

import "github.com/dvpolicy/dvpolicy/lint"

var roleStaleReview = &lint.Rule{
	ID: "role/stale-review", Severity: lint.Warning,
	Summary: "a role was to be looked at again and was not, or is to be in a time too far off to remember",
	Why: "Roles grow, and nothing makes them shrink but somebody who goes over them. The day on which that is due is a promise: past it, " +
		"either the role is looked at and the day moved on, or nobody does. Roles that name no day are role/no-metadata's, where review_by is required.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (limit and regularly review)",
		"Sapota: Dataverse security roles (three quarters of an hour each quarter)",
	},
	Params: []lint.Param{
		{Name: "days", Value: 90, Why: "a quarter: a review that is further off is none that anybody plans"},
	},
	Bad: `
role "clerk" { # here
  review_by = "2026-10-31"
  grants {
    account = { user = ["read"] }
  }
}
role "manager" { # here
  review_by = "2030-01-31"
  grants {
    account = { user = ["read"] }
  }
}
`,
	Good: `
role "clerk" {
  review_by = "2027-01-31"
  grants {
    account = { user = ["read"] }
  }
}
role "manager" {
  grants {
    account = { user = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		said := false
		for _, r := range p.Roles() {
			said = said || r.ReviewBy != ""
			if why := overdue(p, r.ReviewBy, p.Int("days")); why != "" {
				p.Report(roleTarget(r, nil), "%s %s", r.Address, why)
			}
		}
		if !said {
			p.Skip("no role says when it is to be looked at again")
		}
	},
}
