package change

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

func groupNotes() []consequence[*model.EntraGroup] {
	type group = *model.EntraGroup
	return []consequence[group]{
		{"S-TM-03", changed(func(e *event, was, is group) bool {
			return was.ObjectID != "" && is.ObjectID != "" && was.ObjectID != is.ObjectID && slices.ContainsFunc(e.b.Teams,
				func(t *model.Team) bool { return t.Group == is })
		}), "it is another group: a team keeps its group, so its teams have to be made anew, and what they own, hold and were shared is lost"},
		{"S-TM-11", changed(func(e *event, _, is group) bool { return membersDiffer(e) && backsTeam(e.b, is) }),
			"members of its teams change when they next enter the environment, and up to eight hours may pass until then"},
		{"S-EN-02", changed(func(e *event, _, is group) bool {
			return (e.loses("members") || e.loses("groups")) && admits(e.b, is)
		}), "the group decides who may enter the environment: who leaves it is disabled there"},
		{"S-EN-05", changed(func(e *event, _, is group) bool { return len(e.values("groups")) > 0 && admits(e.b, is) }),
			"members of nested groups are not added to the environment until they first sign in"},
		{"S-TM-12", becomes[group]("dynamic", "true"), "a dynamic group of users can back teams, one of devices cannot"},
	}
}

func membersDiffer(e *event) bool {
	return slices.ContainsFunc([]string{"members", "owners", "guests", "groups"}, e.differs)
}

// backsTeam reports whether a team takes its members from a group, also through groups that this one is nested in.
func backsTeam(p *model.Policy, g *model.EntraGroup) bool {
	return slices.ContainsFunc(p.Teams, func(t *model.Team) bool { return t.Group != nil && slices.Contains(t.Group.WithNested(), g) })
}

// admits reports whether members of a group may enter the environment.
func admits(p *model.Policy, g *model.EntraGroup) bool {
	return p.Environment.SecurityGroup != nil && slices.Contains(p.Environment.SecurityGroup.WithNested(), g)
}

func teamNotes() []consequence[*model.Team] {
	type team = *model.Team
	converts := func(was, is team) bool { return was.Type == model.OwnerTeam && is.Type == model.AccessTeam }
	return []consequence[team]{
		{"S-TM-03", changed(func(e *event, was, is team) bool {
			return was.Type != is.Type && !converts(was, is) || e.differs("entra_group") || e.differs("membership")
		}), "type, group and membership of a team cannot be changed: it has to be made anew, and what the old one owns, holds and was shared is lost"},
		{"S-TM-10", changed(func(_ *event, was, is team) bool { return converts(was, is) }),
			"an owner team can become an access team, never back, once it owns nothing and has no role; its queues and mailboxes are deleted"},
		{"S-BU-19", changed(func(e *event, was, is team) bool {
			return e.moves(was.BusinessUnit, is.BusinessUnit) && !e.keepsRoles() && len(was.Assignments) > 0
		}), "moving to another business unit takes away all of its roles: assign them again after the move"},
		{"S-BU-20", changed(func(e *event, was, is team) bool {
			return e.moves(was.BusinessUnit, is.BusinessUnit) && e.keepsRoles() && len(was.Assignments) > 0
		}), "it keeps the roles of the old business unit, and with them its rows: take away what it should not keep"},
		{"S-BU-21", changed(func(e *event, was, is team) bool { return e.moves(was.BusinessUnit, is.BusinessUnit) && e.rowsMove() }),
			"the rows that it owns move with it into the new business unit"},
		{"S-BU-21", changed(func(e *event, was, is team) bool { return e.moves(was.BusinessUnit, is.BusinessUnit) && !e.rowsMove() }),
			"the rows that it owns stay in the old business unit"},
		{"S-OW-05", present(func(e *event, was, is team) bool {
			return is.Type.OwnsRows() && len(is.Assignments) == 0 && (was == nil || len(was.Assignments) > 0)
		}), "without a role it can be given no row"},
		{"S-TM-11", added(func(_ *event, is team) bool { return is.Group != nil }), "its members join it when they next enter the environment, not before"},
		{"S-TM-14", added(func(_ *event, is team) bool { return is.Group != nil }),
			"who is new to the environment and comes through it starts in the root business unit"},
		{"S-TM-20", removed(func(_ *event, was team) bool { return was.Type == model.AccessTeam }), "whatever is shared with it, its members lose"},
		{"S-EF-24", removed(func(_ *event, was team) bool { return was.Type.OwnsRows() }),
			"its members reach the rows that it owns through it: give these to somebody else first"},
		{"S-TM-05", present(func(e *event, _, _ team) bool { return len(e.values("administrator")) > 0 }), "its administrator must be able to read teams"},
	}
}

func userNotes() []consequence[*model.User] {
	return append(moveNotes(), enteringNotes()...)
}

