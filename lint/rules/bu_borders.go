package rules

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// Which business units keep anything apart? Two do not where making them one, with their rows, principals, children, default teams and
// role instances, changes nobody's access. (Semantics, section 1 and S-EF-30 to 34.)
//
// Every cell of every principal is, beside what it owns, a set of business units: those of its anchors, some with all below. Such a set
// tells a business unit from its parent if it has one of them only; or if it has everything below the one, and not everything below
// the parent, which it would have afterwards. It tells siblings apart likewise. Only business units next to an anchor can be
// told apart at all, and what is told apart once need not be looked at again: so most principals are passed over quickly.

// borders are what of the tree of an environment keeps something apart. Business units are numbered in pre-order.
type borders struct {
	units     []*model.BusinessUnit
	parent    []int32
	children  [][]int32
	stands    []bool  // keeps something apart from its parent; the root has none
	below     []int   // how many children do not, as yet
	class     []int32 // siblings that no set has told apart have one class
	size      []int   // of each class
	deep      []area  // distinct sets with parent_child anchors that are one of several in a class
	seen      map[string]bool
	conflicts map[[2]int32]bool // siblings that are told apart by something else than a set
	teams     []defaultTeam
}

// An area is a set of business units: those of its anchors.
type area []anchor

type anchor struct {
	unit int32
	deep bool // with all below
}

// A defaultTeam is what matters of it when two become one: what it holds reaches everybody in the business unit, and rows that it owns do.
type defaultTeam struct{ holds, peopled bool }

// bordersOf looks at the tree of an environment. Grants as narrow as those of the roles that are ignored do not count.
func bordersOf(p *model.Policy, ignored []string) *borders {
	b := &borders{units: p.BusinessUnits, seen: map[string]bool{}, conflicts: map[[2]int32]bool{}}
	b.grow(p)
	if e := p.Environment; e.Matrix && !e.Recompute { // then it matters to owners in which business unit a row is (S-MX-04)
		b.standAll()
		return b
	}
	b.settleTeams(p)
	b.settleManagers(p)
	b.settlePrincipals(p, ignored)
	b.settleDeep()
	return b
}

func (b *borders) number(u *model.BusinessUnit) int32 { return int32(u.First - b.units[0].First) }

func (b *borders) grow(p *model.Policy) {
	n := len(b.units)
	b.parent, b.children, b.below = make([]int32, n), make([][]int32, n), make([]int, n)
	b.stands, b.class, b.size = make([]bool, n), make([]int32, n), make([]int, n+1)
	for i, u := range b.units {
		if u.Parent == nil {
			b.stands[i], b.parent[i] = true, -1
			b.class[i], b.size[n] = int32(n), 1
			continue
		}
		above := b.number(u.Parent)
		b.parent[i] = above
		b.children[above] = append(b.children[above], int32(i))
		b.below[above]++
		b.class[i] = above
		b.size[above]++
	}
}

func (b *borders) stand(u int32) {
	if !b.stands[u] {
		b.stands[u] = true
		b.below[b.parent[u]]--
	}
}

func (b *borders) standAll() {
	for u := range b.units {
		if b.parent[u] >= 0 {
			b.stand(int32(u))
		}
		b.class[u] = int32(u)
	}
}

// firsts are the first business unit of each class.
func (b *borders) firsts() map[int32]int32 {
	first := map[int32]int32{}
	for u, class := range b.class {
		if _, known := first[class]; !known {
			first[class] = int32(u)
		}
	}
	return first
}

// alike reports whether two siblings could be one.
func (b *borders) alike(x, y int32) bool {
	return b.class[x] == b.class[y] && !b.conflicts[[2]int32{min(x, y), max(x, y)}] && b.units[x].Disabled == b.units[y].Disabled && !b.teamsDiffer(x, y)
}

func (b *borders) conflict(x, y int32) { b.conflicts[[2]int32{min(x, y), max(x, y)}] = true }

// settleTeams: the people of one would be members of the default team of the other. And a disabled business unit shuts out its people
// (S-BU-15), which the parent does not.
func (b *borders) settleTeams(p *model.Policy) {
	b.teams = make([]defaultTeam, len(b.units))
	shared := map[string]bool{}
	for _, s := range p.Shares {
		for _, with := range s.With {
			shared[with] = true
		}
	}
	for i, u := range b.units {
		if t := u.DefaultTeam; t != nil {
			b.teams[i].holds = len(t.Assignments) > 0 || len(t.Profiles) > 0 || shared[t.Address]
		}
		b.teams[i].peopled = len(p.Users) == 0 // who is in it is not known
	}
	for _, u := range p.Users {
		b.teams[b.number(u.BusinessUnit)].peopled = true
	}
	if slices.ContainsFunc(p.Teams, func(t *model.Team) bool { return !t.Complete }) {
		b.teams[0].peopled = true // whoever comes by a group is in the root (S-TM-14)
	}
	closed := make([]bool, len(b.units))
	for i, u := range b.units {
		above := b.parent[i]
		if above < 0 {
			continue
		}
		closed[i] = u.Disabled || closed[above]
		if closed[i] != closed[above] || b.teamsDiffer(int32(i), above) {
			b.stand(int32(i))
		}
	}
}

