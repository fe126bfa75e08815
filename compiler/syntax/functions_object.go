package syntax

import (
	"slices"
)

func objectFunctions() []function {
	return []function{
		{"keys", "object", "the keys, in order", keys},
		{"lookup", "object, key, [default]", "the value of a key, or the default where there is no such key", lookup},
		{"matchkeys", "values, keys, wanted", "the values whose key, at the same index, is one of the wanted", matchkeys},
		{"merge", "objects...", "one object of all the keys; of equal keys the last one counts", merge},
		{"transpose", "object", "keys to lists of strings, turned round", transpose},
		{"values", "object", "the values, in the order of their keys", func(c *call) Value { return c.list(c.valuesOf(c.fields(0))) }},
		{"zipmap", "keys, values", "an object of the keys and the values at the same indexes", zipmap},
	}
}

func keys(c *call) Value {
	fields := c.fields(0)
	if !c.budget.reshape(len(fields)) {
		return Value{}
	}
	names := make([]Value, len(fields))
	for i, f := range fields {
		names[i] = Value{Span: f.NameSpan, Kind: String, Text: f.Name}
	}
	return c.list(names)
}

func lookup(c *call) Value {
	name := c.text(1)
	v := c.args[0]
	if v.Kind == Reference {
		v = c.object(c.fields(0))
	}
	if v.Kind != Object {
		c.must(0, "an object")
		return Value{}
	}
	if found, ok := v.Get(name); ok {
		return found
	}
	if c.has(2) {
		return c.args[2]
	}
	return c.fail(1, "this object has no key %q", name)
}

func matchkeys(c *call) Value {
	values, names := c.items(0), c.items(1)
	if len(values) != len(names) {
		return c.fail(1, "the lists must have the same length: %d and %d", len(values), len(names))
	}
	wanted := c.set(c.items(2))
	var kept []Value
	for i, name := range names {
		if _, ok := slices.BinarySearchFunc(wanted.Items, name, c.comparer().compare); ok {
			kept = append(kept, values[i])
		}
	}
	return c.list(kept)
}

// merge refuses a key that two references share: one of them would vanish without a word.
func merge(c *call) Value {
	var all []Field
	places := map[string]int{}
	for i, arg := range c.args {
		if arg.Kind == Null {
			continue
		}
		for _, f := range c.fields(i) {
			place, twice := places[f.Name]
			switch {
			case twice && all[place].Value.Kind == Reference && f.Value.Kind == Reference && all[place].Value.Target.Address() != f.Value.Target.Address():
				return c.fail(i, "the key %q stands for %s and for %s", f.Name, all[place].Value.Describe(), f.Value.Describe())
			case twice:
				all[place] = f
			default:
				places[f.Name] = len(all)
				all = append(all, f)
			}
		}
		if c.failed || !c.budget.reshape(len(all)) {
			return Value{}
		}
	}
	return c.object(sortedFields(all))
}

func transpose(c *call) Value {
	var turned []Field
	places := map[string]int{}
	for _, f := range c.fields(0) {
		if f.Value.Kind != List && f.Value.Kind != Set {
			return c.fail(0, "the value of %q must be a list of strings, it is %s", f.Name, f.Value.Describe())
		}
		for _, item := range f.Value.Items {
			text, ok := asText(item)
			if !ok {
				return c.fail(0, "the value of %q must be a list of strings, it holds %s", f.Name, item.Describe())
			}
			place, known := places[text]
			if !known {
				place = len(turned)
				places[text] = place
				turned = append(turned, Field{text, item.Span, c.list(nil)})
			}
			if !c.budget.make(1) {
				return Value{}
			}
			turned[place].Value.Items = append(turned[place].Value.Items, Value{Span: f.NameSpan, Kind: String, Text: f.Name})
		}
	}
	return c.object(sortedFields(turned))
}

func zipmap(c *call) Value {
	names, values := c.texts(0), c.items(1)
	if c.failed {
		return Value{}
	}
	if len(names) != len(values) {
		return c.fail(1, "the lists must have the same length: %d and %d", len(names), len(values))
	}
	if !c.budget.reshape(len(names)) {
		return Value{}
	}
	seen := make(map[string]bool, len(names))
	fields := make([]Field, len(names))
	for i, name := range names {
		if seen[name] {
			return c.fail(0, "the key %q is here twice", name)
		}
		seen[name] = true
		fields[i] = Field{name, c.args[0].Span, values[i]}
	}
	return c.object(sortedFields(fields))
}