// moveNotes are about who a user is, and where.
func moveNotes() []consequence[*model.User] {
	type user = *model.User
	moves := func(f func(e *event, was, is user) bool) when[user] {
		return changed(func(e *event, was, is user) bool { return e.moves(was.BusinessUnit, is.BusinessUnit) && f(e, was, is) })
	}
	return []consequence[user]{
		{"", changed(func(e *event, was, _ user) bool { return was.UPN != "" && e.differs("upn") }),
			"if this is another person, all of the access is new to them, and rows that the former owns stay theirs"},
		{"", changed(func(e *event, was, _ user) bool { return was.ApplicationID != "" && e.differs("application_id") }),
			"this is another application: all of the access is new to it"},
		{"S-BU-19", moves(func(e *event, was, _ user) bool { return !e.keepsRoles() && len(was.Assignments) > 0 }),
			"moving to another business unit takes away all roles that are assigned directly: assign them again after the move"},
		{"S-BU-20", moves(func(e *event, was, _ user) bool { return e.keepsRoles() && len(was.Assignments) > 0 }),
			"the roles of the old business unit stay, and with them its rows: take away what should not be kept"},
		{"S-BU-21", moves(func(e *event, _, _ user) bool { return e.rowsMove() }), "the rows that the user owns move along into the new business unit"},
		{"S-BU-21", moves(func(e *event, _, _ user) bool { return !e.rowsMove() }), "the rows that the user owns stay in the old business unit"},
		{"S-BU-08", moves(func(_ *event, was, is user) bool {
			return hadRoles(was.BusinessUnit.DefaultTeam) || hadRoles(is.BusinessUnit.DefaultTeam)
		}),
			"what the default team of the old business unit gives is lost, what that of the new one gives is gained"},
		{"S-BU-06", added(func(_ *event, is user) bool { return is.BusinessUnit != nil && is.BusinessUnit.Parent != nil }),
			"a new user starts in the root: move them first, and assign roles then, since a move takes roles away"},
		{"S-OW-01", removed(always[user]), "rows that the user owns stay theirs: give them to somebody else"},
		{"S-EF-24", changed(func(e *event, _, _ user) bool { return e.loses("member_of") }),
			"rows that the team owns, or that are shared with it, are out of reach for who leaves it, unless something else gives them"},
		{"S-HI-03", changed(func(e *event, _, _ user) bool {
			h := e.b.Environment.Hierarchy
			return h != nil && (h.Model == "manager" && e.differs("manager") || h.Model == "position" && e.differs("position"))
		}), "hierarchy security is on: who is above the user now reaches the user's rows, who was above no longer does"},
	}
}

// enteringNotes are about whether and how a user may enter.
func enteringNotes() []consequence[*model.User] {
	type user = *model.User
	return []consequence[user]{
		{"S-EN-01", added(func(_ *event, is user) bool { return !is.Application }),
			"to enter, a user needs a licence, membership of the security group where there is one, and a role"},
		{"S-EN-12", added(func(_ *event, is user) bool { return is.Application }), "needs neither a licence nor the security group: its roles alone decide"},
		{"S-RO-19", present(func(e *event, was, is user) bool {
			return !holdsRole(is) && (e.kind == Added || holdsRole(was))
		}), "without any role, of the user's own or of a team, nobody can enter"},
		{"S-EF-07", changed(func(e *event, _, _ user) bool { return e.becomes("enabled", "false") }),
			"a disabled user can do nothing, and keeps roles, teams and rows"},
		{"S-EF-07", changed(func(e *event, _, _ user) bool { return e.becomes("enabled", "true") }), "every role and team that the user has counts again"},
		{"S-RO-18", present(func(e *event, _, is user) bool { return !is.Enabled && len(e.values("roles")) > 0 }),
			"roles can be assigned to a disabled user only where the environment allows it"},
		{"S-EN-11", becomes[user]("access_mode", "non_interactive"), "an environment has at most seven non-interactive users"},
		{"S-EN-09", becomes[user]("access_mode", "administrative"), "settings and administration only, no rows; no licence is needed"},
		{"S-EN-10", becomes[user]("access_mode", "read"), "the user reads only, whatever roles say"},
		{"S-EN-09", changed(func(e *event, _, is user) bool {
			return e.becomes("licensed", "false") && is.AccessMode != "administrative"
		}),
			"without a licence a user does not enter, but for administrators, in administrative mode"},
		{"S-EN-13", becomes[user]("guest", "true"), "a guest needs a licence of this tenant"},
		{"S-TM-16", changed(func(e *event, _, _ user) bool { return e.differs("guest") }),
			"teams that take only members, only owners or only guests of a group take or lose the user"},
		{"S-EN-07", present(func(e *event, _, _ user) bool {
			return slices.ContainsFunc(e.values("tenant_roles"), func(r string) bool { return r == "global_administrator" || r == "power_platform_administrator" })
		}), "the environment's security group does not keep this administrator out"},
		{"S-EL-02", present(func(e *event, _, _ user) bool {
			return slices.ContainsFunc(e.values("tenant_roles"), func(r string) bool {
				return r == "global_administrator" || r == "power_platform_administrator" || r == "dynamics_365_administrator"
			})
		}), "this administrator of the tenant can become System Administrator of the environment without anybody's help; it is logged"},
	}
}

// holdsRole reports whether a role is assigned to a user, or to a team that they are in.
func holdsRole(u *model.User) bool {
	return len(u.Assignments) > 0 || u.BusinessUnit != nil && hadRoles(u.BusinessUnit.DefaultTeam) ||
		slices.ContainsFunc(u.Teams, func(m model.Membership) bool { return len(m.Team.Assignments) > 0 })
}

func positionNotes() []consequence[*model.Position] {
	return []consequence[*model.Position]{
		{"S-HI-12", changed(func(e *event, _, _ *model.Position) bool {
			h := e.b.Environment.Hierarchy
			return h != nil && h.Model == "position" && e.differs("parent")
		}), "who holds a position above it now reaches the rows of those below, who held one above it before no longer does"},
	}
}
