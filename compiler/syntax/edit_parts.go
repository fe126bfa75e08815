package syntax

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// A part is what can be taken out of a block: an attribute, a nested block, an element of a list, an entry of an object.
type part struct {
	span
	key, value span   // of an attribute or entry
	in         *group // that it stands in
	inner      *group // of a block, and of a value that is a list or an object; else nil
	gone       bool
	text       string // that stands instead, where it is not gone
	by         int    // the edit
}

// A group is what stands between two brackets.
type group struct {
	span // between the brackets
	kind groupKind
	part []*part // in order
	of   *part   // that goes when all parts have gone; nil for the block that is edited
	kept bool    // which stays all the same
}

type groupKind uint8

const (
	aBody groupKind = iota
	aList
	anObject
)

func newBody(b *hclsyntax.Block, of *part) *group {
	g := &group{span: span{b.OpenBraceRange.End.Byte, b.CloseBraceRange.Start.Byte}, kind: aBody, of: of}
	for _, a := range b.Body.Attributes {
		p := &part{key: spanOfRange(a.NameRange), value: spanOfRange(a.Expr.Range()), in: g}
		p.span = span{p.key.start, p.value.end}
		p.inner = newGroup(a.Expr, p)
		g.part = append(g.part, p)
	}
	for _, n := range b.Body.Blocks {
		p := &part{span: span{n.TypeRange.Start.Byte, n.CloseBraceRange.End.Byte}, in: g}
		p.inner = newBody(n, p)
		g.part = append(g.part, p)
	}
	slices.SortFunc(g.part, func(a, b *part) int { return cmp.Compare(a.start, b.start) }) // HCL keeps attributes in a map
	return g
}

// newGroup is what a list or an object that is written out holds, nil for any other expression.
func newGroup(expr hclsyntax.Expression, of *part) *group {
	g := &group{of: of}
	switch expr := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		g.span, g.kind = spanOfRange(expr.SrcRange), aList
		for _, item := range expr.Exprs {
			p := &part{span: spanOfRange(item.Range()), in: g}
			p.inner = newGroup(item, p)
			g.part = append(g.part, p)
		}
	case *hclsyntax.ObjectConsExpr:
		g.span, g.kind = spanOfRange(expr.SrcRange), anObject
		for _, item := range expr.Items {
			p := &part{key: spanOfRange(item.KeyExpr.Range()), value: spanOfRange(item.ValueExpr.Range()), in: g}
			p.span = span{p.key.start, p.value.end}
			p.inner = newGroup(item.ValueExpr, p)
			g.part = append(g.part, p)
		}
	default:
		return nil
	}
	g.start, g.end = g.start+1, g.end-1
	return g
}

// takeOut takes a part out, or puts another text in its place.
func (g *group) takeOut(w source.Edit, by int) error {
	p := g.find(w.At)
	switch {
	case p == nil || w.Text != "" && p.in.kind != aList:
		return errElsewhere
	case p.gone && w.Text == "", !p.gone && p.text != "" && p.text == w.Text:
		return nil
	case p.gone || p.text != "":
		return errTwice
	case w.Text != "":
		p.text, p.by = w.Text, by
		return nil
	}
	p.take(w.Keep, by)
	return nil
}

// find is the part at a place: all of it, its key or its value.
func (g *group) find(at source.Span) *part {
	for _, p := range g.part {
		if p.is(at) || p.key.is(at) || p.value.is(at) {
			return p
		}
		if p.inner != nil && p.start <= int(at.Start) && int(at.End) <= p.end {
			return p.inner.find(at)
		}
	}
	return nil
}

// take takes a part away, and what it stands in when that is left with nothing. An object in a list says one thing, by all of its entries.
func (p *part) take(keep bool, by int) {
	p.gone, p.by = true, by
	g := p.in
	whole := g.kind == anObject && g.of.in.kind == aList
	switch {
	case g.of == nil || g.of.gone || !whole && slices.ContainsFunc(g.part, func(o *part) bool { return !o.gone }):
	case keep && g.kind != aBody && g.of.in.kind == aBody:
		g.kept = true
	default:
		g.of.take(keep, by)
	}
}

func (g *group) empty() bool {
	return !slices.ContainsFunc(g.part, func(p *part) bool { return !p.gone })
}

// after is where the part behind another begins, or the bracket.
func (g *group) after(part int) int {
	if part+1 < len(g.part) {
		return g.part[part+1].start
	}
	return g.end
}
