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
		"Members and guests is only what is assumed when nothing is said, and what teams from before the choice became.",
	Sources: []string{"Microsoft: Manage group teams (membership type)"},
	Params: []lint.Param{
		{Name: "levels", Value: []string{"business_unit", "parent_child", "organization"}, Why: "at user level a guest reads only rows of its own"},
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
				table, level := readsSensitive(p, a.Role, levels)
				if table == "" {
					continue
				}
				held := instance(a, t.BusinessUnit)
				p.Report(lint.Target{Address: t.Address, Span: placeOr(a.Span, t.Span), Subject: lint.Subject{Table: table, Verb: "read", Other: held}},
					"guests of %s read %s at level %s: %s has membership %q and holds %s", t.Group.Address, table, level, t.Address, t.Membership, held)
			}
		}
	},
}

// readsSensitive is the first sensitive table that a role reads at one of the levels, "" where there is none.
func readsSensitive(p *lint.Pass, r *model.Role, levels []string) (table, level string) {
	for _, g := range r.Grants {
		if g.Verb != privilege.Read || !lint.Owned(g.Base) || !slices.Contains(levels, g.Level.String()) {
			continue
		}
		if table := p.SensitiveOf(g.Base); table != "" {
			return table, g.Level.String()
		}
	}
	return "", ""
}
