package compiler

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A space is the name space of a construct: what stands before the dot of role.salesperson.
type space struct {
	ev        *evaluation
	construct *construct
}

func (s *space) Address() string { return s.construct.name }

func (s *space) Member(label string, _ bool) (syntax.Value, error) {
	d := s.ev.find(s.construct.name, label, s.ev.name)
	if d == nil {
		return s.broughtAs(label)
	}
	b := s.ev.block(d)
	if d.forEach != nil {
		return reference(b), nil
	}
	b.expand()
	return reference(b.instances[0]), nil
}

// missing says why a label leads nowhere: nobody declares it, or somebody does for other environments.
func (s *space) missing(label string) error {
	if s.ev.broken[s.construct.name+model.Step(label)] {
		return syntax.ErrReported
	}
	var elsewhere []string
	var at source.Span
	for _, d := range s.ev.byConstruct[s.construct.name][label] {
		if d.span().Known() { // nobody declares an implied root
			elsewhere, at = append(elsewhere, d.environments...), d.span()
		}
	}
	if len(elsewhere) > 0 {
		slices.Sort(elsewhere)
		d := &diag.Diagnostic{Code: diag.AbsentInEnvironment, Message: fmt.Sprintf(
			"%s%s is limited to %s, so it does not exist here", s.construct.name, model.Step(label), quoted(elsewhere))}
		return d.Note(at, "it is declared here")
	}
	code := diag.UnknownReference
	if s.construct == roleConstruct {
		code = diag.UnknownRole
	}
	d := &diag.Diagnostic{Code: code, Message: fmt.Sprintf("no file declares %s %s %q", article(s.construct.name), s.construct.spoken(), label)}
	others := slices.DeleteFunc(append(slices.Clone(s.ev.labels[s.construct.name]), s.ev.broughtLabels(s.construct.name)...), func(other string) bool { return other == label })
	d.Suggest(label, others)
	if near := diag.Nearest(label, others); near != "" {
		if at := s.declared(near); at.Known() {
			d.Note(at, "%q is declared here", near)
		}
	}
	if s.construct == roleConstruct && d.Hint == "" {
		if standard := schema.StandardRoleByLabel(label); standard != nil {
			d.Hint = "did you mean " + StandardRoleAddress(standard.Label) + "?"
		}
	}
	return d
}

// declared is where a label stands, in a file of the policy or in a solution.
func (s *space) declared(label string) source.Span {
	if all := s.ev.byConstruct[s.construct.name][label]; len(all) > 0 {
		return all[0].span()
	}
	return s.ev.brought[s.construct.name][label][0].decl.span()
}

func (s *space) Elements() ([]syntax.Field, bool) {
	var fields []syntax.Field
	for _, label := range s.ev.labels[s.construct.name] {
		if s.ev.find(s.construct.name, label, s.ev.name) == nil {
			continue
		}
		if v, err := s.Member(label, false); err == nil {
			fields = append(fields, syntax.Field{Name: label, Value: v})
		}
	}
	for _, label := range s.ev.broughtLabels(s.construct.name) {
		if v, err := s.Member(label, false); err == nil && s.ev.find(s.construct.name, label, s.ev.name) == nil {
			fields = append(fields, syntax.Field{Name: label, Value: v})
		}
	}
	return fields, true
}

// spoken is the construct's name as people say it.
func (c *construct) spoken() string { return strings.ReplaceAll(c.name, "_", " ") }

func reference(t syntax.Target) syntax.Value {
	return syntax.Value{Kind: syntax.Reference, Target: t}
}

func quoted(names []string) string {
	var q []string
	for _, n := range slices.Compact(slices.Clone(names)) {
		q = append(q, fmt.Sprintf("%q", n))
	}
	return strings.Join(q, ", ")
}

// A block with for_each, named without a key.

func (b *block) Address() string { return b.decl.address() }

