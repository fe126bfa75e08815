package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userPrivilegedNoReview = &lint.Rule{
	ID: "user/privileged-no-review", Severity: lint.Warning,
	Summary: "an administrator or a service has nobody who answers for it, or no day on which it is looked at again: none, one that is over, or one far off",
	Why: "The list of accounts that can do more only stays short if somebody goes over it. An account without an owner is asked about by " +
		"nobody, one without a day never, " +
		"and one whose day is over was not.",
	Sources: []string{"Microsoft: Secure customer engagement apps (limit and regularly review privileged accounts)"},
	Params: []lint.Param{
		{Name: "needs", Of: needWords, Filled: true, Value: []string{"owner", "review_by"}, Why: "whom to ask, and when"},
		{Name: "days", Value: 90, Why: "a quarter: accounts that can do more are worth a look that often"},
	},
	Bad: `
user "ann" { # here
  kind = "admin"
}
application_user "erp" { # here
  owner = "platform@contoso.example"
}
application_user "feed" { # here
  owner     = "platform@contoso.example"
  review_by = "2026-06-30"
}
`,
	Good: `
application_user "erp" {
  owner     = "platform@contoso.example"
  review_by = "2027-01-31"
}
user "ann" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		needs := p.Words("needs")
		for _, u := range p.Policy.Users {
			what := privileged(p, u)
			if what == "" || !lint.Active(u) {
				continue
			}
			if why := overdue(p, u.ReviewBy, p.Int("days")); why != "" && slices.Contains(needs, "review_by") {
				p.Report(userTarget(u, "review_by"), "%s is %s, and %s", u.Address, what, why)
			}
			for _, has := range [][2]string{{"owner", u.Owner}, {"review_by", u.ReviewBy}} {
				if has[1] == "" && slices.Contains(needs, has[0]) {
					p.Report(userTarget(u, has[0]), "%s is %s without %s", u.Address, what, has[0])
				}
			}
		}
	},
}

// privileged says what makes an account one that can do more, "" where nothing does.
func privileged(p *lint.Pass, u *model.User) string {
	switch {
	case u.Application:
		return "an application"
	case u.Kind == "service":
		return "a service"
	case u.BreakGlass:
		return "an emergency account"
	case u.Kind == "admin" || administers(p, u) != nil:
		return "an administrator"
	}
	return ""
}
