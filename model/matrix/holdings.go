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
	teams    []heldTeam
	profiles []heldProfile
}

type heldRole struct {
	role, anchor int32 // as in an entry
	assignment   *model.Assignment
}

type heldTeam struct {
	team int32
	span source.Span
}

type heldProfile struct {
	profile int32
	span    source.Span
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

func (m *Matrix) heldTeams(memberships []model.Membership) []heldTeam {
	if len(memberships) == 0 {
		return nil
	}
	held := make([]heldTeam, len(memberships))
	for i, member := range memberships {
		held[i] = heldTeam{at(m.teamAt, member.Team), member.Span}
	}
	slices.SortFunc(held, func(a, b heldTeam) int {
		if a.team != b.team {
			return cmp.Compare(a.team, b.team)
		}
		return compareSpans(a.span, b.span)
	})
	return held
}

func (m *Matrix) heldProfiles(uses []model.ProfileUse) []heldProfile {
	if len(uses) == 0 {
		return nil
	}
	held := make([]heldProfile, len(uses))
	for i, use := range uses {
		held[i] = heldProfile{at(m.profileAt, use.Profile), use.Span}
	}
	slices.SortFunc(held, func(a, b heldProfile) int {
		if a.profile != b.profile {
			return cmp.Compare(a.profile, b.profile)
		}
		return compareSpans(a.span, b.span)
	})
	return held
}

// compareSpans orders by file and line: what an artifact keeps of a place. It is slow, and only for equals.
func compareSpans(a, b source.Span) int {
	return placeOf(a).compare(placeOf(b))
}
