package syntax

import (
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// Longer digits make parsing slow, and mean nothing.
const maxNumberText = 1000

// parseNumber reads a number as HCL does.
func parseNumber(text string) (*big.Float, bool) {
	if len(text) > maxNumberText {
		return nil, false
	}
	v, err := cty.ParseNumberVal(text)
	if err != nil || !numberInBounds(v.AsBigFloat()) {
		return nil, false
	}
	return v.AsBigFloat(), true
}

// toCty is a value for HCL's functions. False where the value holds a reference, which they know nothing of, or where it is too large.
func toCty(v Value, b *budget) (cty.Value, bool) {
	if !b.step(1) {
		return cty.NilVal, false
	}
	switch v.Kind {
	case Null:
		return cty.NullVal(cty.DynamicPseudoType), true
	case Bool:
		return cty.BoolVal(v.Bool), true
	case Number:
		return cty.NumberVal(v.Number), true
	case String:
		return cty.StringVal(v.Text), true
	case List, Set:
		items := make([]cty.Value, len(v.Items))
		for i, item := range v.Items {
			var ok bool
			if items[i], ok = toCty(item, b); !ok {
				return cty.NilVal, false
			}
		}
		return cty.TupleVal(items), true
	case Object:
		fields := make(map[string]cty.Value, len(v.Fields))
		for _, f := range v.Fields {
			var ok bool
			if fields[f.Name], ok = toCty(f.Value, b); !ok {
				return cty.NilVal, false
			}
		}
		return cty.ObjectVal(fields), true
	}
	return cty.NilVal, false
}

// fromCty is what a function of HCL made. False where it is too large.
func fromCty(v cty.Value, at source.Span, b *budget) (Value, bool) {
	result := Value{Span: at}
	t := v.Type()
	switch {
	case v.IsNull():
	case t == cty.Bool:
		result.Kind, result.Bool = Bool, v.True()
	case t == cty.Number:
		result.Kind, result.Number = Number, v.AsBigFloat()
		if !numberInBounds(result.Number) {
			return result, b.exceeded("this makes a number of more than %d binary digits", maxExponent)
		}
	case t == cty.String:
		result.Kind, result.Text = String, v.AsString()
		return result, b.build(len(result.Text))
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		return fromCtyList(v, result, b)
	default:
		return fromCtyObject(v, result, b)
	}
	return result, true
}

func fromCtyList(v cty.Value, result Value, b *budget) (Value, bool) {
	result.Kind = List
	if v.Type().IsSetType() {
		result.Kind = Set
	}
	if !b.reshape(v.LengthInt()) {
		return result, false
	}
	result.Items = make([]Value, 0, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		converted, ok := fromCty(item, result.Span, b)
		if !ok {
			return result, false
		}
		result.Items = append(result.Items, converted)
	}
	return result, true
}

func fromCtyObject(v cty.Value, result Value, b *budget) (Value, bool) {
	result.Kind = Object
	if !b.reshape(v.LengthInt()) {
		return result, false
	}
	result.Fields = make([]Field, 0, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		key, item := it.Element()
		converted, ok := fromCty(item, result.Span, b)
		if !ok {
			return result, false
		}
		result.Fields = append(result.Fields, Field{strings.Clone(key.AsString()), result.Span, converted})
	}
	result.Fields = sortedFields(result.Fields)
	return result, true
}

// findReference is a reference inside a value, at any depth.
func findReference(v Value, b *budget) (Value, bool) {
	if !b.step(1) {
		return Value{}, false
	}
	if v.Kind == Reference {
		return v, true
	}
	for _, item := range v.Items {
		if found, ok := findReference(item, b); ok {
			return found, true
		}
	}
	for _, f := range v.Fields {
		if found, ok := findReference(f.Value, b); ok {
			return found, true
		}
	}
	return Value{}, false
}
