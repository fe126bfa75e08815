package matrix

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// company has a role on accounts, one on activities, an exporter and two people.
func company() *tree {
	w := newTree()
	activity := w.base("task", "email")
	activity.Name = "Activity"
	sales := w.grant(w.role("sales"), w.account, privilege.BusinessUnit, privilege.Write, privilege.Read)
	w.grant(sales, activity, privilege.User, privilege.Create)
	exporter := w.role("exporter")
	exporter.Privileges = []model.HeldPrivilege{{Name: "prvExportToExcel", Level: privilege.Organization, Span: w.line()}}
	exporter.Complete = false
	ann := w.user("ann", w.north, sales)
	ann.UPN, ann.Name = "ann@woodgrove.example", "Ann"
	bob := w.user("bob", w.south)
	bob.Name = "Bob"
	team := w.team(`crew["a"]`, w.south, bob)
	w.assign(&team.Assignments, sales, w.south)
	w.assign(&team.Assignments, exporter, w.south)
	return w
}

func rowLines(rows []Row) []string {
	lines := []string{}
	for _, r := range rows {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s%s %s: %s", r.Principal, r.Privilege, r.Verb, r.Table, r.Level)))
	}
	return lines
}

func TestWhatCan(t *testing.T) {
	w := company()
	m := w.build()
	a := m.WhatCan(w.principal(t, m, "user.bob"), Filter{})
	want := []string{
		"user.bob read account: business_unit", "user.bob write account: business_unit",
		"user.bob read customeraddress: business_unit", "user.bob write customeraddress: business_unit",
		"user.bob create email: user", "user.bob create task: user",
	}
	if got := rowLines(a.Rows); !slices.Equal(got, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(a.Privileges, []string{"prvExportToExcel"}) {
		t.Errorf("privileges %v", a.Privileges)
	}
	if !slices.Equal(a.Notes, []string{"role.exporter: miscellaneous privileges are not known (catalogue 2026-11)"}) {
		t.Errorf("notes %q", a.Notes)
	}
	filtered := m.WhatCan(w.principal(t, m, "user.bob"), Filter{Table: "customeraddress", Verbs: []privilege.Verb{privilege.Read}})
	if got := rowLines(filtered.Rows); !slices.Equal(got, want[2:3]) {
		t.Errorf("filtered rows %q", got)
	}
}

func TestWhoCan(t *testing.T) {
	w := company()
	m := w.build()
	for _, test := range []struct {
		filter Filter
		roles  bool
		want   []string
	}{
		{Filter{Table: "task", Verbs: []privilege.Verb{privilege.Create}}, false, []string{
			`team.crew["a"] create task: user`, "user.ann create task: user", "user.bob create task: user",
		}},
		{Filter{Privilege: "PRVCREATEACTIVITY"}, true, []string{
			"role.sales create email: user", "role.sales create task: user",
			`team.crew["a"] create email: user`, `team.crew["a"] create task: user`,
			"user.ann create email: user", "user.ann create task: user", "user.bob create email: user", "user.bob create task: user",
		}},
		{Filter{Privilege: "prvexporttoexcel"}, false, []string{
			`team.crew["a"] prvExportToExcel : organization`, "user.bob prvExportToExcel : organization",
		}},
		{Filter{Table: "account", Verbs: []privilege.Verb{privilege.Delete}}, true, []string{}},
		{Filter{Table: "acount"}, true, []string{}},
		{Filter{Privilege: "prvNothing"}, true, []string{}},
	} {
		if got := rowLines(m.WhoCan(test.filter, test.roles).Rows); !slices.Equal(got, test.want) {
			t.Errorf("%+v:\n%s\nwant\n%s", test.filter, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
	if notes := m.WhoCan(Filter{Table: "acount"}, false).Notes; !slices.Contains(notes, `no role of the policy grants anything on table "acount"`) {
		t.Errorf("notes %q", notes)
	}
}

// A policy without principals is about its roles.
func TestWhoCanWithoutPrincipals(t *testing.T) {
	w := newTree()
	w.reads("r", w.account, privilege.ParentChild)
	m := w.build()
	rows := m.WhoCan(Filter{Table: "account"}, false).Rows
	if len(rows) != 1 || rows[0].Principal != "role.r" || !slices.Equal(rows[0].Scope.ParentChild, []string{"own"}) {
		t.Errorf("rows %+v", rows)
	}
}

func TestGrantsOfARole(t *testing.T) {
	w := company()
	w.grant(w.p.Roles[0], w.account, privilege.BusinessUnit, privilege.Read) // another line says the same
	m := w.build()
	a := m.WhatCan(w.principal(t, m, "role.sales"), Filter{Grants: true})
	var got []string
	for _, g := range a.Grants {
		got = append(got, fmt.Sprint(g.Privilege, " ", g.Level, " ", g.File, ":", g.Line))
	}
	want := []string{
		"prvCreateActivity user policy.dv.hcl:8", "prvReadAccount business_unit policy.dv.hcl:7", "prvWriteAccount business_unit policy.dv.hcl:7",
	}
	if !slices.Equal(got, want) {
		t.Errorf("grants %q, want %q", got, want)
	}
}

func TestExplain(t *testing.T) {
	w := company()
	m := w.build()
	e, err := m.Explain(w.principal(t, m, "user.bob"), privilege.Write, "account")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(e)
	want := `{"format":"dvpolicy/explain","version":1,"environment":"prod","cell":{"principal":"user.bob","table":"account","verb":"write",` +
		`"level":"business_unit","scope":{"organization":false,"parent_child":[],"business_unit":["business_unit.south"],"personal":true,"teams":[]}},` +
		`"grants":[{"role":"role.sales","level":"business_unit","anchor":"business_unit.south","via":"team.crew[\"a\"]",` +
		`"grant":{"file":"policy.dv.hcl","line":7},"assignment":{"file":"policy.dv.hcl","line":16},"membership":{"file":"policy.dv.hcl","line":15}}],"notes":[]}`
	if string(got) != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestExplainDenial(t *testing.T) {
	w := company()
	w.reads("lone", w.base("lead"), privilege.User)
	w.user("eve", w.root)
	access := w.team("ax", w.root)
	access.Type = model.AccessTeam
	w.account.Legal[privilege.Share] = 0
	m := w.build()
	for _, test := range []struct {
		who, table, gate string
		verb             privilege.Verb
		nearest          string
	}{
		{"user.ann", "lead", "privilege", privilege.Read, "role.lone read user false 19"},
		{"user.ann", "account", "privilege", privilege.Delete, "role.sales read business_unit true 7"},
		{"user.eve", "account", "roles", privilege.Write, "role.sales write business_unit false 7"},
		{"role.lone", "account", "privilege", privilege.Read, "role.sales read business_unit false 7"},
		{"team.ax", "account", "team_type", privilege.Read, ""},
		{"user.ann", "account", "verb", privilege.Share, ""},
		{"user.ann", "unheard_of", "privilege", privilege.Read, ""},
	} {
		e, err := m.Explain(w.principal(t, m, test.who), test.verb, test.table)
		if err != nil {
			t.Fatal(err)
		}
		if e.Denied == nil || e.Denied.Gate != test.gate || e.Cell.Level != "none" {
			t.Errorf("%s %s %s: denied %+v, want gate %q", test.who, test.verb, test.table, e.Denied, test.gate)
			continue
		}
		near := ""
		if n := e.Denied.Nearest; n != nil {
			near = fmt.Sprint(n.Role, " ", n.Verb, " ", n.Level, " ", n.Held, " ", n.Grant.Line)
		}
		if near != test.nearest {
			t.Errorf("%s %s %s: nearest %q, want %q", test.who, test.verb, test.table, near, test.nearest)
		}
	}
}

func TestStandardRolesStandInTheCatalogue(t *testing.T) {
	w := newTree()
	r := w.reads("basic_user", w.account, privilege.User)
	r.Address, r.Standard, r.Grants[0].Span.File = "standard_role.basic_user", true, nil
	w.user("n", w.north, r)
	m := w.build()
	e, err := m.Explain(w.principal(t, m, "user.n"), privilege.Read, "account")
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Grants[0].Grant; got != (Place{"standard_role.basic_user", 0}) {
		t.Errorf("the grant stands in %+v", got)
	}
}

func TestResolve(t *testing.T) {
	w := company()
	w.role("x").Address = `role["Sales Manager"]`
	w.user("carl", w.root).Name = "Ann"
	m := w.build()
	for name, want := range map[string]string{
		"user.ann": "user.ann", "team.crew[a]": `team.crew["a"]`, "ANN@woodgrove.example": "user.ann", "Bob": "user.bob",
		"role.sales_manager": `role["Sales Manager"]`, "role[Sales Manager]": `role["Sales Manager"]`,
		"business_unit.north.default_team": "business_unit.north.default_team",
	} {
		p, err := m.Resolve(name)
		if err != nil || m.Address(p) != want {
			t.Errorf("%q is %s (%v), want %s", name, m.Address(p), err, want)
		}
	}
	for name, want := range map[string]string{
		"Ann":       `"Ann" names several principals: user.ann, user.carl`,
		"user.anne": ErrNoPrincipal.Error(),
		"":          ErrNoPrincipal.Error(),
	} {
		if _, err := m.Resolve(name); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}

func TestNotes(t *testing.T) {
	w := newTree()
	group := &model.EntraGroup{Address: "entra_group.g", Name: "g"}
	everybody := &model.EntraGroup{Address: "entra_group.all", Name: "all", Complete: true}
	w.p.Groups = []*model.EntraGroup{everybody, group}
	w.p.Environment.SecurityGroup = everybody
	w.p.Environment.Hierarchy = &model.HierarchySecurity{Model: "manager", Depth: 3}
	r := w.reads("r", w.account, privilege.User)
	n := w.user("n", w.north1, r)
	n.Enabled = false
	w.north.Disabled = true
	team := w.team("t", w.root)
	team.Type, team.Group, team.Complete = model.EntraSecurityGroupTeam, group, false
	w.assign(&team.Assignments, r, w.root)
	w.user("idle", w.root).Licensed = false
	m := w.build()
	for name, want := range map[string][]string{
		"user.n": {
			"hierarchy security is on (manager, depth 3): rows of those below come on top of what is shown",
			"user.n: cannot sign in: business_unit.north is disabled", "user.n: cannot sign in: the user is disabled",
			"user.n: cannot sign in: the user is no member of entra_group.all",
			"user.n: may be a member of teams whose membership is known in part, and then has their access too: team.t",
		},
		"user.idle": {
			"hierarchy security is on (manager, depth 3): rows of those below come on top of what is shown",
			"user.idle: cannot sign in: the user has no licence", "user.idle: cannot sign in: the user holds no role",
			"user.idle: cannot sign in: the user is no member of entra_group.all",
			"user.idle: may be a member of teams whose membership is known in part, and then has their access too: team.t",
		},
		"team.t": {
			"membership is known in part, and what is said of a team holds for its other members too: team.t",
		},
	} {
		if got := m.WhatCan(w.principal(t, m, name), Filter{}).Notes; !slices.Equal(got, want) {
			t.Errorf("notes on %s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestSummary(t *testing.T) {
	w := company()
	w.grant(w.role("wide"), w.account, privilege.Organization, privilege.Read, privilege.Delete)
	m := w.build()
	got, _ := json.Marshal(m.Summary())
	want := `{"environment":"prod","users":2,"application_users":0,"teams":1,"roles":3,"tables":4,"classes":2,` +
		`"widest":[{"role":"role.wide","organization":2,"writing":1,"holders":0}],"incomplete":["role.exporter"],"unknown_tables":[],"unknown_privileges":[]}`
	if string(got) != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// A manager reaches rows of reports to read and write them, never to delete, and not on tables that take no part.
func TestHierarchyIsNotedWhereItAddsRows(t *testing.T) {
	w := newTree()
	w.p.Environment.Hierarchy = &model.HierarchySecurity{Model: "manager", Depth: 3, ExcludedTables: []string{"lead"}}
	r := w.role("r")
	w.grant(r, w.account, privilege.User, privilege.Read, privilege.Delete)
	w.grant(r, w.base("lead"), privilege.User, privilege.Read)
	w.user("n", w.north, r)
	m := w.build()
	for _, test := range []struct {
		table string
		verb  privilege.Verb
		noted bool
	}{{"account", privilege.Read, true}, {"account", privilege.Delete, false}, {"lead", privilege.Read, false}} {
		got := m.WhoCan(Filter{Table: test.table, Verbs: []privilege.Verb{test.verb}}, false).Notes
		if (len(got) == 1) != test.noted {
			t.Errorf("%s %s: notes %q", test.verb, test.table, got)
		}
	}
}

// Who holds a role on request only is listed, and it is said.
func TestJustInTimeIsNoted(t *testing.T) {
	w := newTree()
	r := w.reads("r", w.account, privilege.Organization)
	u := w.user("n", w.north, r)
	u.Assignments[0].JustInTime = true
	got := w.build().WhoCan(Filter{Table: "account", Verbs: []privilege.Verb{privilege.Read}}, false)
	if want := []string{"user.n: holds just in time, on request: role.r"}; len(got.Rows) != 1 || !slices.Equal(got.Notes, want) {
		t.Errorf("%d rows, notes %q, want %q", len(got.Rows), got.Notes, want)
	}
}

func TestTeamsOfDisabledBusinessUnitsAreNoted(t *testing.T) {
	w := newTree()
	r := w.reads("r", w.account, privilege.ParentChild)
	team := w.team("t", w.north1)
	w.assign(&team.Assignments, r, w.north1)
	w.join(team, w.user("u", w.south))
	w.north.Disabled = true
	m := w.build()
	want := []string{"team.t: cannot act, and gives nothing while it cannot: business_unit.north is disabled"}
	for _, name := range []string{"user.u", "team.t"} {
		if got := m.WhatCan(w.principal(t, m, name), Filter{}).Notes; !slices.Equal(got, want) {
			t.Errorf("notes on %s: %q, want %q", name, got, want)
		}
	}
}

func TestTeamOnlyRolesAreNoted(t *testing.T) {
	w := newTree()
	w.reads("r", w.account, privilege.User).Inheritance = model.TeamOnly
	m := w.build()
	if got := m.WhatCan(w.principal(t, m, "role.r"), Filter{}).Notes; len(got) != 1 || !strings.Contains(got[0], "team_only") {
		t.Errorf("notes %q", got)
	}
}
