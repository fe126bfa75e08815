package access_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// The worked examples of the semantics (§17) that are about rows, by their numbers. The answers are the document's.
var workedExamples = []struct {
	name  string
	check func(t *testing.T)
}{
	{"WX-01 02 business unit level", func(t *testing.T) {
		f := tree()
		f.give("n", "account read L")
		f.give("s", "account read L")
		f.reads(t, "n", "an", "an2")
		f.reads(t, "s", "as")
	}},
	{"WX-03 organization level", func(t *testing.T) {
		f := tree()
		f.give("n", "account read G")
		f.reads(t, "n", "ar", "an", "an2", "an1", "as")
	}},
	{"WX-04 user level, and nothing owned", func(t *testing.T) {
		f := tree()
		delete(f.rows, "an")
		f.give("n", "account read B")
		f.reads(t, "n")
	}},
	{"WX-06 a moved user's kept role is measured from where it was", func(t *testing.T) {
		f := tree().matrixMode()
		f.p.Environment.KeepRoles = true
		delete(f.rows, "an")
		f.give("n", "account read L")
		w, _ := f.world().Move(f.pr("n"), f.bu("root"), nil)
		for row, want := range map[string]bool{"an2": true, "ar": false, "as": false, "an1": false} {
			if got := w.Can(f.pr("n"), f.do(access.ReadRow, row)).Allowed; got != want {
				t.Errorf("n reads %s: %t, want %t", row, got, want)
			}
		}
	}},
	{"WX-09 10 11 12 14 levels in a tree", func(t *testing.T) {
		for _, c := range []struct {
			who, level string
			want       []string
		}{
			{"n", "B", []string{"an"}}, {"n", "L", []string{"an", "an2"}}, {"n", "D", []string{"an", "an2", "an1"}},
			{"n1", "D", []string{"an1"}}, {"r", "D", []string{"ar", "an", "an2", "an1", "as"}},
		} {
			f := tree()
			f.give(c.who, "account read "+c.level)
			f.reads(t, c.who, c.want...)
		}
	}},
	{"WX-15 two roles", func(t *testing.T) {
		f := tree()
		f.give("n", "account read B")
		f.give("n", "account read L")
		f.reads(t, "n", "an", "an2")
	}},
	{"WX-17 write without read", func(t *testing.T) {
		f := tree()
		f.give("n", "account write G")
		f.can(t, "n", f.raw(privilege.Write, "an"), true)
		f.can(t, "n", f.do(access.UpdateRow, "an"), false)
	}},
	{"WX-18 the anchor is the role instance's business unit", func(t *testing.T) {
		f := tree().matrixMode()
		f.giveAt("s", "north", "account read D")
		f.reads(t, "s", "an", "an2", "an1", "as")
	}},
	{"WX-20 two anchors", func(t *testing.T) {
		f := tree().matrixMode()
		f.giveAt("n", "north", "account read L")
		f.giveAt("n", "south", "account read L")
		f.reads(t, "n", "an", "an2", "as")
	}},
	{"WX-21 a team's own role at user level", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "i0", "account read B")
		f.reads(t, "n", "at")
	}},
	{"WX-22 an inherited role at user level", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "account read B")
		f.reads(t, "n", "at", "an")
	}},
	{"WX-24 a team's role is measured from the team", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "account read L")
		f.reads(t, "n", "as", "at", "an")
		f.can(t, "n", f.do(access.ReadRow, "an2"), false)
	}},
	{"WX-25 a team's own role at organization level", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "i0", "account read G")
		f.reads(t, "n", "ar", "an", "an2", "an1", "as", "at")
	}},
	{"WX-27 28 one's own role covers the rows of one's teams, while one is a member", func(t *testing.T) {
		f := tree().teams()
		f.give("n", "account read B")
		f.reads(t, "n", "an", "at")
		f = tree()
		f.team("TS", "south")
		f.row("at", "account", f.pr("TS"))
		f.give("n", "account read B")
		f.reads(t, "n", "an")
	}},
	{"WX-30 31 create as the team, and as oneself", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "i0", "account create read B")
		f.can(t, "n", f.create("account", "n", ""), false)
		f.can(t, "n", f.create("account", "", ""), false)
		f.can(t, "n", f.create("account", "TS", ""), true, "D-19")
		f = tree().teams()
		f.give("TS", "account create read B")
		o := f.create("account", "", "")
		f.can(t, "n", o, true)
		if o.Row.Owner = f.pr("n"); f.world().Unit(o.Row) != f.bu("north") {
			t.Error("the row is not in north")
		}
		if o.Row.Owner = f.pr("TS"); f.world().Unit(o.Row) != f.bu("south") {
			t.Error("the team's row is not in south")
		}
	}},
	{"WX-32 33 create for others", func(t *testing.T) {
		f := tree()
		f.give("n", "account create read B")
		f.give("n2", "account read B")
		f.can(t, "n", f.create("account", "n2", ""), false)
		f = tree()
		f.give("n", "account create read L")
		f.give("n2", "account read B")
		f.can(t, "n", f.create("account", "n2", ""), true, "D-19")
	}},
	{"WX-35 create without read", func(t *testing.T) {
		f := tree()
		f.give("n", "account create B")
		f.can(t, "n", f.create("account", "", ""), false)
	}},
	{"WX-36 a default team without a role owns nothing", func(t *testing.T) {
		f := tree()
		f.give("r", "account read write assign G")
		f.can(t, "r", f.to(access.AssignRow, "an", "default:south"), false)
	}},
	{"WX-38 39 owning by a team's own role", func(t *testing.T) {
		for _, c := range []struct {
			level    string
			matrix   bool
			want     bool
			disputed []string
		}{{"L", false, false, nil}, {"G", false, true, nil}, {"G", true, false, []string{"D-04"}}} {
			f := tree()
			if c.matrix {
				f.matrixMode()
			}
			f.team("T", "north", "n2")
			f.give("T", "i0", "account read "+c.level)
			f.give("r", "account read write assign G")
			f.can(t, "r", f.to(access.AssignRow, "an", "n2"), c.want, c.disputed...)
		}
	}},
	{"WX-41 42 after an assign", func(t *testing.T) {
		for _, matrix := range []bool{false, true} {
			f := tree()
			if matrix {
				f.matrixMode().p.Environment.AlwaysMove = false
			}
			f.give("n", "account assign write read B")
			f.give("s", "account read B")
			f.give("n2", "account read L")
			f.can(t, "n", f.to(access.AssignRow, "an", "s"), true)
			w := f.world()
			rows, err := w.Assign([]access.Row{*f.rows["an"]}, "an", f.pr("s"))
			if err != nil {
				t.Fatal(err)
			}
			unit := "south"
			if matrix {
				unit = "north"
			}
			if w.Unit(&rows[0]) != f.bu(unit) || rows[0].Owner != f.pr("s") {
				t.Errorf("the row is in %s", w.Unit(&rows[0]).Address)
			}
			*f.rows["an"] = rows[0]
			f.can(t, "n", f.do(access.ReadRow, "an"), false)
			f.can(t, "n2", f.do(access.ReadRow, "an"), matrix)
			if matrix {
				f.can(t, "s", f.do(access.ReadRow, "an"), true, "D-14")
			}
		}
	}},
	{"WX-44 45 95 a share gives no privilege", func(t *testing.T) {
		f := tree()
		f.share("an", "s", privilege.Read, privilege.Write, privilege.Delete)
		f.can(t, "s", f.do(access.ReadRow, "an"), false)
		f.give("s", "account read B")
		f.can(t, "s", f.do(access.ReadRow, "an"), true)
		f.can(t, "s", f.raw(privilege.Write, "an"), false)
		f.can(t, "s", f.do(access.DeleteRow, "an"), false)
	}},
	{"WX-46 share without read", func(t *testing.T) {
		f := tree()
		f.give("n", "account share B")
		f.can(t, "n", f.to(access.ShareRow, "an", "s"), false)
	}},
	{"WX-48 a share with an access team", func(t *testing.T) {
		f := tree().teams()
		f.give("n", "account read B")
		f.share("as", "AX", privilege.Read)
		f.can(t, "n", f.do(access.ReadRow, "as"), true)
	}},
	{"WX-50 51 adding to an access team", func(t *testing.T) {
		for _, c := range []struct {
			caller, added string
			want          bool
		}{
			{"account share read G", "account read write B", false}, {"account share read write G", "account read B", false},
			{"account share read write G", "account read write B", true}, {"account read write G", "account read write B", false},
		} {
			f := tree()
			f.give("n", c.caller)
			f.give("s", c.added)
			o := f.to(access.AddToTeam, "an", "s")
			o.Template = &model.AccessTeamTemplate{Address: "access_team_template.t", Table: "account", Rights: []privilege.Verb{privilege.Read, privilege.Write}}
			f.can(t, "n", o, c.want)
		}
	}},
	{"WX-53 a share with the team, whose role is its own", func(t *testing.T) {
		f := tree().teams()
		f.give("TS", "i0", "account read B")
		f.share("as", "TS", privilege.Read)
		f.can(t, "n", f.do(access.ReadRow, "as"), true)
		f.share("an2", "TS2", privilege.Read)
		f.can(t, "n", f.do(access.ReadRow, "an2"), true, "D-01")
	}},
	{"WX-54 the owner of a new parent inherits access", func(t *testing.T) {
		f := tree()
		f.give("n", "contact read B")
		f.p.Tables = append(f.p.Tables, &model.Table{Fact: &model.TableFact{Name: "contact", Base: f.base("contact")}, Relationships: []model.Relationship{
			{Name: "parent", Parent: "account", Assign: "cascade", Share: "cascade", Unshare: "cascade", Reparent: "cascade"},
		}})
		cs := f.row("cs", "contact", f.pr("s"))
		f.can(t, "n", f.do(access.ReadRow, "cs"), false)
		rows, err := f.world().Reparent([]access.Row{*f.rows["an"], *cs}, "cs", access.Parent{Relationship: "parent", Row: "an"})
		if err != nil {
			t.Fatal(err)
		}
		*cs = rows[1]
		f.can(t, "n", f.do(access.ReadRow, "cs"), true)
	}},
	{"WX-57 rows that nobody owns", func(t *testing.T) {
		f := tree()
		f.give("n", "position read G")
		f.row("p", "position", access.Principal{})
		f.can(t, "n", f.do(access.ReadRow, "p"), true)
		f.can(t, "s", f.do(access.ReadRow, "p"), false)
	}},
	{"WX-60 rows of business units", func(t *testing.T) {
		f := tree()
		f.give("n", "systemuser read L")
		for _, u := range []string{"r", "n", "n2", "n1", "s"} {
			f.rows["u"+u] = &access.Row{Name: "u" + u, Table: "systemuser", BusinessUnit: f.pr(u).User().BusinessUnit}
		}
		f.reads(t, "n", "un", "un2")
	}},
	{"WX-62 63 64 a lookup needs append here and append_to there", func(t *testing.T) {
		const contact, account = "contact create read append write B", "account read B"
		for _, c := range []struct {
			grants []string
			other  string
			want   bool
			points []string
		}{
			{[]string{contact, account}, "an", false, nil},
			{[]string{contact, account, "account append_to B"}, "an", true, []string{"D-02"}},
			{[]string{contact, account, "account append_to B"}, "an2", false, nil},
			{[]string{"contact read write B", "account read B", "account append_to G"}, "an", false, nil},
		} {
			f := tree()
			f.give("n", c.grants...)
			f.row("cn", "contact", f.pr("n"))
			f.can(t, "n", f.link("cn", c.other), c.want, c.points...)
			o := f.link("cn", c.other)
			o.Do = access.LinkOnCreate
			want := c.want
			f.can(t, "n", o, want, c.points...)
		}
	}},
	{"WX-65 the owning business unit is set where append_to reaches", func(t *testing.T) {
		f := tree().matrixMode()
		f.give("n", "businessunit append_to L", "account create read B")
		f.can(t, "n", f.create("account", "", "south"), false)
		f.give("n", "businessunit append_to G")
		f.can(t, "n", f.create("account", "", "south"), true)
	}},
	{"WX-68 72 74 a manager", func(t *testing.T) {
		f := tree().managers("s", "r")
		f.can(t, "r", f.do(access.ReadRow, "as"), false)
		f.give("r", "account read write delete B")
		f.can(t, "r", f.do(access.ReadRow, "as"), true, "D-05")
		f.can(t, "r", f.do(access.UpdateRow, "as"), true, "D-05")
		f.can(t, "r", f.do(access.DeleteRow, "as"), false)
		f.share("an", "s", privilege.Read)
		f.can(t, "r", f.do(access.ReadRow, "an"), true, "D-05")
		f.can(t, "r", f.raw(privilege.Write, "an"), false)
	}},
	{"WX-69 a manager in another branch", func(t *testing.T) {
		f := tree().managers("s", "n")
		f.give("n", "account read B")
		f.can(t, "n", f.do(access.ReadRow, "as"), false)
		f.p.Environment.Hierarchy.RestrictToBusinessUnits = false
		f.can(t, "n", f.do(access.ReadRow, "as"), true, "D-05")
	}},
	{"WX-70 reports of reports", func(t *testing.T) {
		f := tree().managers("n", "r", "n1", "n")
		f.p.Environment.Hierarchy.Depth = 2
		f.give("r", "account read write B")
		f.can(t, "r", f.do(access.ReadRow, "an1"), true, "D-05")
		f.can(t, "r", f.raw(privilege.Write, "an1"), false)
	}},
	{"WX-76 an administrator and a personal view", func(t *testing.T) {
		f := tree()
		f.give("r", "userquery read B").Administrator = true
		f.row("pv", "userquery", f.pr("n"))
		f.can(t, "r", f.do(access.ReadRow, "pv"), false)
	}},
	{"WX-77 78 a secured column", func(t *testing.T) {
		f := tree().teams()
		f.give("n", "account read write B")
		f.secure("account", "creditlimit", "")
		f.can(t, "n", f.column(access.ReadColumn, "an", "creditlimit"), false)
		f.can(t, "n", f.column(access.ReadColumn, "an", "name"), true)
		f.profile("n", model.ColumnPermission{Table: "account", Column: "creditlimit", Read: true})
		f.profile("TS", model.ColumnPermission{Table: "account", Column: "creditlimit", Update: true})
		f.can(t, "n", f.column(access.ReadColumn, "an", "creditlimit"), true)
		f.can(t, "n", f.column(access.UpdateColumn, "an", "creditlimit"), true)
		f.can(t, "n", f.column(access.ReadColumn, "an2", "creditlimit"), false)
	}},
	{"WX-80 a masked column", func(t *testing.T) {
		f := tree()
		f.give("n", "account read B")
		f.secure("account", "creditlimit", "last_four")
		f.profile("n", model.ColumnPermission{Table: "account", Column: "creditlimit", Read: true, ReadUnmasked: "none"})
		if a := f.can(t, "n", f.column(access.ReadColumn, "an", "creditlimit"), true); !a.Masked {
			t.Error("the value is not masked")
		}
		f.can(t, "n", f.column(access.ReadUnmasked, "an", "creditlimit"), false)
		f.profile("n", model.ColumnPermission{Table: "account", Column: "creditlimit", ReadUnmasked: "one_record"})
		f.can(t, "n", f.column(access.ReadUnmasked, "an", "creditlimit"), true)
		f.can(t, "n", f.column(access.ReadAllUnmasked, "an", "creditlimit"), false)
	}},
	{"WX-90 moving to another business unit", func(t *testing.T) {
		f := tree()
		f.give("n", "account read L")
		f.give("default:south", "account read L")
		w, rows := f.world().Move(f.pr("n"), f.bu("south"), []access.Row{*f.rows["an"], *f.rows["an2"], *f.rows["as"]})
		for i, want := range []bool{true, false, true} { // by the default team of south alone
			if got := w.Can(f.pr("n"), access.Operation{Do: access.ReadRow, Row: &rows[i]}).Allowed; got != want {
				t.Errorf("n reads %s: %t, want %t", rows[i].Name, got, want)
			}
		}
		if w.Unit(&rows[0]) != f.bu("south") {
			t.Error("n's row has not come along")
		}
		if f.world().Unit(f.rows["an"]) != f.bu("north") {
			t.Error("the row as it was has changed")
		}
	}},
	{"WX-93 impersonation", func(t *testing.T) {
		f := tree()
		app := f.user("app", f.bu("root"))
		app.Application = true
		f.give("app", "account read G").Privileges = []model.HeldPrivilege{{Name: "prvActOnBehalfOfAnotherUser"}}
		f.give("n", "account read B")
		w := f.world()
		for row, want := range map[string]bool{"as": false, "an": true} {
			a := w.CanAs(f.pr("app"), f.pr("n"), f.do(access.ReadRow, row))
			checkAnswer(t, "app as n", f.do(access.ReadRow, row), a, want, nil)
		}
		checkAnswer(t, "n as app", f.do(access.ReadRow, "an"), w.CanAs(f.pr("n"), f.pr("app"), f.do(access.ReadRow, "an")), false, nil)
	}},
	{"WX-99 two ways to the same", func(t *testing.T) {
		f := tree().teams()
		f.give("n2", "account read B")
		f.give("TS2", "account read B")
		f.reads(t, "n2", "an2")
		f.reads(t, "n", "an", "at")
	}},
}

