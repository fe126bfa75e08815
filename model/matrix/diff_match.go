package matrix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A differ compares two matrices. What they name is numbered as in b; what only a has comes behind.
type differ struct {
	a, b                      *Matrix
	roles, teams, users, unit matching
	slots                     []slot
	sameTree                  bool
	sets                      []int32           // of a: the same set of roles in b, or -1
	levels                    map[int32][]int32 // of a role that both have: the slots in which its levels differ
	misc                      map[int32]bool    // of a role that both have: its miscellaneous privileges differ
	profiles                  bool              // some profile, or some secured column, differs

	groups map[string]*group
	order  []*group
}

// A slot is tables that share one base in a, and one in b. -1: the tables are not there.
type slot struct {
	a, b   int32
	tables []string
}

// A matching says what of a list is what of another; -1: nothing.
type matching struct{ to, from []int32 }

// id is how a thing of a is numbered: as in b, or behind all of b's.
func (m matching) id(a int32) int32 {
	if to := m.to[a]; to >= 0 {
		return to
	}
	return int32(len(m.from)) + a
}

// canonical is the one number of a thing that both have.
func (m matching) canonical(id int32) int32 {
	if id < int32(len(m.from)) {
		return id
	}
	return m.id(id - int32(len(m.from)))
}

// inA and inB are the places of a numbered thing; -1: it is not there.
func (m matching) inA(id int32) int32 {
	if id < int32(len(m.from)) {
		return m.from[id]
	}
	return id - int32(len(m.from))
}

func (m matching) inB(id int32) int32 {
	if id < int32(len(m.from)) {
		return id
	}
	return -1
}

// match pairs what has one address, then what is alone with one of the other keys on both sides. An empty key says nothing.
func match[T any](as, bs []T, keys ...func(side int, one T) string) matching {
	m := matching{slices.Repeat([]int32{-1}, len(as)), slices.Repeat([]int32{-1}, len(bs))}
	for _, key := range keys {
		free := [2]map[string]int32{}
		for side, all := range [2][]T{as, bs} {
			free[side] = map[string]int32{}
			for i, one := range all {
				taken := side == 0 && m.to[i] >= 0 || side == 1 && m.from[i] >= 0
				k := ""
				if !taken {
					k = key(side, one)
				}
				if k == "" {
					continue
				}
				if _, again := free[side][k]; again {
					free[side][k] = -1
				} else {
					free[side][k] = int32(i)
				}
			}
		}
		for i := range as {
			if m.to[i] >= 0 {
				continue
			}
			k := key(0, as[i])
			if at, ok := free[1][k]; k != "" && ok && at >= 0 && free[0][k] == int32(i) {
				m.to[i], m.from[at] = at, int32(i)
			}
		}
	}
	return m
}

func newDiffer(a, b *Matrix) *differ {
	d := &differ{a: a, b: b, groups: map[string]*group{}}
	d.unit = match(a.units, b.units,
		func(_ int, u *model.BusinessUnit) string { return u.Address },
		func(_ int, u *model.BusinessUnit) string { return strings.ToLower(u.Name) },
		func(_ int, u *model.BusinessUnit) string { return map[bool]string{true: "root"}[u.Parent == nil] })
	d.roles = match(a.roles, b.roles,
		func(_ int, r *model.Role) string { return r.Address },
		func(_ int, r *model.Role) string { return r.ID },
		func(_ int, r *model.Role) string { return strings.ToLower(r.Name) })
	d.users = match(a.users, b.users,
		func(_ int, u *model.User) string { return u.Address },
		func(_ int, u *model.User) string { return strings.ToLower(cmp.Or(u.UPN, u.ApplicationID)) })
	d.teams = match(a.teams, b.teams, func(_ int, t *model.Team) string { return t.Address }, d.teamName)
	d.sameTree = d.treesAgree()
	d.placeSlots()
	d.matchSets()
	d.compareRoles()
	d.profiles = d.profilesDiffer()
	return d
}

// teamName tells a team whose address differs: a default team by its business unit, another by its name.
func (d *differ) teamName(side int, t *model.Team) string {
	if !t.Default {
		return "team " + strings.ToLower(t.Name)
	}
	m := []*Matrix{d.a, d.b}[side]
	at := m.rank[t.BusinessUnit.First-m.firstUnit]
	if side == 0 {
		at = d.unit.id(at)
	}
	return "unit " + string(rune(at))
}

