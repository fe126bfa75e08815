package syntax

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/dvpolicy/dvpolicy/model/source"
)

type operator uint8

const (
	opOr operator = iota
	opAnd
	opNot
	opEqual
	opNotEqual
	opGreater
	opGreaterEqual
	opLess
	opLessEqual
	opAdd
	opSubtract
	opMultiply
	opDivide
	opModulo
	opNegate
)

// operations are HCL's operators, by their number here.
var operations = [...]struct {
	hcl     *hclsyntax.Operation
	symbol  string
	compute func(a, b cty.Value) cty.Value
}{
	opOr:           {hclsyntax.OpLogicalOr, "||", nil},
	opAnd:          {hclsyntax.OpLogicalAnd, "&&", nil},
	opNot:          {hclsyntax.OpLogicalNot, "!", nil},
	opEqual:        {hclsyntax.OpEqual, "==", nil},
	opNotEqual:     {hclsyntax.OpNotEqual, "!=", nil},
	opGreater:      {hclsyntax.OpGreaterThan, ">", nil},
	opGreaterEqual: {hclsyntax.OpGreaterThanOrEqual, ">=", nil},
	opLess:         {hclsyntax.OpLessThan, "<", nil},
	opLessEqual:    {hclsyntax.OpLessThanOrEqual, "<=", nil},
	opAdd:          {hclsyntax.OpAdd, "+", cty.Value.Add},
	opSubtract:     {hclsyntax.OpSubtract, "-", cty.Value.Subtract},
	opMultiply:     {hclsyntax.OpMultiply, "*", cty.Value.Multiply},
	opDivide:       {hclsyntax.OpDivide, "/", cty.Value.Divide},
	opModulo:       {hclsyntax.OpModulo, "%", cty.Value.Modulo},
	opNegate:       {hclsyntax.OpNegate, "-", nil},
}

func operatorOf(o *hclsyntax.Operation) operator {
	for i, known := range operations {
		if known.hcl == o {
			return operator(i)
		}
	}
	panic("bug: an operator that HCL did not have")
}

// conditional evaluates only the branch that is chosen.
func (ev *evaluator) conditional(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	v, ok := ev.eval(n.first, env)
	if !ok {
		return Value{}, false
	}
	yes, ok := ev.condition(v, ev.tree.span(n.first))
	if !ok {
		return Value{}, false
	}
	if yes {
		return ev.eval(n.first+1, env)
	}
	return ev.eval(n.first+2, env)
}

func (ev *evaluator) condition(v Value, at source.Span) (yes, ok bool) {
	yes, ok = asBool(v)
	if !ok {
		ev.wrong(at, "a condition must be true or false: this is %s", v.Describe())
	}
	return yes, ok
}

func (ev *evaluator) binary(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	o := operator(n.flag)
	left, ok := ev.eval(n.first, env)
	if ok && (o == opOr || o == opAnd) {
		// The right side of && and || often only has a meaning where the left side says so.
		if yes, ok := ev.operandBool(left, o, ev.tree.span(n.first)); !ok {
			return Value{}, false
		} else if yes == (o == opOr) {
			return Value{Span: ev.tree.span(at), Kind: Bool, Bool: yes}, true
		}
	}
	right, rightOK := ev.eval(n.first+1, env)
	if !ok || !rightOK {
		return Value{}, false
	}
	v := Value{Span: ev.tree.span(at), Kind: Bool}
	switch o {
	case opOr, opAnd:
		v.Bool, ok = ev.operandBool(right, o, ev.tree.span(n.first+1))
		return v, ok
	case opEqual, opNotEqual:
		v.Bool = comparer{ev.budget}.equal(left, right) == (o == opEqual)
		return v, true
	}
	a, ok := ev.operandNumber(left, o, ev.tree.span(n.first))
	b, bOK := ev.operandNumber(right, o, ev.tree.span(n.first+1))
	if !ok || !bOK {
		return Value{}, false
	}
	if o < opAdd {
		v.Bool = ordered(o, a.Cmp(b))
		return v, true
	}
	return ev.arithmetic(o, a, b, v.Span)
}

func ordered(o operator, order int) bool {
	switch o {
	case opGreater:
		return order > 0
	case opGreaterEqual:
		return order >= 0
	case opLess:
		return order < 0
	}
	return order <= 0
}

func (ev *evaluator) arithmetic(o operator, a, b *big.Float, at source.Span) (Value, bool) {
	if (o == opDivide || o == opModulo) && b.Sign() == 0 {
		return ev.wrong(at, "this divides by zero")
	}
	result := operations[o].compute(cty.NumberVal(a), cty.NumberVal(b))
	return ev.number(result.AsBigFloat(), at)
}

// number makes a value of a number that was computed.
func (ev *evaluator) number(f *big.Float, at source.Span) (Value, bool) {
	if !numberInBounds(f) {
		ev.budget.exceeded("this makes a number of more than %d binary digits", maxExponent)
		return ev.stop(at)
	}
	return Value{Span: at, Kind: Number, Number: f}, true
}

func (ev *evaluator) unary(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	operand, ok := ev.eval(n.first, env)
	if !ok {
		return Value{}, false
	}
	o, span := operator(n.flag), ev.tree.span(n.first)
	if o == opNot {
		yes, ok := ev.operandBool(operand, o, span)
		return Value{Span: ev.tree.span(at), Kind: Bool, Bool: !yes}, ok
	}
	f, ok := ev.operandNumber(operand, o, span)
	if !ok {
		return Value{}, false
	}
	return Value{Span: ev.tree.span(at), Kind: Number, Number: new(big.Float).Neg(f)}, true
}

func (ev *evaluator) operandBool(v Value, o operator, at source.Span) (bool, bool) {
	yes, ok := asBool(v)
	if !ok {
		ev.wrong(at, "%s needs true or false: this is %s", operations[o].symbol, v.Describe())
	}
	return yes, ok
}

func (ev *evaluator) operandNumber(v Value, o operator, at source.Span) (*big.Float, bool) {
	f, ok := asNumber(v)
	if !ok {
		ev.wrong(at, "%s needs a number: this is %s", operations[o].symbol, v.Describe())
	}
	return f, ok
}
