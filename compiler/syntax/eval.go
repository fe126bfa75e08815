package syntax

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Scope is what names and files mean to an expression.
type Scope struct {
	Root  func(name string) (Value, bool)   // the meaning of a first name: local, each, role
	Roots func() []string                   // every first name, sorted, for suggestions
	Read  func(path string) ([]byte, error) // what file(path) reads; its error is as that of a Target
}

// ErrReported is the error of a Target whose cause has its diagnostic already. An error that is a *diag.Diagnostic brings its own code,
// hint and notes; others have the code unknown-reference, or of Read file-not-readable.
var ErrReported = errors.New("reported")

// Eval is the value of the expression. False where it has none: that is reported, here or before.
//
// References stay what they are: a name is asked for only when an expression reads it, step by step, so references may go round.
// Values that were written as literals keep the span of the literal wherever they go; what an operator or a function makes has the span
// of that.
func (e Expr) Eval(s *Scope, diags *diag.List) (Value, bool) {
	if e.tree == nil {
		return Value{}, false
	}
	if v, ok := e.Constant(); ok {
		return v, true
	}
	ev := &evaluator{tree: e.tree, scope: s, diags: diags, budget: newBudget()}
	return ev.eval(e.at, nil)
}

type evaluator struct {
	tree    *tree
	scope   *Scope
	diags   *diag.List
	budget  *budget
	stopped bool // a limit was reported
	loops   int  // how many fors are going on
}

// A binding is a name that a for or a splat gives to the item at hand.
type binding struct {
	name  string
	value Value
	outer *binding
}

func (b *binding) find(name string) (Value, bool) {
	for ; b != nil; b = b.outer {
		if b.name == name {
			return b.value, true
		}
	}
	return Value{}, false
}

func (ev *evaluator) errorf(code diag.Code, at source.Span, format string, args ...any) *diag.Diagnostic {
	return ev.diags.Errorf(code, at, format, args...)
}

// wrong reports a value that cannot be used as it is.
func (ev *evaluator) wrong(at source.Span, format string, args ...any) (Value, bool) {
	ev.errorf(diag.InvalidValue, at, format, args...)
	return Value{}, false
}

// stop reports the limit that was reached, once.
func (ev *evaluator) stop(at source.Span) (Value, bool) {
	if !ev.stopped {
		ev.stopped = true
		ev.errorf(diag.LimitExceeded, at, "%s", ev.budget.problem)
	}
	return Value{}, false
}

func (ev *evaluator) eval(at int32, env *binding) (Value, bool) {
	if ev.stopped || !ev.budget.step(1) {
		return ev.stop(ev.tree.span(at))
	}
	n := &ev.tree.nodes[at]
	switch n.op {
	case opNull, opBool, opNumber, opText:
		return ev.tree.literal(at), true
	case opList:
		return ev.list(at, env)
	case opObject:
		return ev.object(at, env)
	case opReference:
		return ev.reference(at, env)
	case opRelative:
		v, ok := ev.eval(n.first, env)
		if !ok {
			return Value{}, false
		}
		return ev.steps(v, at, n.first+1, n.first+n.count)
	case opIndex:
		return ev.index(at, env)
	case opSplat:
		return ev.splat(at, env)
	case opSplatItem:
		return env.find(n.text)
	case opFor:
		return ev.forExpr(at, env)
	case opConditional:
		return ev.conditional(at, env)
	case opBinary:
		return ev.binary(at, env)
	case opUnary:
		return ev.unary(at, env)
	case opCall:
		return ev.call(at, env)
	case opTemplate:
		return ev.template(at, env)
	case opJoin:
		return ev.join(at, env)
	}
	return Value{}, false // opInvalid: a syntax error
}

func (ev *evaluator) list(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	if !ev.budget.make(int(n.count)) {
		return ev.stop(ev.tree.span(at))
	}
	v, ok := Value{Span: ev.tree.span(at), Kind: List, Items: make([]Value, n.count)}, true
	for i := range v.Items {
		item, itemOK := ev.eval(n.first+int32(i), env)
		v.Items[i], ok = item, ok && itemOK
	}
	return v, ok
}

