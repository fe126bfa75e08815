package change

import "github.com/dvpolicy/dvpolicy/model"

func unitNotes() []consequence[*model.BusinessUnit] {
	type unit = *model.BusinessUnit
	return []consequence[unit]{
		{"S-OW-25", func(e *event, _, _ unit) bool { return e.kind == Added || e.kind == Removed },
			"rows that are moved with their Owning Business Unit into an environment without this one are refused"},
		{"S-BU-11", added(func(_ *event, is unit) bool { return is.DefaultTeam == nil || len(is.DefaultTeam.Assignments) == 0 }),
			"its default team comes with it, without a role: until it has one with read, it can own no row"},
		{"S-BU-14", removed(func(_ *event, was unit) bool { return was.Parent != nil }),
			"to delete it, disable it and move or delete its users, its teams and what lies below; rows that it owns itself, and its default team, go with it for good"},
		{"S-BU-01", func(e *event, was, is unit) bool {
			return e.kind == Removed && was.Parent == nil || changed(func(_ *event, was, is unit) bool { return (was.Parent == nil) != (is.Parent == nil) })(e, was, is)
		}, "the root stays what it is: it can be neither moved nor deleted, and nothing else becomes the root"},
		{"S-BU-03", changed(func(e *event, _, is unit) bool { return is.Parent == nil && e.differs("name") }),
			"the admin center cannot rename the root: it is done with the Web API"},
		{"S-BU-09", differs[unit]("name"), "its default team is renamed with it"},
		{"S-BU-17", changed(func(e *event, was, is unit) bool { return e.differs("parent") && was.Last > was.First }),
			"everything below moves with it"},
		{"S-BU-18", changed(func(e *event, was, is unit) bool { return e.differs("parent") && leavesRoles(e, was, is) }),
			"roles that are defined in a business unit that is not above it any more disappear from it and from what lies below, with their assignments"},
		{"S-BU-15", becomes[unit]("disabled", "true"), "its users and teams can do nothing until it is enabled again; rows stay as they are"},
		{"S-BU-16", present(func(e *event, _, is unit) bool { return e.becomes("disabled", "true") && is.Last > is.First }),
			"the same goes for every business unit below it"},
		{"S-BU-15", changed(func(e *event, _, _ unit) bool { return e.becomes("disabled", "false") }), "its users and teams can do again whatever their roles say"},
		{"S-BU-10", changed(func(e *event, _, _ unit) bool { return len(e.values("default_team.roles")) > 0 }),
			"every user of the business unit gets what its default team is given, and loses it on leaving"},
		{"S-OW-05", changed(func(_ *event, was, is unit) bool { return hadRoles(was.DefaultTeam) && !hadRoles(is.DefaultTeam) }),
			"without a role its default team can be given no more rows"},
	}
}

func hadRoles(t *model.Team) bool { return t != nil && len(t.Assignments) > 0 }

// leavesRoles reports whether a role is defined in a business unit that was above another, not being the root, and is not any more.
func leavesRoles(e *event, was, is *model.BusinessUnit) bool {
	above := map[string]bool{}
	for u := is.Parent; u != nil; u = u.Parent {
		above[u.Address] = true
	}
	left := map[*model.BusinessUnit]bool{}
	for u := was.Parent; u != nil && u.Parent != nil; u = u.Parent {
		left[u] = !above[e.inB(u.Address)]
	}
	for _, r := range e.a.Roles {
		if left[r.BusinessUnit] {
			return true
		}
	}
	return false
}
