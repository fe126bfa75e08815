package matrix

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A tree is the fixture F2 of the semantics, and the teams of F3.
type tree struct {
	*world
	root, north, south, north1 *model.BusinessUnit
	account                    *model.Base
}

func newTree() *tree {
	w := newWorld()
	t := &tree{world: w}
	t.root = w.unit("root", nil)
	t.north = w.unit("north", t.root)
	t.south = w.unit("south", t.root)
	t.north1 = w.unit("north1", t.north)
	t.account = w.base("account", "customeraddress")
	return t
}

// teamRole gives the team TS in South, with the members n and s, a role that reads accounts.
func (t *tree) teamRole(inheritance model.MemberInheritance, level privilege.Level, direct ...*model.Role) {
	n, s := t.user("n", t.north, direct...), t.user("s", t.south)
	ts := t.team("ts", t.south, n, s)
	r := t.reads("r", t.account, level)
	r.Inheritance = inheritance
	t.assign(&ts.Assignments, r, t.south)
}

// The worked examples of the semantics §17 that can be told from cells alone.
func TestWorkedExamples(t *testing.T) {
	const (
		b = privilege.User
		l = privilege.BusinessUnit
		d = privilege.ParentChild
		g = privilege.Organization
	)
	direct := func(unit func(*tree) *model.BusinessUnit, level privilege.Level) func(*tree) {
		return func(w *tree) { w.user("n", unit(w), w.reads("r", w.account, level)) }
	}
	north := func(w *tree) *model.BusinessUnit { return w.north }
	tests := []struct {
		name  string
		setup func(*tree)
		want  string // how far user.n reads accounts
	}{
		{"WX-01 WX-10 business unit level reaches one's own", direct(north, l), "business_unit north, personal"},
		{"WX-03 organization", direct(north, g), "organization, personal"},
		{"WX-04 WX-09 user level", direct(north, b), "personal"},
		{"WX-11 parent_child", direct(north, d), "parent_child north, personal"},
		{"WX-12 parent_child from a leaf", direct(func(w *tree) *model.BusinessUnit { return w.north1 }, d), "parent_child north1, personal"},
		{"WX-14 parent_child from the root is not organization", direct(func(w *tree) *model.BusinessUnit { return w.root }, d),
			"parent_child root, personal"},
		{"WX-15 two roles add up", func(w *tree) {
			w.user("n", w.north, w.reads("one", w.account, b), w.reads("two", w.account, l))
		}, "business_unit north, personal"},
		{"WX-18 a role of another business unit", func(w *tree) {
			n := w.user("n", w.south)
			w.assign(&n.Assignments, w.reads("r", w.account, d), w.north)
		}, "parent_child north, personal"},
		{"WX-20 one role in two business units", func(w *tree) {
			r := w.reads("r", w.account, l)
			n := w.user("n", w.north, r)
			w.assign(&n.Assignments, r, w.south)
		}, "business_unit north, business_unit south, personal"},
		{"WX-21 team only", func(w *tree) { w.teamRole(model.TeamOnly, b) }, "team ts"},
		{"WX-22 team and members", func(w *tree) { w.teamRole(model.DirectUser, b) }, "personal"},
		{"WX-22 omitted is as direct user", func(w *tree) { w.teamRole(model.InheritanceOmitted, b) }, "personal"},
		{"WX-23 team only at business unit level", func(w *tree) { w.teamRole(model.TeamOnly, l) }, "business_unit south, team ts"},
		{"WX-24 the anchor is the team's", func(w *tree) { w.teamRole(model.DirectUser, l) }, "business_unit south, personal"},
		{"WX-25 team only at organization level", func(w *tree) { w.teamRole(model.TeamOnly, g) }, "organization"},
		{"WX-27 own role and team", func(w *tree) { w.teamRole(model.TeamOnly, b, w.reads("own", w.account, b)) }, "personal"},
		{"a team-only role assigned directly is personal", func(w *tree) {
			r := w.reads("r", w.account, b)
			r.Inheritance = model.TeamOnly
			w.user("n", w.north, r)
		}, "personal"},
		{"the default team gives its roles to everybody in its business unit", func(w *tree) {
			w.user("n", w.north)
			w.assign(&w.north.DefaultTeam.Assignments, w.reads("r", w.account, l), w.north)
		}, "business_unit north, personal"},
		{"a team-only role of the default team", func(w *tree) {
			w.user("n", w.north)
			r := w.reads("r", w.account, b)
			r.Inheritance = model.TeamOnly
			w.assign(&w.north.DefaultTeam.Assignments, r, w.north)
		}, "team north.default_team"},
		{"the default team of another business unit gives nothing", func(w *tree) {
			w.user("n", w.north)
			w.assign(&w.south.DefaultTeam.Assignments, w.reads("r", w.account, g), w.south)
		}, ""},
		{"S-EF-31 an anchor below another goes", func(w *tree) {
			n := w.user("n", w.north1, w.reads("r", w.account, d))
			w.assign(&n.Assignments, w.reads("r2", w.account, d), w.north)
			w.assign(&n.Assignments, w.reads("r3", w.account, l), w.north1)
			w.assign(&n.Assignments, w.reads("r4", w.account, l), w.south)
		}, "parent_child north, business_unit south, personal"},
		{"WX-76 an administrator's user level is the administrator's own rows", func(w *tree) {
			sa := w.reads("sa", w.account, b)
			sa.Administrator = true
			w.user("n", w.north, sa)
		}, "personal"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newTree()
			test.setup(w)
			m := w.build()
			n := w.principal(t, m, "user.n")
			for _, table := range []string{"account", "customeraddress"} {
				got := m.Cell(n, table, privilege.Read)
				if short(got) != test.want {
					t.Errorf("user.n reads %s: %q, want %q", table, short(got), test.want)
				}
				if level := m.Level("user.n", table, privilege.Read); level != got.Level() {
					t.Errorf("headline level %s of a scope at %s", level, got.Level())
				}
			}
			if got := m.Cell(n, "account", privilege.Delete); short(got) != "" {
				t.Errorf("user.n deletes %q, want nothing", short(got))
			}
		})
	}
}

