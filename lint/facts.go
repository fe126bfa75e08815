package lint

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// facts are what many rules ask of an environment, worked out once.
type facts struct {
	holders     map[*model.Role][]Holder
	tables      map[string]*model.Table
	admins      []*model.User
	administers map[*model.Role]bool

	incomplete []*model.Team      // of which not every member is known
	perhaps    []model.Assignment // of those teams, each role and anchor once
}

// A Holder is a team or user that a role is assigned to.
type Holder struct {
	Team       *model.Team
	User       *model.User
	Assignment model.Assignment
}

// Address of the team or user.
func (h Holder) Address() string {
	if h.Team != nil {
		return h.Team.Address
	}
	return h.User.Address
}

func newFacts(m *matrix.Matrix) *facts {
	p := m.Policy()
	f := &facts{holders: map[*model.Role][]Holder{}, tables: map[string]*model.Table{}, administers: administering(p)}
	for _, t := range p.Teams {
		for _, a := range t.Assignments {
			f.holders[a.Role] = append(f.holders[a.Role], Holder{Team: t, Assignment: a})
		}
	}
	for _, u := range p.Users {
		for _, a := range u.Assignments {
			f.holders[a.Role] = append(f.holders[a.Role], Holder{User: u, Assignment: a})
		}
		if Active(u) && slices.ContainsFunc(RolesOf(u), func(r *model.Role) bool { return f.administers[r] }) {
			f.admins = append(f.admins, u)
		}
	}
	seen := map[[2]any]bool{}
	for _, t := range p.Teams {
		if t.Complete {
			continue
		}
		f.incomplete = append(f.incomplete, t)
		if !Acts(t) {
			continue
		}
		for _, a := range t.Assignments {
			if k := [2]any{a.Role, a.Anchor}; !seen[k] {
				seen[k] = true
				f.perhaps = append(f.perhaps, a)
			}
		}
	}
	for _, t := range p.Tables {
		f.tables[t.Fact.Name] = t
	}
	return f
}

// administering are System Administrator and the roles that are based on it, at whatever remove.
func administering(p *model.Policy) map[*model.Role]bool {
	roles := make(map[string]*model.Role, len(p.Roles))
	for _, r := range p.Roles {
		roles[r.Address] = r
	}
	all := map[*model.Role]bool{}
	for _, r := range p.Roles {
		for at, steps := r, 0; at != nil && steps < len(p.Roles); at, steps = roles[at.BasedOn], steps+1 {
			if at.Administrator || at.BasedOn == "standard_role.system_administrator" {
				all[r] = true
				break
			}
		}
	}
	return all
}

// Administers reports whether a role makes administrators: it is System Administrator, or based on it. What nobody can have but System
// Administrator itself, or what is excused because one has everything, asks Role.Administrator.
func (p *Pass) Administers(r *model.Role) bool { return p.facts.administers[r] }

// RolesOf are the roles that reach a user: its own, those of its teams, and those of its business unit's default team. A team of a disabled
// business unit gives nothing (semantics S-BU-15, 16).
func RolesOf(u *model.User) []*model.Role {
	var roles []*model.Role
	for _, a := range u.Assignments {
		roles = append(roles, a.Role)
	}
	for _, t := range GivingTeams(u) {
		for _, a := range t.Assignments {
			roles = append(roles, a.Role)
		}
	}
	return roles
}

// GivingTeams are the teams of a user that can act, the default team last.
func GivingTeams(u *model.User) []*model.Team {
	var teams []*model.Team
	for _, m := range u.Teams {
		if Acts(m.Team) {
			teams = append(teams, m.Team)
		}
	}
	if u.BusinessUnit != nil && u.BusinessUnit.DefaultTeam != nil && Acts(u.BusinessUnit.DefaultTeam) {
		teams = append(teams, u.BusinessUnit.DefaultTeam)
	}
	return teams
}

// Acts reports whether a team can: its business unit, and those above, are enabled.
func Acts(t *model.Team) bool { return t.BusinessUnit.DisabledBy() == nil }

// Active reports whether a user can act.
func Active(u *model.User) bool { return u.Enabled && u.BusinessUnit.DisabledBy() == nil }

// Holders are the teams, then the users, that a role is assigned to, by address.
func (p *Pass) Holders(r *model.Role) []Holder { return p.facts.holders[r] }

// IncompleteTeams are the teams of which not every member is known.
func (p *Pass) IncompleteTeams() []*model.Team { return p.facts.incomplete }

// Perhaps are the assignments, of each role and anchor one, that anybody may hold by a team of which not every member is known.
func (p *Pass) Perhaps() []model.Assignment { return p.facts.perhaps }

// Admins are the users who can act, application users among them, and whom some role that Administers reaches.
func (p *Pass) Admins() []*model.User { return p.facts.admins }

