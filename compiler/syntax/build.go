package syntax

import (
	"math/big"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A builder turns HCL's tree into nodes. The same few names and verbs fill a policy, so texts are kept once.
type builder struct {
	tree  *tree
	diags *diag.List
	texts map[string]string
	items map[*hclsyntax.AnonSymbolExpr]string // the binding of the splat whose item it is
	depth int
}

// The guard keeps expressions far below this.
const maxTreeDepth = 10_000

// keep is the text as it is compared: HCL gives strings in Unicode's normal form, but names and labels as they were written.
func (b *builder) keep(text string) string {
	if kept, ok := b.texts[text]; ok {
		return kept
	}
	kept := cty.NormalizeString(text)
	b.texts[text] = kept
	return kept
}

func (b *builder) span(r hcl.Range) source.Span {
	return source.Span{File: b.tree.file, Start: int32(r.Start.Byte), End: int32(max(r.Start.Byte, r.End.Byte))}
}

func (b *builder) expr(e hclsyntax.Expression) Expr {
	at := b.reserve(1)
	b.put(at, e)
	return Expr{b.tree, at}
}

// reserve makes room for the children of a node, so that they stand side by side.
func (b *builder) reserve(count int) int32 {
	first := len(b.tree.nodes)
	for range count {
		b.tree.nodes = append(b.tree.nodes, node{})
	}
	return int32(first)
}

func (b *builder) set(at int32, r hcl.Range, n node) {
	n.start, n.end = int32(r.Start.Byte), int32(max(r.Start.Byte, r.End.Byte))
	b.tree.nodes[at] = n
}

// parent fills a node in and its children after it.
func (b *builder) parent(at int32, r hcl.Range, n node, children ...hclsyntax.Expression) {
	n.first, n.count = b.reserve(len(children)), int32(len(children))
	b.set(at, r, n)
	for i, child := range children {
		b.put(n.first+int32(i), child)
	}
}

func (b *builder) put(at int32, e hclsyntax.Expression) {
	b.depth++
	defer func() { b.depth-- }()
	if b.depth > maxTreeDepth {
		b.diags.Errorf(diag.LimitExceeded, b.span(e.Range()), "this expression is nested more than %d deep", maxTreeDepth)
		return
	}
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		b.literal(at, e.Val, e.SrcRange)
	case *hclsyntax.TemplateExpr:
		b.template(at, e)
	case *hclsyntax.TemplateWrapExpr:
		b.put(at, e.Wrapped)
		b.widen(at, e.SrcRange)
	case *hclsyntax.ParenthesesExpr:
		b.put(at, e.Expression)
		b.widen(at, e.SrcRange)
	case *hclsyntax.ScopeTraversalExpr:
		root := e.Traversal[0].(hcl.TraverseRoot)
		n := node{op: opReference, text: b.keep(root.Name), first: b.reserve(len(e.Traversal) - 1), count: int32(len(e.Traversal) - 1)}
		b.set(at, e.SrcRange, n)
		b.steps(n.first, e.Traversal[1:])
	case *hclsyntax.RelativeTraversalExpr:
		n := node{op: opRelative, first: b.reserve(1 + len(e.Traversal)), count: int32(1 + len(e.Traversal))}
		b.set(at, e.SrcRange, n)
		b.put(n.first, e.Source)
		b.steps(n.first+1, e.Traversal)
	case *hclsyntax.TupleConsExpr:
		b.parent(at, e.SrcRange, node{op: opList}, e.Exprs...)
	case *hclsyntax.ObjectConsExpr:
		b.object(at, e)
	case *hclsyntax.IndexExpr:
		b.parent(at, e.SrcRange, node{op: opIndex}, e.Collection, e.Key)
	case *hclsyntax.SplatExpr:
		name := "*" + strconv.Itoa(len(b.items))
		b.items[e.Item] = name
		b.parent(at, e.SrcRange, node{op: opSplat, text: name}, e.Source, e.Each)
	case *hclsyntax.AnonSymbolExpr:
		b.set(at, e.SrcRange, node{op: opSplatItem, text: b.items[e]})
	case *hclsyntax.ForExpr:
		b.forExpr(at, e)
	case *hclsyntax.ConditionalExpr:
		b.parent(at, e.SrcRange, node{op: opConditional}, e.Condition, e.TrueResult, e.FalseResult)
	case *hclsyntax.BinaryOpExpr:
		b.parent(at, e.SrcRange, node{op: opBinary, flag: uint8(operatorOf(e.Op))}, e.LHS, e.RHS)
	case *hclsyntax.UnaryOpExpr:
		b.unary(at, e)
	case *hclsyntax.FunctionCallExpr:
		n := node{op: opCall, text: b.keep(e.Name)}
		if e.ExpandFinal {
			n.flag = 1
		}
		b.parent(at, hcl.RangeBetween(e.NameRange, e.CloseParenRange), n, e.Args...)
	case *hclsyntax.TemplateJoinExpr:
		b.parent(at, e.Range(), node{op: opJoin}, e.Tuple)
	default: // ExprSyntaxError
		b.set(at, e.Range(), node{op: opInvalid})
	}
}

