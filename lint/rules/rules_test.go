package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// matrices compiles a policy of one file, which must be valid. It may be one of several environments.
func matrices(t *testing.T, text string) []*matrix.Matrix {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
	if diags.HasErrors() {
		for _, d := range diags.Sorted() {
			t.Errorf("%d: %s [%s]", d.Span.Line(), d.Message, d.Code)
		}
		t.Fatal("the policy does not compile")
	}
	var all []*matrix.Matrix
	for _, e := range program.Environments {
		all = append(all, matrix.Build(e))
	}
	return all
}

// here are the lines that end with "# here".
func here(text string) []int {
	var lines []int
	for i, line := range strings.Split(text, "\n") {
		if strings.HasSuffix(line, "# here") {
			lines = append(lines, i+1)
		}
	}
	return lines
}

func linesOf(found []lint.Finding) []int {
	var lines []int
	for _, f := range found {
		lines = append(lines, f.Span.Line())
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// Every rule finds its bad example, where it says, and nothing in the good one.
func TestEveryRuleFindsItsBadExample(t *testing.T) {
	for _, r := range rules.All() {
		t.Run(strings.ReplaceAll(r.ID, "/", "_"), func(t *testing.T) {
			alone := []*lint.Rule{r}
			if r.CheckWaiver != nil { // what waivers accept, another rule finds
				alone = append(alone, rules.All()[slices.IndexFunc(rules.All(), func(r *lint.Rule) bool { return r.ID == "grant/org-write" })])
			}
			bad := run(r, alone, matrices(t, r.Bad))
			if want, got := here(r.Bad), linesOf(bad.Findings); len(want) == 0 || !slices.Equal(want, got) {
				t.Errorf("bad: found on lines %v, want %v", got, want)
			}
			for _, f := range bad.Findings {
				proper(t, f)
			}
			good := run(r, alone, matrices(t, r.Good))
			for _, f := range good.Findings {
				t.Errorf("good: line %d: %s", f.Span.Line(), f.Message)
			}
			for _, s := range append(bad.Skipped, good.Skipped...) {
				if !s.Partly {
					t.Errorf("skipped: %s", s.Reason)
				}
			}
		})
	}
}

// run is what one rule of several finds.
func run(r *lint.Rule, rules []*lint.Rule, all []*matrix.Matrix) lint.Result {
	result := lint.Run(rules, all, lint.Options{Today: "2026-11-21"})
	result.Findings = slices.DeleteFunc(result.Findings, func(f lint.Finding) bool { return f.Rule.ID != r.ID })
	return result
}

// proper: a finding is about an address and says so in our manner.
func proper(t *testing.T, f lint.Finding) {
	t.Helper()
	if f.Address == "" {
		t.Errorf("%q is about nothing", f.Message)
	}
	if strings.HasSuffix(f.Message, ".") || strings.Contains(f.Message, "\n") || f.Message == "" || len(f.Message) > 300 {
		t.Errorf("not in our manner: %q", f.Message)
	}
	if !f.Span.Known() {
		t.Errorf("%q points nowhere", f.Message)
	}
}

// checks is how many ways a rule has to look.
func checks(r *lint.Rule) int {
	n := 0
	for _, has := range []bool{r.Check != nil, r.CheckAll != nil, r.CheckWaiver != nil} {
		if has {
			n++
		}
	}
	return n
}

func TestRulesAreDescribedAndSorted(t *testing.T) {
	all := rules.All()
	for i, r := range all {
		if i > 0 && all[i-1].ID >= r.ID {
			t.Errorf("%s does not come before %s", all[i-1].ID, r.ID)
		}
		if r.Summary == "" || r.Why == "" || len(r.Sources) == 0 || checks(r) != 1 {
			t.Errorf("%s lacks a summary, a reason, a source or a check", r.ID)
		}
		for _, p := range r.Params {
			if p.Why == "" {
				t.Errorf("%s does not say why %s is %v", r.ID, p.Name, p.Value)
			}
		}
	}
}

// An input without anything has nothing wrong with it, and makes no rule fall over.
func TestNothingIsFoundInNothing(t *testing.T) {
	for _, f := range lint.Run(rules.All(), matrices(t, ""), lint.Options{Today: "2026-11-21"}).Findings {
		if f.Address != "environment.default" {
			t.Errorf("%s: %s", f.Rule.ID, f.Message)
		}
	}
}
