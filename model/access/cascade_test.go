package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// family is an account of n's with contacts below it (own: n's; other: s's; closed: n's, inactive) and a contact below own.
func family(cascade string) (*fixture, []access.Row) {
	f := tree()
	for _, u := range []string{"n", "s", "n2"} {
		f.give(u, "account read B", "contact read B")
	}
	rel := func(name, parent string) model.Relationship {
		return model.Relationship{Name: name, Parent: parent, Assign: cascade, Share: cascade, Unshare: cascade, Reparent: cascade}
	}
	f.p.Tables = append(f.p.Tables, &model.Table{
		Fact:          &model.TableFact{Name: "contact", Base: f.base("contact")},
		Relationships: []model.Relationship{rel("company", "account"), rel("chief", "contact")},
	})
	under := func(name, owner, relationship, parent string) access.Row {
		return access.Row{Name: name, Table: "contact", Owner: f.pr(owner), Parents: []access.Parent{{Relationship: relationship, Row: parent}}}
	}
	closed := under("closed", "n", "company", "an")
	closed.Inactive = true
	return f, []access.Row{*f.rows["an"], under("own", "n", "company", "an"), under("other", "s", "company", "an"), closed, under("below", "n", "chief", "own")}
}

func TestAssignCascades(t *testing.T) {
	for cascade, want := range map[string]string{
		"none": "an", "cascade": "an own other closed below", "active": "an own other below", "user_owned": "an own closed below",
	} {
		f, rows := family(cascade)
		before := fmt.Sprint(rows)
		after, err := f.world().Assign(rows, "an", f.pr("n2"))
		if err != nil {
			t.Fatal(err)
		}
		if got := names(after, func(r access.Row) bool { return r.Owner == f.pr("n2") }); got != want {
			t.Errorf("%s: assigned are %q, want %q", cascade, got, want)
		}
		if fmt.Sprint(rows) != before {
			t.Errorf("%s: the rows that were given have changed", cascade)
		}
	}
}

func names(rows []access.Row, of func(access.Row) bool) string {
	var all []string
	for _, r := range rows {
		if of(r) {
			all = append(all, r.Name)
		}
	}
	return strings.Join(all, " ")
}

// One row below that the new owner may not own, and nothing is assigned.
func TestAssignIsRefusedForARowBelow(t *testing.T) {
	f, rows := family("cascade")
	f.give("r", "account read B")
	if after, err := f.world().Assign(rows, "an", f.pr("r")); err == nil || after != nil || !strings.Contains(err.Error(), "own cannot be assigned to user.r") {
		t.Errorf("%v", err)
	}
}

func TestAssignSharesWithThePreviousOwner(t *testing.T) {
	f, rows := family("cascade")
	f.p.Environment.ShareToPrevious = true
	w := f.world()
	rows, err := w.Assign(rows, "an", f.pr("s"))
	if err != nil {
		t.Fatal(err)
	}
	read := func(who, row string) bool {
		i := slices.IndexFunc(rows, func(r access.Row) bool { return r.Name == row })
		return w.Allows(f.pr(who), access.Operation{Do: access.ReadRow, Row: &rows[i]})
	}
	if !read("n", "an") || !read("n", "own") || !read("s", "an") || len(rows[2].Shares) != 0 { // other was and is s's
		t.Errorf("rows are %+v", rows)
	}
	if rows[0].Shares[0].Rights.Has(privilege.Create) {
		t.Error("a share carries create")
	}
}

func TestShareAndUnshareCascade(t *testing.T) {
	f, rows := family("cascade")
	w := f.world()
	reads := func(rows []access.Row) string {
		return names(rows, func(r access.Row) bool { return w.Allows(f.pr("n2"), access.Operation{Do: access.ReadRow, Row: &r}) })
	}
	share := access.Share{With: f.pr("n2"), Rights: access.RightsOf(privilege.Read)}
	shared, err := w.Share(rows, "an", share)
	if err != nil || reads(shared) != "an own other closed below" || reads(rows) != "" {
		t.Fatalf("shared are %q, %v", reads(shared), err)
	}
	shared, err = w.Share(shared, "other", share) // on the row itself too
	if err != nil {
		t.Fatal(err)
	}
	back, err := w.Unshare(shared, "an", f.pr("n2"))
	if err != nil || reads(back) != "other" {
		t.Errorf("after unsharing the account shared are %q, %v", reads(back), err)
	}
	if _, err := w.Unshare(back, "an", f.pr("n2")); err == nil {
		t.Error("what is not shared is unshared")
	}
	share.Rights |= access.RightsOf(privilege.Write)
	if _, err := w.Share(shared, "an", share); err == nil {
		t.Error("a second share says other rights, and nothing is said")
	}
}

