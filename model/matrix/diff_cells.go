package matrix

import (
	"cmp"
	"slices"
	"sort"
	"strconv"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// cells compares what a principal may do with tables. Only what can differ is looked at: of a principal that holds the same in both, the
// tables on which one of its roles differs.
func (d *differ) cells(p pair) {
	ownA, ownB := d.own(d.a, p.a), d.own(d.b, p.b)
	var ways *waysOf
	for _, s := range d.suspects(p, ownA == ownB) {
		slot := &d.slots[s]
		for _, v := range privilege.Verbs() {
			from, to := d.reach(d.a, p.a, slot.a, v), d.reach(d.b, p.b, slot.b, v)
			change, differs := d.change(&from, &to)
			if !differs {
				continue
			}
			if ways == nil {
				ways = d.ways(p)
			}
			because := d.because(p, ways, slot, v, change, &from, &to)
			d.add(p, int(s), v, change, from, to, ownA, ownB, because)
		}
	}
}

// own numbers the business unit of a principal; nowhere for a role, or nobody.
func (d *differ) own(m *Matrix, p Principal) int32 {
	_, unit := m.entries(p)
	return d.unitID(m, unit)
}

// add adds a principal to the change of every table of a slot.
func (d *differ) add(p pair, s int, v privilege.Verb, change Change, from, to reach, ownA, ownB int32, because []Cause) {
	unit := max(ownA, ownB)
	if one := p.a.kind == Nobody || p.b.kind == Nobody || ownA == ownB; one && unit >= 0 {
		from, to = from.relative(unit), to.relative(unit)
	}
	key := to.key(append(from.key(strconv.AppendInt(append([]byte(change), ' '), int64(s), 10)), ' '))
	for _, table := range d.slots[s].tables {
		g := d.group(string(key)+" "+v.String()+" "+table, func() group {
			return group{AccessChange: AccessChange{Kind: TableAccess, Table: table, Verb: v.String(), Change: change}, from: from, to: to}
		})
		switch g.unit {
		case nowhere, unit:
			g.unit = unit
		default:
			g.unit = several
		}
		g.add(d.address(p), because)
	}
}

// suspects are the slots in which a principal's cells may differ, sorted.
func (d *differ) suspects(p pair, sameUnit bool) []int32 {
	held := slices.Clone(d.roleIDs(d.b, p.b))
	if p.a.kind == Nobody || p.b.kind == Nobody || !d.sameTree || !sameUnit || !d.sameEntries(p) {
		return d.granting(distinct(append(held, d.roleIDs(d.a, p.a)...)))
	}
	var slots []int32
	for _, r := range held {
		slots = append(slots, d.levels[r]...)
	}
	return distinct(slots)
}

// roleIDs are the roles that reach a principal.
func (d *differ) roleIDs(m *Matrix, p Principal) []int32 {
	if p.kind == Nobody {
		return nil
	}
	roles := m.rolesOf(p)
	if m == d.b {
		return roles
	}
	ids := make([]int32, len(roles))
	for i, r := range roles {
		ids[i] = d.roles.id(r)
	}
	return ids
}

// granting are the slots in which one of some roles grants something in either matrix.
func (d *differ) granting(roles []int32) []int32 {
	var slots []int32
	for s, slot := range d.slots {
		if slices.ContainsFunc(roles, func(r int32) bool {
			return d.a.roleLanes(d.roles.inA(r), slot.a) != 0 || d.b.roleLanes(d.roles.inB(r), slot.b) != 0
		}) {
			slots = append(slots, int32(s))
		}
	}
	return slots
}

// sameEntries reports whether a principal holds the same roles, from the same anchors by the same ways, in both.
func (d *differ) sameEntries(p pair) bool {
	as, _ := d.a.entries(p.a)
	bs, _ := d.b.entries(p.b)
	if len(as) != len(bs) {
		return false
	}
	for _, e := range as {
		e.set = d.sets[e.set]
		if e.anchor != ownAnchor {
			e.anchor = 1 + d.unit.to[e.anchor-1]
		}
		if e.via >= firstTeam {
			e.via = firstTeam + d.teams.to[e.via-firstTeam]
		}
		if e.set < 0 || !slices.Contains(bs, e) {
			return false
		}
	}
	return true
}

// A way is one role that reaches a principal: held itself, or by a team.
type way struct {
	role, anchor, team int32 // numbered; team is nowhere for what it holds itself
	assigned, member   source.Span
}

func (w way) compare(x way) int {
	return cmp.Or(cmp.Compare(w.role, x.role), cmp.Compare(w.anchor, x.anchor), cmp.Compare(w.team, x.team))
}

// waysOf are the ways of a principal in both matrices, those that both have side by side; nil where one has it not.
type waysOf struct{ a, b []*way }

func (d *differ) ways(p pair) *waysOf {
	as, bs := d.waysIn(d.a, p.a), d.waysIn(d.b, p.b)
	w := &waysOf{}
	for len(as)+len(bs) > 0 {
		var one, two *way
		if len(bs) == 0 || len(as) > 0 && as[0].compare(bs[0]) <= 0 {
			one = &as[0]
		}
		if len(as) == 0 || len(bs) > 0 && bs[0].compare(as[0]) <= 0 {
			two = &bs[0]
		}
		if one != nil {
			as = as[1:]
		}
		if two != nil {
			bs = bs[1:]
		}
		w.a, w.b = append(w.a, one), append(w.b, two)
	}
	return w
}

func (d *differ) waysIn(m *Matrix, p Principal) []way {
	var all []way
	hold := func(team int32, member source.Span, assignments []model.Assignment) {
		for _, a := range assignments {
			all = append(all, way{d.roleID(m, a.Role), d.unitID(m, a.Anchor), team, a.Span, member})
		}
	}
	switch p.kind {
	case Role:
		all = append(all, way{d.roleID(m, m.roles[p.index]), nowhere, nowhere, source.Span{}, source.Span{}})
	case Team:
		if t := m.teams[p.index]; t.Type.OwnsRows() {
			hold(nowhere, source.Span{}, t.Assignments)
		}
	case User:
		u := m.users[p.index]
		hold(nowhere, source.Span{}, u.Assignments)
		for _, t := range m.teamsOf(u) {
			if t.Team.Type.OwnsRows() {
				hold(d.teamID(m, t.Team), t.Span, t.Team.Assignments)
			}
		}
	}
	slices.SortStableFunc(all, way.compare)
	return slices.CompactFunc(all, func(x, y way) bool { return x.compare(y) == 0 })
}

func (d *differ) roleID(m *Matrix, r *model.Role) int32 {
	at := m.roleAt[r]
	if m == d.a {
		return d.roles.id(at)
	}
	return at
}

// because is what of two policies makes a cell differ: of what was gained the ways that reach more than before, of what was lost those that
// reach less. Where no way does, the principal moved, or business units did.
func (d *differ) because(p pair, w *waysOf, s *slot, v privilege.Verb, change Change, from, to *reach) []Cause {
	var all []Cause
	for i := range w.a {
		one, two := w.a[i], w.b[i]
		before, after := d.wayLevel(d.a, one, s.a, v), d.wayLevel(d.b, two, s.b, v)
		if change.Widens() && after > before && !d.covers(d.a, from, d.b, d.wayReach(d.b, two, after)) {
			all = append(all, d.cause(d.b, p.b, two, one, s.b, v)...)
		}
		if change.Narrows() && before > after && !d.covers(d.b, to, d.a, d.wayReach(d.a, one, before)) {
			all = append(all, d.cause(d.a, p.a, one, two, s.a, v)...)
		}
	}
	if len(all) > 0 {
		return all
	}
	for i := range w.a { // what a team holds, its members now hold as themselves, or do not any more
		if one, two := w.a[i], w.b[i]; one != nil && two != nil && one.team >= 0 {
			if r := d.b.roles[d.roles.inB(two.role)]; r.Personal() != d.a.roles[d.roles.inA(one.role)].Personal() {
				all = append(all, Cause{r.Address, placeOf(r.Span)})
			}
		}
	}
	if len(all) > 0 {
		return all
	}
	if p.a.kind != Nobody && p.b.kind != Nobody && d.own(d.a, p.a) != d.own(d.b, p.b) {
		return []Cause{{d.address(p), placeOf(d.spanOf(d.b, p.b))}}
	}
	for i, u := range d.b.units {
		if was := d.unit.from[i]; was >= 0 && d.unitID(d.a, d.a.units[was].Parent) != d.unitID(d.b, u.Parent) {
			all = append(all, Cause{u.Address, placeOf(u.Span)})
		}
	}
	return all
}

func (d *differ) spanOf(m *Matrix, p Principal) source.Span {
	switch p.kind {
	case Role:
		return m.roles[p.index].Span
	case Team:
		return m.teams[p.index].Span
	case User:
		return m.users[p.index].Span
	}
	return source.Span{}
}

func (d *differ) wayLevel(m *Matrix, w *way, base int32, v privilege.Verb) privilege.Level {
	if w == nil {
		return privilege.None
	}
	role := d.roles.inB(w.role)
	if m == d.a {
		role = d.roles.inA(w.role)
	}
	return m.roleLanes(role, base).Level(v)
}

// wayReach is what a way reaches by itself.
func (d *differ) wayReach(m *Matrix, w *way, l privilege.Level) *reach {
	r := &reach{personal: w.team < 0 || d.roleIn(m, w.role).Personal()}
	if !r.personal {
		r.teams = []int32{w.team}
	}
	switch l {
	case privilege.Organization:
		r.organization = true
	case privilege.ParentChild:
		r.deep = []int32{w.anchor}
	case privilege.BusinessUnit:
		r.local = []int32{w.anchor}
	}
	return r
}

// cause is why a way of a principal reaches what it does not in the other policy, where it is other: nil where it is not there.
func (d *differ) cause(m *Matrix, p Principal, w, other *way, base int32, v privilege.Verb) []Cause {
	if other != nil || p.kind == Role {
		r := d.roleIn(m, w.role)
		return []Cause{{r.Address, m.grantedAt(r, m.bases[base], v)}}
	}
	return d.assignedOrJoined(m, p, w)
}

// roleIn is a numbered role of a matrix that has it.
func (d *differ) roleIn(m *Matrix, id int32) *model.Role {
	at := d.roles.inB(id)
	if m == d.a {
		at = d.roles.inA(id)
	}
	return m.roles[at]
}

// assignedOrJoined is what made a way that the other matrix does not have: an assignment, a membership, or a role of a team.
func (d *differ) assignedOrJoined(m *Matrix, p Principal, w *way) []Cause {
	if w.team < 0 {
		return []Cause{{m.Address(p), placeOf(w.assigned)}}
	}
	var all []Cause
	if !d.memberElsewhere(m, p, w.team) {
		at := w.member
		if !at.Known() {
			at = d.spanOf(m, p)
		}
		all = append(all, Cause{m.Address(p), placeOf(at)})
	}
	if !d.heldElsewhere(m, w) {
		all = append(all, Cause{d.teamIn(m, w.team).Address, placeOf(w.assigned)})
	}
	return all
}

// grantedAt is where a role grants a verb on a base at its widest.
func (m *Matrix) grantedAt(r *model.Role, b *model.Base, v privilege.Verb) Place {
	from := sort.Search(len(r.Grants), func(i int) bool {
		return cmp.Or(cmp.Compare(r.Grants[i].Base.Name, b.Name), cmp.Compare(r.Grants[i].Verb, v)) >= 0
	})
	at, widest := Place{}, privilege.None
	for _, g := range r.Grants[from:] {
		if g.Base.Name != b.Name || g.Verb != v {
			break
		}
		if g.Level > widest {
			at, widest = grantPlace(r, g.Span), g.Level
		}
	}
	return at
}

// memberElsewhere reports whether the principal is a member of the team in the other matrix too.
func (d *differ) memberElsewhere(m *Matrix, p Principal, team int32) bool {
	other := d.other(m)
	at := d.users.to
	if m == d.b {
		at = d.users.from
	}
	if at[p.index] < 0 {
		return false
	}
	return slices.ContainsFunc(other.teamsOf(other.users[at[p.index]]), func(t model.Membership) bool { return d.teamID(other, t.Team) == team })
}

// heldElsewhere reports whether the team holds the role in the other matrix too.
func (d *differ) heldElsewhere(m *Matrix, w *way) bool {
	other := d.other(m)
	t := d.teamIn(other, w.team)
	return t != nil && slices.ContainsFunc(t.Assignments, func(a model.Assignment) bool {
		return d.roleID(other, a.Role) == w.role && d.unitID(other, a.Anchor) == w.anchor
	})
}

// teamIn is a numbered team, nil where the matrix does not have it.
func (d *differ) teamIn(m *Matrix, id int32) *model.Team {
	at := d.teams.inB(id)
	if m == d.a {
		at = d.teams.inA(id)
	}
	if at < 0 {
		return nil
	}
	return m.teams[at]
}