// treesAgree reports whether both have the same business units below each other.
func (d *differ) treesAgree() bool {
	if len(d.a.units) != len(d.b.units) {
		return false
	}
	for i, u := range d.a.units {
		to := d.unit.to[i]
		if to < 0 || d.unitID(d.a, u.Parent) != d.unitID(d.b, d.b.units[to].Parent) {
			return false
		}
	}
	return true
}

// unitID numbers a business unit of one of the two; nowhere for nil, which is a role's own.
func (d *differ) unitID(m *Matrix, u *model.BusinessUnit) int32 {
	if u == nil {
		return nowhere
	}
	at := m.rank[u.First-m.firstUnit]
	if m == d.a {
		return d.unit.id(at)
	}
	return at
}

func (d *differ) placeSlots() {
	at := map[[2]int32]int{}
	tables := slices.Concat(d.a.Tables(), d.b.Tables())
	slices.Sort(tables)
	for _, table := range slices.Compact(tables) {
		k := [2]int32{-1, -1}
		if base, ok := d.a.tableBase[table]; ok {
			k[0] = base
		}
		if base, ok := d.b.tableBase[table]; ok {
			k[1] = base
		}
		i, known := at[k]
		if !known {
			i = len(d.slots)
			at[k] = i
			d.slots = append(d.slots, slot{a: k[0], b: k[1]})
		}
		d.slots[i].tables = append(d.slots[i].tables, table)
	}
}

func (m *Matrix) roleLanes(role, base int32) privilege.Lanes {
	if base < 0 || role < 0 {
		return 0
	}
	return m.lanes[int(base)*len(m.roles)+int(role)]
}

// matchSets finds a's sets of roles in b.
func (d *differ) matchSets() {
	inB := map[string]int32{}
	for set := range len(d.b.setAt) - 1 {
		inB[setKey(d.b.rolesIn(int32(set)))] = int32(set)
	}
	for set := range len(d.a.setAt) - 1 {
		var ids []int32
		for _, r := range d.a.rolesIn(int32(set)) {
			ids = append(ids, d.roles.id(r))
		}
		slices.Sort(ids)
		to, ok := inB[setKey(ids)]
		if !ok {
			to = -1
		}
		d.sets = append(d.sets, to)
	}
}

func setKey(roles []int32) string {
	key := make([]byte, 0, 4*len(roles))
	for _, r := range roles {
		key = append(key, byte(r), byte(r>>8), byte(r>>16), byte(r>>24))
	}
	return string(key)
}

// compareRoles finds what differs in the roles that both have.
func (d *differ) compareRoles() {
	d.levels, d.misc = map[int32][]int32{}, map[int32]bool{}
	for rb, ra := range d.roles.from {
		if ra < 0 {
			continue
		}
		for s, slot := range d.slots {
			if d.a.roleLanes(ra, slot.a) != d.b.roleLanes(int32(rb), slot.b) {
				d.levels[int32(rb)] = append(d.levels[int32(rb)], int32(s))
			}
		}
		held := func(r *model.Role) (names []string) {
			for _, h := range r.Privileges {
				names = append(names, h.Name)
			}
			slices.Sort(names)
			return slices.Compact(names)
		}
		if !slices.Equal(held(d.a.roles[ra]), held(d.b.roles[rb])) {
			d.misc[int32(rb)] = true
		}
	}
}

// A pair is one principal in both matrices; nobody in one that does not have it.
type pair struct{ a, b Principal }

// pairs are all principals, those of b first.
func (d *differ) pairs(roles bool) []pair {
	var all []pair
	add := func(k Kind, m matching) {
		for b, a := range m.from {
			p := pair{b: Principal{k, int32(b)}}
			if a >= 0 {
				p.a = Principal{k, a}
			}
			all = append(all, p)
		}
		for a, b := range m.to {
			if b < 0 {
				all = append(all, pair{a: Principal{k, int32(a)}})
			}
		}
	}
	add(Team, d.teams)
	add(User, d.users)
	if roles {
		add(Role, d.roles)
	}
	return all
}

// address is what a pair is called: as in b, where that has it.
func (d *differ) address(p pair) string {
	if p.b.kind != Nobody {
		return d.b.Address(p.b)
	}
	return d.a.Address(p.a)
}
