package change

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// An attribute is one thing that a block says. Its name is its parts, with dots between.
type attribute struct {
	name  [3]string
	value string
	usual bool // what is assumed where nothing is said: no news of what is new
	many  bool // one of several of the name
}

func (a attribute) path() string {
	n := len(a.name)
	for n > 1 && a.name[n-1] == "" {
		n--
	}
	return strings.Join(a.name[:n], ".")
}

// saying collects what a block says, in words that both policies use.
type saying struct {
	*comparison
	names      map[string]string // of the first policy: what the second calls it
	attributes []attribute
}

func (s *saying) add(name, value string) { s.at([3]string{name}, value) }

// at says nothing where the value is empty.
func (s *saying) at(name [3]string, value string) {
	if value != "" {
		s.attributes = append(s.attributes, attribute{name: name, value: value})
	}
}

// usually says a value that is no news where it is the assumed one.
func (s *saying) usually(name, value, assumed string) {
	if value != "" {
		s.attributes = append(s.attributes, attribute{name: [3]string{name}, value: value, usual: value == assumed})
	}
}

func (s *saying) truth(name string, value, assumed bool) {
	s.usually(name, strconv.FormatBool(value), strconv.FormatBool(assumed))
}

func (s *saying) maybe(name [3]string, value *bool) {
	if value != nil {
		s.at(name, strconv.FormatBool(*value))
	}
}

// number is not said where it is 0.
func (s *saying) number(name string, value int) {
	if value != 0 {
		s.add(name, strconv.Itoa(value))
	}
}

// called says a name, which is no news where the address ends in it.
func (s *saying) called(attribute, name, address string) {
	assumed := ""
	if before, ok := strings.CutSuffix(strings.TrimSuffix(address, `"]`), name); ok && (strings.HasSuffix(before, ".") || strings.HasSuffix(before, `["`)) {
		assumed = name
	}
	s.usually(attribute, name, assumed)
}

// reference is an address as the second policy has it.
func (s *saying) reference(address string) string {
	if other, ok := s.names[address]; ok {
		return other
	}
	return address
}

// of says one of several values of a name.
func (s *saying) of(name, value string) {
	s.attributes = append(s.attributes, attribute{name: [3]string{name}, value: value, many: true})
}

// each says an address of each of a list.
func each[T any](s *saying, name string, items []T, address func(T) string) {
	for _, x := range items {
		s.of(name, s.reference(address(x)))
	}
}

func (a attribute) compare(b attribute) int {
	return cmp.Or(cmp.Compare(a.path(), b.path()), cmp.Compare(a.value, b.value))
}

// details are where two blocks differ. What is new, or was removed, says nothing of what is assumed anyway.
func details(from, to []attribute, kind Kind) []Detail {
	if slices.Equal(from, to) {
		return nil
	}
	if kind == Added || kind == Removed {
		usual := func(a attribute) bool { return a.usual }
		from, to = slices.DeleteFunc(from, usual), slices.DeleteFunc(to, usual)
	}
	slices.SortFunc(from, attribute.compare)
	slices.SortFunc(to, attribute.compare)
	var all []Detail
	for len(from)+len(to) > 0 {
		name := first(from, to)
		var was, is []attribute
		was, from = run(from, name)
		is, to = run(to, name)
		all = append(all, differences(name, was, is)...)
	}
	return all
}

// first is the name that comes first in two lists.
func first(from, to []attribute) string {
	switch {
	case len(from) == 0:
		return to[0].path()
	case len(to) == 0:
		return from[0].path()
	}
	return min(from[0].path(), to[0].path())
}

// run parts a list after the attributes of a name.
func run(all []attribute, name string) (of, rest []attribute) {
	n := 0
	for n < len(all) && all[n].path() == name {
		n++
	}
	return all[:n], all[n:]
}

// differences of one name: a value that is another, or, of several, those that came and went.
func differences(name string, was, is []attribute) []Detail {
	single := func(all []attribute) bool { return len(all) == 0 || len(all) == 1 && !all[0].many }
	if single(was) && single(is) {
		d := Detail{Attribute: name}
		if len(was) > 0 {
			d.From = was[0].value
		}
		if len(is) > 0 {
			d.To = is[0].value
		}
		if d.From == d.To {
			return nil
		}
		return []Detail{d}
	}
	var all []Detail
	for len(was)+len(is) > 0 {
		switch {
		case len(is) == 0 || len(was) > 0 && was[0].value < is[0].value:
			all = append(all, Detail{name, was[0].value, ""})
			was = was[1:]
		case len(was) == 0 || is[0].value < was[0].value:
			all = append(all, Detail{name, "", is[0].value})
			is = is[1:]
		default:
			was, is = was[1:], is[1:]
		}
	}
	return all
}
