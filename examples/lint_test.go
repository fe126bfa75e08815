package examples

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

var update = flag.Bool("update", false, "write which rules fire on swiss-cheese")

// today is the day on which the examples are linted, in make examples too: what they accept, they accept until a later one.
const today = "2026-11-22"

// linted is what the rules find in an example, waived or not: those that it configures, and those of packs that it asks for.
func linted(t *testing.T, name string) []lint.Finding {
	t.Helper()
	program, found := compiler.Compile(open(t, name))
	quiet(t, found)
	var all []*matrix.Matrix
	for _, e := range program.Environments {
		all = append(all, matrix.Build(e))
	}
	var diags diag.List
	configured := lint.Configure(rules.All(), all, &diags)
	quiet(t, &diags)
	asked := all[0].Policy().Lint.Packs
	configured = slices.DeleteFunc(configured, func(r *lint.Rule) bool {
		return r.Severity == lint.Off || r.Pack != "" && !slices.ContainsFunc(asked, func(pack model.Named) bool { return pack.Name == r.Pack })
	})
	return lint.Run(configured, all, lint.Options{Today: today}).Findings
}

// recommended reports whether the default preset shows a finding.
func recommended(f lint.Finding) bool { return min(f.Severity, f.Rule.Severity) >= lint.Warning }

func told(f lint.Finding) string {
	at := f.Span.Pos()
	return fmt.Sprintf("%s:%d: %s: %s [%s]", at.File, at.Line, f.Severity, f.Message, f.Rule.ID)
}

// What these examples have that the recommended rules would flag, they accept with a reason.
func TestExamplesToCopyAreCleanUnderTheRecommendedRules(t *testing.T) {
	for _, name := range []string{"contoso", "minimal", "woodgrove"} {
		for _, f := range linted(t, name) {
			if recommended(f) && !f.Waived {
				t.Error(told(f))
			}
		}
	}
}

func TestContosoWaivesWhatItAccepts(t *testing.T) {
	waived := 0
	for _, f := range linted(t, "contoso") {
		if f.Waived {
			waived++
		}
	}
	if waived < 10 {
		t.Errorf("only %d findings are waived: the waivers meet nothing", waived)
	}
}

// check passes every example but the one that is made not to.
func TestOnlySwissCheeseHasErrors(t *testing.T) {
	for _, name := range all(t) {
		errors := slices.DeleteFunc(linted(t, name), func(f lint.Finding) bool { return !recommended(f) || f.Severity < lint.Error || f.Waived })
		switch {
		case name == "swiss-cheese" && len(errors) == 0:
			t.Error("swiss-cheese has no error: make examples wants one")
		case name != "swiss-cheese" && len(errors) > 0:
			t.Errorf("%s has %d errors; the first: %s", name, len(errors), told(errors[0]))
		}
	}
}

// Which rules fire on swiss-cheese is written down beside it, each with the preset that it takes.
func TestSwissCheeseHasHoles(t *testing.T) {
	preset := map[string]string{}
	for _, f := range linted(t, "swiss-cheese") {
		switch {
		case f.Waived:
		case recommended(f):
			preset[f.Rule.ID] = "recommended"
		case preset[f.Rule.ID] == "":
			preset[f.Rule.ID] = "strict"
		}
	}
	var holes strings.Builder
	usual := 0
	for _, r := range rules.All() {
		if p, fires := preset[r.ID]; fires {
			fmt.Fprintf(&holes, "%-11s %s\n", p, r.ID)
			if p == "recommended" {
				usual++
			}
		}
	}
	if usual < 60 {
		t.Errorf("%d rules fire under the recommended preset, want 60", usual)
	}
	const golden = "swiss-cheese/holes.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(holes.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(holes.String(), "\n")); diff != "" {
		t.Errorf("other rules fire than %s says; -update writes it. want - got +:\n%s", golden, diff)
	}
}
