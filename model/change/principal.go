package change

import (
	"cmp"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func groups() construct[*model.EntraGroup] {
	type group = *model.EntraGroup
	return construct[group]{
		name: "entra_group", notes: groupNotes(),
		items:   func(p *model.Policy) []group { return p.Groups },
		address: groupAddress,
		keys:    []func(group) string{func(g group) string { return g.ObjectID }, func(g group) string { return strings.ToLower(g.Name) }},
		span:    func(g group) source.Span { return g.Span },
		say: func(s *saying, g group) {
			s.called("name", g.Name, g.Address)
			s.add("object_id", g.ObjectID)
			s.usually("kind", g.Kind, "security")
			s.truth("dynamic", g.Dynamic, false)
			s.truth("members_known", g.Complete, false)
			each(s, "members", g.Members, userAddress)
			each(s, "owners", g.Owners, userAddress)
			each(s, "guests", g.Guests, userAddress)
			each(s, "groups", g.Groups, groupAddress)
		},
	}
}

func groupAddress(g *model.EntraGroup) string { return g.Address }
func userAddress(u *model.User) string        { return u.Address }

// The default team of a business unit is part of that.
func teams() construct[*model.Team] {
	type team = *model.Team
	return construct[team]{
		name: "team", notes: teamNotes(),
		items: func(p *model.Policy) []team {
			var all []team
			for _, t := range p.Teams {
				if !t.Default {
					all = append(all, t)
				}
			}
			return all
		},
		address: func(t team) string { return t.Address },
		keys:    []func(team) string{func(t team) string { return strings.ToLower(t.Name) }},
		span:    func(t team) source.Span { return t.Span },
		say:     sayTeam,
	}
}

// sayTeam: who is in a team says the user, and whose it takes from a group, the group.
func sayTeam(s *saying, t *model.Team) {
	s.called("name", t.Name, t.Address)
	s.usually("type", t.Type.String(), model.OwnerTeam.String())
	s.unit(t.BusinessUnit)
	if t.Group != nil {
		s.add("entra_group", s.reference(t.Group.Address))
	}
	s.add("membership", t.Membership)
	if t.Complete != followsComplete(t) {
		s.truth("members_known", t.Complete, !t.Complete)
	}
	if t.Administrator != nil {
		s.add("administrator", s.reference(t.Administrator.Address))
	}
	s.assigned("roles", t.Assignments, t.BusinessUnit)
	s.profiles("column_security_profiles", t.Profiles)
}

// followsComplete reports whether all members of a team are known because those of its group, and of all groups nested in that, are.
func followsComplete(t *model.Team) bool {
	switch {
	case t.Group == nil:
		return true
	case t.Membership == "owners":
		return false
	}
	for _, g := range t.Group.WithNested() {
		if !g.Complete {
			return false
		}
	}
	return true
}

func users() construct[*model.User] {
	k := anyUsers("user", false)
	k.keys = []func(*model.User) string{func(u *model.User) string { return strings.ToLower(u.UPN) }}
	return k
}

func applicationUsers() construct[*model.User] {
	k := anyUsers("application_user", true)
	k.keys = []func(*model.User) string{func(u *model.User) string { return u.ApplicationID }}
	return k
}

func anyUsers(name string, application bool) construct[*model.User] {
	return construct[*model.User]{
		name: name, notes: userNotes(),
		items: func(p *model.Policy) []*model.User {
			var all []*model.User
			for _, u := range p.Users {
				if u.Application == application {
					all = append(all, u)
				}
			}
			return all
		},
		address: userAddress,
		span:    func(u *model.User) source.Span { return u.Span },
		say:     sayUser,
	}
}

// sayUser: that one is in a group says the group.
func sayUser(s *saying, u *model.User) {
	s.called("name", u.Name, u.Address)
	s.called("upn", u.UPN, u.Address)
	s.add("application_id", u.ApplicationID)
	s.unit(u.BusinessUnit)
	s.truth("enabled", u.Enabled, true)
	s.truth("guest", u.Guest, false)
	s.truth("licensed", u.Licensed, true)
	s.usually("access_mode", cmp.Or(u.AccessMode, assumedMode(u)), assumedMode(u))
	s.truth("just_in_time", u.JustInTime, false)
	s.truth("break_glass", u.BreakGlass, false)
	s.add("kind", u.Kind)
	s.add("owner", u.Owner)
	s.add("purpose", u.Purpose)
	s.add("review_by", u.ReviewBy)
	s.add("authentication", u.Authentication)
	if u.Manager != nil {
		s.add("manager", s.reference(u.Manager.Address))
	}
	if u.Position != nil {
		s.add("position", s.reference(u.Position.Address))
	}
	for _, role := range u.TenantRoles {
		s.of("tenant_roles", role)
	}
	for _, system := range u.Systems {
		s.of("systems", system)
	}
	for _, m := range u.Teams {
		if m.Team.Group == nil && !m.Team.Default {
			s.of("member_of", s.reference(m.Team.Address))
		}
	}
	s.assigned("roles", u.Assignments, u.BusinessUnit)
	s.profiles("column_security_profiles", u.Profiles)
}

func assumedMode(u *model.User) string {
	if u.Application {
		return "non_interactive"
	}
	return "read_write"
}

func positions() construct[*model.Position] {
	type position = *model.Position
	return construct[position]{
		name: "position", notes: positionNotes(),
		items:   func(p *model.Policy) []position { return p.Positions },
		address: func(o position) string { return o.Address },
		keys:    []func(position) string{func(o position) string { return strings.ToLower(o.Name) }},
		span:    func(o position) source.Span { return o.Span },
		say: func(s *saying, o position) {
			s.called("name", o.Name, o.Address)
			if o.Parent != nil {
				s.add("parent", s.reference(o.Parent.Address))
			}
		},
	}
}