func TestWorkedExamples(t *testing.T) {
	for _, x := range workedExamples {
		t.Run(x.name, x.check)
	}
}

// managers turns hierarchy on; of each two the second manages the first.
func (f *fixture) managers(pairs ...string) *fixture {
	f.p.Environment.Hierarchy = &model.HierarchySecurity{Model: "manager", Depth: 3, WriteLevels: 1, RestrictToBusinessUnits: true, IncludeDisabled: true}
	for i := 0; i < len(pairs); i += 2 {
		f.pr(pairs[i]).User().Manager = f.pr(pairs[i+1]).User()
	}
	return f
}

func (f *fixture) secure(table, column, masking string) {
	f.p.Tables = append(f.p.Tables, &model.Table{Fact: &model.TableFact{Name: table, Base: f.base(table)}, Columns: []model.Column{
		{Name: column, Secured: new(true), MaskingRule: masking},
	}})
}

func (f *fixture) profile(to string, c model.ColumnPermission) {
	c.Span = f.line()
	profile := &model.ColumnSecurityProfile{Address: "column_security_profile.p", Columns: []model.ColumnPermission{c}}
	use := model.ProfileUse{Profile: profile, Span: f.line()}
	f.p.Profiles = append(f.p.Profiles, profile)
	if p := f.pr(to); p.User() != nil {
		p.User().Profiles = append(p.User().Profiles, use)
	} else {
		p.Team().Profiles = append(p.Team().Profiles, use)
	}
}
