package syntax

import (
	"slices"
)

func setFunctions() []function {
	return []function{
		{"setintersection", "sets...", "what is in every set", func(c *call) Value {
			return c.combine(func(a, b Value) []Value { return c.filter(a, b, true) })
		}},
		{"setproduct", "lists...", "every combination of one item of each list", setproduct},
		{"setsubtract", "set, other", "what is in the first set and not in the other", func(c *call) Value {
			return c.combine(func(a, b Value) []Value { return c.filter(a, b, false) })
		}},
		{"setunion", "sets...", "what is in any of the sets", func(c *call) Value {
			return c.combine(func(a, b Value) []Value { return slices.Concat(a.Items, b.Items) })
		}},
	}
}

// combine makes one set of all the arguments, from left to right.
func (c *call) combine(join func(a, b Value) []Value) Value {
	if len(c.args) == 0 {
		return c.fail(-1, "a set is needed")
	}
	var result Value
	for i := range c.args {
		items := c.items(i)
		if c.failed || !c.budget.reshape(len(result.Items)+len(items)) {
			return Value{}
		}
		next := c.set(sameType(items))
		if i == 0 {
			result = next
		} else {
			result = c.set(sameType(join(result, next)))
		}
	}
	return result
}

// filter is the items of a that are in b, or that are not.
func (c *call) filter(a, b Value, in bool) []Value {
	var kept []Value
	for _, item := range a.Items {
		if _, found := slices.BinarySearchFunc(b.Items, item, c.comparer().compare); found == in {
			kept = append(kept, item)
		}
	}
	return kept
}

// sameType makes strings of numbers and bools that stand beside strings, as HCL does for lists and sets: 1 and "1" are one item.
func sameType(items []Value) []Value {
	hasText := slices.ContainsFunc(items, func(v Value) bool { return v.Kind == String })
	if !hasText || !slices.ContainsFunc(items, func(v Value) bool { return v.Kind == Number || v.Kind == Bool }) {
		return items
	}
	same := slices.Clone(items)
	for i, v := range same {
		if text, ok := asText(v); ok {
			same[i] = Value{Span: v.Span, Kind: String, Text: text}
		}
	}
	return same
}

func setproduct(c *call) Value {
	if len(c.args) < 2 {
		return c.fail(-1, "at least two lists are needed")
	}
	count, sets := 1, true
	lists := make([][]Value, len(c.args))
	for i, arg := range c.args {
		lists[i] = c.items(i)
		sets = sets && arg.Kind == Set
		if count *= len(lists[i]); c.failed || count > maxResult {
			break
		}
	}
	if c.failed || !c.budget.result(count) || !c.budget.make(count*len(lists)) {
		return Value{}
	}
	rows := make([]Value, 0, count)
	for n := range count {
		row := make([]Value, len(lists))
		for i := len(lists) - 1; i >= 0; i-- {
			row[i] = lists[i][n%len(lists[i])]
			n /= len(lists[i])
		}
		rows = append(rows, c.list(row))
	}
	if sets {
		return c.set(rows)
	}
	return c.list(rows)
}
