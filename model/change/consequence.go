package change

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

// A consequence is a note on every change of a construct of which its condition holds.
type consequence[T any] struct {
	rule string // number in the semantics
	when when[T]
	text string
}

// when decides on a change. What was added was not, what was removed is not.
type when[T any] func(e *event, was, is T) bool

// An event is a change among the two policies.
type event struct {
	*comparison
	kind    Kind
	details []Detail
}

func (m *matched[T]) consequences(c *comparison, one *Change, p pair[T]) []Note {
	e := &event{c, one.Kind, one.Details}
	var all []Note
	for _, n := range m.notes {
		if n.when(e, p.was, p.is) {
			all = append(all, Note{n.rule, n.text})
		}
	}
	return all
}

// changed limits a condition to what both policies have.
func changed[T any](f when[T]) when[T] {
	return func(e *event, was, is T) bool { return (e.kind == Changed || e.kind == Renamed) && f(e, was, is) }
}

func added[T any](f func(e *event, is T) bool) when[T] {
	return func(e *event, _, is T) bool { return e.kind == Added && f(e, is) }
}

func removed[T any](f func(e *event, was T) bool) when[T] {
	return func(e *event, was, _ T) bool { return e.kind == Removed && f(e, was) }
}

// present limits a condition to what the second policy has.
func present[T any](f when[T]) when[T] {
	return func(e *event, was, is T) bool { return e.kind != Removed && f(e, was, is) }
}

func always[T any](*event, T) bool { return true }

// differs is a condition on one attribute of what both policies have.
func differs[T any](attribute string) when[T] {
	return changed(func(e *event, _, _ T) bool { return e.differs(attribute) })
}

// becomes is a condition on the new value of an attribute.
func becomes[T any](attribute, value string) when[T] {
	return present(func(e *event, _, _ T) bool { return e.becomes(attribute, value) })
}

func (e *event) differs(attribute string) bool {
	return e.any(func(d Detail) bool { return d.Attribute == attribute })
}

func (e *event) becomes(attribute, value string) bool {
	return slices.Contains(e.values(attribute), value)
}

// values that an attribute comes to.
func (e *event) values(attribute string) []string {
	var all []string
	for _, d := range e.details {
		if d.Attribute == attribute && d.To != "" {
			all = append(all, d.To)
		}
	}
	return all
}

// loses reports whether an attribute loses a value without coming to another.
func (e *event) loses(attribute string) bool {
	return e.any(func(d Detail) bool { return d.Attribute == attribute && d.From != "" && d.To == "" })
}

func (e *event) any(holds func(Detail) bool) bool { return slices.ContainsFunc(e.details, holds) }

// within is a condition on an attribute of a part: columns.ssn.secured.
func within(part, of string, holds func(Detail) bool) func(Detail) bool {
	return func(d Detail) bool {
		return strings.HasPrefix(d.Attribute, part+".") && (of == "" || strings.HasSuffix(d.Attribute, "."+of)) && holds(d)
	}
}

func to(value string) func(Detail) bool { return func(d Detail) bool { return d.To == value } }

// moves reports whether a principal that both policies have is in another business unit.
func (e *event) moves(was, is *model.BusinessUnit) bool {
	return e.inB(unitAddress(was)) != unitAddress(is)
}

func unitAddress(u *model.BusinessUnit) string {
	if u == nil {
		return ""
	}
	return u.Address
}

// keepsRoles reports whether who moves to another business unit keeps its roles. In classic mode nobody does.
func (e *event) keepsRoles() bool { return e.b.Environment.Matrix && e.b.Environment.KeepRoles }

// rowsMove reports whether rows follow their owner into another business unit.
func (e *event) rowsMove() bool { return !e.b.Environment.Matrix || e.b.Environment.AlwaysMove }
