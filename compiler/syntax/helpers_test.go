package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// parse reads a policy text that is expected to be right.
func parse(t testing.TB, text string) *Body {
	t.Helper()
	var diags diag.List
	body := Parse(&source.File{Name: "a.dv.hcl", Text: []byte(text)}, &diags)
	wantNone(t, &diags)
	return body
}

// expression reads one expression.
func expression(t testing.TB, text string) Expr {
	t.Helper()
	return parse(t, "x = "+text+"\n").Attrs[0].Expr
}

func wantNone(t testing.TB, diags *diag.List) {
	t.Helper()
	for _, line := range lines(diags) {
		t.Errorf("unexpected: %s", line)
	}
	if t.Failed() {
		t.FailNow()
	}
}

// lines are the diagnostics, one a line: line:column "text" message [code] hint (note).
func lines(diags *diag.List) []string {
	var all []string
	for _, d := range diags.Sorted() {
		pos := d.Span.Pos()
		line := fmt.Sprintf("%d:%d %s: %s [%s]", pos.Line, pos.Column, d.Span.Text(), d.Message, d.Code)
		if d.Hint != "" {
			line += " " + d.Hint
		}
		for _, n := range d.Notes {
			pos := n.Span.Pos()
			line += fmt.Sprintf(" (%d:%d %s)", pos.Line, pos.Column, n.Message)
		}
		all = append(all, line)
	}
	return all
}

// show writes a value as an expression would.
func show(v Value) string {
	var parts []string
	switch v.Kind {
	case Null:
		return "null"
	case String:
		return strconv.Quote(v.Text)
	case List, Set:
		for _, item := range v.Items {
			parts = append(parts, show(item))
		}
		text := "[" + strings.Join(parts, ", ") + "]"
		if v.Kind == Set {
			text = "set" + text
		}
		return text
	case Object:
		for _, f := range v.Fields {
			parts = append(parts, f.Name+" = "+show(f.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Reference:
		return "<" + v.Target.Address() + ">"
	}
	text, _ := asText(v)
	return text
}

// A thing is a target for tests: an instance, a block with for_each, or a name space.
type thing struct {
	address  string
	members  []Field
	elements bool
}

func (t *thing) Address() string { return t.address }

func (t *thing) Member(name string, index bool) (Value, error) {
	for _, m := range t.members {
		if m.Name == name {
			return m.Value, nil
		}
	}
	if name == "broken" {
		return Value{}, ErrReported
	}
	return Value{}, &diag.Diagnostic{Code: diag.UnknownReference, Message: fmt.Sprintf("%s has no %q", t.address, name), Hint: "a hint"}
}

func (t *thing) Elements() ([]Field, bool) { return t.members, t.elements }

func reference(address string, members ...Field) Value {
	return Value{Kind: Reference, Target: &thing{address: address, members: members}}
}

func text(s string) Value { return Value{Kind: String, Text: s} }

// scope has role.sales, role.clerk, bu.division["a"] and ["b"], each, local.
func scope() *Scope {
	division := func(key string) Value {
		return reference(`bu.division["`+key+`"]`, Field{Name: "name", Value: text("Division " + key)}, Field{Name: "self", Value: reference(`bu.division["` + key + `"]`)})
	}
	space := func(address string, members ...Field) Value {
		return Value{Kind: Reference, Target: &thing{address, members, true}}
	}
	roots := map[string]Value{
		"role": space("role", Field{Name: "clerk", Value: reference("role.clerk")}, Field{Name: "sales", Value: reference("role.sales", Field{Name: "name", Value: text("Sales")})}),
		"bu":   space("bu", Field{Name: "division", Value: space("bu.division", Field{Name: "a", Value: division("a")}, Field{Name: "b", Value: division("b")})}),
		"each": space("each", Field{Name: "key", Value: text("a")}, Field{Name: "value", Value: division("a")}),
	}
	files := map[string]string{"users.csv": "upn,roles\nalice,sales;clerk\nbob,\n", "bad.txt": "\xff"}
	return &Scope{
		Root: func(name string) (Value, bool) {
			v, ok := roots[name]
			return v, ok
		},
		Roots: func() []string { return []string{"bu", "each", "role"} },
		Read: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, fmt.Errorf("no file %q", path)
		},
	}
}

// eval is the value of an expression, shown, or its diagnostics.
func eval(t testing.TB, text string) (string, []string) {
	t.Helper()
	var diags diag.List
	v, ok := expression(t, text).Eval(scope(), &diags)
	if !ok {
		return "", lines(&diags)
	}
	wantNone(t, &diags)
	return show(v), nil
}
