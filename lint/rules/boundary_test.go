package rules_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

// A boundary is where a parameter of a rule begins to matter, in one policy: with one value the rule is silent, with the next it speaks.
type boundary struct {
	rule, param    string
	silent, speaks any           // silent is nil where no value that there is makes it so
	policy         string        // "" is the rule's bad example
	about          string        // findings whose messages do not have this do not count
	least          lint.Severity // nor do those that weigh less
}

type words = []string

func boundaries() []boundary {
	return slices.Concat(auditBoundaries, unitBoundaries, columnBoundaries, grantBoundaries, adminBoundaries, roleBoundaries, shareBoundaries, sodBoundaries, userBoundaries)
}

func TestParametersMatterFromTheirBoundaryOn(t *testing.T) {
	for _, b := range boundaries() {
		t.Run(strings.ReplaceAll(b.rule, "/", "_")+"_"+b.param, func(t *testing.T) {
			r := ruleOf(t, b.rule)
			if b.silent != nil {
				if said := b.run(t, r, b.silent); len(said) > 0 {
					t.Errorf("%s = %v: %s", b.param, b.silent, said[0].Message)
				}
			}
			if len(b.run(t, r, b.speaks)) == 0 {
				t.Errorf("%s = %v: nothing is found", b.param, b.speaks)
			}
		})
	}
}

// run is what a rule finds where a policy sets the parameter to a value.
func (b boundary) run(t *testing.T, r *lint.Rule, value any) []lint.Finding {
	t.Helper()
	text := b.policy
	if text == "" {
		text = r.Bad
	}
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	all := matrices(t, fmt.Sprintf("%s\nlint {\n  rule %q {\n    %s = %s\n  }\n}\n", text, r.ID, b.param, written))
	var diags diag.List
	configured := lint.Configure([]*lint.Rule{r}, all, &diags)
	if diags.Len() > 0 {
		t.Fatalf("%s = %s: %s", b.param, written, diags.Sorted()[0].Message)
	}
	return slices.DeleteFunc(lint.Run(configured, all, lint.Options{Today: today}).Findings, func(f lint.Finding) bool {
		return f.Severity < b.least || !strings.Contains(f.Message, b.about)
	})
}

func ruleOf(t *testing.T, id string) *lint.Rule {
	t.Helper()
	i := slices.IndexFunc(rules.All(), func(r *lint.Rule) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("there is no rule %s", id)
	}
	return rules.All()[i]
}

// Of a number, the two values are neighbours: at the limit and one beyond it. Of a list, they differ.
func TestEveryParameterHasABoundary(t *testing.T) {
	all := boundaries()
	for _, r := range rules.All() {
		for _, p := range r.Params {
			if !slices.ContainsFunc(all, func(b boundary) bool { return b.rule == r.ID && b.param == p.Name }) {
				t.Errorf("no boundary of %s of %s is tested", p.Name, r.ID)
			}
		}
	}
	for _, b := range all {
		silent, isNumber := b.silent.(int)
		if speaks, _ := b.speaks.(int); isNumber && silent-speaks != 1 && speaks-silent != 1 {
			t.Errorf("%s of %s: %d and %d are no neighbours", b.param, b.rule, silent, speaks)
		}
	}
}

// Whatever a policy can set a number to, no rule falls over.
func TestNoNumberMakesARuleFallOver(t *testing.T) {
	for _, r := range rules.All() {
		for _, p := range r.Params {
			if _, isNumber := p.Value.(int); !isNumber {
				continue
			}
			most := 2147483647
			if p.Most > 0 {
				most = p.Most
			}
			for _, value := range []int{0, 1, most} {
				boundary{rule: r.ID, param: p.Name}.run(t, r, value)
			}
		}
	}
}
