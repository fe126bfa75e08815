package compiler

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

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
	anchors []item // of an assignment: the business units of the role instances, none: the principal's own
	onTime  bool   // just_in_time
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
		if d := b.at(c.attrs[i].name); c.attrs[i].required && !d.set && !d.failed {
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
	ev.diags.Errorf(diag.UnknownAttribute, a.NameSpan, "%s has no attribute %q", c.name, a.Name).Suggest(a.Name, c.words())
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

// name is the attribute "name", the label where it is not written.
func (b *body) name() string {
	if d := b.at("name"); d.set {
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
	before := ev.diags.Len()
	ok = ev.decode(a, v, &d)
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

// decode turns a value into what the attribute's type says; false where it was reported.
func (ev *evaluation) decode(a *attribute, v syntax.Value, d *decoded) bool {
	switch a.is.kind {
	case textKind, dateKind, guidKind, wordKind, tableKind:
		return ev.decodeText(a, v, d)
	case boolKind:
		d.truth = v.Bool
		return ev.expect(a, v, syntax.Bool)
	case numberKind:
		return ev.decodeNumber(a, v, d)
	case textsKind, wordsKind, tablesKind:
		return ev.decodeTexts(a, v, d)
	case refKind:
		return ev.decodeRef(a, v, d)
	case refsKind:
		d.list = ev.flattenRefs(a, v, nil)
	case assignmentsKind:
		d.list = ev.decodeAssignments(a, v, nil)
	case levelsKind:
		return ev.decodeLevels(a, v, d)
	case textMapKind:
		return ev.decodeTextMap(a, v, d)
	case anyKind:
		d.value = &v
	}
	return true
}

func (ev *evaluation) expect(a *attribute, v syntax.Value, kind syntax.Kind) bool {
	if v.Kind == kind {
		return true
	}
	ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes %s, this is %s", a.name, kind, describe(v))
	return false
}

func describe(v syntax.Value) string {
	if v.Kind == syntax.Reference {
		return "a reference to " + v.Target.Address()
	}
	return v.Kind.String()
}

func (ev *evaluation) decodeText(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.String) {
		return false
	}
	d.text = v.Text
	return ev.textFits(a, v)
}

var guidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// textFits checks a text against the words, or the form, that the attribute takes.
func (ev *evaluation) textFits(a *attribute, v syntax.Value) bool {
	switch a.is.kind {
	case wordKind, wordsKind:
		if !slices.Contains(a.is.words, v.Text) {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is none of %s", v.Text, quoted(a.is.words)).Suggest(v.Text, a.is.words)
			return false
		}
	case dateKind:
		if _, err := time.Parse(time.DateOnly, v.Text); err != nil {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is no date: write it as 2027-01-31", v.Text)
			return false
		}
	case guidKind:
		if !guidForm.MatchString(v.Text) {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is no GUID: it has 32 hexadecimal digits, as in b2f6c1d4-0000-0000-0000-000000000001", v.Text)
			return false
		}
	}
	return true
}

func spoken(name string) string { return (&construct{name: name}).spoken() }

func (ev *evaluation) decodeNumber(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.Number) {
		return false
	}
	n, _ := v.Number.Int64()
	if !v.Number.IsInt() || n > math.MaxInt32 || n < math.MinInt32 {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a whole number", a.name)
		return false
	}
	d.number = int(n)
	return true
}

func (ev *evaluation) decodeTexts(a *attribute, v syntax.Value, d *decoded) bool {
	if v.Kind != syntax.List && v.Kind != syntax.Set {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a list of strings, this is %s", a.name, describe(v))
		return false
	}
	seen := map[string]bool{}
	for _, one := range flat(v, nil) {
		if one.Kind != syntax.String {
			ev.diags.Errorf(diag.InvalidValue, one.Span, "%q takes strings, this is %s", a.name, describe(one))
			continue
		}
		if !ev.textFits(a, one) {
			continue
		}
		if seen[one.Text] {
			ev.diags.Errorf(diag.DuplicateKey, one.Span, "%q is named twice", one.Text)
			continue
		}
		seen[one.Text] = true
		d.list = append(d.list, item{span: one.Span, text: one.Text})
	}
	return true
}

// flat are the items of a list. Lists may hold lists, as locals with verbs do.
func flat(v syntax.Value, into []syntax.Value) []syntax.Value {
	for _, one := range v.Items {
		if one.Kind == syntax.List || one.Kind == syntax.Set {
			into = flat(one, into)
			continue
		}
		into = append(into, one)
	}
	return into
}

func (ev *evaluation) decodeTextMap(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.Object) {
		return false
	}
	for _, f := range v.Fields {
		if f.Value.Kind != syntax.String {
			ev.diags.Errorf(diag.InvalidValue, f.Value.Span, "%q takes strings, this is %s", a.name, describe(f.Value))
			continue
		}
		one := item{span: f.NameSpan, text: f.Name, anchors: []item{{span: f.Value.Span, text: f.Value.Text}}}
		d.list = append(d.list, one)
	}
	return true
}

// decodeLevels reads miscellaneous privileges: a list of names (at organization), or an object name = level.
func (ev *evaluation) decodeLevels(a *attribute, v syntax.Value, d *decoded) bool {
	if v.Kind != syntax.Object {
		if !ev.decodeTexts(a, v, d) {
			return false
		}
		for i := range d.list {
			d.list[i].level = privilege.Organization
		}
		return true
	}
	for _, f := range v.Fields {
		level, ok := ev.level(f.Value)
		if ok {
			d.list = append(d.list, item{span: f.NameSpan, text: f.Name, level: level})
		}
	}
	return true
}

// level reads an access level that can be granted.
func (ev *evaluation) level(v syntax.Value) (privilege.Level, bool) {
	if v.Kind != syntax.String {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "an access level is a string, this is %s", describe(v))
		return privilege.None, false
	}
	return ev.levelWord(v.Text, v.Span)
}

// levelWord reads a level as policies write it. The API's words are understood well enough to say which of ours they are.
func (ev *evaluation) levelWord(word string, at source.Span) (privilege.Level, bool) {
	level, ok := privilege.ParseLevel(word)
	if ok && level != privilege.None {
		return level, true
	}
	var words []string
	for _, l := range privilege.Levels() {
		words = append(words, l.String())
	}
	switch api, isAPI := apiLevel(word); {
	case ok || isAPI && api == privilege.None:
		ev.diags.Errorf(diag.UnknownLevel, at, "%q is not granted: leave the privilege out", word)
	case isAPI:
		ev.diags.Errorf(diag.UnknownLevel, at, "%q is the API's word: write %q", word, api)
	default:
		d := ev.diags.Errorf(diag.UnknownLevel, at, "%q is no access level", word)
		if d.Suggest(word, words); d.Hint == "" {
			d.Hint = "it is one of " + quoted(words)
		}
	}
	return privilege.None, false
}

// apiLevel reads a word of the API, whatever its capitals.
func apiLevel(word string) (privilege.Level, bool) {
	for _, l := range privilege.Levels() {
		if strings.EqualFold(l.API(), word) {
			return l, true
		}
	}
	return privilege.None, strings.EqualFold(privilege.None.API(), word)
}
