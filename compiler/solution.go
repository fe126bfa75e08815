package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Bound first: what a solution says of tables is known to every block, and its roles are there to be named.
var solutionConstruct = &construct{
	name: "solution", labels: []string{"name"}, limits: true,
	doc: "Brings the roles, column security profiles and table facts of a solution into the policy. Its roles are referred to by their names, `role[\"Case Worker\"]`; where two solutions have the same name, `solution.core.role[\"Case Worker\"]`.",
	attrs: []attribute{
		{name: "path", is: text, required: true, filled: true, doc: "Its folder or zip file, from the policy's folder."},
	},
	create: func(ev *evaluation, in *instance) {
		in.object = ev.openSolution(in)
	},
	bind: func(ev *evaluation, in *instance, _ *body) {
		if s := in.object.(*solution.Solution); s != nil {
			ev.bringTables(s)
		}
	},
	settle: (*evaluation).settleSolutions,
}

func isError(d *diag.Diagnostic) bool { return d.Severity == diag.Error }

// broughtConstructs are the kinds of blocks that a solution may stand for.
var broughtConstructs = []string{"role", "column_security_profile"}

// A brought thing is what a solution has instead of a block.
type brought struct {
	by      *instance // the solution
	role    *solution.Role
	profile *solution.Profile
}

// openSolution reads the solution that a block names; nil where it cannot, which is reported.
func (ev *evaluation) openSolution(in *instance) *solution.Solution {
	if in.from != nil {
		return in.from
	}
	v, err := in.attr("path")
	at := in.place("path")
	if err != nil || v.Kind != syntax.String {
		return nil // said of the body
	}
	before := ev.diags.Len()
	all, err := ev.in.Solutions(v.Text, &ev.diags)
	ev.solutionsLost = ev.solutionsLost || slices.ContainsFunc(ev.diags.Since(before), isError)
	switch {
	case err != nil:
		ev.diags.Errorf(diag.FileNotReadable, at, "%v", err)
	case len(all) > 1:
		var paths []string
		for _, s := range all {
			paths = append(paths, s.At)
		}
		ev.diags.Errorf(diag.InvalidValue, at, "%q holds several solutions: name one", v.Text).Hint = "it has " + quotedInOrder(paths)
	case len(all) == 1:
		return all[0]
	}
	return nil
}

// bring makes instances of what the solutions have, once all of them are open: whether a name is free is known only then.
func (ev *evaluation) bring() {
	for _, in := range ev.all(solutionConstruct.name) {
		s := in.object.(*solution.Solution)
		if s == nil {
			ev.solutionsLost = true
			continue
		}
		ev.files = append(ev.files, s.Files...)
		for _, r := range s.Roles {
			ev.bringOne("role", r.Name, r.Span, brought{by: in, role: r})
		}
		for _, p := range s.Profiles {
			ev.bringOne("column_security_profile", p.Name, p.Span, brought{by: in, profile: p})
		}
	}
	for _, construct := range broughtConstructs {
		for _, label := range ev.broughtLabels(construct) {
			same := ev.brought[construct][label]
			free := len(same) == 1 && ev.find(construct, label, ev.name) == nil
			for _, in := range same {
				in.addr = construct + model.Step(label)
				if !free {
					in.addr = in.brought.by.addr + "." + in.addr
				}
			}
			ev.instances[construct] = append(ev.instances[construct], same...)
		}
	}
}

func (ev *evaluation) bringOne(kind, name string, at source.Span, what brought) {
	c := ev.constructs[slices.IndexFunc(ev.constructs, func(c *construct) bool { return c.name == kind })]
	block := &syntax.Block{Type: kind, Labels: []syntax.Label{{Text: name, Span: at}}, Span: at}
	in := &instance{ev: ev, decl: &declaration{construct: c, label: name, block: block}, brought: &what}
	if ev.brought[kind] == nil {
		ev.brought[kind] = map[string][]*instance{}
	}
	ev.brought[kind][name] = append(ev.brought[kind][name], in)
}

// broughtLabels are the names under which solutions bring something, sorted.
func (ev *evaluation) broughtLabels(construct string) []string {
	var labels []string
	for label := range ev.brought[construct] {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	return labels
}

// broughtAs is what solutions bring under a name. Where several do, the reference must say which.
func (s *space) broughtAs(label string) (syntax.Value, error) {
	same := s.ev.brought[s.construct.name][label]
	switch len(same) {
	case 0:
		return syntax.Value{}, s.missing(label)
	case 1:
		return reference(same[0]), nil
	}
	var addresses []string
	for _, in := range same {
		addresses = append(addresses, in.addr)
	}
	d := &diag.Diagnostic{Code: diag.AmbiguousReference, Message: "several solutions bring a " + s.construct.spoken() + " \"" + label + "\""}
	d.Hint = "write " + strings.Join(addresses, " or ")
	return syntax.Value{}, d
}

// A broughtSpace is the name space of what one solution brings: what stands before the name in solution.core.role["Case Worker"].
type broughtSpace struct {
	by        *instance
	construct string
}

func (s broughtSpace) Address() string { return s.by.addr + "." + s.construct }

func (s broughtSpace) Member(label string, _ bool) (syntax.Value, error) {
	fields, _ := s.Elements()
	var labels []string
	for _, f := range fields {
		if f.Name == label {
			return f.Value, nil
		}
		labels = append(labels, f.Name)
	}
	if s.by.object.(*solution.Solution) == nil {
		return syntax.Value{}, syntax.ErrReported
	}
	d := &diag.Diagnostic{Code: diag.UnknownReference, Message: s.by.addr + " brings no " + spoken(s.construct) + " \"" + label + "\""}
	if s.construct == "role" {
		d.Code = diag.UnknownRole
	}
	return syntax.Value{}, d.Suggest(label, labels)
}

func (s broughtSpace) Elements() ([]syntax.Field, bool) {
	var fields []syntax.Field
	for _, label := range s.by.ev.broughtLabels(s.construct) {
		for _, in := range s.by.ev.brought[s.construct][label] {
			if in.brought.by == s.by {
				fields = append(fields, syntax.Field{Name: label, Value: reference(in)})
			}
		}
	}
	return fields, true
}

// broughtSpace is the name space that a member of a solution names, if it names one.
func (in *instance) broughtSpace(name string) (syntax.Value, bool) {
	if in.decl.construct.name != "solution" || !slices.Contains(broughtConstructs, name) {
		return syntax.Value{}, false
	}
	return reference(broughtSpace{in, name}), true
}

// given makes instances of the solutions that were the input themselves, without a policy that names them.
func (ev *evaluation) given(all []*solution.Solution) {
	for i, s := range all {
		label := cmp.Or(s.UniqueName, s.At, "solution")
		block := &syntax.Block{Type: solutionConstruct.name, Labels: []syntax.Label{{Text: label, Span: s.Span}}, Span: s.Span}
		in := &instance{ev: ev, decl: &declaration{construct: solutionConstruct, label: label, block: block}, from: all[i]}
		in.addr = in.decl.address()
		in.body = &body{construct: solutionConstruct, in: in, span: s.Span}
		ev.instances[solutionConstruct.name] = append(ev.instances[solutionConstruct.name], in)
	}
}
