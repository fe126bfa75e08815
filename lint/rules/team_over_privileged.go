package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var teamOverPrivileged = &lint.Rule{
	ID: "team/over-privileged", Severity: lint.Warning,
	Summary: "a team gives its members many privileges to change every row of tables whose rows have owners",
	Why: "Every member inherits what the team holds, also those who join later and whom nobody looks at here. What is meant for a few " +
		"belongs into a team of those few.",
	Sources: []string{"KK security analysis (XrmToolBox): over-privileged teams", "Microsoft: Security concepts in Microsoft Dataverse (roles of teams)"},
	Params: []lint.Param{
		{Name: "max", Value: 20, Why: "Basic User, which everybody may hold, has 15 of them, all on system tables"},
	},
	Bad: `
role "everything" {
  grants {
    account     = { organization = ["write", "delete", "assign", "share"] }
    contact     = { organization = ["write", "delete", "assign", "share"] }
    lead        = { organization = ["write", "delete", "assign", "share"] }
    opportunity = { organization = ["write", "delete", "assign", "share"] }
    incident    = { organization = ["write", "delete", "assign", "share"] }
    task        = { organization = ["write"] }
  }
}
team "all" { # here
  roles = [role.everything]
}
`,
	Good: `
role "much" {
  grants {
    account     = { organization = ["write", "delete", "assign", "share"] }
    contact     = { organization = ["write", "delete", "assign", "share"] }
    lead        = { organization = ["write", "delete", "assign", "share"] }
    opportunity = { organization = ["write", "delete", "assign", "share"] }
    incident    = { organization = ["write", "delete", "assign", "share", "read"] }
    currency    = { organization = ["write"] }
  }
}
table "currency" { ownership = "organization" }
team "all" {
  roles = [role.much]
}
`,
	Check: func(p *lint.Pass) {
		if !declaresTeams(p) {
			p.Skip(noTeams)
			return
		}
		most := p.Int("max")
		for _, t := range p.Policy.Teams {
			if n := len(everyRow(rolesOfTeam(t), lint.ChangeClass)); n > most {
				p.Report(lint.Target{Address: t.Address, Span: t.Span},
					"%s gives its members %d privileges to change every row of tables whose rows have owners, more than %d", t.Address, n, most)
			}
		}
	},
}

func rolesOfTeam(t *model.Team) []*model.Role {
	var roles []*model.Role
	for _, a := range t.Assignments {
		roles = append(roles, a.Role)
	}
	return roles
}

// A tableVerb is one privilege on a table.
type tableVerb struct {
	base *model.Base
	verb privilege.Verb
}

// everyRow is what roles together grant on every row of tables whose rows have owners, of some verbs.
func everyRow(roles []*model.Role, verbs []privilege.Verb) map[tableVerb]bool {
	found := map[tableVerb]bool{}
	for _, r := range roles {
		for _, g := range r.Grants {
			if g.Level == privilege.Organization && lint.Owned(g.Base) && slices.Contains(verbs, g.Verb) {
				found[tableVerb{g.Base, g.Verb}] = true
			}
		}
	}
	return found
}
