package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A gap is what a role lacks to make use of what it grants. Another role may close it, so those who hold the role are asked.
type gap struct {
	p     *lint.Pass
	users map[*model.BusinessUnit][]*model.User
}

func newGap(p *lint.Pass) gap {
	g := gap{p, map[*model.BusinessUnit][]*model.User{}}
	for _, u := range p.Policy.Users {
		g.users[u.BusinessUnit] = append(g.users[u.BusinessUnit], u)
	}
	return g
}

// open reports whether nothing shows that everybody who holds a role has what it lacks. A role that nobody is said to hold is taken by
// itself.
func (g gap) open(r *model.Role, has func(who string, anchor *model.BusinessUnit) bool) bool {
	held := g.p.Holders(r)
	return len(held) == 0 || slices.ContainsFunc(held, func(h lint.Holder) bool { return g.openFor(h, has) })
}

// openFor reports the same of one holder, who is asked from where the role is held. A team whose members are not all known is taken by
// its own roles.
func (g gap) openFor(h lint.Holder, has func(who string, anchor *model.BusinessUnit) bool) bool {
	anchor := h.Assignment.Anchor
	if has(h.Address(), anchor) || !canAct(h) {
		return false
	}
	if h.Team == nil || !h.Team.Complete {
		return true
	}
	members := h.Team.Members
	if h.Team.Default {
		members = g.users[h.Team.BusinessUnit]
	}
	return len(members) == 0 || slices.ContainsFunc(members, func(u *model.User) bool { return lint.Active(u) && !has(u.Address, anchor) })
}

func canAct(h lint.Holder) bool {
	if h.Team != nil {
		return lint.Acts(h.Team)
	}
	return lint.Active(h.User)
}

// coherent are the roles that rules about coherence look at: a service's may do one thing and nothing else.
func coherent(p *lint.Pass) []*model.Role {
	return slices.DeleteFunc(p.Roles(), func(r *model.Role) bool { return r.Kind == "service" })
}

// levelsOf are a role's levels, the widest of each verb on a base.
func levelsOf(r *model.Role) baseline {
	b := baseline{}
	for _, g := range r.Grants {
		one := baseVerb{g.Base.Name, g.Verb}
		b[one] = max(b[one], g.Level)
	}
	return b
}

// reachesAll reports whether somebody reaches, with a verb on a table, all that a level covers from an anchor.
func reachesAll(p *lint.Pass, who matrix.Principal, table string, v privilege.Verb, l privilege.Level, anchor *model.BusinessUnit) bool {
	for _, u := range p.Policy.BusinessUnits {
		covered := u == anchor || l == privilege.ParentChild && anchor.Contains(u) || l == privilege.Organization
		if covered && !p.Matrix.Reaches(who, table, v, u) {
			return false
		}
	}
	return true
}

// matrixPrincipal is who has an address.
func matrixPrincipal(p *lint.Pass, address string) matrix.Principal {
	who, err := p.Matrix.Resolve(address)
	if err != nil {
		panic("bug: " + address + " is not in the matrix")
	}
	return who
}

// brought reports whether a role has a grant from what it is based on, and did not write it.
func brought(p *lint.Pass, r *model.Role, g model.Grant) bool {
	for _, base := range p.Policy.Roles {
		if base.Address == r.BasedOn {
			return slices.ContainsFunc(base.Grants, func(b model.Grant) bool {
				return b.Base == g.Base && b.Verb == g.Verb && b.Level == g.Level && b.Table == g.Table
			})
		}
	}
	for _, s := range schema.StandardRoles() {
		if model.Address("standard_role", s.Label) == r.BasedOn {
			return g.Table == g.Base.Tables[0] && slices.ContainsFunc(s.Grants, func(b schema.RoleGrant) bool {
				return b.Base.Name == g.Base.Name && b.Verb == g.Verb && b.Level == g.Level
			})
		}
	}
	return false
}

// interactive are the people who open apps: not those in an access mode without.
func interactive(p *lint.Pass) []*model.User {
	return slices.DeleteFunc(p.Humans(), func(u *model.User) bool { return u.AccessMode != "" && u.AccessMode != "read" })
}

// lower is how much it weighs that a role lacks something: one severity less than a rule's where nobody knows, since a team of unknown members
// may give it to those who hold the role.
func lower(p *lint.Pass, s lint.Severity, gives func(*model.Role) bool) lint.Severity {
	if slices.ContainsFunc(p.Perhaps(), func(a model.Assignment) bool { return gives(a.Role) }) {
		return s - 1
	}
	return s
}

// grants reports whether a role has a verb on a base beyond a level.
func grants(r *model.Role, base string, v privilege.Verb, beyond privilege.Level) bool {
	return slices.ContainsFunc(r.Grants, func(g model.Grant) bool { return g.Base.Name == base && g.Verb == v && g.Level > beyond })
}
