package rules

import (
	"slices"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

func TestOverdue(t *testing.T) {
	for _, c := range []struct {
		today, day, want string
	}{
		{"2026-11-21", "2026-11-20", "was to be reviewed by 2026-11-20"},
		{"2026-11-21", "2026-11-21", ""}, // the day itself is in time
		{"2026-11-21", "2026-12-21", ""},
		{"2026-11-21", "2026-12-22", "is to be reviewed by 2026-12-22 only, in more than 30 days"},
		{"2028-02-28", "2028-03-29", ""}, // of a leap year
		{"2027-02-28", "2027-03-30", ""},
		{"2027-02-28", "2027-03-31", "is to be reviewed by 2027-03-31 only, in more than 30 days"},
		{"2026-11-21", "", ""},
		{"", "2020-01-01", ""},
	} {
		if got := overdue(&lint.Pass{Today: c.today}, c.day, 30); got != c.want {
			t.Errorf("on %q, %q: %q, want %q", c.today, c.day, got, c.want)
		}
	}
}

// What depends on the date are expiries: of waivers, shares and reviews.
func TestOnlyExpiriesDependOnTheDate(t *testing.T) {
	expiries := []string{"lint/suppression-expired", "role/stale-review", "share/standing", "user/privileged-no-review"}
	differ := map[string]bool{}
	for _, r := range All() {
		program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": r.Bad}))
		if diags.HasErrors() {
			t.Fatalf("%s: %s", r.ID, diags.Sorted()[0].Message)
		}
		var all []*matrix.Matrix
		for _, e := range program.Environments {
			all = append(all, matrix.Build(e))
		}
		before, after := messages(all, "2020-01-01"), messages(all, "2031-01-01")
		for _, r := range All() {
			differ[r.ID] = differ[r.ID] || !slices.Equal(before[r.ID], after[r.ID])
		}
	}
	for _, r := range All() {
		if differ[r.ID] != slices.Contains(expiries, r.ID) {
			t.Errorf("what %s finds depends on the date: %t", r.ID, differ[r.ID])
		}
	}
}

// messages are what each rule says on a day.
func messages(all []*matrix.Matrix, today string) map[string][]string {
	said := map[string][]string{}
	for _, f := range lint.Run(All(), all, lint.Options{Today: today}).Findings {
		said[f.Rule.ID] = append(said[f.Rule.ID], f.Address+f.Message)
	}
	return said
}
