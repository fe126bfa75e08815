package compiler

import (
	"errors"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
)

var testConstruct = &construct{
	name: "test", labels: []string{"name"}, limits: true, later: true,
	doc:    "What is promised: who can do what to which row, and who cannot.",
	settle: (*evaluation).settleTests,
}

// settleTests refuses rows that classic mode cannot have: there a row is in its owner's business unit, always (semantics S-OW-20). The rest
// of a test is evaluated by a later version, and what cannot be resolved here is left to it.
func (ev *evaluation) settleTests() {
	if ev.policy.Environment.Matrix {
		return
	}
	found := ev.diags
	ev.diags = diag.List{} // of what is evaluated below: nothing of it is reported
	for _, label := range ev.labels["test"] {
		d := ev.find("test", label, ev.name)
		if d == nil {
			continue
		}
		b := ev.block(d)
		b.expand()
		for _, in := range b.instances {
			for _, nested := range d.block.Body.Blocks {
				if nested.Type == "record" {
					(&tested{ev, in, &d.block.Body}).record(nested, &found)
				}
			}
		}
	}
	ev.diags = found
}

// tested is one test, in which principals may be declared that exist nowhere else.
type tested struct {
	ev   *evaluation
	in   *instance
	test *syntax.Body
}

// record reports a row that is in another business unit than its owner.
func (t *tested) record(b *syntax.Block, diags *diag.List) {
	owner, written := expression(&b.Body, "owner"), expression(&b.Body, "owning_business_unit")
	should, is := t.unitOf(t.value(owner)), unitNamed(t.value(written))
	if is == nil || should == nil || is == should || is.First == outside || should.First == outside {
		return
	}
	diags.Errorf(diag.OwningBusinessUnit, written.Span(), "the row is in the business unit of its owner, %s, and not in %s: ownership_across_business_units is off",
		should.Address, is.Address).Note(owner.Span(), "the owner is said here")
}

// expression is what an attribute says, no expression where it is not written.
func expression(b *syntax.Body, name string) syntax.Expr {
	for i := range b.Attrs {
		if b.Attrs[i].Name == name {
			return b.Attrs[i].Expr
		}
	}
	return syntax.Expr{}
}

func (t *tested) value(e syntax.Expr) syntax.Value {
	scope := t.ev.scope(t.in)
	outer := scope.Root
	scope.Root = func(name string) (syntax.Value, bool) {
		v, ok := outer(name)
		if space, isSpace := v.Target.(*space); isSpace {
			return reference(&testedSpace{space, t}), true
		}
		return v, ok
	}
	v, _ := e.Eval(scope, &t.ev.diags)
	return v
}

// unitOf is the business unit of a principal, nil where it is not known.
func (t *tested) unitOf(principal syntax.Value) *model.BusinessUnit {
	switch p := principal.Target.(type) {
	case *testedPrincipal:
		at := expression(&p.block.Body, "business_unit")
		if !at.Span().Known() {
			return t.ev.unitRoot
		}
		return unitNamed(t.value(at))
	case *instance:
		switch object := p.object.(type) {
		case *model.User:
			return object.BusinessUnit
		case *model.Team:
			return object.BusinessUnit
		}
	}
	return nil
}

func unitNamed(v syntax.Value) *model.BusinessUnit {
	if in, ok := v.Target.(*instance); ok {
		u, _ := in.object.(*model.BusinessUnit)
		return u
	}
	return nil
}

// A testedSpace is the name space of a construct, with what the test declares for itself.
type testedSpace struct {
	*space
	test *tested
}

func (s *testedSpace) Member(label string, indexed bool) (syntax.Value, error) {
	for _, b := range s.test.test.Blocks {
		if b.Type == s.construct.name && len(b.Labels) == 1 && b.Labels[0].Text == label {
			return reference(&testedPrincipal{s.Address() + model.Step(label), b}), nil
		}
	}
	return s.space.Member(label, indexed)
}

// A testedPrincipal is declared in a test.
type testedPrincipal struct {
	address string
	block   *syntax.Block
}

func (p *testedPrincipal) Address() string { return p.address }

func (p *testedPrincipal) Member(string, bool) (syntax.Value, error) {
	return syntax.Value{}, errors.New("nothing is read from what only a test declares")
}

func (p *testedPrincipal) Elements() ([]syntax.Field, bool) { return nil, false }
