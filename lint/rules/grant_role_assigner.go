package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantRoleAssigner = &lint.Rule{
	ID: "grant/role-assigner", Severity: lint.Error,
	Summary: "a role that is not for administrators gives out roles beyond its own business unit",
	Why: "Who gives out roles decides on access. Microsoft's recipe keeps such a role to its own business unit: " +
		"append and append_to on the table of roles at business_unit, and no wider.",
	Sources: []string{"Microsoft: Prevent elevation of security role privilege"},
	Bad: `
role "helpdesk" {
  grants {
    role = { organization = ["read", "append", "append_to"] } # here
  }
}
`,
	Good: `
role "helpdesk" {
  grants {
    role = { business_unit = ["append", "append_to", "assign"], organization = ["read"] }
  }
}
role "app_designer" { # names roles, and gives them to nobody
  grants {
    role = { organization = ["read", "append_to"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			links, to := onRoles(r, privilege.Append), onRoles(r, privilege.AppendTo)
			if level := min(links.Level, to.Level); r.Kind != "admin" && !r.Administrator && level > privilege.BusinessUnit {
				at := lint.GrantTarget(r, links)
				at.Subject = lint.Subject{Table: "role"}
				p.Report(at, "%s can give out roles at %s: it has append and append_to on role", r.Address, level)
			}
		}
	},
}

// onRoles is a role's grant on the table of roles.
func onRoles(r *model.Role, v privilege.Verb) model.Grant {
	i := slices.IndexFunc(r.Grants, func(g model.Grant) bool { return g.Verb == v && g.Base.Name == "Role" })
	if i < 0 {
		return model.Grant{}
	}
	return r.Grants[i]
}
