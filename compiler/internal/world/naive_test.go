package world

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The worked examples of the semantics that say what a scope is, with their numbers: the fixture F2 is a tree of root, north, south and
// north1; F3 adds the team TS in south, of which n (in north) is a member.

func unit(name string) string { return "business_unit." + name }

func tree(matrix bool) *World {
	return &World{
		Environments: []Environment{{"prod", matrix}},
		Units: []*Unit{
			{Name: Name{Label: "root"}},
			{Name: Name{Label: "north"}, Parent: unit("root")},
			{Name: Name{Label: "south"}, Parent: unit("root")},
			{Name: Name{Label: "north1"}, Parent: unit("north")},
		},
	}
}

// role adds a role that reads accounts.
func (w *World) role(label, inheritance, level string) string {
	r := &Role{Name: Name{Label: label}, Inheritance: inheritance, Lines: []Line{{"account", []Level{{level, []string{"read"}}}}}}
	w.Roles = append(w.Roles, r)
	return r.Address()
}

func (w *World) user(label, home string, assignments ...Assignment) *User {
	u := &User{Name: Name{Label: label}, Unit: unit(home), Holder: Holder{Assignments: assignments}}
	w.Users = append(w.Users, u)
	return u
}

func (w *World) team(label, home string, members []string, assignments ...Assignment) *Team {
	t := &Team{Name: Name{Label: label}, Unit: unit(home), Members: members, Holder: Holder{Assignments: assignments}}
	w.Teams = append(w.Teams, t)
	return t
}

func of(role string, units ...string) Assignment { return Assignment{Role: role, Units: units} }

func TestWorkedExamples(t *testing.T) {
	for _, example := range []struct {
		name   string
		matrix bool
		world  func(*World)
		want   Scope
	}{
		{"WX-09 user level is personal", false, func(w *World) {
			w.user("n", "north", of(w.role("r", "", "user")))
		}, Scope{Personal: true}},
		{"WX-15 two roles, one business unit", false, func(w *World) {
			w.user("n", "north", of(w.role("r1", "", "user")), of(w.role("r2", "", "business_unit")))
		}, Scope{BusinessUnit: []string{unit("north")}, Personal: true}},
		{"WX-18 the anchor is the role instance's business unit", true, func(w *World) {
			w.user("n", "south", of(w.role("r", "", "parent_child"), unit("north")))
		}, Scope{ParentChild: []string{unit("north")}, Personal: true}},
		{"WX-20 two anchors do not compare", true, func(w *World) {
			w.user("n", "north", of(w.role("r", "", "business_unit"), unit("north"), unit("south")))
		}, Scope{BusinessUnit: []string{unit("north"), unit("south")}, Personal: true}},
		{"S-EF-31 what lies in a subtree is dropped", true, func(w *World) {
			deep, local := w.role("r1", "", "parent_child"), w.role("r2", "", "business_unit")
			w.user("n", "root", of(deep, unit("north"), unit("north1")), of(local, unit("north"), unit("north1"), unit("south")))
		}, Scope{ParentChild: []string{unit("north")}, BusinessUnit: []string{unit("south")}, Personal: true}},
		{"S-EF-31 a subtree below a business unit's own rows stays", true, func(w *World) {
			w.user("n", "root", of(w.role("r1", "", "parent_child"), unit("north1")), of(w.role("r2", "", "business_unit"), unit("north")))
		}, Scope{ParentChild: []string{unit("north1")}, BusinessUnit: []string{unit("north")}, Personal: true}},
		{"WX-21 team-only at user level is the team's rows", false, func(w *World) {
			w.team("ts", "south", []string{"user.n"}, of(w.role("r", "team_only", "user")))
			w.user("n", "north")
		}, Scope{Teams: []string{"team.ts"}}},
		{"WX-22 WX-99 direct user makes it personal", false, func(w *World) {
			w.team("ts", "south", []string{"user.n"}, of(w.role("r", "direct_user", "user")))
			w.user("n", "north")
		}, Scope{Personal: true}},
		{"WX-24 a team's anchor is the team's business unit", false, func(w *World) {
			w.team("ts", "south", []string{"user.n"}, of(w.role("r", "", "business_unit")))
			w.user("n", "north")
		}, Scope{BusinessUnit: []string{unit("south")}, Personal: true}},
		{"WX-25 team-only at organization level is every row", false, func(w *World) {
			w.team("ts", "south", []string{"user.n"}, of(w.role("r", "team_only", "organization")))
			w.user("n", "north")
		}, Scope{Organization: true}},
		{"WX-27 a personal grant covers all of one's teams", false, func(w *World) {
			w.team("ts", "south", []string{"user.n"}, of(w.role("r1", "team_only", "user")))
			w.user("n", "north", of(w.role("r2", "", "user")))
		}, Scope{Personal: true}},
		{"S-BU-10 everybody of a business unit has its default team's roles", false, func(w *World) {
			w.Units[1].DefaultTeam.Assignments = []Assignment{of(w.role("r", "team_only", "business_unit"))}
			w.user("n", "north")
		}, Scope{BusinessUnit: []string{unit("north")}, Teams: []string{unit("north") + ".default_team"}}},
	} {
		t.Run(example.name, func(t *testing.T) {
			w := tree(example.matrix)
			example.world(w)
			got := w.Evaluate("prod").Cells[Cell{"user.n", "account", "read"}]
			if diff := cmp.Diff(example.want, got); diff != "" {
				t.Errorf("user.n reads accounts, want - got +:\n%s", diff)
			}
		})
	}
}

