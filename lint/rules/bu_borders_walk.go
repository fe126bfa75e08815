package rules

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A scoped privilege is one that a role grants at business_unit or wider, by number.
type scoped struct {
	privilege int32
	level     privilege.Level
}

// scopedGrants are those of every role, sorted, each once. Those that an ignored role grants as widely are left out.
func scopedGrants(p *model.Policy, ignored []string) [][]scoped {
	type named struct {
		base string
		verb privilege.Verb
	}
	ignore := map[named]privilege.Level{}
	for _, name := range ignored {
		if r := schema.StandardRoleByLabel(name); r != nil {
			for _, g := range r.Grants {
				if g.Level == privilege.BusinessUnit || g.Level == privilege.ParentChild {
					ignore[named{g.Base.Name, g.Verb}] = max(g.Level, ignore[named{g.Base.Name, g.Verb}])
				}
			}
		}
	}
	numbers := map[*model.Base]int32{}
	of := make([][]scoped, len(p.Roles))
	for i, r := range p.Roles {
		for _, g := range r.Grants {
			if g.Level < privilege.BusinessUnit || g.Level <= ignore[named{g.Base.Name, g.Verb}] {
				continue
			}
			n, known := numbers[g.Base]
			if !known {
				n = int32(len(numbers))
				numbers[g.Base] = n
			}
			of[i] = append(of[i], scoped{n*privilege.VerbCount + int32(g.Verb), g.Level})
		}
	}
	return of
}

// A held role counts from a business unit.
type held struct{ unit, role int32 }

// settlePrincipals goes through what every user and team holds, each combination once.
func (b *borders) settlePrincipals(p *model.Policy, ignored []string) {
	roles := make(map[*model.Role]int32, len(p.Roles))
	for i, r := range p.Roles {
		roles[r] = int32(i)
	}
	w := &walk{borders: b, grants: scopedGrants(p, ignored)}
	w.local = make([]bool, len(w.grants))
	for i, grants := range w.grants {
		w.local[i] = slices.ContainsFunc(grants, func(s scoped) bool { return s.level < privilege.Organization })
	}
	known := map[string]bool{}
	var all []held
	var key []byte
	hold := func(assignments []model.Assignment) {
		for _, a := range assignments {
			all = append(all, held{b.number(a.Anchor), roles[a.Role]})
		}
	}
	one := func() {
		slices.SortFunc(all, func(x, y held) int { return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(x.role, y.role)) })
		all = slices.Compact(all)
		key = key[:0]
		for _, h := range all {
			key = binary.LittleEndian.AppendUint64(key, uint64(h.unit)<<32|uint64(h.role))
		}
		if !known[string(key)] {
			known[string(key)] = true
			w.holding(all)
		}
		all = all[:0]
	}
	for _, t := range p.Teams {
		if t.Type.OwnsRows() {
			hold(t.Assignments)
			one()
		}
	}
	for _, u := range p.Users {
		hold(u.Assignments)
		if t := u.BusinessUnit.DefaultTeam; t != nil {
			hold(t.Assignments)
		}
		for _, m := range u.Teams {
			if m.Team.Type.OwnsRows() {
				hold(m.Team.Assignments)
			}
		}
		one()
	}
}

// A walk goes through the cells of combinations.
type walk struct {
	*borders
	grants [][]scoped
	local  []bool // which roles grant anything below organization
	cells  []cellAt
	area   area
	key    []byte
}

type cellAt struct {
	scoped
	unit int32
}

// holding tells apart what the cells of a combination do.
func (w *walk) holding(all []held) {
	if !slices.ContainsFunc(all, func(h held) bool { return w.local[h.role] && w.open(h.unit) }) {
		return
	}
	w.cells = w.cells[:0]
	for _, h := range all {
		for _, s := range w.grants[h.role] {
			w.cells = append(w.cells, cellAt{s, h.unit})
		}
	}
	slices.SortFunc(w.cells, func(x, y cellAt) int {
		return cmp.Or(cmp.Compare(x.privilege, y.privilege), cmp.Compare(y.level, x.level), cmp.Compare(x.unit, y.unit))
	})
	for rest := w.cells; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].privilege == rest[0].privilege {
			n++
		}
		if rest[0].level != privilege.Organization { // the widest comes first
			w.cell(rest[:n])
		}
		rest = rest[n:]
	}
}

// open reports whether anything that is next to a business unit is not told from it yet.
func (b *borders) open(u int32) bool { return !b.stands[u] || b.below[u] > 0 || b.size[b.class[u]] > 1 }

// cell tells apart what one cell does, unless another had the same anchors.
func (w *walk) cell(grants []cellAt) {
	w.area, w.key = w.area[:0], w.key[:0]
	for _, g := range grants {
		at := anchor{g.unit, g.level == privilege.ParentChild}
		if len(w.area) > 0 && w.area[len(w.area)-1] == at {
			continue
		}
		w.area = append(w.area, at)
		w.key = binary.LittleEndian.AppendUint32(w.key, uint32(at.unit)<<1|uint32(g.level-privilege.BusinessUnit))
	}
	if !w.seen[string(w.key)] {
		w.seen[string(w.key)] = true
		w.tell(w.area)
	}
}
