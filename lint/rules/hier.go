package rules

import (
	"iter"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A seat sees the rows of those below it: a manager, or a position, which several people may hold.
type seat struct {
	user     *model.User
	position *model.Position
}

func (s seat) address() string {
	if s.user != nil {
		return s.user.Address
	}
	return s.position.Address
}

func (s seat) span() source.Span {
	if s.user != nil {
		return s.user.Span
	}
	return s.position.Span
}

// A hierarchy is who sees the rows of whom by hierarchy security. Semantics §10.3.
type hierarchy struct {
	*model.HierarchySecurity
	seats   []seat
	holders map[seat][]*model.User // who can sign in
	reports []*model.User          // people whose rows count
}

// hierarchyOf is the hierarchy of an environment. Where there is none, or nobody is known to be in it, the rule is skipped.
func hierarchyOf(p *lint.Pass) (h hierarchy, ok bool) {
	h = hierarchy{HierarchySecurity: p.Policy.Environment.Hierarchy, holders: map[seat][]*model.User{}}
	if h.HierarchySecurity == nil {
		p.Skip("hierarchy security is off")
		return h, false
	}
	if len(p.Policy.Users) == 0 {
		p.Skip(noUsers)
		return h, false
	}
	for _, o := range p.Policy.Positions {
		h.seats = append(h.seats, seat{position: o})
	}
	for _, u := range p.Policy.Users {
		if u.Application {
			continue
		}
		if u.Enabled || h.IncludeDisabled {
			h.reports = append(h.reports, u)
		}
		at := seat{user: u}
		if h.Model == "position" {
			at = seat{position: u.Position}
		} else {
			h.seats = append(h.seats, at)
		}
		if lint.Active(u) {
			h.holders[at] = append(h.holders[at], u)
		}
	}
	return h, true
}

// above are the seats that see a user's rows, nearest first, by how far they are.
func (h hierarchy) above(u *model.User) iter.Seq2[int, seat] {
	if h.Model == "position" {
		return h.positionsAbove(u.Position)
	}
	return func(yield func(int, seat) bool) {
		for m, far := u.Manager, 1; m != nil && far <= h.Depth; m, far = m.Manager, far+1 {
			if h.mayManage(m, u) && !yield(far, seat{user: m}) {
				return
			}
		}
	}
}

func (h hierarchy) positionsAbove(o *model.Position) iter.Seq2[int, seat] {
	return func(yield func(int, seat) bool) {
		for far := 1; o != nil && o.Parent != nil && far <= h.Depth; far++ {
			if o = o.Parent; !yield(far, seat{position: o}) {
				return
			}
		}
	}
}

// mayManage: a manager is in the business unit of the report, or above it (semantics S-HI-10).
func (h hierarchy) mayManage(m, u *model.User) bool {
	return !h.RestrictToBusinessUnits || m.BusinessUnit.Contains(u.BusinessUnit)
}

// covers reports whether rows of a table take part (semantics S-HI-15, 19).
func (h hierarchy) covers(table string, b *model.Base) bool {
	return lint.Owned(b) && !slices.Contains(h.ExcludedTables, table)
}

// bases are those with a table that takes part.
func (h hierarchy) bases(p *lint.Pass) []*model.Base {
	var bases []*model.Base
	for _, b := range p.Policy.Bases {
		if slices.ContainsFunc(b.Tables, func(t string) bool { return h.covers(t, b) }) {
			bases = append(bases, b)
		}
	}
	return bases
}

// A baseSet says which of a list of bases are in it.
type baseSet []uint64

func (s baseSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s baseSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

func (s baseSet) addAll(other baseSet) {
	for i := range other {
		s[i] |= other[i]
	}
}

func (s baseSet) empty() bool {
	return !slices.ContainsFunc(s, func(word uint64) bool { return word != 0 })
}

func (s baseSet) meets(other baseSet) bool {
	for i := range other {
		if s[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

// A reading says what roles read, of some bases.
type reading struct {
	words int
	of    map[*model.Role]baseSet
}

// reads is which of the bases each role reads at all.
func reads(roles []*model.Role, bases []*model.Base) reading {
	at := map[*model.Base]int{}
	for i, b := range bases {
		at[b] = i
	}
	r := reading{words: (len(bases) + 63) / 64, of: map[*model.Role]baseSet{}}
	for _, role := range roles {
		set := make(baseSet, r.words)
		for _, g := range role.Grants {
			if i, ok := at[g.Base]; ok && g.Verb == privilege.Read {
				set.add(i)
			}
		}
		r.of[role] = set
	}
	return r
}

// by is what several roles read together.
func (r reading) by(roles []*model.Role) baseSet {
	all := make(baseSet, r.words)
	for _, role := range roles {
		all.addAll(r.of[role])
	}
	return all
}

// with adds to a set, which may not be there yet.
func (r reading) with(all, more baseSet) baseSet {
	if all == nil {
		all = make(baseSet, r.words)
	}
	all.addAll(more)
	return all
}

// owned is what a user can own rows of: what it reads itself, or as a member of a team whose role counts for members (semantics S-OW-02).
func (r reading) owned(p *lint.Pass, u *model.User) baseSet {
	direct := map[*model.Role]bool{}
	for _, a := range u.Assignments {
		direct[a.Role] = true
	}
	return r.by(slices.DeleteFunc(lint.RolesOf(u), func(role *model.Role) bool { return !direct[role] && !role.Personal() }))
}
