package syntax

import (
	"math/big"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// An Expr is one expression of a file. It is immutable and small: the expressions of a file share one slice of nodes, and nothing of
// HCL's own tree lives on. The zero Expr is no expression.
type Expr struct {
	tree *tree
	at   int32
}

// An ExprField is one entry of an object literal.
type ExprField struct {
	Name     string
	NameSpan source.Span
	Expr     Expr
}

// A tree holds every expression of one file. The children of a node stand side by side.
type tree struct {
	file    *source.File
	nodes   []node
	numbers []*big.Float
}

// A node is one step of an expression. What first, count, flag and text mean is said at its op.
type node struct {
	op           op
	flag         uint8
	start, end   int32
	first, count int32
	text         string
}

type op uint8

const (
	opInvalid     op = iota // a place with a syntax error, which has been reported
	opAbsent                // an optional child that is not there
	opNull                  //
	opBool                  // flag
	opNumber                // numbers[first]
	opText                  // text
	opList                  // children: items
	opObject                // children: key, value, key, value
	opKey                   // text: a key that is known
	opComputedKey           // child: the expression of the key
	opReference             // text: the root; children: steps
	opRelative              // children: the source, then steps
	opAttribute             // a step .text
	opIndexText             // a step ["text"]
	opIndexNumber           // a step [numbers[first]]
	opIndex                 // children: collection, key
	opSplat                 // children: source, each; text: the binding of the item
	opSplatItem             // text: the binding
	opFor                   // text: the value's name; flag: forObject, forGroup; children: see forParts
	opConditional           // children: condition, then, otherwise
	opBinary                // flag: an operator; children: left, right
	opUnary                 // flag: an operator; child
	opCall                  // text: the name; flag 1: the last argument is expanded; children: arguments
	opTemplate              // children: parts
	opJoin                  // child: a for that makes the parts
)

const (
	forObject = 1 << iota
	forGroup
)

// The children of opFor.
const (
	forCollection = iota
	forValue
	forKey       // opAbsent for a list
	forCondition // opAbsent
	forKeyName   // text, "" where the key has no name
	forParts
)

func (t *tree) span(at int32) source.Span {
	n := &t.nodes[at]
	return source.Span{File: t.file, Start: n.start, End: n.end}
}

// Span is where the expression stands.
func (e Expr) Span() source.Span {
	if e.tree == nil {
		return source.Span{}
	}
	return e.tree.span(e.at)
}

// Constant is the value of a plain literal: a string, number, bool or null, or lists and objects of such. False for all else.
func (e Expr) Constant() (Value, bool) {
	if e.tree == nil || !e.tree.plain(e.at) {
		return Value{}, false
	}
	return e.tree.literal(e.at), true
}

// Direct reports whether the expression is made of literals and of instances that it names: root.name, or root.name["key"]. Such a one
// reads no value of anything, unless the root is one of those whose members are values.
func (e Expr) Direct(values func(root string) bool) bool {
	return e.tree != nil && e.tree.direct(e.at, values)
}

func (t *tree) direct(at int32, values func(string) bool) bool {
	n := &t.nodes[at]
	switch n.op {
	case opNull, opBool, opNumber, opText, opKey:
		return true
	case opList, opObject:
		for i := n.first; i < n.first+n.count; i++ {
			if !t.direct(i, values) {
				return false
			}
		}
		return true
	case opReference:
		instance := n.count == 1 || n.count == 2 && t.nodes[n.first+1].op == opIndexText
		return instance && !values(n.text)
	}
	return false
}

// Fields are the entries of an object literal whose keys are known, in the order written. Of equal keys only the first is there: the
// others have been reported.
func (e Expr) Fields() ([]ExprField, bool) {
	if e.tree == nil || e.tree.nodes[e.at].op != opObject {
		return nil, false
	}
	n := &e.tree.nodes[e.at]
	fields := make([]ExprField, 0, n.count/2)
	for at := n.first; at < n.first+n.count; at += 2 {
		key := &e.tree.nodes[at]
		if key.op != opKey {
			return nil, false
		}
		fields = append(fields, ExprField{key.text, e.tree.span(at), Expr{e.tree, at + 1}})
	}
	return fields, true
}

func (t *tree) plain(at int32) bool {
	n := &t.nodes[at]
	switch n.op {
	case opNull, opBool, opNumber, opText, opKey:
		return true
	case opList, opObject:
		for i := n.first; i < n.first+n.count; i++ {
			if !t.plain(i) {
				return false
			}
		}
		return true
	}
	return false
}

// literal is the value of a plain node.
func (t *tree) literal(at int32) Value {
	n := &t.nodes[at]
	v := Value{Span: t.span(at)}
	switch n.op {
	case opNull:
	case opBool:
		v.Kind, v.Bool = Bool, n.flag != 0
	case opNumber:
		v.Kind, v.Number = Number, t.numbers[n.first]
	case opText:
		v.Kind, v.Text = String, n.text
	case opList:
		v.Kind, v.Items = List, make([]Value, n.count)
		for i := range v.Items {
			v.Items[i] = t.literal(n.first + int32(i))
		}
	case opObject:
		v.Kind, v.Fields = Object, make([]Field, n.count/2)
		for i := range v.Fields {
			key := n.first + 2*int32(i)
			v.Fields[i] = Field{t.nodes[key].text, t.span(key), t.literal(key + 1)}
		}
	}
	return v
}
