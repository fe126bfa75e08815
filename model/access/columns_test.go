package access_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
)

// What opens a secured column (semantics §11). n can do everything with its own account, and s can read it.
func TestWhatOpensAColumn(t *testing.T) {
	permits := func(c model.ColumnPermission) func(*fixture) {
		c.Table, c.Column = "account", "creditlimit"
		return func(f *fixture) { f.profile("n", c) }
	}
	shares := func(with string, read, update bool) func(*fixture) {
		return func(f *fixture) {
			f.rows["an"].Columns = []access.ColumnShare{{Column: "creditlimit", With: f.pr(with), Read: read, Update: update}}
		}
	}
	for _, c := range []struct {
		name                                      string
		open                                      func(*fixture)
		create, read, update, unmasked, allOfThem bool
	}{
		{"nothing", func(*fixture) {}, false, false, false, false, false},
		{"create", permits(model.ColumnPermission{Create: true}), true, false, false, false, false},
		{"read", permits(model.ColumnPermission{Read: true, ReadUnmasked: "none"}), false, true, false, false, false},
		{"update", permits(model.ColumnPermission{Update: true}), false, false, true, false, false},
		{"unmasked, one row", permits(model.ColumnPermission{Read: true, ReadUnmasked: "one_record"}), false, true, false, true, false},
		{"unmasked, lists", permits(model.ColumnPermission{Read: true, ReadUnmasked: "all_records"}), false, true, false, true, true},
		{"unmasked without read", permits(model.ColumnPermission{ReadUnmasked: "all_records"}), false, false, false, false, false},
		{"an administrator", func(f *fixture) { f.give("n").Administrator = true }, true, true, true, true, true},
		{"an administrator through a team", func(f *fixture) { f.give("TS").Administrator = true }, true, true, true, true, true},
		{"a share of the column", shares("n", true, true), false, true, true, false, false},
		{"a share of the column with a team", shares("AX", true, false), false, true, false, false, false},
		{"a share of the column with others", shares("s", true, true), false, false, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := tree().teams()
			f.give("n", "account create read write B")
			f.secure("account", "creditlimit", "last_four")
			c.open(f)
			f.can(t, "n", f.column(access.CreateColumn, "an", "creditlimit"), c.create)
			f.can(t, "n", f.column(access.ReadColumn, "an", "creditlimit"), c.read)
			f.can(t, "n", f.column(access.UpdateColumn, "an", "creditlimit"), c.update)
			f.can(t, "n", f.column(access.ReadUnmasked, "an", "creditlimit"), c.unmasked)
			f.can(t, "n", f.column(access.ReadAllUnmasked, "an", "creditlimit"), c.allOfThem)
		})
	}
}

// What the policy says of a column counts before what profiles name; a column of which nothing is said is not secured.
func TestWhichColumnsAreSecured(t *testing.T) {
	f := tree()
	f.give("n", "account read B")
	f.p.Tables = append(f.p.Tables, &model.Table{Fact: &model.TableFact{Name: "account", Base: f.base("account")}, Columns: []model.Column{
		{Name: "open", Secured: new(false)}, {Name: "unsaid"},
	}})
	for _, column := range []string{"open", "unsaid", "elsewhere"} {
		f.profile("s", model.ColumnPermission{Table: "account", Column: column, Read: true})
	}
	for column, want := range map[string]bool{"open": true, "unsaid": false, "elsewhere": false, "name": true} {
		f.can(t, "n", f.column(access.ReadColumn, "an", column), want)
	}
}
