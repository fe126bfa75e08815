package matrix

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A Scope is how far one principal reaches with one verb on one table, in normal form (semantics S-EF-30, 31). Two anchors are
// incomparable: whatever decides about rows looks at the scope, never at its headline level.
type Scope struct {
	Organization bool     `json:"organization"`
	ParentChild  []string `json:"parent_child"`  // business units with all below them; none lies below another
	BusinessUnit []string `json:"business_unit"` // business units alone; none lies in a subtree of ParentChild
	Personal     bool     `json:"personal"`      // rows that the principal owns; of a user also those of the user's teams
	Teams        []string `json:"teams"`         // teams whose rows only a member reaches, as the team; empty when Personal or Organization
}

// Level is the headline: the widest level that any part of the scope has.
func (s *Scope) Level() privilege.Level {
	switch {
	case s.Organization:
		return privilege.Organization
	case len(s.ParentChild) > 0:
		return privilege.ParentChild
	case len(s.BusinessUnit) > 0:
		return privilege.BusinessUnit
	case s.Personal, len(s.Teams) > 0:
		return privilege.User
	}
	return privilege.None
}

// Level is the headline level of a cell, by the principal's address and the table's logical name. It allocates nothing.
func (m *Matrix) Level(principal, table string, v privilege.Verb) privilege.Level {
	base, ok := m.tableBase[table]
	if !ok {
		return privilege.None
	}
	return m.level(m.principals[principal], base, v)
}

// level is the widest of all the principal's roles: for the headline no anchor matters.
func (m *Matrix) level(p Principal, base int32, v privilege.Verb) privilege.Level {
	if p.kind == Nobody {
		return privilege.None
	}
	levels := m.lanes[int(base)*len(m.roles):][:len(m.roles)]
	var all privilege.Lanes
	for _, r := range m.rolesOf(p) {
		all |= levels[r]
	}
	return all.Level(v)
}

// Reaches reports whether the principal's roles alone, whoever owns the row, reach rows whose business unit is u. It allocates nothing.
func (m *Matrix) Reaches(p Principal, table string, v privilege.Verb, u *model.BusinessUnit) bool {
	base, ok := m.tableBase[table]
	if !ok {
		return false
	}
	entries, owns := m.entries(p)
	for _, e := range entries {
		anchor := m.anchorUnit(e, owns)
		switch m.lanesOf(e.set, base).Level(v) {
		case privilege.Organization:
			return true
		case privilege.ParentChild:
			if anchor != nil && anchor.Contains(u) {
				return true
			}
		case privilege.BusinessUnit:
			if anchor == u {
				return true
			}
		}
	}
	return false
}

// anchorUnit is the business unit that an entry is measured from; nil for a role's own.
func (m *Matrix) anchorUnit(e entry, owns *model.BusinessUnit) *model.BusinessUnit {
	if e.anchor == ownAnchor {
		return owns
	}
	return m.units[e.anchor-1]
}

// Cell is how far a principal reaches with a verb on a table.
func (m *Matrix) Cell(p Principal, table string, v privilege.Verb) Scope {
	base, ok := m.tableBase[table]
	if !ok {
		return none()
	}
	return m.scope(p, base, v)
}

func none() Scope { return Scope{ParentChild: []string{}, BusinessUnit: []string{}, Teams: []string{}} }

func (m *Matrix) scope(p Principal, base int32, v privilege.Verb) Scope {
	s := none()
	var deep, local []*model.BusinessUnit
	entries, owns := m.entries(p)
	for _, e := range entries {
		level := m.lanesOf(e.set, base).Level(v)
		switch level {
		case privilege.None:
			continue
		case privilege.Organization:
			s.Organization = true
		case privilege.ParentChild:
			deep = append(deep, m.anchorUnit(e, owns))
		case privilege.BusinessUnit:
			local = append(local, m.anchorUnit(e, owns))
		}
		if e.via == personal {
			s.Personal = true
		} else {
			s.Teams = append(s.Teams, m.viaTeam(e.via, owns).Address)
		}
	}
	if s.Organization || s.Personal {
		s.Teams = []string{}
	}
	slices.Sort(s.Teams)
	s.Teams = slices.Compact(s.Teams)
	if s.Organization {
		return s
	}
	deep = antichain(deep)
	local = slices.DeleteFunc(local, func(u *model.BusinessUnit) bool {
		return slices.ContainsFunc(deep, func(above *model.BusinessUnit) bool { return contains(above, u) })
	})
	s.ParentChild = append(s.ParentChild, addresses(deep)...)
	s.BusinessUnit = append(s.BusinessUnit, addresses(local)...)
	return s
}

// viaTeam is the team that an entry reaches its principal through, nil when it is the principal's own.
func (m *Matrix) viaTeam(via int32, owns *model.BusinessUnit) *model.Team {
	switch via {
	case personal:
		return nil
	case viaOwnTeam:
		return owns.DefaultTeam
	}
	return m.teams[via-firstTeam]
}

// antichain keeps the business units that do not lie below another of them.
func antichain(units []*model.BusinessUnit) []*model.BusinessUnit {
	slices.SortFunc(units, func(a, b *model.BusinessUnit) int {
		if a == nil || b == nil {
			return 0 // a role has one anchor
		}
		return a.First - b.First
	})
	var tops []*model.BusinessUnit
	for _, u := range units { // pre-order: whatever contains u stands before it, and the last top is the only one that can
		if n := len(tops); n > 0 && contains(tops[n-1], u) {
			continue
		}
		tops = append(tops, u)
	}
	return tops
}

func contains(above, u *model.BusinessUnit) bool {
	return above == u || above != nil && u != nil && above.Contains(u)
}

// addresses are sorted, each once; nil is a role's own anchor.
func addresses(units []*model.BusinessUnit) []string {
	var names []string
	for _, u := range units {
		if u == nil {
			names = append(names, own)
		} else {
			names = append(names, u.Address)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