func TestReparentCascades(t *testing.T) {
	f, rows := family("cascade")
	for i := range rows {
		rows[i].Parents = slices.DeleteFunc(rows[i].Parents, func(p access.Parent) bool { return p.Relationship == "company" })
	}
	rows[0].Shares = []access.Share{{With: f.pr("n2"), Rights: access.RightsOf(privilege.Read)}}
	rows[1].Owner, rows[4].Owner = f.pr("s"), f.pr("s")
	w := f.world()
	rows, err := w.Reparent(rows, "own", access.Parent{Relationship: "company", Row: "an"})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"n", "n2"} { // the parent's owner, and whom the parent is shared with
		if got := names(rows, func(r access.Row) bool { return w.Allows(f.pr(who), access.Operation{Do: access.ReadRow, Row: &r}) }); !strings.HasSuffix(got, "own below") &&
			!strings.Contains(got, "own closed below") {
			t.Errorf("%s reads %q", who, got)
		}
	}
	if _, err := w.Reparent(rows, "own", access.Parent{Relationship: "company", Row: "an"}); err == nil {
		t.Error("a row that inherits shares is attached elsewhere, and nothing is said")
	}
	if _, err := w.Reparent(rows, "own", access.Parent{Relationship: "chief", Row: "an"}); err == nil {
		t.Error("a contact's chief is an account")
	}
}

func TestAccessTeamOfATemplate(t *testing.T) {
	f, rows := family("cascade")
	template := &model.AccessTeamTemplate{Address: "access_team_template.t", Table: "account", Rights: []privilege.Verb{privilege.Read}}
	w := f.world()
	rows, err := w.AddToTeam(rows, "an", template, f.pr("n2").User())
	if err != nil {
		t.Fatal(err)
	}
	a := w.Can(f.pr("n2"), access.Operation{Do: access.ReadRow, Row: &rows[2]}) // below the account (S-TM-29)
	if !a.Allowed || !strings.Contains(a.Ways()[0].String(), "access team of access_team_template.t through a row above") {
		t.Errorf("%t\n%s", a.Allowed, explained(a))
	}
}

func TestMoveKeepsWhatTheEnvironmentSays(t *testing.T) {
	for _, c := range []struct {
		matrix, keep, moves bool
		unit                string
		reads               bool // n2's row in north, by n's old role
	}{
		{false, false, true, "south", false}, {false, true, true, "south", false}, {true, false, true, "south", false}, {true, true, true, "south", true}, {true, true, false, "north", true},
	} {
		f := tree()
		f.p.Environment.Matrix, f.p.Environment.Recompute, f.p.Environment.KeepRoles, f.p.Environment.AlwaysMove = c.matrix, c.matrix, c.keep, c.moves
		f.give("n", "account read L")
		w, rows := f.world().Move(f.pr("n"), f.bu("south"), []access.Row{*f.rows["an"], *f.rows["an2"]})
		if got := w.Unit(&rows[0]); got != f.bu(c.unit) {
			t.Errorf("%+v: the row is in %s", c, got.Address)
		}
		if got := w.Allows(f.pr("n"), access.Operation{Do: access.ReadRow, Row: &rows[1]}); got != c.reads {
			t.Errorf("%+v: n reads an2: %t", c, got)
		}
	}
}

// Rows that are each other's parents are come to once.
func TestCascadesEnd(t *testing.T) {
	f, rows := family("cascade")
	rows[1].Parents = append(rows[1].Parents, access.Parent{Relationship: "chief", Row: "below"})
	rows, err := f.world().Assign(rows, "own", f.pr("n2"))
	if got := names(rows, func(r access.Row) bool { return r.Owner == f.pr("n2") }); err != nil || got != "own below" {
		t.Errorf("assigned are %q, %v", got, err)
	}
}
