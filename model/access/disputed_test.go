package access_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Each disputed point: what is assumed, and flagged; and what is so once the environment answers, which is flagged no more.
func TestDisputedPoints(t *testing.T) {
	for _, c := range []struct {
		point   string
		assumed bool // the answer under what is assumed
		build   func() (*fixture, string, access.Operation)
	}{
		{"D-01", true, func() (*fixture, string, access.Operation) {
			f := tree().teams()
			f.give("TS", "i0", "account read B")
			f.share("an2", "n", privilege.Read)
			return f, "n", f.do(access.ReadRow, "an2")
		}},
		{"D-01", true, func() (*fixture, string, access.Operation) {
			f := tree().teams()
			f.give("TS", "i0", "account read B")
			f.share("an2", "organization", privilege.Read)
			return f, "n", f.do(access.ReadRow, "an2")
		}},
		{"D-02", true, func() (*fixture, string, access.Operation) {
			f := tree()
			f.give("n", "contact read write append B", "account read append_to G")
			f.row("cn", "contact", f.pr("n"))
			return f, "n", f.link("cn", "as")
		}},
		{"D-03", false, func() (*fixture, string, access.Operation) {
			f := tree()
			f.give("n", "contact read write append B", "account read write append B")
			f.row("cn", "contact", f.pr("n"))
			o := f.link("cn", "an")
			o.Do = access.AssociateRows
			return f, "n", o
		}},
		{"D-04", false, func() (*fixture, string, access.Operation) {
			f := tree().matrixMode().teams()
			f.give("TS", "i0", "account create read G")
			return f, "n", f.create("account", "", "")
		}},
		{"D-05", true, func() (*fixture, string, access.Operation) {
			f := tree().managers("s", "r")
			f.give("r", "account read L", "account write B")
			return f, "r", f.raw(privilege.Write, "as")
		}},
		{"D-12", false, func() (*fixture, string, access.Operation) {
			f := tree().teams()
			f.pr("TS").Team().Administrator = f.pr("n1").User()
			f.give("n1", "account read B")
			return f, "n1", f.do(access.ReadRow, "at")
		}},
		{"D-14", true, func() (*fixture, string, access.Operation) {
			f := tree().matrixMode()
			f.p.Environment.AlwaysMove = false
			f.give("n", "account read B")
			f.rows["an"].BusinessUnit = f.bu("south")
			return f, "n", f.do(access.ReadRow, "an")
		}},
		{"D-15", false, func() (*fixture, string, access.Operation) {
			f := tree().matrixMode()
			f.p.Environment.Recompute = false
			f.give("n", "account read B")
			f.rows["an"].BusinessUnit = f.bu("south")
			return f, "n", f.do(access.ReadRow, "an")
		}},
		{"D-18", false, func() (*fixture, string, access.Operation) {
			f := tree().teams()
			f.give("TS", "account read B")
			return f, "TS", f.do(access.DeleteRow, "at")
		}},
		{"D-19", true, func() (*fixture, string, access.Operation) {
			f := tree()
			f.give("n", "account create read L")
			f.give("n2", "account read B")
			return f, "n", f.create("account", "n2", "")
		}},
		{"D-21", true, func() (*fixture, string, access.Operation) {
			f := tree()
			f.give("r", "account read write assign G")
			f.give("n", "account read B")
			f.pr("n").User().Enabled = false
			return f, "r", f.to(access.AssignRow, "as", "n")
		}},
		{"D-22", false, func() (*fixture, string, access.Operation) {
			f := tree().teams()
			f.give("TS", "i0", "account read L")
			return f, "n", f.do(access.ReadRow, "an")
		}},
	} {
		t.Run(c.point, func(t *testing.T) {
			f, who, o := c.build()
			f.can(t, who, o, c.assumed, c.point)
			var p access.Point
			for _, x := range access.Points() {
				if x.ID == c.point {
					p = x
				}
			}
			for answer, want := range map[string]bool{p.Assumed: c.assumed, p.Other: !c.assumed} {
				f.p.Environment.Disputed = []model.DisputedAnswer{{Point: c.point, Answer: answer}}
				f.can(t, who, o, want)
			}
		})
	}
}

// What is certain is not flagged, though a disputed point is near.
func TestCertainIsNotDisputed(t *testing.T) {
	f := tree().teams()
	f.give("TS", "i0", "account read B")
	f.give("n", "account read B") // n's own role is enough for any share
	f.share("an2", "n", privilege.Read)
	f.can(t, "n", f.do(access.ReadRow, "an2"), true)

	f = tree().teams()
	f.give("TS", "account read B")
	f.can(t, "n", f.do(access.DeleteRow, "at"), false) // of a member's privilege nobody doubts

	f = tree().matrixMode()
	f.p.Environment.Recompute = false
	f.give("n", "account read B")
	f.giveAt("n", "south", "account read B")
	f.rows["an"].BusinessUnit = f.bu("south")
	f.can(t, "n", f.do(access.ReadRow, "an"), true) // a role of the row's own business unit

	f = tree().teams()
	f.pr("TS").Team().Administrator = f.pr("n1").User()
	f.give("n1", "account create read B")
	f.give("TS", "account read B")
	f.can(t, "n1", f.create("account", "TS", ""), false) // reaching a team's rows is not creating them

	f = tree().matrixMode()
	f.p.Environment.AlwaysMove = false
	f.give("n", "account create read B", "businessunit append_to G")
	f.can(t, "n", f.create("account", "", "south"), true) // nobody has moved yet

	f = tree().teams()
	f.team("T", "north1", "n1")
	f.give("T", "i0", "account read B")
	f.pr("TS").Team().Administrator = f.pr("n1").User()
	f.can(t, "n1", f.do(access.ReadRow, "at"), false) // by a role that is another team's
}

func TestOwningBusinessUnit(t *testing.T) {
	for _, c := range []struct {
		name              string
		matrix, recompute bool
		grants            []string
		want              bool
	}{
		{"everything there", true, true, []string{"account read write B", "businessunit append_to G"}, true},
		{"the target is out of reach", true, true, []string{"account read write B", "businessunit append_to D"}, false},
		{"no write on the row", true, true, []string{"account read B", "businessunit append_to G"}, false},
		{"ownership is not recomputed", true, false, []string{"account read write B", "businessunit append_to G"}, false},
		{"classic mode", false, false, []string{"account read write B", "businessunit append_to G"}, false},
	} {
		f := tree()
		f.p.Environment.Matrix, f.p.Environment.Recompute = c.matrix, c.recompute
		f.give("n", c.grants...)
		o := f.do(access.SetUnit, "an")
		o.Unit = f.bu("south")
		if a := f.can(t, "n", o, c.want); t.Failed() {
			t.Fatalf("%s: %t", c.name, a.Allowed)
		}
	}
}
