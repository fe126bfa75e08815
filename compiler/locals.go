package compiler

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
)

var localsConstruct = &construct{
	name: "locals", free: "local",
	settle: func(ev *evaluation) { ev.locals.checkUnused() },
	doc:    "Named values. `local.NAME` anywhere in the policy; they may refer to each other, and to blocks, in any order.",
}

// localValues is the name space local. A local is evaluated when something asks for it, in the environment that asks.
type localValues struct {
	ev     *evaluation
	attrs  map[string]*syntax.Attr
	values map[string]*lazy
	names  []string // sorted
}

func newLocals(ev *evaluation) *localValues {
	l := &localValues{ev: ev, attrs: map[string]*syntax.Attr{}, values: map[string]*lazy{}}
	for _, d := range ev.byConstruct["locals"][""] {
		for i := range d.block.Body.Attrs {
			a := &d.block.Body.Attrs[i]
			if first := l.attrs[a.Name]; first != nil {
				if a.NameSpan.Compare(first.NameSpan) < 0 {
					first, a = a, first
				}
				ev.diags.Errorf(diag.DuplicateName, a.NameSpan, "local %q is declared twice", a.Name).Note(first.NameSpan, "the other declaration is here")
				a = first
			}
			l.attrs[a.Name] = a
			l.values[a.Name] = &lazy{}
		}
		for _, b := range d.block.Body.Blocks {
			ev.diags.Errorf(diag.UnknownBlock, b.TypeSpan, "locals has no blocks: write %s = …", b.Type)
		}
	}
	for name := range l.attrs {
		l.names = append(l.names, name)
	}
	slices.Sort(l.names)
	return l
}

func (l *localValues) Address() string { return "local" }

func (l *localValues) Member(name string, _ bool) (syntax.Value, error) {
	a := l.attrs[name]
	if a == nil {
		d := &diag.Diagnostic{Code: diag.UnknownReference, Message: "no file declares a local \"" + name + "\""}
		return syntax.Value{}, d.Suggest(name, l.names)
	}
	return l.ev.force(l.values[name], "local."+name, a.Expr, l.ev.scope(nil))
}

func (l *localValues) Elements() ([]syntax.Field, bool) { return nil, false }

// checkUnused evaluates the locals that nothing asked for, so that what is wrong in them is not found out on their first use. One that
// only refers to what this environment lacks is no error: nothing here needs it.
func (l *localValues) checkUnused() {
	for _, name := range l.names {
		if l.values[name].state != notEvaluated {
			continue
		}
		found := l.ev.diags
		l.ev.diags = diag.List{}
		l.Member(name, false)
		found.Add(l.ev.diags.Without(diag.AbsentInEnvironment))
		l.ev.diags = found
	}
}
