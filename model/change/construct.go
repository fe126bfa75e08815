package change

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A construct is one kind of block: which there are, how one is known from another, what it says, and what follows from a change of it.
type construct[T any] struct {
	name     string
	items    func(*model.Policy) []T
	address  func(T) string
	part     func(T) string   // the address of what belongs to it, "" for nothing
	keys     []func(T) string // that tell what has another address: the first that speaks, "" says nothing
	span     func(T) source.Span
	portable func(T) bool // nil: never
	say      func(*saying, T)
	notes    []consequence[T]

	one    bool // of a policy: another name is a change of it
	follow bool // from others: only what both policies have is compared
}

// compared is a construct of any type.
type compared interface {
	match(*comparison)
	changes(*comparison) []Change
}

// A matched construct knows what of one policy is what of the other.
type matched[T any] struct {
	construct[T]
	pairs []pair[T]
}

// A pair is one thing in both policies, or in one of them.
type pair[T any] struct {
	was, is  T
	had, has bool
}

func of[T any](k construct[T]) compared { return &matched[T]{construct: k} }

// A comparison is what the constructs need to know of each other.
type comparison struct {
	a, b  *model.Policy
	names map[string]string // addresses of a that b has another for

	labels   map[*model.Base]string // what the tables of a base are called in grants
	declared map[string]bool        // tables and privileges that one of the policies declares
}

func newComparison(a, b *model.Policy) *comparison {
	c := &comparison{a: a, b: b, names: map[string]string{}, labels: map[*model.Base]string{}, declared: map[string]bool{}}
	c.labelBases()
	for _, p := range []*model.Policy{a, b} {
		for _, t := range p.Tables {
			c.declared[t.Fact.Name] = true
		}
		for _, name := range p.Privileges {
			c.declared[name] = true
		}
	}
	return c
}

// inB is what b calls something of a.
func (c *comparison) inB(address string) string {
	if other, ok := c.names[address]; ok {
		return other
	}
	return address
}

func (m *matched[T]) match(c *comparison) {
	m.pairs = pairs(m.items(c.a), m.items(c.b), append([]func(T) string{m.address}, m.keys...))
	for _, p := range m.pairs {
		if !p.had || !p.has || m.address(p.was) == m.address(p.is) {
			continue
		}
		c.names[m.address(p.was)] = m.address(p.is)
		if m.part != nil {
			c.names[m.part(p.was)] = m.part(p.is)
		}
	}
}

// pairs finds what has one key, by each in turn.
func pairs[T any](as, bs []T, keys []func(T) string) []pair[T] {
	var all []pair[T]
	for _, key := range keys {
		if len(as) == 0 || len(bs) == 0 {
			break
		}
		inA, inB := places(as, key), places(bs, key)
		taken := make([]bool, len(bs))
		as = slices.DeleteFunc(slices.Clone(as), func(x T) bool {
			k := key(x)
			at, ok := inB[k]
			if k == "" || !ok || at < 0 || inA[k] < 0 {
				return false
			}
			taken[at] = true
			all = append(all, pair[T]{x, bs[at], true, true})
			return true
		})
		var rest []T
		for i, x := range bs {
			if !taken[i] {
				rest = append(rest, x)
			}
		}
		bs = rest
	}
	var none T
	for _, x := range as {
		all = append(all, pair[T]{x, none, true, false})
	}
	for _, x := range bs {
		all = append(all, pair[T]{none, x, false, true})
	}
	return all
}

// places of items by a key; -1 where several have it.
func places[T any](items []T, key func(T) string) map[string]int {
	at := make(map[string]int, len(items))
	for i, x := range items {
		k := key(x)
		if _, again := at[k]; again {
			i = -1
		}
		at[k] = i
	}
	return at
}

func (m *matched[T]) changes(c *comparison) []Change {
	var all []Change
	from, to := saying{comparison: c, names: c.names}, saying{comparison: c}
	for _, p := range m.pairs {
		from.attributes, to.attributes = from.attributes[:0], to.attributes[:0]
		if p.had && (p.has || !m.follow) {
			m.say(&from, p.was)
		}
		if p.has && (p.had || !m.follow) {
			m.say(&to, p.is)
		}
		one := Change{Construct: m.name, Kind: m.kind(p)}
		if one.Details = details(from.attributes, to.attributes, one.Kind); one.Kind == "" && len(one.Details) > 0 {
			one.Kind = Changed
		}
		if one.Kind == "" || m.follow && !(p.had && p.has) {
			continue
		}
		m.place(&one, p)
		one.Notes = m.consequences(c, &one, p)
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(x, y Change) int { return cmp.Or(cmp.Compare(x.Address, y.Address), cmp.Compare(x.Kind, y.Kind)) })
	return all
}

// kind of a change, as far as the pair alone says it.
func (m *matched[T]) kind(p pair[T]) Kind {
	switch {
	case !p.had:
		return Added
	case !p.has:
		return Removed
	case !m.one && m.address(p.was) != m.address(p.is):
		return Renamed
	}
	return ""
}

// place says what a change is about.
func (m *matched[T]) place(one *Change, p pair[T]) {
	about := p.is
	if !p.has {
		about = p.was
	}
	one.Address, one.Span = m.address(about), m.span(about)
	one.Portable = m.portable != nil && m.portable(about)
	if one.Kind == Renamed {
		one.From = m.address(p.was)
	}
}