func (b *builder) widen(at int32, r hcl.Range) {
	n := &b.tree.nodes[at]
	n.start, n.end = int32(r.Start.Byte), int32(max(r.Start.Byte, r.End.Byte))
}

func (b *builder) literal(at int32, v cty.Value, r hcl.Range) {
	switch {
	case v == cty.NilVal || !v.IsKnown(): // a syntax error stands here
		b.set(at, r, node{op: opInvalid})
	case v.IsNull():
		b.set(at, r, node{op: opNull})
	case v.Type() == cty.String:
		b.set(at, r, node{op: opText, text: b.keep(v.AsString())})
	case v.Type() == cty.Bool:
		n := node{op: opBool}
		if v.True() {
			n.flag = 1
		}
		b.set(at, r, n)
	case v.Type() == cty.Number:
		b.number(at, r, v.AsBigFloat())
	default:
		panic("bug: a literal of type " + v.Type().FriendlyName())
	}
}

func (b *builder) number(at int32, r hcl.Range, f *big.Float) {
	if !numberInBounds(f) {
		b.diags.Errorf(diag.LimitExceeded, b.span(r), "this number is too large or too small: its exponent may have at most 4 digits")
		b.set(at, r, node{op: opInvalid})
		return
	}
	b.set(at, r, node{op: opNumber, first: int32(len(b.tree.numbers))})
	b.tree.numbers = append(b.tree.numbers, f)
}

// A minus before a number is part of the number, so that -1 is a plain literal.
func (b *builder) unary(at int32, e *hclsyntax.UnaryOpExpr) {
	if lit, ok := e.Val.(*hclsyntax.LiteralValueExpr); ok && e.Op == hclsyntax.OpNegate && lit.Val.IsKnown() && !lit.Val.IsNull() && lit.Val.Type() == cty.Number {
		b.number(at, e.SrcRange, lit.Val.Negate().AsBigFloat())
		return
	}
	b.parent(at, e.SrcRange, node{op: opUnary, flag: uint8(operatorOf(e.Op))}, e.Val)
}

func (b *builder) template(at int32, e *hclsyntax.TemplateExpr) {
	if e.IsStringLiteral() {
		lit := e.Parts[0].(*hclsyntax.LiteralValueExpr)
		if lit.Val.IsKnown() && !lit.Val.IsNull() && lit.Val.Type() == cty.String {
			b.set(at, e.SrcRange, node{op: opText, text: b.keep(lit.Val.AsString())})
			return
		}
	}
	b.parent(at, e.SrcRange, node{op: opTemplate}, e.Parts...)
}