func (ev *evaluator) object(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	if !ev.budget.make(int(n.count / 2)) {
		return ev.stop(ev.tree.span(at))
	}
	v, ok := Value{Span: ev.tree.span(at), Kind: Object, Fields: make([]Field, 0, n.count/2)}, true
	var seen map[string]source.Span // only where a key is computed: the others were looked at before
	for key := n.first; key < n.first+n.count; key += 2 {
		name, keyOK := ev.key(key, env)
		value, valueOK := ev.eval(key+1, env)
		if !keyOK || !valueOK {
			ok = false
			continue
		}
		if ev.tree.nodes[key].op == opComputedKey && seen == nil {
			seen = make(map[string]source.Span, n.count/2)
			for _, f := range v.Fields {
				seen[f.Name] = f.NameSpan
			}
		}
		if seen != nil {
			if before, twice := seen[name]; twice {
				ev.errorf(diag.DuplicateKey, ev.tree.span(key), "the key %q is here twice", name).Note(before, "%q is first here", name)
				ok = false
				continue
			}
			seen[name] = ev.tree.span(key)
		}
		v.Fields = append(v.Fields, Field{name, ev.tree.span(key), value})
	}
	return v, ok
}

func (ev *evaluator) key(at int32, env *binding) (string, bool) {
	n := &ev.tree.nodes[at]
	switch n.op {
	case opKey:
		return n.text, true
	case opComputedKey:
		v, ok := ev.eval(n.first, env)
		if !ok {
			return "", false
		}
		return ev.keyText(v, ev.tree.span(at))
	}
	return "", false
}

func (ev *evaluator) keyText(v Value, at source.Span) (string, bool) {
	text, ok := asText(v)
	if !ok {
		ev.wrong(at, "a key must be a string: this is %s", v.Describe())
	}
	return text, ok
}

// reference is a name and the steps after it.
func (ev *evaluator) reference(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	v, ok := env.find(n.text)
	if !ok && ev.scope != nil && ev.scope.Root != nil {
		v, ok = ev.scope.Root(n.text)
	}
	if !ok {
		span := ev.tree.span(at)
		span.End = min(span.End, span.Start+int32(len(n.text)))
		d := ev.errorf(diag.UnknownReference, span, "nothing is named %q here", n.text)
		if ev.scope != nil && ev.scope.Roots != nil {
			d.Suggest(n.text, append(bindingNames(env), ev.scope.Roots()...))
		}
		return Value{}, false
	}
	return ev.steps(v, at, n.first, n.first+n.count)
}

func bindingNames(env *binding) []string {
	var names []string
	for ; env != nil; env = env.outer {
		if !strings.HasPrefix(env.name, "*") {
			names = append(names, env.name)
		}
	}
	return names
}

// steps takes the steps [first, end) from a value.
func (ev *evaluator) steps(v Value, at, first, end int32) (Value, bool) {
	for step := first; step < end; step++ {
		n := &ev.tree.nodes[step]
		var ok bool
		switch n.op {
		case opAttribute:
			v, ok = ev.member(v, n.text, false, ev.tree.span(step))
		case opIndexText:
			v, ok = ev.indexed(v, Value{Kind: String, Text: n.text}, ev.tree.span(step))
		case opIndexNumber:
			v, ok = ev.indexed(v, Value{Kind: Number, Number: ev.tree.numbers[n.first]}, ev.tree.span(step))
		}
		if !ok {
			return Value{}, false
		}
	}
	// A value that was written somewhere keeps that place. A reference is the mention: it stands here.
	if !v.Span.Known() || v.Kind == Reference && end > first {
		v.Span = ev.tree.span(at)
	}
	return v, true
}

// member is v.name, or v["name"] of an object or a reference.
func (ev *evaluator) member(v Value, name string, index bool, at source.Span) (Value, bool) {
	switch v.Kind {
	case Reference:
		m, err := v.Target.Member(name, index)
		if err != nil {
			ev.report(err, diag.UnknownReference, at)
			return Value{}, false
		}
		return m, true
	case Object:
		if m, ok := v.Get(name); ok {
			return m, true
		}
		what := "attribute"
		if index {
			what = "key"
		}
		ev.errorf(diag.InvalidValue, at, "this object has no %s %q", what, name).Suggest(name, fieldNames(v.Fields))
	case List, Set:
		ev.wrong(at, "%s has no attribute %q: write [*].%s for that of every item", v.Describe(), name, name)
	case Null:
		ev.wrong(at, "%q is wanted of a value that is null", name)
	default:
		ev.wrong(at, "%s has no attributes, so no %q", v.Describe(), name)
	}
	return Value{}, false
}

