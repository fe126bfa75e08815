package syntax

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Numbers have at most this many binary digits before or after the point, so that writing one out is short.
const maxExponent = 4096

func numberInBounds(f *big.Float) bool {
	if f.IsInf() {
		return false
	}
	exponent := f.MantExp(nil)
	return f.Sign() == 0 || exponent <= maxExponent && exponent >= -maxExponent
}

func numberText(f *big.Float) string { return f.Text('f', -1) }

// Describe says what a value is, for messages: "a string", "null", "a reference to role.sales".
func (v Value) Describe() string {
	if v.Kind == Reference {
		return "a reference to " + v.Target.Address()
	}
	return v.Kind.String()
}

// asText is the string that a template or a key makes of a value: numbers and bools are written out.
func asText(v Value) (string, bool) {
	switch v.Kind {
	case String:
		return v.Text, true
	case Number:
		return numberText(v.Number), true
	case Bool:
		return strconv.FormatBool(v.Bool), true
	}
	return "", false
}

// asBool takes what HCL takes for a bool.
func asBool(v Value) (bool, bool) {
	switch {
	case v.Kind == Bool:
		return v.Bool, true
	case v.Kind == String && (v.Text == "true" || v.Text == "1"):
		return true, true
	case v.Kind == String && (v.Text == "false" || v.Text == "0"):
		return false, true
	}
	return false, false
}

// asNumber takes what HCL takes for a number.
func asNumber(v Value) (*big.Float, bool) {
	switch v.Kind {
	case Number:
		return v.Number, true
	case String:
		return parseNumber(v.Text)
	}
	return nil, false
}

// elements are the items of a list, a set, an object or a reference to several things, with their keys in order.
func elements(v Value) (fields []Field, keyed, ok bool) {
	switch v.Kind {
	case Object:
		return sortedFields(v.Fields), true, true
	case Reference:
		fields, ok = v.Target.Elements()
		return fields, true, ok
	}
	return nil, false, false
}

func byName(a, b Field) int { return cmp.Compare(a.Name, b.Name) }

func sortedFields(fields []Field) []Field {
	if slices.IsSortedFunc(fields, byName) {
		return fields
	}
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, byName)
	return sorted
}

// Get is the value of a key of an object. Large objects come from data and are sorted, so that is tried first.
func (v Value) Get(name string) (Value, bool) {
	if n := len(v.Fields); n > 16 {
		i := sort.Search(n, func(i int) bool { return v.Fields[i].Name >= name })
		if i < n && v.Fields[i].Name == name {
			return v.Fields[i].Value, true
		}
	}
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return v.Fields[i].Value, true
		}
	}
	return Value{}, false
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// A comparer orders values. Each value that it looks at costs a step: values may share parts, and so be far larger than their text.
type comparer struct{ budget *budget }

// compare is a total order: by kind, then by what people expect of it. References are compared by their address.
func (c comparer) compare(a, b Value) int {
	if !c.budget.step(1) {
		return 0
	}
	if a.Kind != b.Kind {
		return cmp.Compare(a.Kind, b.Kind)
	}
	switch a.Kind {
	case Bool:
		return cmp.Compare(boolRank(a.Bool), boolRank(b.Bool))
	case Number:
		return a.Number.Cmp(b.Number)
	case String:
		return cmp.Compare(a.Text, b.Text)
	case List, Set:
		return slices.CompareFunc(a.Items, b.Items, c.compare)
	case Object:
		return slices.CompareFunc(sortedFields(a.Fields), sortedFields(b.Fields), func(f, g Field) int {
			if d := cmp.Compare(f.Name, g.Name); d != 0 {
				return d
			}
			return c.compare(f.Value, g.Value)
		})
	case Reference:
		return cmp.Compare(a.Target.Address(), b.Target.Address())
	}
	return 0
}

func (c comparer) equal(a, b Value) bool { return c.compare(a, b) == 0 }

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// distinctSorted is the items of a set: in order, each once, the first of equals kept.
func (c comparer) distinctSorted(items []Value) []Value {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, c.compare)
	return slices.CompactFunc(sorted, c.equal)
}

func lowerFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if unicode.IsUpper(second) { // an abbreviation
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

// plural is a count with its noun: "1 argument", "2 arguments".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