// WX-02, and what people in different business units with the same roles have in common.
func TestSameRolesElsewhereShareAClass(t *testing.T) {
	w := newTree()
	y := w.reads("y", w.account, privilege.BusinessUnit)
	w.user("a", w.north, y)
	w.user("b", w.south, y)
	m := w.build()
	if got := short(m.Cell(w.principal(t, m, "user.b"), "account", privilege.Read)); got != "business_unit south, personal" {
		t.Errorf("user.b reads %q", got)
	}
	if m.ofUser[0] != m.ofUser[1] {
		t.Error("two classes for one role, each in its holder's business unit")
	}
	if got := m.Summary().Classes; got != 1 {
		t.Errorf("%d classes, want 1", got)
	}
}

// WX-99: by a role of one's own or of a team, user level is the same access.
func TestDirectAndInheritedAreTheSameAccess(t *testing.T) {
	w := newTree()
	r := w.reads("r", w.account, privilege.User)
	w.user("a", w.north, r)
	team := w.team("t", w.south, w.user("b", w.north))
	w.assign(&team.Assignments, r, w.south)
	m := w.build()
	a := m.Cell(w.principal(t, m, "user.a"), "account", privilege.Read)
	b := m.Cell(w.principal(t, m, "user.b"), "account", privilege.Read)
	if short(a) != "personal" || short(b) != short(a) {
		t.Errorf("direct %q, through a team %q, want both personal", short(a), short(b))
	}
}

func TestTeamsAndRolesAsPrincipals(t *testing.T) {
	w := newTree()
	w.teamRole(model.TeamOnly, privilege.ParentChild)
	access := w.team("ax", w.root)
	access.Type = model.AccessTeam
	m := w.build()
	for name, want := range map[string]string{
		"team.ts": "parent_child south, personal", "team.ax": "", "role.r": "parent_child own, personal",
	} {
		p := w.principal(t, m, name)
		if got := m.Cell(p, "account", privilege.Read); short(got) != want {
			t.Errorf("%s reads %q, want %q", name, short(got), want)
		}
	}
}

func TestReaches(t *testing.T) {
	w := newTree()
	w.user("n", w.north, w.reads("d", w.account, privilege.ParentChild))
	m := w.build()
	n := w.principal(t, m, "user.n")
	for unit, want := range map[*model.BusinessUnit]bool{w.root: false, w.north: true, w.north1: true, w.south: false} {
		if got := m.Reaches(n, "account", privilege.Read, unit); got != want {
			t.Errorf("reaches %s: %v, want %v", unit.Address, got, want)
		}
	}
}

// WX-77, WX-78.
func TestColumns(t *testing.T) {
	w := newTree()
	secured := true
	fact := &model.TableFact{Name: "account", SchemaName: "Account", Base: w.account, Ownership: model.UserOrTeamOwned}
	w.p.Tables = []*model.Table{{Fact: fact, Span: w.line(), Columns: []model.Column{
		{Name: "creditlimit", Secured: &secured, Span: w.line()}, {Name: "revenue", Secured: &secured, Span: w.line()},
	}}}
	read := w.profile("p1", model.ColumnPermission{Table: "account", Column: "creditlimit", Read: true, ReadUnmasked: "one_record"})
	update := w.profile("p2", model.ColumnPermission{Table: "account", Column: "creditlimit", Update: true})
	office := w.profile("p3", model.ColumnPermission{Table: "account", Column: "ssn", Create: true, ReadUnmasked: "all_records", Read: true})
	r := w.reads("r", w.account, privilege.BusinessUnit)
	admin := w.reads("admin", w.account, privilege.Organization)
	admin.Administrator = true
	n := w.user("n", w.north, r)
	n.Profiles = []model.ProfileUse{{Profile: read, Span: w.line()}}
	access := w.team("ax", w.root, n)
	access.Type = model.AccessTeam
	access.Profiles = []model.ProfileUse{{Profile: update, Span: w.line()}}
	w.north.DefaultTeam.Profiles = []model.ProfileUse{{Profile: office, Span: w.line()}}
	w.user("s", w.south, r)
	admins := w.team("admins", w.root, w.user("a", w.south))
	w.assign(&admins.Assignments, admin, w.root)
	m := w.build()
	everything := func(p string) []ColumnAccess {
		return []ColumnAccess{
			{p, "account", "creditlimit", true, true, true, "all_records"},
			{p, "account", "revenue", true, true, true, "all_records"},
			{p, "account", "ssn", true, true, true, "all_records"},
		}
	}
	for name, want := range map[string][]ColumnAccess{
		"user.n": {
			{"user.n", "account", "creditlimit", false, true, true, "one_record"},
			{"user.n", "account", "ssn", true, true, false, "all_records"},
		},
		"user.s":     {},
		"user.a":     everything("user.a"),
		"team.ax":    {{"team.ax", "account", "creditlimit", false, false, true, "none"}},
		"role.admin": everything("role.admin"),
	} {
		got := m.WhatCan(w.principal(t, m, name), Filter{}).Columns
		if !equal(got, want) {
			t.Errorf("columns of %s: %v, want %v", name, got, want)
		}
	}
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