func TestTeamActsAsItselfAndRoleIsRelative(t *testing.T) {
	w := tree(false)
	w.team("ts", "south", nil, of(w.role("r", "team_only", "business_unit")))
	cells := w.Evaluate("prod").Cells
	for principal, want := range map[string]Scope{
		"team.ts": {BusinessUnit: []string{unit("south")}, Personal: true},
		"role.r":  {BusinessUnit: []string{"own"}, Personal: true},
	} {
		if diff := cmp.Diff(want, cells[Cell{principal, "customeraddress", "read"}]); diff != "" {
			t.Errorf("%s reads what shares account's privileges, want - got +:\n%s", principal, diff)
		}
	}
}

func TestGroupMembershipByType(t *testing.T) {
	for membership, want := range map[string][]string{
		"members":            {"user.inner", "user.member"},
		"members_and_guests": {"user.guest", "user.inner", "user.member"},
		"":                   {"user.guest", "user.inner", "user.member"},
		"guests":             {"user.guest"},
		"owners":             {"user.owner"},
	} {
		w := tree(false)
		w.Groups = []*Group{
			{Name: Name{Label: "nested"}, Owners: []string{"user.inner"}},
			{Name: Name{Label: "g"}, Members: []string{"user.member"}, Guests: []string{"user.guest"}, Owners: []string{"user.owner", "user.guest"},
				Groups: []string{"entra_group.nested"}},
		}
		team := w.team("t", "root", nil, of(w.role("r", "", "user")))
		team.Group, team.Membership = "entra_group.g", membership
		for _, label := range []string{"guest", "inner", "member", "owner", "stranger"} {
			w.user(label, "root")
		}
		w.Users[0].Guest = true
		w.Users[1].MemberOf = []string{"entra_group.nested"}
		var got []string
		for _, u := range w.Users {
			if _, ok := w.Evaluate("prod").Cells[Cell{u.Address(), "account", "read"}]; ok {
				got = append(got, u.Address())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("membership %q, want - got +:\n%s", membership, diff)
		}
	}
}

func TestLineReplacesTheBasesWholeLine(t *testing.T) {
	w := tree(false)
	w.Roles = []*Role{
		{Name: Name{Label: "base"}, Privileges: []Privilege{{Name: "prvMerge"}, {Name: "prvBulkDelete"}}, Lines: []Line{
			{"task", []Level{{"user", []string{"all"}}, {"organization", []string{"read"}}}},
			{"contact", []Level{{"business_unit", []string{"read", "write"}}}},
			{"account", []Level{{"user", []string{"read"}}}},
		}},
		{Name: Name{Label: "r"}, BasedOn: "role.base", Without: []string{"prvMerge"}, Privileges: []Privilege{{Name: "prvExportToExcel"}}, Lines: []Line{
			{"contact", []Level{{"user", []string{"read"}}}},
			{"customeraddress", nil},
		}},
	}
	got := w.Evaluate("prod")
	for cell, want := range map[Cell]Scope{
		{"role.r", "email", "read"}:    {Organization: true, Personal: true},
		{"role.r", "email", "share"}:   {Personal: true},
		{"role.r", "contact", "read"}:  {Personal: true},
		{"role.r", "contact", "write"}: {},
		{"role.r", "account", "read"}:  {},
	} {
		if diff := cmp.Diff(want, got.Cells[cell]); diff != "" {
			t.Errorf("%v, want - got +:\n%s", cell, diff)
		}
	}
	if diff := cmp.Diff([]string{"prvBulkDelete", "prvExportToExcel"}, got.Privileges["role.r"]); diff != "" {
		t.Errorf("privileges, want - got +:\n%s", diff)
	}
}

func TestColumnPermissionsAddUp(t *testing.T) {
	w := tree(false)
	w.Profiles = []*Profile{
		{Name: Name{Label: "p1"}, Columns: []Column{{Table: "contact", Name: "governmentid", Read: true, Unmasked: "one_record"}}, Users: []string{"user.n"}},
		{Name: Name{Label: "p2"}, Columns: []Column{{Table: "contact", Name: "governmentid", Read: true, Update: true, Unmasked: "none"}}},
	}
	access := w.team("ts", "south", []string{"user.n"})
	access.Type, access.Profiles = "access", []string{"column_security_profile.p2"}
	w.user("n", "north")
	got := w.Evaluate("prod").Columns[ColumnCell{"user.n", "contact", "governmentid"}]
	if want := (Permission{Read: true, Update: true, Unmasked: "one_record"}); got != want { // WX-78
		t.Errorf("got %+v, want %+v", got, want)
	}
}
