package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var sodAssignerAndBeneficiary = &lint.Rule{
	ID: "sod/assigner-and-beneficiary", Severity: lint.Error,
	Summary: "somebody may place people in the hierarchy that gives access, and would gain by placing themselves",
	Why: "Where hierarchy security follows managers, whoever may assign managers can make anybody their report; where it follows positions, can take any position. " +
		"They then see rows that no role of theirs reaches. Assigning roles is no such way: nobody can assign more than they hold.",
	Sources: []string{"Microsoft: Hierarchy security", "Microsoft: Prevent elevation of security role privilege"},
	Bad: `
environment "prod" {
  hierarchy_security { model = "position" }
}
role "people" {
  privileges = ["prvAssignPosition"]
}
role "seller" {
  grants { account = { user = ["read", "write"] } }
}
role "people_and_sales" {
  privileges = ["prvAssignPosition"] # here
  grants { account = { user = ["read"] } }
}
user "ann" { # here
  roles = [role.people, role.seller]
}
`,
	Good: `
environment "prod" {
  hierarchy_security {
    model           = "position"
    excluded_tables = ["lead"]
  }
}
role "people" {
  privileges = ["prvAssignPosition", "prvAssignManager"]
  grants {
    contact = { organization = ["read"] } # of which there is no more to see
    lead    = { user = ["read"] }         # which takes no part
  }
}
role "staff" {
  privileges = ["prvAssignManager"] # hierarchy security does not follow managers
  grants { account = { user = ["read"] } }
}
user "ann" { roles = [role.people] }
user "bob" { roles = [role.staff] }
user "root" { roles = [role.staff, standard_role.system_administrator] }
`,
	Check: func(p *lint.Pass) {
		security := p.Policy.Environment.Hierarchy
		if security == nil {
			p.Skip("hierarchy security is off")
			return
		}
		name := map[string]string{"manager": "prvAssignManager", "position": "prvAssignPosition"}[security.Model]
		own := map[*model.Role]bool{}
		g := gains{p: p, bases: hierarchy{HierarchySecurity: security}.bases(p)}
		for _, r := range p.BusinessRoles() {
			if span, ok := holds(r, name); ok && g.role(r) != "" {
				own[r] = true
				p.Report(lint.Target{Address: r.Address, Span: placeOr(span, r.Span), Subject: lint.Subject{Privilege: name}},
					"%s holds %s, and by hierarchy security its holders would reach more rows of %s", r.Address, name, g.role(r))
			}
		}
		for _, u := range p.Humans() {
			roles := p.RolesOf(u)
			if slices.ContainsFunc(roles, func(r *model.Role) bool { return r.Administrator || own[r] }) {
				continue
			}
			i := slices.IndexFunc(roles, func(r *model.Role) bool { _, ok := holds(r, name); return ok })
			if i < 0 {
				continue
			}
			if table := g.user(u); table != "" {
				p.Report(lint.Target{Address: u.Address, Span: u.Span, Subject: lint.Subject{Privilege: name}},
					"%s holds %s by %s, and by hierarchy security could reach more rows of %s", u.Address, name, roles[i].Address, table)
			}
		}
	},
}

// gains tells what one could reach by hierarchy security that roles do not reach: "" where there is nothing, else a table.
type gains struct {
	p     *lint.Pass
	bases []*model.Base
}

// role: at user level, whoever holds it. Whether more is every row depends on where it is held.
func (g gains) role(r *model.Role) string {
	for _, b := range g.bases {
		if g.p.Matrix.Level(r.Address, b.Table(), privilege.Read) == privilege.User {
			return b.Table()
		}
	}
	return ""
}

// user: on tables that it may read, rows of a business unit that its roles do not reach to read them.
func (g gains) user(u *model.User) string {
	who, err := g.p.Matrix.Resolve(u.Address)
	if err != nil {
		return ""
	}
	for _, b := range g.bases {
		table := b.Table()
		if g.p.Matrix.Level(u.Address, table, privilege.Read) != privilege.None && slices.ContainsFunc(g.p.Policy.BusinessUnits, func(unit *model.BusinessUnit) bool {
			return !g.p.Matrix.Reaches(who, table, privilege.Read, unit)
		}) {
			return table
		}
	}
	return ""
}