func (b *block) Member(key string, indexed bool) (syntax.Value, error) {
	if !b.expand() {
		return syntax.Value{}, syntax.ErrReported
	}
	if !indexed && b.byKey[key] != nil {
		return syntax.Value{}, fmt.Errorf("%s has for_each: write %s", b.Address(), b.Address()+model.Index(key))
	}
	if !indexed {
		return syntax.Value{}, fmt.Errorf("%s has for_each: choose one, as in %s[\"…\"].%s", b.Address(), b.Address(), key)
	}
	if in := b.byKey[key]; in != nil {
		return reference(in), nil
	}
	keys := make([]string, len(b.instances))
	for i, in := range b.instances {
		keys[i] = in.key
	}
	d := &diag.Diagnostic{Code: diag.UnknownReference, Message: fmt.Sprintf("%s has no instance %q", b.Address(), key)}
	d.Suggest(key, keys)
	if d.Hint == "" && len(keys) > 0 && len(keys) <= 8 {
		d.Hint = "it has " + quoted(keys)
	}
	return syntax.Value{}, d.Note(b.decl.forEach.Span(), "its keys come from here")
}

func (b *block) Elements() ([]syntax.Field, bool) {
	if !b.expand() {
		return nil, true
	}
	fields := make([]syntax.Field, len(b.instances))
	for i, in := range b.instances {
		fields[i] = syntax.Field{Name: in.key, Value: reference(in)}
	}
	return fields, true
}

func (in *instance) Address() string { return in.addr }

// Member reads a scalar attribute of an instance, null where it is not set.
func (in *instance) Member(name string, indexed bool) (syntax.Value, error) {
	c := in.construct()
	if v, ok := in.broughtSpace(name); ok {
		return v, nil
	}
	if indexed {
		return syntax.Value{}, fmt.Errorf("%s has no for_each, so no instance %q", in.addr, name)
	}
	if c == businessUnitConstruct && name == "default_team" {
		return reference(in.defaultTeam), nil
	}
	a := c.attribute(name)
	if a == nil {
		return syntax.Value{}, &diag.Diagnostic{Code: diag.UnknownAttribute, Message: fmt.Sprintf("%s %s has no attribute %q", article(c.name), c.spoken(), name),
			Hint: (&diag.Diagnostic{}).Suggest(name, scalarNames(c)).Hint}
	}
	if !a.is.scalar() {
		return syntax.Value{}, fmt.Errorf("%q of %s is no text, number or bool: only those can be read through a reference", name, in.addr)
	}
	return in.attr(name)
}

func (in *instance) Elements() ([]syntax.Field, bool) { return nil, false }

func (t valueType) scalar() bool {
	switch t.kind {
	case textKind, boolKind, numberKind, dateKind, guidKind, wordKind, tableKind:
		return true
	}
	return false
}

func scalarNames(c *construct) []string {
	var names []string
	for _, a := range c.attrs {
		if a.is.scalar() {
			names = append(names, a.name)
		}
	}
	return names
}

func (in *instance) construct() *construct {
	if in.unit != nil {
		return teamConstruct
	}
	return in.decl.construct
}

// attr evaluates one attribute, once.
func (in *instance) attr(name string) (syntax.Value, error) {
	if in.unit != nil {
		if name == "name" {
			return in.unit.attr("name")
		}
		return syntax.Value{}, nil
	}
	if in.attrs == nil {
		in.attrs = map[string]*lazy{}
	}
	l := in.attrs[name]
	if l == nil {
		l = &lazy{}
		in.attrs[name] = l
	}
	var expr *syntax.Expr
	for i := range in.decl.block.Body.Attrs {
		if a := &in.decl.block.Body.Attrs[i]; a.Name == name {
			expr = &a.Expr
		}
	}
	if expr == nil {
		if name == "name" { // what is assumed when nothing is said
			return syntax.Value{Kind: syntax.String, Text: in.assumedName()}, nil // nobody wrote it: it stands where it is used
		}
		return syntax.Value{}, nil
	}
	return in.ev.force(l, in.addr+model.Step(name), *expr, in.ev.scope(in))
}

