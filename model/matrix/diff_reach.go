package matrix

import (
	"slices"
	"strconv"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A reach is a scope whose business units and teams are numbered for both matrices, so that a's can be held against b's.
type reach struct {
	organization, personal bool
	deep, local, teams     []int32 // sorted; nowhere is the own business unit of whoever holds a role
}

func (r *reach) empty() bool {
	return !r.organization && !r.personal && len(r.deep) == 0 && len(r.local) == 0 && len(r.teams) == 0
}

func (r *reach) equal(s *reach) bool {
	return r.organization == s.organization && (r.organization || r.personal == s.personal) &&
		slices.Equal(r.deep, s.deep) && slices.Equal(r.local, s.local) && slices.Equal(r.teams, s.teams)
}

// reach of a principal of one of the two in a slot, reduced (S-EF-31).
func (d *differ) reach(m *Matrix, p Principal, base int32, v privilege.Verb) (r reach) {
	if p.kind == Nobody || base < 0 {
		return r
	}
	var deep, local []*model.BusinessUnit
	entries, owns := m.entries(p)
	for _, e := range entries {
		switch m.lanesOf(e.set, base).Level(v) {
		case privilege.None:
			continue
		case privilege.Organization:
			r.organization = true
		case privilege.ParentChild:
			deep = append(deep, m.anchorUnit(e, owns))
		case privilege.BusinessUnit:
			local = append(local, m.anchorUnit(e, owns))
		}
		if e.via == personal {
			r.personal = true
		} else {
			r.teams = append(r.teams, d.teamID(m, m.viaTeam(e.via, owns)))
		}
	}
	if r.organization || r.personal {
		r.teams = nil
	}
	r.teams = distinct(r.teams)
	if r.organization {
		return r
	}
	deep = antichain(deep)
	for _, u := range deep {
		r.deep = append(r.deep, d.unitID(m, u))
	}
	for _, u := range local {
		if !slices.ContainsFunc(deep, func(above *model.BusinessUnit) bool { return contains(above, u) }) {
			r.local = append(r.local, d.unitID(m, u))
		}
	}
	r.deep, r.local = distinct(r.deep), distinct(r.local)
	return r
}

func distinct(ids []int32) []int32 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (d *differ) teamID(m *Matrix, t *model.Team) int32 {
	at := m.teamAt[t]
	if m == d.a {
		return d.teams.id(at)
	}
	return at
}

// covers is S-EF-34: whether everything that y reaches x reaches too. x is of the matrix mx, y of my.
func (d *differ) covers(mx *Matrix, x *reach, my *Matrix, y *reach) bool {
	if x.organization {
		return true
	}
	if y.organization || y.personal && !x.personal {
		return false
	}
	if !x.personal && slices.ContainsFunc(y.teams, func(t int32) bool { return !slices.Contains(x.teams, t) }) {
		return false
	}
	if slices.Contains(y.deep, nowhere) { // the own business unit of a role, and what lies below
		return slices.Contains(x.deep, nowhere)
	}
	if slices.Contains(y.local, nowhere) {
		return slices.Contains(x.deep, nowhere) || slices.Contains(x.local, nowhere)
	}
	if len(y.deep)+len(y.local) == 0 {
		return true
	}
	if d.sameTree {
		return d.coversUnits(x, y)
	}
	for id := range int32(len(d.unit.from) + len(d.unit.to)) {
		if id == d.unit.canonical(id) && d.reaches(my, y, id) && !d.reaches(mx, x, id) {
			return false
		}
	}
	return true
}

// coversUnits is covers for the business units of two reaches where both matrices have the same: an anchor is covered where it lies below one
// of the other's, or where all that it reaches is.
func (d *differ) coversUnits(x, y *reach) bool {
	for _, id := range y.local {
		if !d.reaches(d.b, x, id) {
			return false
		}
	}
	for _, id := range y.deep {
		top := d.unitIn(d.b, id)
		if slices.ContainsFunc(x.deep, func(above int32) bool { return d.unitIn(d.b, above).Contains(top) }) {
			continue
		}
		for at := top.First; at <= top.Last; at++ {
			if !d.reaches(d.b, x, d.b.rank[at-d.b.firstUnit]) {
				return false
			}
		}
	}
	return true
}

// reaches reports whether rows of a business unit are in reach. It is looked for in the tree of the reach's own matrix; a business unit
// that only the other has, in the other's: what lies below an anchor comes into reach, or leaves it, with the tree.
func (d *differ) reaches(m *Matrix, r *reach, id int32) bool {
	if slices.Contains(r.local, id) {
		return true
	}
	u := d.unitIn(m, id)
	if u == nil {
		m = d.other(m)
		if u = d.unitIn(m, id); u == nil {
			return false
		}
	}
	return slices.ContainsFunc(r.deep, func(top int32) bool {
		above := d.unitIn(m, top)
		return above != nil && above.Contains(u)
	})
}

func (d *differ) other(m *Matrix) *Matrix {
	if m == d.a {
		return d.b
	}
	return d.a
}

// unitIn is a numbered business unit, nil where the matrix does not have it. What a has and b too is numbered once, as in b.
func (d *differ) unitIn(m *Matrix, id int32) *model.BusinessUnit {
	if id < 0 {
		return nil
	}
	at := d.unit.inB(id)
	if m == d.a {
		at = d.unit.inA(id)
	}
	if at < 0 {
		return nil
	}
	return m.units[at]
}

// change is how one reach became another. There is none where each covers the other.
func (d *differ) change(from, to *reach) (Change, bool) {
	if d.sameTree && from.equal(to) {
		return "", false
	}
	switch {
	case from.empty() && to.empty():
		return "", false
	case from.empty():
		return Gained, true
	case to.empty():
		return Lost, true
	}
	kept, was := d.covers(d.b, to, d.a, from), d.covers(d.a, from, d.b, to)
	switch {
	case kept && was:
		return "", false
	case kept:
		return Widened, true
	case was:
		return Narrowed, true
	}
	return Moved, true
}

// relative measures a reach from a business unit: that becomes "own".
func (r reach) relative(unit int32) reach {
	own := func(ids []int32) []int32 {
		at, ok := slices.BinarySearch(ids, unit)
		if !ok {
			return ids
		}
		return append([]int32{nowhere}, slices.Delete(slices.Clone(ids), at, at+1)...)
	}
	r.deep, r.local = own(r.deep), own(r.local)
	return r
}

// key is a reach as part of a group's key.
func (r *reach) key(b []byte) []byte {
	b = strconv.AppendBool(b, r.organization)
	b = strconv.AppendBool(b, r.personal)
	for _, ids := range [][]int32{r.deep, r.local, r.teams} {
		b = append(b, '|')
		for _, id := range ids {
			b = strconv.AppendInt(append(b, ' '), int64(id), 10)
		}
	}
	return b
}

// scope names a reach. Its own business unit is unit, or "own" where that is not one.
func (d *differ) scope(r reach, unit int32) Scope {
	s := Scope{Organization: r.organization, Personal: r.personal, ParentChild: d.unitNames(r.deep, unit), BusinessUnit: d.unitNames(r.local, unit), Teams: []string{}}
	for _, id := range r.teams {
		if at := d.teams.inB(id); at >= 0 {
			s.Teams = append(s.Teams, d.b.teams[at].Address)
		} else {
			s.Teams = append(s.Teams, d.a.teams[d.teams.inA(id)].Address)
		}
	}
	slices.Sort(s.Teams)
	return s
}

func (d *differ) unitNames(ids []int32, unit int32) []string {
	names := []string{}
	for _, id := range ids {
		if id == nowhere && unit >= 0 {
			id = unit
		}
		u := d.unitIn(d.b, id)
		if u == nil {
			u = d.unitIn(d.a, id)
		}
		if id == nowhere {
			names = append(names, own)
		} else {
			names = append(names, u.Address)
		}
	}
	slices.Sort(names)
	return names
}
