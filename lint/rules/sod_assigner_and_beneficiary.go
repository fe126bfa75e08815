package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var sodAssignerAndBeneficiary = &lint.Rule{
	ID: "sod/assigner-and-beneficiary", Severity: lint.Error,
	Summary: "somebody may place people in the hierarchy that gives access, and would gain by placing themselves",
	Why: "Where hierarchy security follows managers, whoever may assign managers can make anybody their report; where it follows positions, " +
		"can take any position. " +
		"They then see rows that no role of theirs reaches. Assigning roles is no such way: nobody can assign more than they hold." + perhapsBoth,
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
		placing := duty{} // by which somebody is told: not who holds a role that is
		for _, r := range p.Policy.Roles {
			if span, ok := holds(r, name); ok && !r.Administrator && !own[r] {
				placing[r] = span
			}
		}
		g.principals(name, placing)
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

// table: of those that several principals together may read, one of which they do not reach the rows of some business unit to read them.
func (g gains) table(addresses ...string) string {
	var all []matrix.Principal
	for _, address := range addresses {
		all = append(all, matrixPrincipal(g.p, address))
	}
	for _, b := range g.bases {
		table := b.Table()
		reads := slices.ContainsFunc(addresses, func(address string) bool { return g.p.Matrix.Level(address, table, privilege.Read) != privilege.None })
		if reads && slices.ContainsFunc(g.p.Policy.BusinessUnits, func(unit *model.BusinessUnit) bool {
			return !slices.ContainsFunc(all, func(who matrix.Principal) bool { return g.p.Matrix.Reaches(who, table, privilege.Read, unit) })
		}) {
			return table
		}
	}
	return ""
}

// A half is who has what it takes to gain, or the privilege, and not both.
type half struct {
	who    string
	places bool
}

// principals reports who holds the privilege by one of some roles and would gain. Where that hangs on who is in a team, and the policy does not
// know all of its members, the rule is skipped.
func (g gains) principals(name string, placing duty) {
	if len(placing) == 0 {
		return
	}
	var users, teams []half
	for _, c := range crowds(g.p.Accounts(), func(u *model.User) string { return u.BusinessUnit.Address + "\n" + rolesHeld(u) }) {
		roles, gained := lint.RolesOf(c[0]), false
		for _, u := range c {
			gained = g.principal(userTarget(u, ""), name, holderOf(placing, roles), roles)
		}
		if !gained && !excused(roles) {
			users = append(users, half{c[0].Address, holderOf(placing, roles) != nil})
		}
	}
	for _, t := range g.p.IncompleteTeams() {
		roles := rolesOfTeam(t)
		by := holderOf(placing, roles)
		if lint.Acts(t) && !excused(roles) && !g.principal(lint.Target{Address: t.Address, Span: t.Span}, name, by, roles) {
			teams = append(teams, half{t.Address, by != nil})
		}
	}
	for _, t := range teams {
		gains := func(other half) bool { return t.places != other.places && g.table(t.who, other.who) != "" }
		if i := slices.IndexFunc(users, gains); i >= 0 {
			g.p.Skip(unknownMember(t.who, users[i].who))
		} else if i := slices.IndexFunc(teams, gains); i >= 0 {
			g.p.Skip(unknownInBoth(t.who, teams[i].who))
		}
	}
}

func (g gains) principal(at lint.Target, name string, by *model.Role, roles []*model.Role) bool {
	if by == nil || excused(roles) {
		return false
	}
	table := g.table(at.Address)
	if table == "" {
		return false
	}
	at.Subject = lint.Subject{Privilege: name}
	g.p.Report(at, "%s holds %s by %s, and by hierarchy security could reach more rows of %s", at.Address, name, by.Address, table)
	return true
}
