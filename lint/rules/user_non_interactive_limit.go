package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userNonInteractiveLimit = &lint.Rule{
	ID: "user/non-interactive-limit", Severity: lint.Error,
	Summary: "more users have non-interactive access mode than an environment allows",
	Why:     "Dataverse refuses the eighth. Application users are not limited in number, and need no licence either.",
	Sources: []string{"Microsoft: Create users (non-interactive user account)"},
	Params:  []lint.Param{{Name: "max", Value: 7, Why: "the platform's limit"}},
	Bad: `
environment "prod" {} # here
user "feed" {
  for_each    = toset(["a", "b", "c", "d", "e", "f", "g", "h"])
  access_mode = "non_interactive"
}
`,
	Good: `
environment "prod" {}
user "feed" {
  for_each    = toset(["a", "b", "c", "d", "e", "f", "g"])
  access_mode = "non_interactive"
}
application_user "feed" {
  for_each = toset(["h", "i"])
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		var first *model.User
		count, most := 0, p.Int("max")
		for _, u := range p.Accounts() {
			if u.AccessMode == "non_interactive" {
				if count++; first == nil {
					first = u
				}
			}
		}
		if count > most {
			target := p.EnvironmentTarget()
			target.Span = placeOr(target.Span, first.Span)
			p.Report(target, "%d users have non-interactive access mode; an environment allows %d", count, most)
		}
	},
}
