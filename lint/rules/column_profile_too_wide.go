package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnProfileTooWide = &lint.Rule{
	ID: "column/profile-too-wide", Severity: lint.Warning,
	Summary: "a column security profile reaches a large part of all users",
	Why: "What half of all people read is not secured: it costs a check for each row and tells people that it is safe. The rule needs to " +
		"know everybody, and says nothing where groups have unknown members.",
	Sources: []string{"KK security analysis (XrmToolBox): SEC03"},
	Params: []lint.Param{
		{Name: "pct", Most: 100, Value: 50, Why: "a judgement: the exception has become the rule"},
		{Name: "min_users", Value: 10, Why: "of a few people, a share says nothing"},
	},
	Bad: `
column_security_profile "credit" { # here
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "many" {
  column_security_profiles = [column_security_profile.credit]
  members                  = [for n in ["a", "b", "c", "d", "e"] : user.staff[n]]
}
user "staff" { for_each = toset(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) }
`,
	Good: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "some" {
  column_security_profiles = [column_security_profile.credit]
  members                  = [for n in ["a", "b", "c", "d"] : user.staff[n]]
}
user "staff" { for_each = toset(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) }
`,
	Check: func(p *lint.Pass) {
		people := p.Humans()
		switch {
		case len(p.Policy.Users) == 0:
			p.Skip(noUsers)
			return
		case !everybodyKnown(p):
			p.Skip("the members of some groups are not all known")
			return
		case len(people) < p.Int("min_users"):
			return
		}
		reached := map[*model.ColumnSecurityProfile]int{}
		for _, u := range people {
			held := profilesOf(u)
			for i, f := range held {
				if !slices.ContainsFunc(held[:i], func(q profilePath) bool { return q.Profile == f.Profile }) {
					reached[f.Profile]++
				}
			}
		}
		for _, f := range profiles(p.Policy) {
			if n := reached[f]; n*100 >= len(people)*p.Int("pct") && n > 0 {
				p.Report(lint.Target{Address: f.Address, Span: f.Span}, "%s reaches %d of %d people, %d %% or more", f.Address, n, len(people), p.Int("pct"))
			}
		}
	},
}

// everybodyKnown reports whether the policy knows the members of each group on which access depends.
func everybodyKnown(p *lint.Pass) bool {
	if g := p.Policy.Environment.SecurityGroup; g != nil && !enter(g).complete {
		return false
	}
	return !slices.ContainsFunc(p.Policy.Teams, func(t *model.Team) bool { return grouped(t) && !t.Complete })
}
