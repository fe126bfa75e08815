package syntax

import (
	"math/big"
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A loop over data says the same of every row: after so many rows it stops.
const maxLoopErrors = 20

// forExpr is [for ...] and {for ...}.
func (ev *evaluator) forExpr(at int32, env *binding) (Value, bool) {
	n := ev.tree.nodes[at]
	collection, ok := ev.eval(n.first+forCollection, env)
	if !ok {
		return Value{}, false
	}
	rows, ok := ev.rows(collection, ev.tree.span(n.first+forCollection))
	if !ok {
		return Value{}, false
	}
	span := ev.tree.span(at)
	if ev.loops > 0 {
		if ev.budget.nested -= len(rows); ev.budget.nested < 0 {
			ev.budget.exceeded("the fors inside a for go over more than %d values together", maxNestedTotal)
			return ev.stop(span)
		}
		ok = ev.budget.result(len(rows))
	} else {
		ok = ev.budget.reshape(len(rows))
	}
	if !ok {
		return ev.stop(span)
	}
	ev.loops++
	defer func() { ev.loops-- }()
	l := &loop{evaluator: ev, node: n, span: span, env: env}
	return l.run(rows)
}

// rows are the keys and values that a for goes over.
func (ev *evaluator) rows(v Value, at source.Span) ([]row, bool) {
	switch v.Kind {
	case List, Set:
		rows := make([]row, len(v.Items))
		for i, item := range v.Items {
			rows[i] = row{value: item}
			if v.Kind == Set {
				rows[i].key = item
			} else {
				rows[i].key = Value{Kind: Number, Number: new(big.Float).SetInt64(int64(i))}
			}
		}
		return rows, true
	case Object, Reference:
		fields, _, ok := elements(v)
		if !ok {
			break
		}
		rows := make([]row, len(fields))
		for i, f := range fields {
			rows[i] = row{Value{Span: f.NameSpan, Kind: String, Text: f.Name}, f.Value}
		}
		return rows, true
	case Null:
		ev.wrong(at, "this is null: a for needs a list, a set or an object")
		return nil, false
	}
	ev.wrong(at, "this is %s: a for needs a list, a set or an object", v.Describe())
	return nil, false
}

type row struct{ key, value Value }

// A loop is one for as it runs.
type loop struct {
	*evaluator
	node node
	span source.Span
	env  *binding

	items  []Value        // of a list
	fields []Field        // of an object
	places map[string]int // where a key stands in fields
}

func (l *loop) run(rows []row) (Value, bool) {
	if l.node.flag&forObject != 0 {
		l.fields = make([]Field, 0, len(rows))
		l.places = make(map[string]int, len(rows))
	} else {
		l.items = make([]Value, 0, len(rows))
	}
	failed := 0
	for _, r := range rows {
		if !l.row(r) {
			failed++
		}
		if l.stopped || failed == maxLoopErrors {
			break
		}
	}
	if failed > 0 {
		return Value{}, false
	}
	if l.node.flag&forObject == 0 {
		return Value{Span: l.span, Kind: List, Items: l.items}, true
	}
	slices.SortFunc(l.fields, byName)
	return Value{Span: l.span, Kind: Object, Fields: l.fields}, true
}

func (l *loop) row(r row) bool {
	env := &binding{l.tree.nodes[l.node.first+forKeyName].text, r.key, l.env}
	if env.name == "" {
		env = l.env
	}
	env = &binding{l.node.text, r.value, env}
	if wanted, ok := l.wanted(env); !ok || !wanted {
		return ok
	}
	if l.node.flag&forObject == 0 {
		v, ok := l.eval(l.node.first+forValue, env)
		l.items = append(l.items, v)
		return ok
	}
	name, ok := l.key(env)
	v, valueOK := l.eval(l.node.first+forValue, env)
	if !ok || !valueOK {
		return false
	}
	return l.add(name, v)
}

func (l *loop) wanted(env *binding) (wanted, ok bool) {
	at := l.node.first + forCondition
	if l.tree.nodes[at].op == opAbsent {
		return true, true
	}
	v, ok := l.eval(at, env)
	if !ok {
		return false, false
	}
	return l.condition(v, l.tree.span(at))
}

func (l *loop) key(env *binding) (string, bool) {
	at := l.node.first + forKey
	v, ok := l.eval(at, env)
	if !ok {
		return "", false
	}
	return l.keyText(v, l.tree.span(at))
}

func (l *loop) add(name string, v Value) bool {
	place, twice := l.places[name]
	key := l.tree.span(l.node.first + forKey)
	if l.node.flag&forGroup != 0 {
		if !twice {
			place = len(l.fields)
			l.places[name] = place
			l.fields = append(l.fields, Field{name, key, Value{Span: l.span, Kind: List}})
		}
		group := &l.fields[place].Value
		group.Items = append(group.Items, v)
		return true
	}
	if twice {
		d := l.errorf(diag.DuplicateKey, key, "two items have the key %q (write ... after the value to group them)", name)
		if before := l.fields[place].Value.Span; before.Known() && before != v.Span {
			d.Note(before, "the first %q", name)
		}
		return false
	}
	l.places[name] = len(l.fields)
	l.fields = append(l.fields, Field{name, key, v})
	return true
}

// splat is source[*].each: of every item of a list, of every element of a reference, or of a single value. Null has no items.
func (ev *evaluator) splat(at int32, env *binding) (Value, bool) {
	n := ev.tree.nodes[at]
	v, ok := ev.eval(n.first, env)
	if !ok {
		return Value{}, false
	}
	items := []Value{v}
	switch v.Kind {
	case List, Set:
		items = v.Items
	case Null:
		items = nil
	case Reference:
		if fields, ok := v.Target.Elements(); ok {
			items = make([]Value, len(fields))
			for i, f := range fields {
				items[i] = f.Value
			}
		}
	}
	if !ev.budget.reshape(len(items)) {
		return ev.stop(ev.tree.span(at))
	}
	result := Value{Span: ev.tree.span(at), Kind: List, Items: make([]Value, len(items))}
	failed := 0
	for i, item := range items {
		result.Items[i], ok = ev.eval(n.first+1, &binding{n.text, item, env})
		if !ok {
			failed++
		}
		if ev.stopped || failed == maxLoopErrors {
			break
		}
	}
	return result, failed == 0
}
