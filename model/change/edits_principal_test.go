package change

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

func principalEdits() []edit {
	const ann, sales, grouped, staff = "user.ann", "team.sales", "team.grouped", "entra_group.staff"
	keeping := func(s *sample) { matrixMode(s); s.p.Environment.KeepRoles, s.p.Environment.AlwaysMove = true, false }
	mode := func(mode string) func(*sample) { return func(s *sample) { s.ann.AccessMode = mode } }
	positions := settings(func(e *model.Environment) { e.Hierarchy.Model = "position" })
	return []edit{
		{"another object", nil, func(s *sample) { s.staff.ObjectID = "other" }, staff, "S-TM-03"},
		{"another object without a team", nil, func(s *sample) { s.nested.ObjectID = "other" }, "entra_group.nested", ""},
		{"a member more", nil, func(s *sample) { s.staff.Members = []*model.User{s.ann, s.bob} }, staff, "S-TM-11"},
		{"a member less", nil, func(s *sample) { s.nested.Members = nil }, "entra_group.nested", "S-TM-11 S-EN-02"},
		{"a member less of any group", func(s *sample) { s.staff.Groups = nil }, func(s *sample) { s.nested.Members = nil }, "entra_group.nested", ""},
		{"a nested group more", func(s *sample) { s.staff.Groups = nil }, func(s *sample) { s.staff.Groups = []*model.EntraGroup{s.nested} }, staff,
			"S-TM-11 S-EN-05"},
		{"dynamic", nil, func(s *sample) { s.staff.Dynamic = true }, staff, "S-TM-12"},

		{"a team of another type", nil, func(s *sample) { s.project.Type = model.OwnerTeam }, "team.project", "S-TM-03"},
		{"a team of another group", nil, func(s *sample) { s.grouped.Group = s.nested }, grouped, "S-TM-03"},
		{"a team of another membership", nil, func(s *sample) { s.grouped.Membership = "guests" }, grouped, "S-TM-03"},
		{"an owner team becomes an access team", nil, func(s *sample) { s.sales.Type, s.sales.Assignments = model.AccessTeam, nil }, sales, "S-TM-10"},
		{"a team moves", nil, func(s *sample) { s.sales.BusinessUnit, s.sales.Assignments[0].Anchor = s.south, s.south }, sales, "S-BU-19 S-BU-21"},
		{"a team moves with its roles", keeping, func(s *sample) { s.sales.BusinessUnit = s.south }, sales, "S-BU-20 S-BU-21"},
		{"its business unit is renamed", nil, func(s *sample) { s.north.Address = "business_unit.nord" }, sales, ""},
		{"a team without a role", nil, func(s *sample) { s.sales.Assignments = nil }, sales, "S-OW-05"},
		{"a team, without a role", nil, func(s *sample) { s.team("new", model.OwnerTeam) }, "team.new", "S-OW-05"},
		{"a team of a group", nil, func(s *sample) {
			t := s.team("new", model.EntraSecurityGroupTeam)
			t.Group, t.Membership = s.nested, "members"
			s.assign(&t.Assignments, s.clerk, s.north)
		}, "team.new", "S-TM-11 S-TM-14"},
		{"an access team less", nil, func(s *sample) { s.withoutTeam(s.project) }, "team.project", "S-TM-20"},
		{"an owner team less", nil, func(s *sample) { s.withoutTeam(s.sales) }, sales, "S-EF-24"},
		{"an administrator", nil, func(s *sample) { s.sales.Administrator = s.ann }, sales, "S-TM-05"},

		{"another person", nil, func(s *sample) { s.ann.UPN = "zoe@contoso.example" }, ann, "own"},
		{"another application", nil, func(s *sample) { s.app.ApplicationID = "0003" }, "application_user.sync", "own"},
		{"a user moves", nil, func(s *sample) { s.ann.BusinessUnit, s.ann.Assignments[0].Anchor = s.south, s.south }, ann, "S-BU-19 S-BU-21"},
		{"a user moves, and default teams hold roles", func(s *sample) { s.assign(&s.south.DefaultTeam.Assignments, s.clerk, s.south) },
			func(s *sample) { s.ann.BusinessUnit, s.ann.Assignments[0].Anchor = s.south, s.south }, ann, "S-BU-19 S-BU-21 S-BU-08"},
		{"a user moves with roles", keeping, func(s *sample) { s.ann.BusinessUnit = s.south }, ann, "S-BU-20 S-BU-21"},
		{"a user", nil, func(s *sample) { s.user("eve", s.root, s.clerk) }, "user.eve", "S-EN-01"},
		{"a user below the root", nil, func(s *sample) { s.user("eve", s.north, s.clerk) }, "user.eve", "S-BU-06 S-EN-01"},
		{"a user without a role", nil, func(s *sample) { s.user("eve", s.root) }, "user.eve", "S-EN-01 S-RO-19"},
		{"a user in a team with a role", nil, func(s *sample) { s.join(s.sales, s.user("eve", s.root)) }, "user.eve", "S-EN-01"},
		{"a user whose default team has a role", func(s *sample) { s.assign(&s.root.DefaultTeam.Assignments, s.clerk, s.root) },
			func(s *sample) { s.user("eve", s.root) }, "user.eve", "S-EN-01"},
		{"an application", nil, func(s *sample) {
			u := s.user("new", s.root, s.clerk)
			u.Address, u.UPN, u.Application = "application_user.new", "", true
		}, "application_user.new", "S-EN-12"},
		{"a user less", nil, func(s *sample) { s.withoutUser(s.ann) }, ann, "S-OW-01"},
		{"a user leaves a team", nil, func(s *sample) { s.leave(s.sales, s.ann) }, ann, "S-EF-24"},
		{"another manager", nil, func(s *sample) { s.ann.Manager = nil }, ann, "S-HI-03"},
		{"another position", positions, func(s *sample) { s.ann.Position = s.chief }, ann, "S-HI-03"},
		{"another position where managers count", nil, func(s *sample) { s.ann.Position = s.chief }, ann, ""},
		{"no role", func(s *sample) { s.leave(s.sales, s.ann); s.leave(s.grouped, s.ann) }, func(s *sample) { s.ann.Assignments = nil }, ann, "S-RO-19"},
		{"no role, but a team", nil, func(s *sample) { s.ann.Assignments = nil }, ann, ""},
		{"a user is disabled", nil, func(s *sample) { s.ann.Enabled = false }, ann, "S-EF-07"},
		{"a user is enabled", func(s *sample) { s.ann.Enabled = false }, func(s *sample) { s.ann.Enabled = true }, ann, "S-EF-07"},
		{"a role for a disabled user", func(s *sample) { s.ann.Enabled = false }, func(s *sample) { s.assign(&s.ann.Assignments, s.local, s.north) }, ann, "S-RO-18"},
		{"non-interactive", nil, mode("non_interactive"), ann, "S-EN-11"},
		{"administrative", nil, mode("administrative"), ann, "S-EN-09"},
		{"reading", nil, mode("read"), ann, "S-EN-10"},
		{"no licence", nil, func(s *sample) { s.ann.Licensed = false }, ann, "S-EN-09"},
		{"no licence, and none needed", mode("administrative"), func(s *sample) { s.ann.Licensed = false }, ann, ""},
		{"a guest", nil, func(s *sample) { s.ann.Guest = true }, ann, "S-EN-13 S-TM-16"},
		{"a guest no more", nil, func(s *sample) { s.bob.Guest = false }, "user.bob", "S-TM-16"},
		{"a global administrator", nil, func(s *sample) { s.ann.TenantRoles = []string{"global_administrator"} }, ann, "S-EN-07 S-EL-02"},
		{"a Dynamics 365 administrator", nil, func(s *sample) { s.ann.TenantRoles = []string{"dynamics_365_administrator"} }, ann, "S-EL-02"},
		{"a position elsewhere", positions, func(s *sample) { s.agent.Parent = nil }, "position.agent", "S-HI-12"},
		{"a position elsewhere where managers count", nil, func(s *sample) { s.agent.Parent = nil }, "position.agent", ""},
	}
}

func (s *sample) withoutTeam(team *model.Team) {
	s.p.Teams = slices.DeleteFunc(s.p.Teams, func(t *model.Team) bool { return t == team })
	for _, u := range slices.Clone(team.Members) {
		s.leave(team, u)
	}
}

func (s *sample) withoutUser(user *model.User) {
	s.p.Users = slices.DeleteFunc(s.p.Users, func(u *model.User) bool { return u == user })
	for _, m := range slices.Clone(user.Teams) {
		s.leave(m.Team, user)
	}
}

func (s *sample) leave(team *model.Team, user *model.User) {
	at := slices.Index(team.Members, user)
	team.Members, team.MemberSpans = slices.Delete(team.Members, at, at+1), slices.Delete(team.MemberSpans, at, at+1)
	user.Teams = slices.DeleteFunc(user.Teams, func(m model.Membership) bool { return m.Team == team })
}
