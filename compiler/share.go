package compiler

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
)

var shareConstruct = &construct{
	name: "share", labels: []string{"name"}, limits: true,
	doc: "A standing exception: one row that is shared, with whom, and why.",
	attrs: []attribute{
		{name: "table", is: table, required: true, doc: "The table of the row."},
		{name: "record", is: text, required: true, filled: true, doc: "Which row: a number or name that people know it by."},
		{name: "with", is: anything, required: true, doc: "Users and teams, or \"organization\" for everybody."},
		{name: "rights", is: shareRights, required: true, filled: true, doc: "What they may do to the row, as far as a role of theirs has the privilege too."},
		{name: "reason", is: text, doc: "Why."},
		{name: "expires", is: date, doc: "Until when."},
		{name: "automated", is: truth, assumed: "false", doc: "A flow or plug-in shares it."},
	},
	create: func(ev *evaluation, in *instance) {
		s := &model.Share{Address: in.addr, Span: in.decl.span()}
		in.object = s
		ev.policy.Shares = append(ev.policy.Shares, s)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		s := in.object.(*model.Share)
		s.Record, s.Reason, s.Expires, s.Automated = b.text("record"), b.text("reason"), b.text("expires"), b.truth("automated")
		fact := ev.shareable(b)
		if fact != nil {
			s.Table = fact.Name
		}
		s.Rights = ev.rights(b, fact)
		if d := b.at("with"); d.set {
			before := ev.diags.Len()
			if s.With = ev.sharees(*d.value); len(s.With) == 0 && ev.diags.Len() == before && !reported(*d.value) {
				ev.diags.Errorf(diag.InvalidValue, d.span, "\"with\" names nobody")
			}
		}
	},
}

var shareeRefs = attribute{name: "with", is: refs("user", "application_user", "team")}

// sharees reads with whom a row is shared: addresses, each once, and "organization".
func (ev *evaluation) sharees(v syntax.Value) []string {
	var all []string
	items, isList := ev.elements(v)
	if !isList {
		items = []syntax.Value{v}
	}
	for _, one := range items {
		if one.Kind == syntax.String && one.Text == "organization" {
			all = append(all, one.Text)
			continue
		}
		before := ev.diags.Len()
		for _, i := range ev.flattenRefs(&shareeRefs, one, nil) {
			all = append(all, i.in.addr)
		}
		for _, d := range ev.diags.Since(before) {
			if d.Hint == "" && one.Kind == syntax.String {
				d.Hint = "for everybody write \"organization\""
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
