package rules

import "github.com/dvpolicy/dvpolicy/lint"

var columnProfileToUser = &lint.Rule{
	ID: "column/profile-to-user", Severity: lint.Warning,
	Summary: "a person holds a column security profile directly instead of by a team",
	Why: "The profile stays when the job changes, and who sees the column has to be looked up in two places. Microsoft recommends teams. " +
		"Application users and emergency accounts are exempt.",
	Sources: []string{"Microsoft: Column-level security to control access (tip: use teams)"},
	Bad: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
user "ann" {
  column_security_profiles = [column_security_profile.credit] # here
}
`,
	Good: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "clerks" {
  column_security_profiles = [column_security_profile.credit]
  members                  = [user.ann]
}
user "ann" {}
application_user "erp" {
  column_security_profiles = [column_security_profile.credit]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		for _, u := range p.Humans() {
			if u.BreakGlass {
				continue
			}
			for _, f := range u.Profiles {
				p.Report(lint.Target{Address: u.Address, Span: placeOr(f.Span, u.Span), Subject: lint.Subject{Other: f.Profile.Address}},
					"%s holds %s directly, not by a team", u.Address, f.Profile.Address)
			}
		}
	},
}
