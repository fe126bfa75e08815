package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var teamGuests = &lint.Rule{
	ID: "team/guests", Severity: lint.Warning,
	Summary: "a group team takes guests in, and holds a role that reads other people's rows of a sensitive table",
	Why: "Whoever may invite a guest into the group in Entra gives the guest what the team holds, without anybody here seeing it. " +
		"Members and guests is only what is assumed when nothing is said, and what teams from before the choice became. " + lint.SensitiveMeans,
	Sources: []string{"Microsoft: Manage group teams (membership type)"},
	Params: []lint.Param{
		{Name: "levels", Of: levelWords, Filled: true, Value: []string{"business_unit", "parent_child", "organization"}, Why: "at user level a " +
			"guest reads only rows of its own"},
	},
	Bad: `
role "clerk" {
  grants {
    contact = { business_unit = ["read"] }
  }
}
entra_group "clerks" {}
team "clerks" {
  entra_group = entra_group.clerks
  roles       = [role.clerk] # here
}
`,
	Good: `
role "clerk" {
  grants {
    contact = { business_unit = ["read"] }
  }
}
role "visitor" {
  grants {
    contact = { user = ["read"] }
    account = { organization = ["read"] }
  }
}
entra_group "clerks" {}
team "clerks" {
  entra_group = entra_group.clerks
  membership  = "members"
  roles       = [role.clerk]
}
team "visitors" {
  entra_group = entra_group.clerks
  roles       = [role.visitor]
}
`,
	Check: func(p *lint.Pass) {
		if !declaresTeams(p) {
			p.Skip(noTeams)
			return
		}
		levels := p.Words("levels")
		for _, t := range p.Policy.Teams {
			if !grouped(t) || t.Membership != "members_and_guests" && t.Membership != "guests" {
				continue
			}
			for _, a := range t.Assignments {
				held := instance(a, t.BusinessUnit)
				for _, g := range readsSensitive(p, a.Role, levels) {
					table := p.SensitiveOf(g.Base)
					p.Report(lint.Target{Address: t.Address, Span: placeOr(a.Span, t.Span), Subject: lint.Subject{Table: table, Verb: "read", Other: held}},
						"guests of %s read %s at level %s: %s has membership %q and holds %s", t.Group.Address, table, g.Level, t.Address, t.Membership, held)
				}
			}
		}
	},
}

// readsSensitive are the grants by which a role reads a sensitive table at one of the levels, of each base the first.
func readsSensitive(p *lint.Pass, r *model.Role, levels []string) []model.Grant {
	var all []model.Grant
	for _, g := range r.Grants {
		again := len(all) > 0 && all[len(all)-1].Base == g.Base // a role's grants are sorted by base
		if g.Verb == privilege.Read && !again && lint.Owned(g.Base) && slices.Contains(levels, g.Level.String()) && p.SensitiveOf(g.Base) != "" {
			all = append(all, g)
		}
	}
	return all
}
