package compiler

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// An evaluation is the policy in one environment: the second pass. Naming a block needs no more than its label and keys, so nothing is put
// in order beforehand: a local, the keys of a for_each or an attribute is worked out the first time something asks for it. Who waits for
// itself on the way is in a cycle.
type evaluation struct {
	mentions []mention
	*declarations
	name   string // of the environment
	policy *model.Policy
	in     *input.Policy
	diags  diag.List

	roots     map[string]syntax.Value
	rootNames []string
	blocks    map[*declaration]*block
	instances map[string][]*instance // by construct, by address
	running   []running              // what is being evaluated now, outermost first

	environment *instance // nil where the policy declares none

	brought       map[string]map[string][]*instance // what solutions bring, by construct and name
	cascades      []*solution.Relationship
	columns       []broughtColumn
	files         []*source.File // of the solutions
	solutionsLost bool           // one could not be read: what seems to be unknown may be there

	locals    *localValues
	tables    tableFacts
	unitRoot  *model.BusinessUnit
	joined    map[*model.Team][]memberAt // members of teams that say so themselves, or whose members do
	roles     map[*instance]*roleParts
	standards map[string]*model.Role
	groups    map[*model.EntraGroup]*groupMembers
}

// maxWaiting bounds how many evaluations may wait for each other, and with it the stack.
const maxWaiting = 5000

// running is one evaluation that waits for another.
type running struct {
	what string
	at   source.Span
}

// A block is a declaration in this environment, with its instances once they are known.
type block struct {
	ev        *evaluation
	decl      *declaration
	state     state
	instances []*instance // by key
	byKey     map[string]*instance
}

type state uint8

const (
	notEvaluated state = iota
	evaluating
	evaluated
	failed
)

// An instance is one thing that the policy declares: team.sales["a"].
type instance struct {
	ev     *evaluation
	decl   *declaration
	key    string
	each   *syntax.Value // { key, value } under for_each
	addr   string
	object any // the model's value
	body   *body
	attrs  map[string]*lazy
	above  *instance // of a user the manager, of a business unit or position the parent

	from    *solution.Solution // of a solution that was itself the input
	brought *brought           // of what a solution brings: there is no block

	defaultTeam *instance // of a business unit
	unit        *instance // of a default team: its business unit
}

// A lazy value is evaluated once.
type lazy struct {
	state state
	value syntax.Value
}

func newEvaluation(d *declarations, name string, in *input.Policy) *evaluation {
	ev := &evaluation{
		declarations: d, name: name, in: in,
		brought:   map[string]map[string][]*instance{},
		policy:    &model.Policy{},
		roots:     map[string]syntax.Value{},
		blocks:    map[*declaration]*block{},
		instances: map[string][]*instance{},
		joined:    map[*model.Team][]memberAt{},
		roles:     map[*instance]*roleParts{},
		standards: map[string]*model.Role{},
		groups:    map[*model.EntraGroup]*groupMembers{},
	}
	for _, c := range d.constructs {
		if len(c.labels) > 0 && c.limits && !c.later {
			ev.root(c.name, &space{ev, c})
		}
	}
	ev.tables = newTableFacts()
	ev.locals = newLocals(ev)
	ev.root("local", ev.locals)
	ev.root("standard_role", standardRoles{ev})
	ev.environment = ev.environmentInstance()
	ev.root("env", environmentFacts{ev})
	ev.rootNames = append(ev.rootNames, "each")
	ev.roots["var"] = reference(noInputs{})
	ev.roots["environment"] = reference(noEnvironments{})
	slices.Sort(ev.rootNames)
	return ev
}

func (ev *evaluation) root(name string, t syntax.Target) {
	ev.roots[name] = syntax.Value{Kind: syntax.Reference, Target: t}
	ev.rootNames = append(ev.rootNames, name)
}

// scope is what expressions of an instance can name; nil for those that stand in no instance.
func (ev *evaluation) scope(in *instance) *syntax.Scope {
	return &syntax.Scope{
		Root: func(name string) (syntax.Value, bool) {
			if name == "each" {
				if in != nil && in.each != nil {
					return *in.each, true
				}
				return reference(noEach{}), true
			}
			v, ok := ev.roots[name]
			return v, ok
		},
		Roots: func() []string { return ev.rootNames },
		Read:  ev.in.Read,
	}
}

// enter notes that something is being evaluated; it reports a cycle, and says no, where that waits for itself.
func (ev *evaluation) enter(what string, at source.Span) bool {
	from := slices.IndexFunc(ev.running, func(r running) bool { return r.what == what })
	if from < 0 && len(ev.running) >= maxWaiting {
		ev.diags.Errorf(diag.LimitExceeded, at, "%s waits for more than %d other values", what, maxWaiting)
		return false
	}
	if from < 0 {
		ev.running = append(ev.running, running{what, at})
		return true
	}
	cycle := ev.running[from:]
	// The same cycle is found from wherever it is entered: tell it from its first member by name.
	first := 0
	for i := range cycle {
		if cycle[i].what < cycle[first].what {
			first = i
		}
	}
	ev.reportPath(diag.EvaluationCycle, "depends on itself", append(slices.Clone(cycle[first:]), cycle[:first]...))
	return false
}

func (ev *evaluation) leave() { ev.running = ev.running[:len(ev.running)-1] }

