package change

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What a change of these fields means nothing, or is seen elsewhere; and why.
var unseen = map[string]string{
	"Policy.Catalogue":   "a version; what it says of tables is compared",
	"Policy.Lint":        "is about the linter",
	"Policy.Waivers":     "are about the linter",
	"Policy.Files":       "where something is written",
	"Policy.Bases":       "are what is granted on; of those in both, what is known is compared",
	"BusinessUnit.First": "follows from the parents",
	"BusinessUnit.Last":  "follows from the parents",
	"Role.ID":            "tells roles from each other",
	"Role.Managed":       "how its solution was exported; an artifact does not have it",
	"Role.BasedOn":       "what follows from it is among the grants",
	"Grant.Table":        "grants are on what all tables of a base share",
	"Team.Members":       "is the other side of User.Teams",
	"Team.MemberSpans":   "where something is written",
	"User.Groups":        "is the other side of EntraGroup.Members",

	"ColumnSecurityProfile.ID": "tells profiles from each other",
}

// Whatever field of the model changes, it is seen, but for those above, which are not.
func TestEveryFieldIsSeen(t *testing.T) {
	paths := map[string][]path{}
	walk(reflect.ValueOf(newSample().p), nil, map[any]bool{}, paths)
	for name := range unseen {
		if len(paths[name]) == 0 {
			t.Errorf("there is no field %s", name)
		}
	}
	for field, all := range paths {
		seen, tried := false, 0
		for _, p := range all {
			after := newSample().p
			if !mutate(reflect.ValueOf(after), p, strings.HasSuffix(field, ".Parent")) {
				continue
			}
			tried++
			seen = seen || len(Compare(newSample().p, after)) > 0
		}
		switch why, exempt := unseen[field]; {
		case tried == 0 && !exempt:
			t.Errorf("the sample has nothing in %s", field)
		case !seen && !exempt:
			t.Errorf("a change of %s is not seen", field)
		case seen && exempt:
			t.Errorf("a change of %s is seen, although it %s", field, why)
		}
	}
}

// A path leads from the policy to a field: fields and elements by number, pointers by -1.
type path []int

// walk finds every field of the model, by type and name, and the ways to it.
func walk(v reflect.Value, at path, visited map[any]bool, paths map[string][]path) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !visited[v.Interface()] {
			visited[v.Interface()] = true
			walk(v.Elem(), append(at, -1), visited, paths)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), append(at, i), visited, paths)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name := v.Type().Name() + "." + f.Name
			switch {
			case unseen[name] != "":
			case f.Type == reflect.TypeFor[source.Span](): // where something is written
				continue
			case f.Type.Kind() == reflect.Struct || f.Type == reflect.TypeFor[*model.TableFact](): // its fields count
				walk(v.Field(i), append(at, i), visited, paths)
				continue
			}
			paths[name] = append(paths[name], slices.Clone(append(at, i)))
			if unseen[name] == "" {
				walk(v.Field(i), append(at, i), visited, paths)
			}
		}
	}
}

// mutate changes what a path leads to; false where there is nothing to change.
func mutate(policy reflect.Value, p path, tree bool) bool {
	v := policy
	for _, step := range p {
		switch v.Kind() {
		case reflect.Pointer:
			v = v.Elem()
		case reflect.Slice:
			v = v.Index(step)
		default:
			v = v.Field(step)
		}
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Uint8:
		v.SetUint([]uint64{1, 0, 1, 2, 3}[min(v.Uint(), 4)])
	case reflect.Array: // legal levels
		v.Index(0).SetUint(v.Index(0).Uint() ^ 2)
	case reflect.Slice:
		if v.Len() == 0 {
			return false
		}
		v.Set(v.Slice(0, v.Len()-1))
	case reflect.Struct:
		v.SetZero()
	case reflect.Pointer:
		if tree { // anything else could be a cycle
			had := !v.IsNil()
			v.SetZero()
			return had
		}
		return replace(policy, v)
	default:
		panic(fmt.Sprintf("bug: a field of kind %s", v.Kind()))
	}
	return true
}

// replace lets a pointer lead to another value of its type, or to none.
func replace(policy reflect.Value, v reflect.Value) bool {
	if v.Type().Elem().Kind() == reflect.Bool && !v.IsNil() {
		v.SetZero()
		return true
	}
	for _, other := range pointers(policy, map[any]bool{}) {
		if other.Type() == v.Type() && other.Interface() != v.Interface() {
			v.Set(other)
			return true
		}
	}
	if v.IsNil() {
		return false
	}
	v.SetZero()
	return true
}

func pointers(v reflect.Value, visited map[any]bool) []reflect.Value {
	var all []reflect.Value
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || visited[v.Interface()] {
			return nil
		}
		visited[v.Interface()] = true
		return append(pointers(v.Elem(), visited), reflect.ValueOf(v.Interface()))
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, pointers(v.Index(i), visited)...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && !strings.HasSuffix(v.Type().Field(i).Name, "Span") {
				all = append(all, pointers(v.Field(i), visited)...)
			}
		}
	}
	return all
}
