package compiler

import (
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// maxItems bounds what one attribute may stand for. Lists may hold lists, and forty locals that each name the one before twice are 2^40 items.
const maxItems = 1_000_000

// bounded reports a value that stands for too much. Whoever goes through the lists of a value asks this first.
func (ev *evaluation) bounded(name string, v syntax.Value, at source.Span) bool {
	if (&weighing{}).weight(v) <= maxItems {
		return true
	}
	ev.diags.Errorf(diag.LimitExceeded, at, "%q stands for more than %d items", name, maxItems)
	return false
}

// A weighing counts what nested lists, objects and blocks with for_each stand for, and the lists themselves. What is there many times is
// counted once and added many times, so that counting is quick where going through would not be.
type weighing struct {
	known map[storage]int
}

// storage is where the items of a list, or the fields of an object, lie.
type storage struct {
	item  *syntax.Value
	field *syntax.Field
	n     int
}

func (w *weighing) weight(v syntax.Value) int {
	switch {
	case len(v.Items) > 0:
		return w.sum(storage{item: &v.Items[0], n: len(v.Items)}, func(i int) syntax.Value { return v.Items[i] })
	case len(v.Fields) > 0:
		return w.sum(storage{field: &v.Fields[0], n: len(v.Fields)}, func(i int) syntax.Value { return v.Fields[i].Value })
	case v.Kind == syntax.Reference:
		if b, ok := v.Target.(*block); ok {
			return 1 + len(b.instances)
		}
	}
	return 1
}

func (w *weighing) sum(of storage, value func(int) syntax.Value) int {
	if n, ok := w.known[of]; ok {
		return n
	}
	n, deep := 1, false
	for i := range of.n {
		v := value(i)
		n += w.weight(v)
		deep = deep || len(v.Items) > 0 || len(v.Fields) > 0
	}
	n = min(n, maxItems+1)
	if deep {
		if w.known == nil {
			w.known = map[storage]int{}
		}
		w.known[of] = n
	}
	return n
}