// report says what a Target or Read has to say.
func (ev *evaluator) report(err error, code diag.Code, at source.Span) {
	if errors.Is(err, ErrReported) {
		return
	}
	var own *diag.Diagnostic
	if !errors.As(err, &own) {
		ev.errorf(code, at, "%s", err.Error())
		return
	}
	d := ev.errorf(own.Code, at, "%s", own.Message)
	d.Severity, d.Hint, d.Notes = own.Severity, own.Hint, own.Notes
}

func (ev *evaluator) index(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	v, ok := ev.eval(n.first, env)
	key, keyOK := ev.eval(n.first+1, env)
	if !ok || !keyOK {
		return Value{}, false
	}
	m, ok := ev.indexed(v, key, ev.tree.span(n.first+1))
	if ok && (!m.Span.Known() || m.Kind == Reference) {
		m.Span = ev.tree.span(at)
	}
	return m, ok
}

// indexed is v[key].
func (ev *evaluator) indexed(v, key Value, at source.Span) (Value, bool) {
	if key.Kind == Null {
		return ev.wrong(at, "null is not an index")
	}
	switch v.Kind {
	case Object, Reference:
		name, ok := ev.keyText(key, at)
		if !ok {
			return Value{}, false
		}
		return ev.member(v, name, true, at)
	case List:
		i, ok := ev.position(key, len(v.Items), at)
		if !ok {
			return Value{}, false
		}
		return v.Items[i], true
	case Set:
		return ev.wrong(at, "a set has no order, so its items have no index: use a for, or one() for a set of one")
	case Null:
		return ev.wrong(at, "an item is wanted of a value that is null")
	}
	return ev.wrong(at, "%s has no items to choose from", v.Describe())
}

// position is an index into a list of n items.
func (ev *evaluator) position(key Value, n int, at source.Span) (int, bool) {
	f, ok := asNumber(key)
	switch {
	case !ok:
		ev.wrong(at, "the index of a list must be a number: this is %s", key.Describe())
	case !f.IsInt():
		ev.wrong(at, "the index of a list must be a whole number, not %s", numberText(f))
	case f.Sign() < 0 || f.Cmp(big.NewFloat(float64(n))) >= 0:
		ev.wrong(at, "index %s is out of range: the list has %s", numberText(f), plural(n, "item"))
	default:
		i, _ := f.Int64()
		return int(i), true
	}
	return 0, false
}

// textValue is a string that an expression built.
func (ev *evaluator) textValue(text string, at source.Span) (Value, bool) {
	return Value{Span: at, Kind: String, Text: cty.NormalizeString(text)}, true
}

func (ev *evaluator) template(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	var text strings.Builder
	ok := true
	for part := n.first; part < n.first+n.count; part++ {
		v, partOK := ev.eval(part, env)
		if !partOK || !ev.part(&text, v, ev.tree.span(part)) {
			ok = false
		}
	}
	if !ok {
		return Value{}, false
	}
	return ev.textValue(text.String(), ev.tree.span(at))
}

// part writes one value into a template.
func (ev *evaluator) part(text *strings.Builder, v Value, at source.Span) bool {
	s, ok := asText(v)
	if !ok {
		ev.wrong(at, "%s", notText(v))
		return false
	}
	if !ev.budget.build(len(s)) || text.Len()+len(s) > maxText && !ev.budget.build(text.Len()+len(s)) {
		ev.stop(at)
		return false
	}
	text.WriteString(s)
	return true
}

// notText says why a value does not go into a string.
func notText(v Value) string {
	if v.Kind == Null {
		return "this is null, which has no place in a string"
	}
	return fmt.Sprintf("this is %s, not a string", v.Describe())
}

// join is a %{ for } of a template.
func (ev *evaluator) join(at int32, env *binding) (Value, bool) {
	v, ok := ev.eval(ev.tree.nodes[at].first, env)
	if !ok {
		return Value{}, false
	}
	var text strings.Builder
	for _, item := range v.Items {
		if !ev.part(&text, item, ev.tree.span(at)) {
			return Value{}, false
		}
	}
	return ev.textValue(text.String(), ev.tree.span(at))
}
