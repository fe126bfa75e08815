package syntax

import (
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

var stringLength = stdlib.StrlenFunc

func typeFunctions() []function {
	return []function{
		{"can", "expression", "whether the expression has a value", nil},
		{"tobool", "value", "the bool that a string says", tobool},
		{"tolist", "value", "the list of a list or a set", func(c *call) Value { return c.list(sameType(c.items(0))) }},
		{"tomap", "value", "the object itself, with values of one type", tomap},
		{"tonumber", "value", "the number that a string says", tonumber},
		{"toset", "value", "the items in order, each once", func(c *call) Value { return c.set(sameType(c.items(0))) }},
		{"tostring", "value", "the string of a number or a bool", tostring},
		{"try", "expressions...", "the value of the first expression that has one", nil},
	}
}

func tobool(c *call) Value {
	v := c.args[0]
	if v.Kind == Null {
		return v
	}
	yes, ok := asBool(v)
	if !ok {
		c.must(0, "true or false")
	}
	return c.bool(yes)
}

func tonumber(c *call) Value {
	if v := c.args[0]; v.Kind == Null {
		return v
	}
	return c.float(c.number(0))
}

func tostring(c *call) Value {
	if v := c.args[0]; v.Kind == Null {
		return v
	}
	return c.string(c.text(0))
}

func tomap(c *call) Value {
	fields := c.fields(0)
	values := sameType(c.valuesOf(fields))
	if len(values) != len(fields) {
		return Value{}
	}
	same := make([]Field, len(fields))
	for i, f := range fields {
		same[i] = Field{f.Name, f.NameSpan, values[i]}
	}
	return c.object(same)
}
