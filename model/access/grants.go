package access

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A grant is one role instance by which a principal has a privilege (S-EF-02).
type grant struct {
	level      privilege.Level
	personal   bool        // usable as oneself, not only as the team
	via        *model.Team // that holds the role; nil: the principal itself
	role       int32
	assignment *model.Assignment
	member     source.Span
}

func (g *grant) anchor() *model.BusinessUnit { return g.assignment.Anchor }

// Most principals have a privilege by few roles: so many need no memory of their own.
const few = 12

// grants adds those of a principal for a verb on a table.
func (e *evaluation) grants(list []grant, p Principal, t *table, v privilege.Verb) []grant {
	if t.base == nil {
		return list
	}
	lanes := e.w.lanes[int(t.index)*len(e.w.policy.Roles):][:len(e.w.policy.Roles)]
	h := e.w.holder(p)
	for _, r := range h.roles {
		if l := lanes[r.role].Level(v); l != privilege.None {
			list = append(list, grant{l, true, nil, r.role, r.assignment, source.Span{}})
		}
	}
	if p.user == nil {
		return list
	}
	for _, m := range h.teams {
		list = e.through(list, m, lanes, v)
	}
	if h.unit != nil && h.unit.DefaultTeam != nil {
		list = e.through(list, membership{team: h.unit.DefaultTeam, at: e.w.teamAt[h.unit.DefaultTeam]}, lanes, v)
	}
	if e.suppose != nil {
		for _, t := range e.w.open {
			if e.mayBe(p.user, t) {
				list = e.through(list, membership{team: t, at: e.w.teamAt[t]}, lanes, v)
			}
		}
	}
	return list
}

// through adds what a team's roles give a member.
func (e *evaluation) through(list []grant, m membership, lanes []privilege.Lanes, v privilege.Verb) []grant {
	for _, r := range e.w.teams[m.at].roles {
		if l := lanes[r.role].Level(v); l != privilege.None {
			list = append(list, grant{l, e.w.policy.Roles[r.role].Personal(), m.team, r.role, r.assignment, m.span})
		}
	}
	return list
}

// rolesOf are the roles of a principal, those of its teams included.
func (e *evaluation) rolesOf(p Principal) []*model.Role {
	var roles []*model.Role
	add := func(held []held) {
		for _, r := range held {
			roles = append(roles, e.w.policy.Roles[r.role])
		}
	}
	add(e.w.holder(p).roles)
	for _, m := range e.teamsOf(p) {
		add(e.w.teams[m.at].roles)
	}
	return roles
}

// teamsOf are the teams of a user, the default team of its business unit last.
func (e *evaluation) teamsOf(p Principal) []membership {
	if p.user == nil {
		return nil
	}
	h := e.w.holder(p)
	teams := append([]membership(nil), h.teams...)
	if h.unit != nil && h.unit.DefaultTeam != nil {
		teams = append(teams, membership{team: h.unit.DefaultTeam, at: e.w.teamAt[h.unit.DefaultTeam]})
	}
	for _, t := range e.w.open {
		if e.mayBe(p.user, t) {
			teams = append(teams, membership{team: t, at: e.w.teamAt[t]})
		}
	}
	return teams
}
