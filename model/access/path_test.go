package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

func ways(a access.Answer) []string {
	var lines []string
	for _, w := range a.Ways() {
		lines = append(lines, w.String())
	}
	return lines
}

// Every way is found, the widest first within a path, and each says where it was written.
func TestEveryWayIsFound(t *testing.T) {
	f := tree().teams().managers("s", "n")
	f.p.Environment.Hierarchy.RestrictToBusinessUnits = false
	f.give("n", "account read L")
	f.give("TS", "i0", "account read D")
	f.share("at", "AX", privilege.Read)
	a := f.can(t, "n", f.do(access.ReadRow, "at"), true)
	want := []string{
		"a row of the business unit or below: role.r01 at parent_child level from business_unit.south, held by team.TS",
		"a row of team.TS: role.r01 at parent_child level from business_unit.south, held by team.TS",
		"a row of team.TS: role.r00 at business_unit level from business_unit.north",
		"shared with team.AX: role.r00 at business_unit level from business_unit.north",
		"a row of user.s, 1 below: role.r01 at parent_child level from business_unit.south, held by team.TS",
		"a row of user.s, 1 below: role.r00 at business_unit level from business_unit.north",
	}
	if got := ways(a); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, w := range a.Ways() {
		if len(w.Grants) != 1 || !w.Assignment.Known() || (w.Via != nil || w.Owner != nil || w.Path == access.ByShare) != w.Membership.Known() {
			t.Errorf("%s: granted at %v, assigned at %v, a member since %v", w, w.Grants, w.Assignment, w.Membership)
		}
	}
	for address, want := range map[string]bool{"role.r00": true, "team.TS": true, "team.AX": true, "team.TS2": false, "user.n": false} {
		if got := slices.ContainsFunc(a.Ways(), func(w access.Way) bool { return w.Through(address) }); got != want {
			t.Errorf("through %s: %t", address, got)
		}
	}
}

// A no says which gate is closed, and what is nearest.
func TestWhyNot(t *testing.T) {
	f := tree().teams()
	f.give("n", "account read L")
	f.give("r", "account delete G")
	f.give("s", "account delete B")
	f.share("as", "n2", privilege.Read)
	f.row("q", "queue", f.pr("n"))
	f.row("p", "position", access.Principal{})
	f.give("r", "position read G")
	for _, c := range []struct {
		who, row, why, nearest string
		verb                   privilege.Verb
	}{
		{"n", "as", `user.n has "read" on account by role.r00 at business_unit level from business_unit.north; none reaches the row, which user.s owns, in business_unit.south, shared with user.n2 to read`, "", privilege.Read},
		{"n", "an", `user.n holds no role directly or through a team that grants "delete" on table "account"`, "role.r02", privilege.Delete},
		{"n1", "an1", "user.n1 holds no role directly or through a team", "role.r00", privilege.Read},
		{"TS", "at", "team.TS holds no role", "role.r00", privilege.Read},
		{"AX", "at", "team.AX is an access team: it holds no roles, its members use their own on what is shared with it", "", privilege.Read},
		{"n", "q", `no role of the policy grants anything on table "queue"`, "", privilege.Read},
		{"r", "p", `table "position" has no verb "share"`, "", privilege.Share},
		{"organization", "an", "only users and teams hold privileges", "", privilege.Read},
	} {
		missing := f.world().Can(f.pr(c.who), f.raw(c.verb, c.row)).Missing()
		if missing == nil {
			t.Errorf("%s can %s %s", c.who, c.verb, c.row)
			continue
		}
		nearest := ""
		if missing.Nearest != nil {
			nearest = missing.Nearest.Role.Address
		}
		if missing.Why != c.why || nearest != c.nearest {
			t.Errorf("got  %s, nearest %q\nwant %s, nearest %q", missing.Why, nearest, c.why, c.nearest)
		}
	}
}

// A no that hangs on who else is in a team says which.
func TestUnknown(t *testing.T) {
	f := tree()
	for _, label := range []string{"GA", "GB", "GC"} {
		f.team(label, "south").Complete = false
	}
	f.give("GA", "account read L")
	f.give("GB", "account write L")
	f.give("GC", "contact read G")
	for _, c := range []struct {
		o    access.Operation
		want []string
	}{
		{f.do(access.ReadRow, "as"), []string{"team.GA"}},
		{f.do(access.UpdateRow, "as"), []string{"team.GA", "team.GB"}}, // neither alone
		{f.do(access.DeleteRow, "as"), nil},
		{f.do(access.ReadRow, "an2"), nil},
	} {
		if a := f.can(t, "n", c.o, false); !slices.Equal(a.Unknown, c.want) {
			t.Errorf("%s %s: unknown for %v, want %v", c.o.Do, c.o.Row.Name, a.Unknown, c.want)
		}
	}
	f.p.Environment.Hierarchy = nil
	f.managers("s", "r")
	f.give("r", "account read B")
	f.row("ag", "account", f.pr("GC"))
	if a := f.can(t, "r", f.do(access.ReadRow, "ag"), false); !slices.Equal(a.Unknown, []string{"team.GA", "team.GC"}) {
		t.Errorf("r may be of GA, and its report s of GC, whose row it is: unknown for %v", a.Unknown)
	}
}