// Roles are the roles that are the policy's own to change: not the standard roles, and not those of managed solutions, unless somebody asks
// for them.
func (p *Pass) Roles() []*model.Role { return p.RolesIn(p.Policy) }

// RolesIn are the Roles of a policy, for what looks at all environments.
func (p *Pass) RolesIn(policy *model.Policy) []*model.Role {
	standard, managed := slices.Contains(p.include, "standard_roles"), slices.Contains(p.include, "managed_roles")
	p.passedOver = p.passedOver || !managed
	return slices.DeleteFunc(slices.Clone(policy.Roles), func(r *model.Role) bool { return r.Standard && !standard || r.Managed && !managed })
}

// BusinessRoles are Roles but for System Administrator, and those that say they are for administration, services or deployment.
func (p *Pass) BusinessRoles() []*model.Role { return p.BusinessRolesIn(p.Policy) }

// BusinessRolesIn are those of a policy, for what looks at all environments.
func (p *Pass) BusinessRolesIn(policy *model.Policy) []*model.Role {
	return slices.DeleteFunc(p.RolesIn(policy), func(r *model.Role) bool { return r.Administrator || r.Kind != "" && r.Kind != "business" })
}

// Table is what the policy says of a table, nil where it says nothing.
func (p *Pass) Table(name string) *model.Table { return p.facts.tables[name] }

// Tables that hold what is sensitive wherever they are used, unless a policy classifies them otherwise.
var sensitiveTables = []string{"contact", "lead", "incident", "email", "annotation"}

// SensitiveMeans says on pages which tables are sensitive.
var SensitiveMeans = "Sensitive are the tables " + strings.Join(sensitiveTables, ", ") + ", unless the policy classifies them as less, and " +
	"those that it classifies as confidential or restricted."

// Sensitive reports whether a table is: it is classified as confidential or restricted, or is one of a few that always are.
func (p *Pass) Sensitive(table string) bool {
	return SensitiveAs(table, p.Table(table))
}

// SensitiveAs reports whether a table is, of which a policy says something or nothing.
func SensitiveAs(name string, t *model.Table) bool {
	if t != nil && t.Classification != "" {
		return Confidential(t.Classification)
	}
	return slices.Contains(sensitiveTables, name)
}

// Confidential reports whether a classification says so, or more.
func Confidential(classification string) bool {
	return classification == "confidential" || classification == "restricted"
}

// SensitiveOf is the first sensitive table of a base, "" where none is.
func (p *Pass) SensitiveOf(b *model.Base) string {
	for _, t := range b.Tables {
		if p.Sensitive(t) {
			return t
		}
	}
	return ""
}

// Humans are the users who are people.
func (p *Pass) Humans() []*model.User { return Humans(p.Policy) }

// Humans are those of a policy, for what looks at all environments.
func Humans(p *model.Policy) []*model.User {
	return slices.DeleteFunc(slices.Clone(p.Users), func(u *model.User) bool { return !Human(u) })
}

// Human reports whether a user is a person who can act.
func Human(u *model.User) bool { return Active(u) && Person(u) }

// Person reports whether a user is one: no application user, nor an account that a service has, or with which nobody can open an app.
func Person(u *model.User) bool {
	return !u.Application && u.Kind != "service" && u.AccessMode != "non_interactive"
}

// Accounts are the users who can act, but for application users: people, and what stands among them.
func (p *Pass) Accounts() []*model.User {
	return slices.DeleteFunc(slices.Clone(p.Policy.Users), func(u *model.User) bool { return !Account(u) })
}

// Account reports whether a user is one of them.
func Account(u *model.User) bool { return Active(u) && !u.Application }

// Production reports whether the environment is one.
func (p *Pass) Production() bool { return p.Policy.Environment.Type == "production" }

// EnvironmentTarget is the environment, where the policy declares it.
func (p *Pass) EnvironmentTarget() Target {
	e := &p.Policy.Environment
	return Target{Address: model.Address("environment", e.Name), Span: e.Span}
}

// Owned reports whether rows of a base have owners: only then do levels tell rows apart.
func Owned(b *model.Base) bool { return b.Ownership == model.UserOrTeamOwned }

// WriteClass are the verbs that change rows, or who may reach them.
var WriteClass = []privilege.Verb{privilege.Create, privilege.Write, privilege.Delete, privilege.Assign, privilege.Share}

// ChangeClass are the verbs that change rows that are there, others' among them. To create reaches nobody's.
var ChangeClass = []privilege.Verb{privilege.Write, privilege.Delete, privilege.Assign, privilege.Share}

// GrantTarget is a grant of a role.
func GrantTarget(r *model.Role, g model.Grant) Target {
	at := g.Span
	if !at.Known() {
		at = r.Span
	}
	return Target{Address: r.Address, Span: at, Subject: Subject{Table: g.Table, Verb: g.Verb.String(), Level: g.Level.String()}}
}
