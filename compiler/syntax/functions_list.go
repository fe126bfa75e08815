package syntax

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

func listFunctions() []function {
	return []function{
		{"alltrue", "list", "whether every item is true", func(c *call) Value { return c.bool(c.countTrue(0) == len(c.items(0))) }},
		{"anytrue", "list", "whether an item is true", func(c *call) Value { return c.bool(c.countTrue(0) > 0) }},
		{"chunklist", "list, size", "the list cut into lists of that size", chunklist},
		{"coalesce", "values...", "the first value that is neither null nor an empty string", coalesce},
		{"coalescelist", "lists...", "the first list that is not empty", coalescelist},
		{"compact", "list", "the strings of the list that are neither null nor empty", compact},
		{"concat", "lists...", "the items of all the lists", concat},
		{"contains", "list, value", "whether the value is one of the items", contains},
		{"distinct", "list", "the items, each once, in the order of their first place", distinct},
		{"element", "list, index", "the item at an index, counting round and round; -1 is the last", element},
		{"flatten", "list", "the items of the list and of every list inside it", flatten},
		{"index", "list, value", "the index of the first item that is the value", index},
		{"length", "value", "how many items, keys or characters there are", length},
		{"one", "list", "the item of a list of one; null of an empty list", one},
		{"range", "numbers...", "numbers from start (0) up to a limit, by a step (1): range(limit), range(start, limit), range(start, limit, step)", numberRange},
		{"reverse", "list", "the items from last to first", reverse},
		{"slice", "list, start, end", "the items from start up to, without, end", slice},
		{"sort", "list", "the strings in order", sortTexts},
	}
}

func (c *call) countTrue(i int) int {
	count := 0
	for j, item := range c.items(i) {
		yes, ok := asBool(item)
		if !ok {
			c.fail(i, "item %d must be true or false, it is %s", j, item.Describe())
		}
		if yes {
			count++
		}
	}
	return count
}

func chunklist(c *call) Value {
	items, size := c.items(0), c.count(1)
	if size == 0 {
		return c.list([]Value{c.list(items)})
	}
	if !c.budget.reshape(len(items)/size + 1) {
		return Value{}
	}
	var chunks []Value
	for chunk := range slices.Chunk(items, size) {
		chunks = append(chunks, c.list(chunk))
	}
	return c.list(chunks)
}

func coalesce(c *call) Value {
	for _, v := range c.args {
		if v.Kind != Null && !(v.Kind == String && v.Text == "") {
			return v
		}
	}
	return c.fail(-1, "every value is null or empty")
}

func coalescelist(c *call) Value {
	for i, v := range c.args {
		if len(c.items(i)) > 0 {
			return v
		}
	}
	return c.fail(-1, "every list is empty")
}

func compact(c *call) Value {
	var kept []Value
	for i, item := range c.items(0) {
		if item.Kind == Null {
			continue
		}
		text, ok := asText(item)
		if !ok {
			return c.fail(0, "item %d must be a string, it is %s", i, item.Describe())
		}
		if text != "" {
			kept = append(kept, Value{Span: item.Span, Kind: String, Text: text})
		}
	}
	return c.list(kept)
}

func concat(c *call) Value {
	var all []Value
	for i := range c.args {
		items := c.items(i)
		if c.failed || !c.budget.reshape(len(all)+len(items)) {
			return Value{}
		}
		all = append(all, items...)
	}
	return c.list(all)
}

func contains(c *call) Value {
	return c.bool(slices.ContainsFunc(c.items(0), func(item Value) bool { return c.comparer().equal(item, c.args[1]) }))
}

func distinct(c *call) Value {
	items := sameType(c.items(0))
	if !c.budget.reshape(len(items)) {
		return Value{}
	}
	type placed struct {
		value Value
		place int
	}
	sorted := make([]placed, len(items))
	for i, item := range items {
		sorted[i] = placed{item, i}
	}
	compare := c.comparer().compare
	slices.SortStableFunc(sorted, func(a, b placed) int { return compare(a.value, b.value) })
	sorted = slices.CompactFunc(sorted, func(a, b placed) bool { return compare(a.value, b.value) == 0 })
	slices.SortFunc(sorted, func(a, b placed) int { return a.place - b.place })
	kept := make([]Value, len(sorted))
	for i, p := range sorted {
		kept[i] = p.value
	}
	return c.list(kept)
}

