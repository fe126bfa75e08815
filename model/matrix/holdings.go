package matrix

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// holdings are what a principal holds itself, in the order of the artifact: what a class is made of, and where each was written.
type holdings struct {
	roles    []heldRole
	teams    []held
	profiles []held
}

type heldRole struct {
	role, anchor int32 // as in an entry
	assignment   *model.Assignment
}

// A held team or profile, by its index.
type held struct {
	index int32
	span  source.Span
}

func (r heldRole) justInTime() int32 {
	if r.assignment.JustInTime {
		return 1
	}
	return 0
}

func (m *Matrix) holdings(p Principal) holdings {
	var h holdings
	switch p.kind {
	case Team:
		t := m.teams[p.index]
		h.roles = m.heldRoles(t.Assignments, t.BusinessUnit)
		h.profiles = m.heldProfiles(t.Profiles)
	case User:
		u := m.users[p.index]
		h.roles = m.heldRoles(u.Assignments, u.BusinessUnit)
		h.teams = m.heldTeams(u.Teams)
		h.profiles = m.heldProfiles(u.Profiles)
	}
	return h
}

func (m *Matrix) heldRoles(assignments []model.Assignment, owns *model.BusinessUnit) []heldRole {
	if len(assignments) == 0 {
		return nil
	}
	held := make([]heldRole, len(assignments))
	for i := range assignments {
		a := &assignments[i]
		held[i] = heldRole{at(m.roleAt, a.Role), m.anchor(a.Anchor, owns), a}
	}
	slices.SortFunc(held, func(a, b heldRole) int {
		if c := cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.anchor, b.anchor), cmp.Compare(a.justInTime(), b.justInTime())); c != 0 {
			return c
		}
		return compareSpans(a.assignment.Span, b.assignment.Span)
	})
	return held
}

func (m *Matrix) heldTeams(memberships []model.Membership) []held {
	return heldOf(memberships, func(u model.Membership) held { return held{at(m.teamAt, u.Team), u.Span} })
}

func (m *Matrix) heldProfiles(uses []model.ProfileUse) []held {
	return heldOf(uses, func(u model.ProfileUse) held { return held{at(m.profileAt, u.Profile), u.Span} })
}

func heldOf[T any](uses []T, one func(T) held) []held {
	if len(uses) == 0 {
		return nil
	}
	all := make([]held, len(uses))
	for i, u := range uses {
		all[i] = one(u)
	}
	slices.SortFunc(all, func(a, b held) int {
		if a.index != b.index {
			return cmp.Compare(a.index, b.index)
		}
		return compareSpans(a.span, b.span)
	})
	return all
}

// compareSpans orders by file and line: what an artifact keeps of a place. It is slow, and only for equals.
func compareSpans(a, b source.Span) int {
	return placeOf(a).compare(placeOf(b))
}
