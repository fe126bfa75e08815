package rules

import "github.com/dvpolicy/dvpolicy/lint"

var hierManagerNoRead = &lint.Rule{
	ID: "hier/manager-no-read", Severity: lint.Warning,
	Summary: "a manager, or the holder of a position, reads no table of which those below own rows",
	Why: "Hierarchy security gives rows, not privileges. Without read at user level on the table, from a role of one's own, whoever is above " +
		"sees nothing of it. Tables that managers are not meant to read at all are their roles' business; this rule speaks up where nothing " +
		"is left.",
	Sources: []string{"Microsoft: Hierarchy security (the manager must have at least user level read on the table)"},
	Bad: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants { account = { user = ["read", "write"] } }
}
role "lead" {
  grants { contact = { user = ["read"] } }
}
user "dora" { # here
  roles = [role.lead]
}
user "ann" {
  roles   = [role.seller]
  manager = user.dora
}
`,
	Good: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants {
    account = { user = ["read", "write"] }
    lead    = { user = ["read", "write"] }
  }
}
role "lead" {
  grants { account = { user = ["read"] } }
}
user "dora" { roles = [role.lead] }
user "ann" {
  roles   = [role.seller]
  manager = user.dora
}
user "alone" {}
`,
	Check: func(p *lint.Pass) {
		h, ok := hierarchyOf(p)
		if !ok {
			return
		}
		for _, t := range p.Policy.Teams {
			if t.Group != nil && !t.Complete && len(t.Assignments) > 0 {
				p.Skip("not all members of teams are known: a manager may hold a role by one of them")
				return
			}
		}
		reading := reads(p.Policy.Roles, h.bases(p))
		below := map[seat]baseSet{}
		for _, u := range h.reports {
			own := reading.owned(p, u)
			for _, s := range h.above(u) {
				below[s] = reading.with(below[s], own)
			}
		}
		for _, s := range h.seats {
			if below[s].empty() {
				continue
			}
			for _, m := range h.holders[s] {
				if !reading.by(lint.RolesOf(m)).meets(below[s]) {
					p.Report(lint.Target{Address: m.Address, Span: m.Span}, "%s is above others in the hierarchy, and no role of its reads a table that "+
						"they own rows of", m.Address)
				}
			}
		}
	},
}