func (b *borders) teamsDiffer(x, y int32) bool {
	return b.teams[x].peopled && b.teams[y].holds || b.teams[y].peopled && b.teams[x].holds
}

// settleManagers: managers reach rows of reports in their own business unit and below it (S-HI-10), so it matters in which they are.
func (b *borders) settleManagers(p *model.Policy) {
	h := p.Environment.Hierarchy
	if h == nil || h.Model != "manager" || !h.RestrictToBusinessUnits {
		return
	}
	for _, u := range p.Users {
		at := b.number(u.BusinessUnit)
		for manager, up := u.Manager, 1; manager != nil && up <= h.Depth; manager, up = manager.Manager, up+1 {
			from := b.number(manager.BusinessUnit)
			above := b.parent[from]
			if b.contains(from, at) || above < 0 || !b.contains(above, at) {
				continue
			}
			b.stand(from)
			for sibling := at; sibling != above; sibling = b.parent[sibling] {
				if b.parent[sibling] == above {
					b.conflict(from, sibling)
				}
			}
		}
	}
}

func (b *borders) contains(above, u int32) bool {
	return above <= u && int(u) <= b.units[above].Last-b.units[0].First
}

// tell notes what a set tells apart.
func (b *borders) tell(a area) {
	for _, at := range a {
		above := b.parent[at.unit]
		if !b.stands[at.unit] && (!b.has(a, above) || at.deep && !b.hasAll(a, above)) {
			b.stand(at.unit)
		}
		if at.deep || b.below[at.unit] == 0 {
			continue
		}
		for _, c := range b.children[at.unit] {
			if !b.stands[c] && !b.has(a, c) {
				b.stand(c)
			}
		}
	}
	b.split(a)
}

// split gives siblings that are in a set another class than those that are not.
func (b *borders) split(a area) {
	var in []int32
	for _, at := range a {
		if b.size[b.class[at.unit]] > 1 && !b.hasAbove(a, at.unit) {
			in = append(in, at.unit)
			if at.deep && (len(b.deep) == 0 || !slices.Equal(b.deep[len(b.deep)-1], a)) {
				b.deep = append(b.deep, slices.Clone(a))
			}
		}
	}
	slices.SortFunc(in, func(x, y int32) int { return cmp.Or(cmp.Compare(b.class[x], b.class[y]), cmp.Compare(x, y)) })
	in = slices.Compact(in)
	for len(in) > 0 {
		n := 1
		for n < len(in) && b.class[in[n]] == b.class[in[0]] {
			n++
		}
		if old := b.class[in[0]]; n < b.size[old] {
			b.size[old] -= n
			b.size = append(b.size, n)
			for _, u := range in[:n] {
				b.class[u] = int32(len(b.size) - 1)
			}
		}
		in = in[n:]
	}
}

// settleDeep: of two siblings in a set, the one with all below it, the other must have all below it too. What is below would be below both.
func (b *borders) settleDeep() {
	for _, a := range b.deep {
		for _, at := range a {
			if !at.deep || b.size[b.class[at.unit]] == 1 || b.hasAbove(a, at.unit) {
				continue
			}
			for _, sibling := range b.children[b.parent[at.unit]] {
				if sibling != at.unit && b.class[sibling] == b.class[at.unit] && !b.hasAll(a, sibling) {
					b.conflict(at.unit, sibling)
				}
			}
		}
	}
}

// has reports whether a business unit is in a set.
func (b *borders) has(a area, u int32) bool {
	return slices.ContainsFunc(a, func(at anchor) bool { return at.unit == u || at.deep && b.contains(at.unit, u) })
}

// hasAbove reports whether it is because all below one above it is.
func (b *borders) hasAbove(a area, u int32) bool {
	return slices.ContainsFunc(a, func(at anchor) bool { return at.deep && at.unit != u && b.contains(at.unit, u) })
}

// hasAll reports whether a business unit and all below it are in a set.
func (b *borders) hasAll(a area, u int32) bool {
	for at := u; int(at) < len(b.units) && b.contains(u, at); at++ {
		if !b.has(a, at) {
			return false
		}
	}
	return true
}
