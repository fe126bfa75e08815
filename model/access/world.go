// Package access decides what one principal may do to one row: by its roles, by owning, by shares, as a manager, and through what may be a
// member of what. The matrix says how far a privilege reaches; rows, owners and shares are known here alone.
package access

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A World is a policy made ready for questions about rows. It never changes: many may ask at once.
type World struct {
	policy *model.Policy
	env    *model.Environment

	answers points // to disputed points: those that differ from what is assumed
	settled points // those that the environment answers

	roleAt map[*model.Role]int32
	tables map[string]*table
	lanes  []privilege.Lanes // by base, then role

	userAt map[*model.User]int32
	teamAt map[*model.Team]int32
	users  []holder
	teams  []holder
	open   []*model.Team // those that may have members whom nobody named, by address

	unknowns []string // addresses of what is not wholly known: teams, the environment's group, roles

	reports map[*model.User][]report     // under a manager
	below   map[*model.Position][]report // under a position
}

// A table as questions name it. Several may share a base.
type table struct {
	base     *model.Base // nil: no role grants on it
	index    int32       // of the base
	declared *model.Table
	columns  map[string]column // those that are secured
}

// A holder is what a principal has itself.
type holder struct {
	unit  *model.BusinessUnit
	roles []held
	teams []membership // of a user, without the default team
}

// A held role is measured from the business unit of its assignment.
type held struct {
	role       int32
	assignment *model.Assignment
}

type membership struct {
	team *model.Team
	at   int32
	span source.Span // where it was written; nowhere for a default team
}

// New makes a policy ready, which must not change afterwards.
func New(p *model.Policy) *World {
	w := &World{policy: p, env: &p.Environment}
	w.answers, w.settled = answered(p.Environment.Disputed)
	w.placeTables()
	w.fillLanes()
	w.placePrincipals()
	w.placeReports()
	w.placeColumns()
	w.placeUnknowns()
	return w
}

// Policy is what the world was made of.
func (w *World) Policy() *model.Policy { return w.policy }

// placeTables finds the base of every table that a role grants on or that the policy declares.
func (w *World) placeTables() {
	bases := slices.Clone(w.policy.Bases)
	for _, t := range w.policy.Tables {
		if t.Fact.Base != nil {
			bases = append(bases, t.Fact.Base)
		}
	}
	at := make(map[*model.Base]int32)
	w.tables = make(map[string]*table)
	for _, b := range bases {
		if _, seen := at[b]; seen {
			continue
		}
		at[b] = int32(len(at))
		names := b.Tables
		if len(names) == 0 {
			names = []string{strings.ToLower(b.Name)}
		}
		for _, name := range names {
			w.tables[name] = &table{base: b, index: at[b]}
		}
	}
	for _, d := range w.policy.Tables {
		t := w.tables[d.Fact.Name]
		if t == nil {
			t = &table{base: d.Fact.Base, index: at[d.Fact.Base]}
			w.tables[d.Fact.Name] = t
		}
		t.declared = d
	}
	w.lanes = make([]privilege.Lanes, len(at)*len(w.policy.Roles))
}

func (w *World) fillLanes() {
	at := make(map[*model.Base]int32)
	for _, t := range w.tables {
		at[t.base] = t.index
	}
	w.roleAt = make(map[*model.Role]int32, len(w.policy.Roles))
	for i, r := range w.policy.Roles {
		w.roleAt[r] = int32(i)
		for _, g := range r.Grants {
			b, ok := at[g.Base]
			if !ok {
				panic("bug: " + r.Address + " grants on " + g.Base.Name + ", which is no base of the policy")
			}
			w.lanes[int(b)*len(w.policy.Roles)+i] |= privilege.Lane(g.Verb, g.Level)
		}
	}
}

func (w *World) placePrincipals() {
	w.teamAt = make(map[*model.Team]int32, len(w.policy.Teams))
	w.teams = make([]holder, len(w.policy.Teams))
	for i, t := range w.policy.Teams {
		w.teamAt[t] = int32(i)
		w.teams[i] = holder{unit: t.BusinessUnit}
		if t.Type.OwnsRows() {
			w.teams[i].roles = w.heldRoles(t.Assignments)
		}
		if !t.Complete && !t.Default {
			w.open = append(w.open, t)
		}
	}
	w.userAt = make(map[*model.User]int32, len(w.policy.Users))
	w.users = make([]holder, len(w.policy.Users))
	for i, u := range w.policy.Users {
		w.userAt[u] = int32(i)
		teams := make([]membership, len(u.Teams))
		for n, m := range u.Teams {
			teams[n] = membership{m.Team, w.teamAt[m.Team], m.Span}
		}
		w.users[i] = holder{u.BusinessUnit, w.heldRoles(u.Assignments), teams}
	}
}

func (w *World) placeUnknowns() {
	for _, t := range w.open {
		w.unknowns = append(w.unknowns, t.Address)
	}
	if g := w.env.SecurityGroup; g != nil && !known(g) {
		w.unknowns = append(w.unknowns, g.Address)
	}
	for _, r := range w.policy.Roles {
		if !r.Complete {
			w.unknowns = append(w.unknowns, r.Address)
		}
	}
}

func (w *World) heldRoles(assignments []model.Assignment) []held {
	roles := make([]held, len(assignments))
	for i := range assignments {
		at, ok := w.roleAt[assignments[i].Role]
		if !ok {
			panic("bug: the policy assigns " + assignments[i].Role.Address + ", which it does not list")
		}
		roles[i] = held{at, &assignments[i]}
	}
	return roles
}

// holder is what a principal has; nothing, where it is nobody or everybody.
func (w *World) holder(p Principal) *holder {
	at, ok := int32(0), true
	switch {
	case p.user != nil:
		if at, ok = w.userAt[p.user]; ok {
			return &w.users[at]
		}
	case p.team != nil:
		if at, ok = w.teamAt[p.team]; ok {
			return &w.teams[at]
		}
	}
	if !ok {
		panic("bug: " + p.Address() + " is not of this policy")
	}
	return &holder{}
}

// table is what is known of a table by its logical name.
func (w *World) table(name string) *table {
	if t := w.tables[name]; t != nil {
		return t
	}
	return &table{}
}

func (t *table) ownership() model.Ownership {
	if t.base == nil {
		return model.NoPrivileges
	}
	return t.base.Ownership
}

// owned reports whether a user or team owns each row; of a table that nobody knows it is assumed.
func (t *table) owned() bool {
	o := t.ownership()
	return o == model.UserOrTeamOwned || o == model.UnknownOwnership
}
