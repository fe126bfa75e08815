package access_test

import (
	"slices"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
)

// Who enters (semantics §12), by what is changed about a user who does.
func TestSignIn(t *testing.T) {
	group := &model.EntraGroup{Address: "entra_group.everybody", Complete: true}
	inner := &model.EntraGroup{Address: "entra_group.inner", Complete: true}
	group.Groups = []*model.EntraGroup{inner}
	open := &model.EntraGroup{Address: "entra_group.open"}
	for _, c := range []struct {
		name    string
		change  func(f *fixture, u *model.User)
		want    bool
		unknown []string
	}{
		{"nothing", func(*fixture, *model.User) {}, true, nil},
		{"disabled", func(_ *fixture, u *model.User) { u.Enabled = false }, false, nil},
		{"no licence", func(_ *fixture, u *model.User) { u.Licensed = false }, false, nil},
		{"no licence, and administrative", func(_ *fixture, u *model.User) { u.Licensed, u.AccessMode = false, "administrative" }, true, nil},
		{"no role", func(_ *fixture, u *model.User) { u.Assignments = nil }, false, nil},
		{"a role through a team", func(f *fixture, u *model.User) {
			u.Assignments = nil
			f.give("default:north", "account read B")
		}, true, nil},
		{"a role perhaps through a team", func(f *fixture, u *model.User) {
			u.Assignments = nil
			f.team("G", "root").Complete = false
			f.give("G", "account read B")
		}, false, []string{"team.G"}},
		{"a disabled business unit above", func(f *fixture, _ *model.User) { f.bu("root").Disabled = true }, false, nil},
		{"WX-81 not in the group", func(f *fixture, _ *model.User) { f.p.Environment.SecurityGroup = group }, false, nil},
		{"perhaps in the group", func(f *fixture, _ *model.User) { f.p.Environment.SecurityGroup = open }, false, []string{"entra_group.open"}},
		{"WX-83 in a nested group", func(f *fixture, u *model.User) {
			f.p.Environment.SecurityGroup, inner.Members = group, []*model.User{u}
		}, true, nil},
		{"WX-82 a Power Platform administrator", func(f *fixture, u *model.User) {
			f.p.Environment.SecurityGroup, u.TenantRoles = group, []string{"power_platform_administrator"}
		}, true, nil},
		{"WX-82 a Dynamics 365 administrator", func(f *fixture, u *model.User) {
			f.p.Environment.SecurityGroup, u.TenantRoles = group, []string{"dynamics_365_administrator"}
		}, false, nil},
		{"WX-84 an application user", func(f *fixture, u *model.User) {
			f.p.Environment.SecurityGroup, u.Application, u.Licensed = group, true, false
		}, true, nil},
		{"an application user without a role", func(_ *fixture, u *model.User) { u.Application, u.Assignments = true, nil }, false, nil},
		{"administration mode", func(f *fixture, _ *model.User) { f.p.Environment.AdministrationMode = true }, false, nil},
		{"administration mode, and an administrator", func(f *fixture, _ *model.User) {
			f.p.Environment.AdministrationMode = true
			f.give("n").Administrator = true
		}, true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := tree()
			inner.Members = nil
			f.give("n", "account read B")
			c.change(f, f.pr("n").User())
			w := f.world()
			a := w.SignIn(f.pr("n").User())
			if a.Allowed != c.want || !slices.Equal(a.Unknown, c.unknown) {
				t.Errorf("%t, unknown for %v; want %t, for %v\n%s", a.Allowed, a.Unknown, c.want, c.unknown, explained(a))
			}
			barred := w.Can(f.pr("n"), f.do(access.ReadRow, "an")).Barred
			if known := !c.want && c.unknown == nil || f.pr("n").User().AccessMode == "administrative"; known != (barred != "") {
				t.Errorf("enters %t, and is barred by %q", a.Allowed, barred)
			}
		})
	}
}

// Rights are counted whoever may enter, and who may not is said beside them (S-EF-07).
func TestBarred(t *testing.T) {
	f := tree().teams()
	f.give("n", "account read write B")
	f.give("TS", "account read B")
	u := f.pr("n").User()
	u.Enabled = false
	if a := f.can(t, "n", f.do(access.ReadRow, "an"), true); a.Barred != "user.n is disabled" {
		t.Errorf("barred by %q", a.Barred)
	}
	u.Enabled, u.AccessMode = true, "read"
	if a := f.can(t, "n", f.do(access.ReadRow, "an"), true); a.Barred != "" {
		t.Errorf("reading, a reader is barred by %q", a.Barred)
	}
	if a := f.can(t, "n", f.do(access.UpdateRow, "an"), true); a.Barred == "" {
		t.Error("updating, a reader is not barred")
	}
	f.bu("south").Disabled = true
	if a := f.can(t, "TS", f.do(access.ReadRow, "at"), true); a.Barred != "business_unit.south is disabled" {
		t.Errorf("the team is barred by %q", a.Barred)
	}
}

// What is audited (semantics §13).
func TestAudit(t *testing.T) {
	type switches struct{ environment, userAccess, read, table, column, retrieve bool }
	all := switches{true, true, true, true, true, true}
	for _, c := range []struct {
		name                      string
		off                       func(*switches)
		change, row, signIn, read bool
	}{
		{"everything", func(*switches) {}, true, true, true, true},
		{"WX-86 89 environment off", func(s *switches) { s.environment = false }, false, false, false, false},
		{"table off", func(s *switches) { s.table = false }, false, false, true, true},
		{"WX-87 column off", func(s *switches) { s.column = false }, false, true, true, true},
		{"user access off", func(s *switches) { s.userAccess = false }, true, true, false, true},
		{"reads off", func(s *switches) { s.read = false }, true, true, true, false},
		{"reads of the table off", func(s *switches) { s.retrieve = false }, true, true, true, false},
	} {
		s := all
		c.off(&s)
		f := tree()
		f.p.Environment.Audit = model.Audit{Enabled: s.environment, UserAccess: s.userAccess, Read: s.read}
		f.p.Tables = []*model.Table{{Fact: &model.TableFact{Name: "contact", Base: f.base("contact")}, Audit: &s.table, RetrieveAudit: s.retrieve,
			Columns: []model.Column{{Name: "emailaddress1", Audit: &s.column}, {Name: "telephone1"}}}}
		w := f.world()
		for question, want := range map[string]struct {
			got  access.Answer
			want bool
		}{
			"a change": {w.AuditsChange("contact", "emailaddress1"), c.change}, "rows": {w.AuditsRow("contact"), c.row},
			"sign-ins": {w.AuditsSignIn(), c.signIn}, "reads": {w.LogsRead("contact"), c.read},
		} {
			if want.got.Allowed != want.want {
				t.Errorf("%s: %s audited %t, want %t", c.name, question, want.got.Allowed, want.want)
			}
		}
		if a := w.AuditsChange("contact", "telephone1"); a.Allowed || (len(a.Unknown) > 0) != c.row {
			t.Errorf("%s: a column of which nothing is said: audited %t, unknown %v", c.name, a.Allowed, a.Unknown)
		}
		f.p.Environment.Type = "sandbox"
		if f.world().LogsRead("contact").Allowed {
			t.Errorf("%s: a sandbox logs reads", c.name)
		}
	}
}
