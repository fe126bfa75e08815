package lint_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// dev and prod are two environments, each with what its policy says of lint.
func devAndProd(dev, prod model.Policy) []*matrix.Matrix {
	dev.Environment.Name, prod.Environment.Name = "dev", "prod"
	return []*matrix.Matrix{matrix.Build(&dev), matrix.Build(&prod)}
}

func says(rules ...model.LintRule) model.Policy { return model.Policy{Lint: model.Lint{Rules: rules}} }

// every finds role.x in each environment; whole finds it in all of them together.
var (
	every = &lint.Rule{ID: "a/every", Severity: lint.Error, Check: func(p *lint.Pass) { p.Report(lint.Target{Address: "role.x"}, "it is there") }}
	whole = &lint.Rule{ID: "a/whole", Severity: lint.Error, CheckAll: func(p *lint.Pass) { p.Report(lint.Target{Address: "role.x"}, "it is there") }}
)

// What one environment excludes, another may have.
func TestExclusionsAreOfTheirEnvironment(t *testing.T) {
	for rule, want := range map[*lint.Rule]string{every: "prod", whole: ""} {
		all := devAndProd(says(model.LintRule{Rule: rule.ID, Exclude: []string{"role.x"}}), says(model.LintRule{Rule: rule.ID}))
		var diags diag.List
		r := lint.Run(lint.Configure([]*lint.Rule{rule}, all, &diags), all, lint.Options{Today: "2026-11-21"})
		if len(r.Findings) != 1 || r.Findings[0].Environment != want || diags.Len() > 0 {
			t.Errorf("%s: %+v", rule.ID, r.Findings)
		}
		both := says(model.LintRule{Rule: rule.ID, Exclude: []string{"role.x"}})
		all = devAndProd(both, both)
		if r := lint.Run(lint.Configure([]*lint.Rule{rule}, all, &diags), all, lint.Options{Today: "2026-11-21"}); len(r.Findings) > 0 {
			t.Errorf("%s, excluded in both: %+v", rule.ID, r.Findings)
		}
	}
}

// A rule weighs the same, and is told the same, everywhere: what dev switches off would be off in prod.
func TestRulesAreConfiguredAlikeEverywhere(t *testing.T) {
	for name, dev := range map[string]model.LintRule{
		"severity":  {Rule: every.ID, Severity: "off"},
		"parameter": {Rule: every.ID, Severity: "error", Params: []model.LintParam{{Name: "max", Value: 2}}},
	} {
		rule := *every
		rule.Params = []lint.Param{{Name: "max", Value: 1, Why: "one"}}
		var diags diag.List
		lint.Configure([]*lint.Rule{&rule}, devAndProd(says(dev), says(model.LintRule{Rule: every.ID, Severity: "error"})), &diags)
		if diags.Len() != 1 {
			t.Errorf("%s: %d problems", name, diags.Len())
		}
	}
}

// A finding about all environments is accepted where each accepts it.
func TestAWaiverOfOneEnvironmentAcceptsNothingOfAnother(t *testing.T) {
	waived := model.Policy{Waivers: []*model.Waiver{{Address: "waiver.w", Rule: whole.ID, Target: "role.x", Reason: "known"}}}
	for _, c := range []struct {
		dev, prod model.Policy
		want      bool
	}{{waived, model.Policy{}, false}, {waived, waived, true}} {
		r := lint.Run([]*lint.Rule{whole}, devAndProd(c.dev, c.prod), lint.Options{Today: "2026-11-21"})
		if len(r.Findings) != 1 || r.Findings[0].Waived != c.want {
			t.Errorf("waived is %+v, want %t", r.Findings, c.want)
		}
	}
}

// What a rule could not look at in one environment it has not passed there.
func TestSkippedInOneEnvironmentIsSaid(t *testing.T) {
	rule := &lint.Rule{ID: "a/b", Severity: lint.Error, Check: func(p *lint.Pass) {
		if p.Policy.Environment.Name == "prod" {
			p.Skip("nobody is declared")
		}
	}}
	r := lint.Run([]*lint.Rule{rule}, devAndProd(model.Policy{}, model.Policy{}), lint.Options{Today: "2026-11-21"})
	if len(r.Skipped) != 1 || r.Skipped[0].Reason != "in prod: nobody is declared" {
		t.Errorf("%+v", r.Skipped)
	}
}

// What is found about suppressions nobody can suppress.
func TestUnwaivableRulesStay(t *testing.T) {
	rule := *every
	rule.Unwaivable = true
	for name, c := range map[string]model.LintRule{"off": {Rule: rule.ID, Severity: "off"}, "excluded": {Rule: rule.ID, Exclude: []string{"role.x"}}} {
		var diags diag.List
		lint.Configure([]*lint.Rule{&rule}, devAndProd(says(c), says(c)), &diags)
		if diags.Len() == 0 {
			t.Errorf("%s: it is accepted", name)
		}
	}
	r := lint.Run([]*lint.Rule{&rule}, devAndProd(model.Policy{}, model.Policy{}), lint.Options{Today: "2026-11-21"})
	b := lint.BaselineOf(r, lint.Baseline{}, everything)
	if len(b.Findings) > 0 {
		t.Errorf("the baseline has %+v", b.Findings)
	}
}
