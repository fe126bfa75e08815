package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privAppendOrphan = &lint.Rule{
	ID: "priv/append-orphan", Severity: lint.Info,
	Summary: "a role has append, and its holders append_to on no table at all; or the other way round",
	Why: "A link has two ends, and each needs its verb. Who has one of the two alone, on whatever tables, can link nothing: " +
		"the grants are dead, or half of a pair was forgotten.",
	Sources: []string{"Microsoft: Security roles and privileges (append and append to)"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read", "append"] } # here
  }
}
team "clerks" { roles = [role.clerk] }
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read", "append"] }
  }
}
role "reader" {
  grants {
    contact = { business_unit = ["read", "append_to"] }
  }
}
team "clerks" { roles = [role.clerk, role.reader] }
`,
	Check: func(p *lint.Pass) {
		if !assignsRoles(p.Policy) {
			p.Skip(noHolders)
			return
		}
		other, has := newGap(p), anywhere(p)
		for _, r := range coherent(p) {
			for _, pair := range [][2]privilege.Verb{{privilege.Append, privilege.AppendTo}, {privilege.AppendTo, privilege.Append}} {
				i := slices.IndexFunc(r.Grants, func(g model.Grant) bool { return g.Verb == pair[0] })
				if i < 0 || len(p.Holders(r)) == 0 || !other.open(r, func(who string, _ *model.BusinessUnit) bool { return has(who, pair[1]) }) {
					continue
				}
				at := lint.GrantTarget(r, r.Grants[i])
				at.Subject = lint.Subject{Verb: pair[0].String()}
				p.Report(at, "%s has %s, and those who hold it have %s on no table", r.Address, pair[0], pair[1])
			}
		}
	},
}

// anywhere tells whether somebody has a verb on any table.
func anywhere(p *lint.Pass) func(who string, v privilege.Verb) bool {
	verbs := map[string]map[privilege.Verb]bool{}
	for _, r := range p.Policy.Roles {
		verbs[r.Address] = map[privilege.Verb]bool{}
		for _, g := range r.Grants {
			verbs[r.Address][g.Verb] = true
		}
	}
	return func(who string, v privilege.Verb) bool {
		holder := matrixPrincipal(p, who)
		var roles []*model.Role
		if u := p.Matrix.User(holder); u != nil {
			roles = lint.RolesOf(u)
		} else {
			roles = rolesOfTeam(p.Matrix.Team(holder))
		}
		return slices.ContainsFunc(roles, func(r *model.Role) bool { return verbs[r.Address][v] })
	}
}