func (b *builder) steps(first int32, steps hcl.Traversal) {
	for i, step := range steps {
		at := first + int32(i)
		switch step := step.(type) {
		case hcl.TraverseAttr:
			r := step.SrcRange
			r.Start.Byte = r.End.Byte - len(step.Name) // without the dot
			b.set(at, r, node{op: opAttribute, text: b.keep(step.Name)})
		case hcl.TraverseIndex:
			b.indexStep(at, step)
		default:
			b.set(at, step.SourceRange(), node{op: opInvalid})
		}
	}
}

func (b *builder) indexStep(at int32, step hcl.TraverseIndex) {
	b.literal(at, step.Key, step.SrcRange)
	switch n := &b.tree.nodes[at]; n.op {
	case opText:
		n.op = opIndexText
	case opNumber:
		n.op = opIndexNumber
	case opBool:
		n.op, n.text = opIndexText, strconv.FormatBool(n.flag != 0)
	case opNull:
		b.diags.Errorf(diag.InvalidValue, b.span(step.SrcRange), "null is not an index")
		n.op = opInvalid
	}
}

func (b *builder) forExpr(at int32, e *hclsyntax.ForExpr) {
	n := node{op: opFor, text: b.keep(e.ValVar), first: b.reserve(forParts), count: forParts}
	if e.KeyExpr != nil {
		n.flag |= forObject
	}
	if e.Group {
		n.flag |= forGroup
	}
	b.set(at, e.SrcRange, n)
	b.put(n.first+forCollection, e.CollExpr)
	b.put(n.first+forValue, e.ValExpr)
	b.optional(n.first+forKey, e.KeyExpr)
	b.optional(n.first+forCondition, e.CondExpr)
	b.set(n.first+forKeyName, e.OpenRange, node{op: opAbsent, text: b.keep(e.KeyVar)})
}

func (b *builder) optional(at int32, e hclsyntax.Expression) {
	if e == nil {
		b.tree.nodes[at] = node{op: opAbsent}
		return
	}
	b.put(at, e)
}

func (b *builder) object(at int32, e *hclsyntax.ObjectConsExpr) {
	n := node{op: opObject, first: b.reserve(2 * len(e.Items)), count: int32(2 * len(e.Items))}
	seen := make(map[string]int32, len(e.Items))
	next := n.first
	for _, item := range e.Items {
		b.key(next, item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr))
		b.put(next+1, item.ValueExpr)
		if key := &b.tree.nodes[next]; key.op == opKey {
			if before, ok := seen[key.text]; ok {
				b.diags.Errorf(diag.DuplicateKey, b.tree.span(next), "the key %q is here twice", key.text).
					Note(b.tree.span(before), "%q is first here", key.text)
				n.count -= 2
				continue
			}
			seen[key.text] = next
		}
		next += 2
	}
	b.set(at, e.SrcRange, n)
}

// key puts the key of an entry: a bare name, a literal, or an expression.
func (b *builder) key(at int32, e *hclsyntax.ObjectConsKeyExpr) {
	r := e.Wrapped.Range()
	if !e.ForceNonLiteral {
		if t, ok := e.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok && len(t.Traversal) > 1 {
			b.diags.Errorf(diag.Syntax, b.span(r), "as a key, %s must stand in parentheses (a reference) or in quotes (a name)", b.span(r).Text())
			b.set(at, r, node{op: opInvalid})
			return
		}
		if name := hcl.ExprAsKeyword(e.Wrapped); name != "" {
			b.set(at, r, node{op: opKey, text: b.keep(name)})
			return
		}
	}
	child := b.reserve(1)
	b.put(child, e.Wrapped)
	if text, ok := b.tree.keyText(child); ok {
		b.set(at, r, node{op: opKey, text: b.keep(text)})
		return
	}
	b.set(at, r, node{op: opComputedKey, first: child, count: 1})
}

// keyText is the key that a literal makes.
func (t *tree) keyText(at int32) (string, bool) {
	switch n := &t.nodes[at]; n.op {
	case opText:
		return n.text, true
	case opBool:
		return strconv.FormatBool(n.flag != 0), true
	case opNumber:
		return numberText(t.numbers[n.first]), true
	}
	return "", false
}
