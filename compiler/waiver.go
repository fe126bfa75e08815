package compiler

import (
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
)

var waiverConstruct = &construct{
	name: "waiver", labels: []string{"name"}, limits: true,
	doc: "Accepts findings of one rule about one thing, for a reason and until a day. What of it is meant, `table` or `privilege` say, or `count`: findings beyond are not waived.",
	attrs: []attribute{
		{name: "rule", is: text, required: true, filled: true, doc: "The rule's id."},
		{name: "target", is: anything, doc: "What the findings are about: a role, a team, a user …, or \"environment\"."},
		{name: "table", is: table, doc: "The table that they are about."},
		{name: "privilege", is: text, doc: "The miscellaneous privilege that they are about."},
		{name: "count", is: number, doc: "How many findings are accepted, of all environments together: what all of them have counts once."},
		{name: "reason", is: text, doc: "Why. Without it the waiver is itself a finding."},
		{name: "expires", is: date, doc: "Until when."},
	},
	create: func(ev *evaluation, in *instance) {
		w := &model.Waiver{Address: in.addr, Span: in.decl.span()}
		in.object = w
		ev.policy.Waivers = append(ev.policy.Waivers, w)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		w := in.object.(*model.Waiver)
		w.Rule, w.RuleSpan, w.Table, w.Privilege = b.text("rule"), b.spanOf("rule"), b.text("table"), b.text("privilege")
		ev.mentions = append(ev.mentions, mentionsOf(b, "table", "privilege")...)
		w.Count, w.Reason, w.Expires = b.number("count"), b.text("reason"), b.text("expires")
		if d := b.at("target"); d.set {
			w.Target = ev.waiverTarget(*d.value)
		}
		if b.set("count") && w.Count < 1 {
			ev.diags.Errorf(diag.InvalidValue, b.spanOf("count"), "\"count\" accepts at least one finding")
		}
		if !b.set("target") && w.Table == "" && w.Privilege == "" && !b.failed("target") && !b.failed("table") {
			ev.diags.Errorf(diag.MissingAttribute, in.decl.span(), "a waiver says what it is about: \"target\", \"table\" or \"privilege\"")
		}
	},
}

var waiverTargets = attribute{name: "target", is: ref(lintTargets...)}

// waiverTarget is the address of what a waiver is about.
func (ev *evaluation) waiverTarget(v syntax.Value) string {
	if v.Kind == syntax.String && v.Text == "environment" {
		return model.Address("environment", ev.name)
	}
	if v.Kind == syntax.String {
		d := ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is no target: it is \"environment\", or a reference to a role, a team, a user …", v.Text)
		if d.Suggest(v.Text, []string{"environment"}); d.Hint == "" {
			d.Hint = ev.referenceMeant(lintTargets, v.Text)
		}
		return ""
	}
	if i, ok := ev.instanceOf(&waiverTargets, v); ok {
		return i.address()
	}
	return ""
}