// block is a declaration's block in this environment.
func (ev *evaluation) block(d *declaration) *block {
	b := ev.blocks[d]
	if b == nil {
		b = &block{ev: ev, decl: d}
		ev.blocks[d] = b
	}
	return b
}

// expand finds the instances of a block: one, or one for each key of for_each.
func (b *block) expand() bool {
	switch {
	case b.state == evaluated || b.state == failed:
		return b.state == evaluated
	case b.decl.forEach == nil:
		b.instances = []*instance{{ev: b.ev, decl: b.decl, addr: b.decl.address()}}
		b.state = evaluated
		return true
	case !b.ev.enter(b.decl.address()+".for_each", b.decl.forEach.Span()):
		b.state = failed
		return false
	}
	b.state = evaluating
	over, fields, ok := b.keys()
	b.ev.leave()
	if !ok || b.state == failed { // failed meanwhile: it went round
		b.state = failed
		return false
	}
	b.instantiate(over, fields)
	b.state = evaluated
	return true
}

// keys evaluates for_each: what it goes over, and the keys and values of that.
func (b *block) keys() (over syntax.Value, fields []syntax.Field, ok bool) {
	over, ok = b.decl.forEach.Eval(b.ev.scope(nil), &b.ev.diags)
	if !ok {
		return over, nil, false
	}
	fields, err := forEachFields(over)
	if err != nil {
		b.ev.diags.Errorf(diag.InvalidValue, b.decl.forEach.Span(), "%v", err)
		return over, nil, false
	}
	other, isBlock := over.Target.(*block)
	return over, fields, !isBlock || other.state != failed
}

func (b *block) instantiate(over syntax.Value, fields []syntax.Field) {
	address := b.decl.address()
	b.instances = make([]*instance, len(fields))
	b.byKey = make(map[string]*instance, len(fields))
	for i, f := range fields {
		in := &instance{ev: b.ev, decl: b.decl, key: f.Name, addr: address + model.Index(f.Name)}
		in.each = &syntax.Value{Kind: syntax.Object, Fields: []syntax.Field{
			{Name: "key", Value: syntax.Value{Span: over.Span, Kind: syntax.String, Text: f.Name}},
			{Name: "value", Value: f.Value},
		}}
		b.instances[i], b.byKey[f.Name] = in, in
	}
}

// forEachFields are the keys and values that for_each goes over, by key.
func forEachFields(v syntax.Value) ([]syntax.Field, error) {
	var fields []syntax.Field
	switch v.Kind {
	case syntax.Object:
		fields = slices.Clone(v.Fields)
	case syntax.Set:
		for _, item := range v.Items {
			if item.Kind != syntax.String {
				return nil, fmt.Errorf("for_each takes a set of strings, this set holds %s", item.Kind)
			}
			fields = append(fields, syntax.Field{Name: item.Text, Value: item})
		}
	case syntax.Reference:
		elements, ok := v.Target.Elements()
		if !ok {
			return nil, fmt.Errorf("for_each takes a map, a set of strings or a block with for_each; %s is one instance", v.Target.Address())
		}
		fields = slices.Clone(elements)
	case syntax.List:
		return nil, fmt.Errorf("for_each takes a map, a set of strings or a block with for_each, this is a list: write toset([…])")
	default:
		return nil, fmt.Errorf("for_each takes a map, a set of strings or a block with for_each, this is %s", v.Kind)
	}
	if slices.ContainsFunc(fields, func(f syntax.Field) bool { return strings.TrimSpace(f.Name) == "" }) {
		return nil, errors.New("for_each has an empty key")
	}
	slices.SortFunc(fields, func(a, b syntax.Field) int { return strings.Compare(a.Name, b.Name) })
	return fields, nil
}

// all is every instance of a construct in this environment, by address.
func (ev *evaluation) all(construct string) []*instance { return ev.instances[construct] }

// expandAll finds the instances of every construct and makes their empty model values.
func (ev *evaluation) expandAll() {
	for _, c := range ev.constructs {
		if c.later || c.create == nil {
			continue
		}
		for _, label := range ev.labels[c.name] {
			d := ev.find(c.name, label, ev.name)
			if d == nil {
				continue
			}
			b := ev.block(d)
			if b.expand() {
				ev.instances[c.name] = append(ev.instances[c.name], b.instances...)
			}
		}
		if c == businessUnitConstruct && len(ev.instances[c.name]) == 0 { // blocks there are, but their for_each is empty, or was reported
			root := ev.block(impliedRoot(nil))
			root.expand()
			ev.instances[c.name] = root.instances
		}
		if c == solutionConstruct {
			ev.given(ev.in.Brought)
		}
		for _, in := range ev.instances[c.name] {
			c.create(ev, in)
		}
		if c == solutionConstruct {
			ev.bring()
		}
	}
}

// bindAll fills the model values, construct by construct.
func (ev *evaluation) bindAll() {
	for _, c := range ev.constructs {
		all := ev.instances[c.name] // none of what a later version evaluates
		ev.bodiesAhead(c, all)
		for _, in := range all {
			if in.body == nil {
				in.body = ev.body(c, in, &in.decl.block.Body, in.decl.span())
			}
			c.bind(ev, in, in.body)
		}
		if c.settle != nil {
			c.settle(ev)
		}
	}
}
