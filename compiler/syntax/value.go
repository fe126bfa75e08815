// Package syntax is HCL text to blocks with spans, and expressions to plain Go values. No other package imports HCL or cty.
package syntax

import (
	"math/big"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Kind is what sort of value it is. Sets, lists and tuples hold items; maps and objects are one kind.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Set // sorted, each item once
	Object
	Reference
)

func (k Kind) String() string {
	return [...]string{"null", "a bool", "a number", "a string", "a list", "a set", "an object", "a reference"}[k]
}

// A Value is what an expression evaluates to. It carries the smallest span that is known to have made it.
type Value struct {
	Span   source.Span
	Kind   Kind
	Bool   bool
	Text   string     // of a String
	Number *big.Float // of a Number
	Items  []Value    // of a List, a Set
	Fields []Field    // of an Object, in the order written; sorted by name where a function or a for made it
	Target Target     // of a Reference
}

// A Field is one key of an object. Keys are unique.
type Field struct {
	Name     string
	NameSpan source.Span
	Value    Value
}

// A Target is what a reference leads to: an instance (team.sales["a"]), a bare block with for_each (team.sales), or a name space (local,
// role, standard_role). It is compared by its address. Members are looked up when they are asked for, so that references may go round.
type Target interface {
	// Address is how diagnostics and the policy name it: team.sales["a"].
	Address() string

	// Member is what .name (index false) or ["name"] (index true) selects. Its error is a finished sentence for a diagnostic at the
	// step; ErrReported says that the cause has its diagnostic already.
	Member(name string, index bool) (Value, error)

	// Elements are the instances of a bare block, or the members of a name space, that a for expression or a function may go over:
	// keys sorted, a value for each. False for an instance, which has no elements.
	Elements() ([]Field, bool)
}
