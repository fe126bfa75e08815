package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Why rules about people and teams are skipped.
const (
	noUsers = "no file declares users: membership lives in Entra"
	noTeams = "no file declares teams"
)

// A path is one way on which one role instance comes to a user.
type path struct {
	model.Assignment
	team *model.Team // nil: directly
	span source.Span // of the assignment to the user, or of the membership
}

// pathsOf are all ways on which roles come to a user: directly, by teams that can act, by the default team of its business unit.
func pathsOf(u *model.User) []path {
	paths := make([]path, 0, len(u.Assignments)+2*len(u.Teams))
	for _, a := range u.Assignments {
		paths = append(paths, path{a, nil, a.Span})
	}
	for _, m := range u.Teams {
		if !lint.Acts(m.Team) {
			continue
		}
		for _, a := range m.Team.Assignments {
			paths = append(paths, path{a, m.Team, m.Span})
		}
	}
	if t := defaultTeamOf(u); t != nil && lint.Acts(t) {
		for _, a := range t.Assignments {
			paths = append(paths, path{a, t, a.Span})
		}
	}
	return paths
}

func defaultTeamOf(u *model.User) *model.Team {
	if u.BusinessUnit == nil {
		return nil
	}
	return u.BusinessUnit.DefaultTeam
}

// instance names what an assignment gives a principal of a business unit: the role, and the business unit where that is another.
func instance(a model.Assignment, own *model.BusinessUnit) string {
	if a.Anchor == nil || a.Anchor == own {
		return a.Role.Address
	}
	return a.Role.Address + " of " + a.Anchor.Address
}

// standing is a person of a team who is known, and to whom neither emergencies nor requests excuse what the team holds; nil where there is none.
func standing(p *lint.Pass, t *model.Team) *model.User {
	members := t.Members
	if t.Default {
		members = p.Policy.Users
	}
	for _, u := range members {
		if (!t.Default || defaultTeamOf(u) == t) && lint.Active(u) && !u.Application && !u.BreakGlass && !u.JustInTime {
			return u
		}
	}
	return nil
}

// grouped reports whether a team has a group's members: people, whom a policy need not know.
func grouped(t *model.Team) bool { return t.Group != nil && !t.Default }

// noPeople is why rules about people are skipped where none is declared.
func noPeople(p *lint.Pass) string {
	if len(p.Policy.Users) > 0 {
		return "no user that a file declares is a person who can sign in: membership lives in Entra"
	}
	return noUsers
}

// declaresTeams reports whether a team is declared, or a default team was given something.
func declaresTeams(p *lint.Pass) bool {
	return slices.ContainsFunc(p.Policy.Teams, func(t *model.Team) bool { return !t.Default || len(t.Assignments)+len(t.Profiles) > 0 })
}
