package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var teamOwnerWithoutRole = &lint.Rule{
	ID: "team/owner-without-role", Severity: lint.Warning,
	Summary: "a team that can own rows holds no role, and gets nothing else either",
	Why: "A team owns a row only if one of its own roles reads the table; without a role every assignment of a row to it fails, whoever tries. " +
		"Teams that carry a column security profile or a share have a use without a role, and are not reported; default teams neither.",
	Sources: []string{"Microsoft: Secure customer engagement apps (owner teams)", "Microsoft: Assign a row to a user or team"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" {
  roles = [role.clerk]
}
team "idle" {} # here
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" {
  roles = [role.clerk]
}
team "readers" {
  column_security_profiles = [column_security_profile.credit]
}
team "deal" { type = "access" }
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
`,
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noAssignments)
			return
		}
		shared := map[string]bool{}
		for _, s := range p.Policy.Shares {
			for _, with := range s.With {
				shared[with] = true
			}
		}
		idle := func(t *model.Team) bool {
			return t.Type.OwnsRows() && !t.Default && len(t.Assignments)+len(t.Profiles) == 0 && !shared[t.Address]
		}
		for _, t := range p.Policy.Teams {
			if idle(t) {
				p.Report(lint.Target{Address: t.Address, Span: t.Span}, "%s holds no role: it can own no row and gives its members nothing", t.Address)
			}
		}
	},
}
