package matrix

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// The naive evaluator follows the semantics rule by rule, with sets of names and nothing else.

type naiveGrant struct {
	src      *model.Team // nil: direct
	level    privilege.Level
	anchor   *model.BusinessUnit // nil: a role's own
	personal bool
}

// S-EF-01.
func naiveTeams(p *model.Policy, u *model.User) []*model.Team {
	var teams []*model.Team
	for _, t := range p.Teams {
		for _, member := range t.Members {
			if member == u {
				teams = append(teams, t)
			}
		}
		if t.Default && t.BusinessUnit == u.BusinessUnit {
			teams = append(teams, t)
		}
	}
	return teams
}

// S-EF-02.
func naiveGrants(p *model.Policy, address string, b *model.Base, v privilege.Verb) []naiveGrant {
	var grants []naiveGrant
	add := func(assignments []model.Assignment, src *model.Team, asMember bool) {
		for _, a := range assignments {
			for _, g := range a.Role.Grants {
				if g.Base == b && g.Verb == v && g.Level >= privilege.User {
					grants = append(grants, naiveGrant{src, g.Level, a.Anchor, !asMember || a.Role.Inheritance != model.TeamOnly})
				}
			}
		}
	}
	for _, u := range p.Users {
		if u.Address != address {
			continue
		}
		add(u.Assignments, nil, false)
		for _, t := range naiveTeams(p, u) {
			if t.Type != model.AccessTeam {
				add(t.Assignments, t, true)
			}
		}
	}
	for _, t := range p.Teams {
		if t.Address == address {
			add(t.Assignments, nil, false)
		}
	}
	for _, r := range p.Roles {
		if r.Address == address {
			add([]model.Assignment{{Role: r}}, nil, false)
		}
	}
	return grants
}

func below(above, u *model.BusinessUnit) bool {
	for ; u != nil; u = u.Parent {
		if u == above {
			return true
		}
	}
	return false
}

// S-EF-30, S-EF-31.
func naiveScope(grants []naiveGrant) Scope {
	s := none()
	deep, local := map[*model.BusinessUnit]bool{}, map[*model.BusinessUnit]bool{}
	teams := map[string]bool{}
	for _, g := range grants {
		switch g.level {
		case privilege.Organization:
			s.Organization = true
		case privilege.ParentChild:
			deep[g.anchor] = true
		case privilege.BusinessUnit:
			local[g.anchor] = true
		}
		if g.personal {
			s.Personal = true
		} else {
			teams[g.src.Address] = true
		}
	}
	if s.Organization {
		return s
	}
	name := func(u *model.BusinessUnit) string {
		if u == nil {
			return "own"
		}
		return u.Address
	}
	covered := func(u *model.BusinessUnit, strictly bool) bool {
		for d := range deep {
			if d == u && !strictly || d != u && below(d, u) {
				return true
			}
		}
		return false
	}
	for u := range deep {
		if !covered(u, true) {
			s.ParentChild = append(s.ParentChild, name(u))
		}
	}
	for u := range local {
		if !covered(u, false) {
			s.BusinessUnit = append(s.BusinessUnit, name(u))
		}
	}
	if !s.Personal {
		for t := range teams {
			s.Teams = append(s.Teams, t)
		}
	}
	slices.Sort(s.ParentChild)
	slices.Sort(s.BusinessUnit)
	slices.Sort(s.Teams)
	return s
}

func TestCellsAreThoseOfTheNaiveEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomWorld(t)
		m := Build(w.p)
		for _, address := range m.Principals(true) {
			p, err := m.Resolve(address)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range w.p.Bases {
				for _, v := range privilege.Verbs() {
					want := naiveScope(naiveGrants(w.p, address, b, v))
					got := m.Cell(p, b.Tables[0], v)
					if short(got) != short(want) {
						t.Fatalf("%s, %s on %s: %q, want %q", address, v, b.Name, short(got), short(want))
					}
					if level := m.Level(address, b.Tables[0], v); level != want.Level() {
						t.Fatalf("%s, %s on %s: level %s, want %s", address, v, b.Name, level, want.Level())
					}
					checkReasons(t, m, p, b, v, naiveGrants(w.p, address, b, v))
				}
			}
			checkPrivileges(t, w.p, m, p)
		}
	})
}

// checkReasons: an explanation has a reason for each grant of the naive evaluator, at the same level and anchor.
func checkReasons(t *rapid.T, m *Matrix, p Principal, b *model.Base, v privilege.Verb, want []naiveGrant) {
	e, err := m.Explain(p, v, b.Tables[0])
	if err != nil {
		t.Fatal(err)
	}
	line := func(level, anchor string) string { return level + " at " + anchor }
	var got, wanted []string
	for _, r := range e.Grants {
		got = append(got, line(r.Level, r.Anchor))
	}
	for _, g := range want {
		anchor := "own"
		if g.anchor != nil {
			anchor = g.anchor.Address
		}
		wanted = append(wanted, line(g.level.String(), anchor))
	}
	slices.Sort(got)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		t.Fatalf("%s, %s on %s is explained by %v, want %v", m.Address(p), v, b.Name, got, wanted)
	}
	if (len(got) == 0) != (e.Denied != nil) {
		t.Fatalf("%s, %s on %s: denied %v with %d grants", m.Address(p), v, b.Name, e.Denied, len(got))
	}
}

// S-EF-35.
func checkPrivileges(t *rapid.T, p *model.Policy, m *Matrix, who Principal) {
	held := map[string]bool{}
	add := func(r *model.Role) {
		for _, h := range r.Privileges {
			held[h.Name] = true
		}
	}
	if r := m.Role(who); r != nil {
		add(r)
	}
	var assignments []model.Assignment
	if team := m.Team(who); team != nil {
		assignments = team.Assignments
	}
	if u := m.User(who); u != nil {
		assignments = slices.Clone(u.Assignments)
		for _, team := range naiveTeams(p, u) {
			if team.Type != model.AccessTeam {
				assignments = append(assignments, team.Assignments...)
			}
		}
	}
	for _, a := range assignments {
		add(a.Role)
	}
	a := m.WhatCan(who, Filter{})
	if len(a.Privileges) != len(held) || slices.ContainsFunc(a.Privileges, func(name string) bool { return !held[name] }) {
		t.Fatalf("%s holds %s, want %v", m.Address(who), strings.Join(a.Privileges, ", "), held)
	}
}
