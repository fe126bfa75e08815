package compiler

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What a finding can be about.
var lintTargets = []string{
	"role", "team", "user", "application_user", "business_unit", "entra_group", "column_security_profile", "access_team_template", "position", "share",
}

var lintConstruct = &construct{
	name: "lint", doc: "Configures lint rules. What it does not name stays as `dvpolicy rules` says.",
	attrs: []attribute{
		{name: "packs", is: texts, assumed: "[]", doc: "Packs of rules that run too: `segregation-of-duties`."},
		{name: "include", is: someOf("standard_roles", "managed_roles"), assumed: "[]", doc: "Roles that rules look at beside the policy's own: those of Dataverse, and those of managed solutions."},
	},
	blocks: []*construct{
		{name: "rule", labels: []string{"id"}, free: "parameter", doc: "One rule: its severity, what it says nothing of, and its parameters by their names.", attrs: []attribute{
			{name: "severity", is: oneOf("off", "info", "warning", "error"), doc: "How much its findings weigh."},
			{name: "exclude", is: refs(lintTargets...), assumed: "[]", doc: "What it says nothing of."},
			{name: "exclude_tables", is: tables, assumed: "[]", doc: "Tables that it says nothing of."},
		}},
	},
	create: func(_ *evaluation, in *instance) { in.object = in },
	bind: func(ev *evaluation, in *instance, b *body) {
		l := &ev.policy.Lint
		for _, name := range b.texts("packs") {
			l.Packs = append(l.Packs, model.Named{Name: name, Span: b.spanOf("packs")})
		}
		l.Include = b.texts("include")
		for _, n := range b.blocks {
			l.Rules = append(l.Rules, ev.lintRule(n))
		}
	},
}

func (ev *evaluation) lintRule(b *body) model.LintRule {
	r := model.LintRule{Rule: b.labels[0].Text, Span: b.labels[0].Span, Severity: b.text("severity")}
	for _, i := range b.list("exclude") {
		r.Exclude = append(r.Exclude, i.address())
	}
	ev.mentions = append(ev.mentions, mentionsIn(b, "exclude_tables")...)
	for _, name := range b.texts("exclude_tables") {
		r.Exclude = append(r.Exclude, model.Address("table", name))
	}
	slices.Sort(r.Exclude)
	scope := ev.scope(b.in)
	for i := range b.free {
		a := &b.free[i]
		v, ok := a.Expr.Eval(scope, &ev.diags)
		if !ok {
			continue
		}
		if value, at := lintValue(v); value != nil {
			r.Params = append(r.Params, model.LintParam{Name: a.Name, Value: value, Span: a.NameSpan, At: at})
		} else {
			ev.diags.Errorf(diag.InvalidValue, a.Expr.Span(), "a parameter is a whole number, a text or a list of texts, this is %s", describe(v))
		}
	}
	return r
}

// lintValue is an int, a string or a list of strings, and where it, or each of its words, stands; nil for anything else.
func lintValue(v syntax.Value) (any, []source.Span) {
	switch v.Kind {
	case syntax.String:
		return v.Text, []source.Span{v.Span}
	case syntax.Number:
		if n, _ := v.Number.Int64(); v.Number.IsInt() && n == int64(int32(n)) {
			return int(n), []source.Span{v.Span}
		}
	case syntax.List, syntax.Set:
		words, at := []string{}, []source.Span{}
		for _, item := range flat(v, nil) {
			if item.Kind != syntax.String {
				return nil, nil
			}
			words, at = append(words, item.Text), append(at, item.Span)
		}
		return words, at
	}
	return nil, nil
}