// asked is the value of an attribute that a reference has asked for already, nil where none has. Those of nested blocks cannot be.
func (in *instance) asked(c *construct, name string) *lazy {
	if in.decl.construct != c {
		return nil
	}
	return in.attrs[name]
}

// place is where an attribute is written, or the block where it is not.
func (in *instance) place(name string) source.Span {
	for i := range in.decl.block.Body.Attrs {
		if a := &in.decl.block.Body.Attrs[i]; a.Name == name {
			return a.Expr.Span()
		}
	}
	return in.decl.span()
}

// assumedName is the name of an instance that does not say one: its label, with the key where there are several.
func (in *instance) assumedName() string {
	if in.each != nil {
		return in.decl.label + " " + in.key
	}
	return in.decl.label
}

// force evaluates a lazy value, or says that it waits for itself.
func (ev *evaluation) force(l *lazy, what string, e syntax.Expr, s *syntax.Scope) (syntax.Value, error) {
	switch l.state {
	case evaluated:
		return l.value, nil
	case failed:
		return syntax.Value{}, syntax.ErrReported
	}
	if !ev.enter(what, e.Span()) {
		l.state = failed
		return syntax.Value{}, syntax.ErrReported
	}
	l.state = evaluating
	v, ok := e.Eval(s, &ev.diags)
	ev.leave()
	if !ok || l.state == failed {
		l.state = failed
		return syntax.Value{}, syntax.ErrReported
	}
	l.state, l.value = evaluated, v
	return v, nil
}

// standardRoles is the name space of the catalogue's roles.
type standardRoles struct{ ev *evaluation }

func (s standardRoles) Address() string { return "standard_role" }

func (s standardRoles) Member(label string, _ bool) (syntax.Value, error) {
	if r := schema.StandardRoleByLabel(label); r != nil {
		return reference(standardRole{r}), nil
	}
	var labels []string
	for _, r := range schema.StandardRoles() {
		labels = append(labels, r.Label)
	}
	d := &diag.Diagnostic{Code: diag.UnknownRole, Message: fmt.Sprintf("the catalogue (%s) has no standard role %q", schema.Version(), label)}
	return syntax.Value{}, d.Suggest(label, labels)
}

func (s standardRoles) Elements() ([]syntax.Field, bool) { return nil, false }

// A standardRole is a reference to a role of the catalogue.
type standardRole struct{ role *schema.StandardRole }

func (r standardRole) Address() string { return "standard_role" + model.Step(r.role.Label) }

func (r standardRole) Member(name string, _ bool) (syntax.Value, error) {
	if name == "name" {
		return syntax.Value{Kind: syntax.String, Text: r.role.Name}, nil
	}
	return syntax.Value{}, errors.New("of a standard role only its name can be read")
}

func (r standardRole) Elements() ([]syntax.Field, bool) { return nil, false }

// noInputs is var, which people know from elsewhere.
type noInputs struct{}

func (noInputs) Address() string { return "var" }

func (noInputs) Member(string, bool) (syntax.Value, error) {
	return syntax.Value{}, errors.New("a policy has no inputs but its files: write a local, and look up by env.name what differs between environments")
}

func (noInputs) Elements() ([]syntax.Field, bool) { return nil, false }

// noEnvironments is environment, which nothing refers to: every environment is a policy of its own.
type noEnvironments struct{}

func (noEnvironments) Address() string { return "environment" }

func (noEnvironments) Member(name string, _ bool) (syntax.Value, error) {
	return syntax.Value{}, fmt.Errorf("environments are not referred to: say environments = [%q] where a block is of that one alone, and target = \"environment\" in a waiver of what is about it", name)
}

func (noEnvironments) Elements() ([]syntax.Field, bool) { return nil, false }

// noEach is each where no for_each gives it a meaning.
type noEach struct{}

func (noEach) Address() string { return "each" }

func (noEach) Member(string, bool) (syntax.Value, error) {
	return syntax.Value{}, errors.New("each has a meaning in a block with for_each only")
}

func (noEach) Elements() ([]syntax.Field, bool) { return nil, false }
