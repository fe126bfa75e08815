package compiler

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A body is a block whose attributes have been evaluated and found to be of their types.
type body struct {
	construct *construct
	in        *instance
	span      source.Span
	labels    []syntax.Label
	values    []decoded // of the attributes that are written
	blocks    []*body
	free      []syntax.Attr // where the policy chooses the names
}

// decoded is the value of one attribute. Only the field of its type is used.
type decoded struct {
	of     *attribute
	set    bool
	failed bool // written, and an error was reported
	span   source.Span
	text   string
	truth  bool
	number int
	list   []item
	value  *syntax.Value // of anyKind
}

// An item is an element of a list: a text, or an instance.
type item struct {
	span    source.Span
	text    string
	in      *instance
	target  syntax.Target // of a reference to something that is no instance: a standard role
	level   privilege.Level
	levelAt source.Span // where the level is written
	value   *item       // of an entry of an object of strings: its text
	anchors []item      // of an assignment: the business units of the role instances, none: the principal's own

	justInTime bool // of an assignment
}

// address is where a reference leads.
func (i item) address() string {
	if i.in != nil {
		return i.in.addr
	}
	return i.target.Address()
}

// body evaluates a block by its construct: every attribute that is written, and nothing else may be.
func (ev *evaluation) body(c *construct, in *instance, written *syntax.Body, span source.Span) *body {
	b := &body{construct: c, in: in, span: span, values: make([]decoded, 0, len(written.Attrs))}
	scope := ev.scope(in)
	for i := range written.Attrs {
		a := &written.Attrs[i]
		known := c.attribute(a.Name)
		switch {
		case known != nil:
			d := ev.attribute(known, a, in.asked(c, a.Name), scope)
			d.of = known
			b.values = append(b.values, d)
		case c.free != "":
			b.free = append(b.free, *a)
		case c.limits && (a.Name == "for_each" || a.Name == "environments"):
		default:
			ev.unknownAttribute(c, a)
		}
	}
	for _, w := range written.Blocks {
		if n := b.nest(ev, w); n != nil {
			b.blocks = append(b.blocks, n)
		}
	}
	for i := range c.attrs {
		if !c.attrs[i].required {
			continue
		}
		if d := b.at(c.attrs[i].name); !d.set && !d.failed {
			ev.diags.Errorf(diag.MissingAttribute, span, "%s needs %q", c.name, c.attrs[i].name)
		}
	}
	return b
}

func (ev *evaluation) unknownAttribute(c *construct, a *syntax.Attr) {
	if n := c.nested(a.Name); n != nil {
		ev.diags.Errorf(diag.UnknownAttribute, a.NameSpan, "%q is a block: write %s { … }", a.Name, a.Name)
		return
	}
	d := ev.diags.Errorf(diag.UnknownAttribute, a.NameSpan, "%s has no attribute %q", c.name, a.Name)
	if d.Suggest(a.Name, c.words()); a.Name == "count" && c.limits {
		d.Hint = "write for_each, with a key for each"
	}
}

// nest evaluates a nested block.
func (b *body) nest(ev *evaluation, w *syntax.Block) *body {
	c := b.construct.nested(w.Type)
	if c == nil {
		d := ev.diags.Errorf(diag.UnknownBlock, w.TypeSpan, "%s has no block %q", b.construct.name, w.Type)
		d.Suggest(w.Type, b.construct.words())
		return nil
	}
	if len(w.Labels) != len(c.labels) {
		ev.diags.Errorf(diag.InvalidLabels, w.Span, "block %q takes %s", c.name, []string{"no label", "one label"}[len(c.labels)])
		return nil
	}
	for _, other := range b.blocks {
		if other.construct != c || !c.single && (len(c.labels) == 0 || other.labels[0].Text != w.Labels[0].Text) {
			continue
		}
		what := c.name
		if len(w.Labels) > 0 {
			what += " \"" + w.Labels[0].Text + "\""
		}
		ev.diags.Errorf(diag.DuplicateBlock, w.Span, "block %s stands here twice", what).Note(other.span, "the first is here")
		return nil
	}
	n := ev.body(c, b.in, &w.Body, w.Span)
	n.labels = w.Labels
	return n
}

// at is the value of an attribute of the construct, the zero value where it is not written. A name that the construct lacks is a bug.
func (b *body) at(name string) *decoded {
	for i := range b.values {
		if b.values[i].of.name == name {
			return &b.values[i]
		}
	}
	if b.construct.attribute(name) == nil {
		panic("bug: " + b.construct.name + " has no attribute " + name)
	}
	return &decoded{}
}

func (b *body) set(name string) bool           { return b.at(name).set }
func (b *body) failed(name string) bool        { return b.at(name).failed }
func (b *body) text(name string) string        { return b.at(name).text }
func (b *body) truth(name string) bool         { return b.at(name).truth }
func (b *body) number(name string) int         { return b.at(name).number }
func (b *body) spanOf(name string) source.Span { return b.at(name).span }
func (b *body) list(name string) []item        { return b.at(name).list }
func (b *body) texts(name string) (all []string) {
	for _, i := range b.at(name).list {
		all = append(all, i.text)
	}
	return all
}

// place is where an attribute stands, or the block where it is not written.
func (b *body) place(name string) source.Span {
	if at := b.spanOf(name); at.Known() {
		return at
	}
	return b.span
}

// truthOr is a bool attribute, or what is assumed when it is not written.
func (b *body) truthOr(name string, assumed bool) bool {
	if d := b.at(name); d.set {
		return d.truth
	}
	return assumed
}

func (b *body) textOr(name, assumed string) string {
	if d := b.at(name); d.set {
		return d.text
	}
	return assumed
}

// optional is a bool attribute that also may not be said.
func (b *body) optional(name string) *bool {
	if d := b.at(name); d.set {
		return &d.truth
	}
	return nil
}

// block is the nested block of a name that stands at most once, nil where it is not written.
func (b *body) block(name string) *body {
	for _, n := range b.blocks {
		if n.construct.name == name {
			return n
		}
	}
	return nil
}

// name is the attribute "name", the label where it is not written, nothing where it was reported.
func (b *body) name() string {
	if d := b.at("name"); d.set || d.failed {
		return d.text
	}
	return b.in.assumedName()
}

// attribute evaluates one attribute and checks its type. Null is as if it were not written.
func (ev *evaluation) attribute(a *attribute, w *syntax.Attr, asked *lazy, scope *syntax.Scope) decoded {
	var v syntax.Value
	var ok bool
	if asked != nil {
		v, ok = asked.value, asked.state == evaluated
	} else {
		v, ok = w.Expr.Eval(scope, &ev.diags)
	}
	if !ok || v.Kind == syntax.Null {
		return decoded{failed: !ok}
	}
	if !v.Span.Known() {
		v.Span = w.Expr.Span()
	}
	d := decoded{set: true, span: w.Expr.Span()}
	if !ev.bounded(a.name, v, d.span) {
		return decoded{failed: true}
	}
	before := ev.diags.Len()
	ok = ev.decode(a, v, &d)
	if a.filled && ok && ev.diags.Len() == before && len(d.list) == 0 && strings.TrimSpace(d.text) == "" {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is empty", a.name)
		ok = false
	}
	for _, problem := range ev.diags.Since(before) {
		if !d.span.Covers(problem.Span) { // what is wrong was written elsewhere: in a local
			problem.Note(d.span, "%q takes it from there", a.name)
		}
	}
	if !ok {
		return decoded{failed: true}
	}
	return d
}