func element(c *call) Value {
	items, f := c.items(0), c.number(1)
	i, _ := f.Int(nil)
	switch {
	case c.failed:
		return Value{}
	case len(items) == 0:
		return c.fail(0, "the list is empty")
	case !f.IsInt():
		return c.fail(1, "index must be a whole number, this is %s", numberText(f))
	}
	return items[i.Mod(i, big.NewInt(int64(len(items)))).Int64()]
}

func flatten(c *call) Value {
	var flat []Value
	c.flatten(c.items(0), &flat)
	return c.list(flat)
}

func (c *call) flatten(items []Value, flat *[]Value) {
	for _, item := range items {
		if c.budget.problem != "" {
			return
		}
		if item.Kind == List || item.Kind == Set {
			c.budget.step(1)
			c.flatten(item.Items, flat)
		} else if c.budget.reshape(1) {
			if *flat = append(*flat, item); len(*flat) > maxData {
				c.budget.reshape(len(*flat))
			}
		}
	}
}

func index(c *call) Value {
	i := slices.IndexFunc(c.items(0), func(item Value) bool { return c.comparer().equal(item, c.args[1]) })
	if i < 0 {
		return c.fail(1, "no item of the list is this value")
	}
	return c.int(i)
}

func length(c *call) Value {
	switch v := c.args[0]; v.Kind {
	case String:
		return through(stringLength)(c)
	case Object:
		return c.int(len(v.Fields))
	case Reference:
		return c.int(len(c.fields(0)))
	}
	return c.int(len(c.items(0)))
}

func one(c *call) Value {
	items := c.items(0)
	switch len(items) {
	case 0:
		return Value{}
	case 1:
		return items[0]
	}
	return c.fail(0, "the list must have one item or none, it has %d", len(items))
}

func numberRange(c *call) Value {
	if len(c.args) < 1 || len(c.args) > 3 {
		return c.fail(-1, "one, two or three numbers are needed")
	}
	start, end, step := new(big.Float), c.number(0), big.NewFloat(1)
	if len(c.args) > 1 {
		start, end = c.number(0), c.number(1)
	}
	if end.Cmp(start) < 0 {
		step = big.NewFloat(-1)
	}
	if len(c.args) == 3 {
		step = c.number(2)
	}
	switch {
	case c.failed:
		return Value{}
	case step.Sign() == 0:
		return c.fail(2, "step must not be 0")
	case end.Cmp(start)*step.Sign() < 0:
		return c.fail(1, "this step leads away from the limit")
	}
	span := new(big.Float).Sub(end, start)
	if count, _ := new(big.Float).Quo(span, step).Float64(); count > maxResult || !c.budget.result(int(math.Ceil(count))) || !c.budget.make(int(count)) {
		c.budget.exceeded("range makes more than %d numbers", maxResult)
		return Value{}
	}
	var items []Value
	for f := start; f.Cmp(end)*step.Sign() < 0; f = new(big.Float).Add(f, step) {
		items = append(items, c.float(f))
		if len(items) > maxResult { // the step is lost in the number's precision
			c.budget.result(len(items))
			return Value{}
		}
	}
	return c.list(items)
}

func reverse(c *call) Value {
	items := slices.Clone(c.items(0))
	slices.Reverse(items)
	return c.list(items)
}

func slice(c *call) Value {
	items, start, end := c.items(0), c.count(1), c.count(2)
	switch {
	case c.failed:
		return Value{}
	case end > len(items):
		return c.fail(2, "end is %d, but the list has %s", end, plural(len(items), "item"))
	case start > end:
		return c.fail(1, "start must not be after end")
	}
	return c.list(items[start:end])
}

func sortTexts(c *call) Value {
	texts := c.texts(0)
	if !c.budget.reshape(len(texts)) {
		return Value{}
	}
	items := make([]Value, len(texts))
	for i, item := range c.items(0)[:len(texts)] {
		items[i] = Value{Span: item.Span, Kind: String, Text: texts[i]}
	}
	slices.SortStableFunc(items, func(a, b Value) int { return strings.Compare(a.Text, b.Text) })
	return c.list(items)
}
