package matrix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// privileges compares the miscellaneous privileges of a principal.
func (d *differ) privileges(p pair) {
	idsA, idsB := d.roleIDs(d.a, p.a), d.roleIDs(d.b, p.b)
	slices.Sort(idsA)
	if slices.Equal(idsA, idsB) && !slices.ContainsFunc(idsB, func(r int32) bool { return d.misc[r] }) {
		return
	}
	var ways *waysOf
	before, after := d.held(d.a, p.a), d.held(d.b, p.b)
	for _, name := range either(before, after) {
		had, has := slices.Contains(before, name), slices.Contains(after, name)
		if had == has {
			continue
		}
		if ways == nil {
			ways = d.ways(p)
		}
		m, who, in, out := d.b, p.b, ways.b, ways.a
		if had {
			m, who, in, out = d.a, p.a, ways.a, ways.b
		}
		var because []Cause
		for i, w := range in {
			if w == nil {
				continue
			}
			r := d.roleIn(m, w.role)
			at, ok := heldAt(r, name)
			switch {
			case !ok:
			case out[i] != nil || who.kind == Role:
				because = append(because, Cause{r.Address, at})
			default:
				because = append(because, d.assignedOrJoined(m, who, w)...)
			}
		}
		g := d.group("misc "+name+" "+string(hadOrHas(had)), func() group {
			return group{AccessChange: AccessChange{Kind: PrivilegeAccess, Privilege: name, Change: hadOrHas(had), From: everywhere(had), To: everywhere(has)}}
		})
		g.add(d.address(p), because)
	}
}

func (d *differ) held(m *Matrix, p Principal) []string {
	if p.kind == Nobody {
		return nil
	}
	return m.privileges(p)
}

// either are the words of two lists, sorted.
func either(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func heldAt(r *model.Role, name string) (Place, bool) {
	for _, h := range r.Privileges {
		if h.Name == name {
			return grantPlace(r, h.Span), true
		}
	}
	return Place{}, false
}

// profilesDiffer reports whether a profile, a team's profiles, or what is secured differs: otherwise only who holds profiles of their own,
// or other teams, can have other columns.
func (d *differ) profilesDiffer() bool {
	said := func(m *Matrix) string {
		var b strings.Builder
		for _, f := range m.profiles {
			b.WriteString(f.Address + "\n")
			for _, c := range f.Columns {
				c.Span = source.Span{}
				writeColumn(&b, c)
			}
		}
		for _, c := range m.securedColumns() {
			b.WriteString(c.Table + "." + c.Column + "\n")
		}
		for _, t := range m.teams {
			if len(t.Profiles) > 0 {
				b.WriteString(t.Address + "\n")
			}
			for _, use := range t.Profiles {
				b.WriteString(use.Profile.Address + "\n")
			}
		}
		return b.String()
	}
	return said(d.a) != said(d.b)
}

func writeColumn(b *strings.Builder, c model.ColumnPermission) {
	b.WriteString(c.Table + "." + c.Column)
	for _, is := range []bool{c.Create, c.Read, c.Update} {
		if is {
			b.WriteByte('+')
		} else {
			b.WriteByte('-')
		}
	}
	b.WriteString(c.ReadUnmasked + "\n")
}

// The operations on a secured column.
var columnVerbs = []string{"create", "read", "update", "read_unmasked"}

// columns compares what a principal may do with secured columns.
func (d *differ) columns(p pair) {
	if !d.profiles && p.a.kind != Nobody && p.b.kind != Nobody && d.sameHolding(p) {
		return
	}
	before, after := d.columnsOf(d.a, p.a), d.columnsOf(d.b, p.b)
	for len(before)+len(after) > 0 {
		c := 0
		switch {
		case len(before) == 0:
			c = 1
		case len(after) == 0:
			c = -1
		default:
			c = cmp.Or(cmp.Compare(before[0].Table, after[0].Table), cmp.Compare(before[0].Column, after[0].Column))
		}
		var from, to ColumnAccess
		at := ColumnAccess{}
		if c <= 0 {
			from, before = before[0], before[1:]
			at = from
		}
		if c >= 0 {
			to, after = after[0], after[1:]
			at = to
		}
		for _, verb := range columnVerbs {
			d.column(p, at.Table, at.Column, verb, columnExtent(from, verb), columnExtent(to, verb))
		}
	}
}

// sameHolding reports whether a user is of the same teams, and holds the same profiles and roles, in both.
func (d *differ) sameHolding(p pair) bool {
	if p.a.kind == Role {
		return true
	}
	names := func(m *Matrix, p Principal) (all []string) {
		for _, use := range m.profilesOf(p) {
			all = append(all, use.Profile.Address)
		}
		slices.Sort(all)
		return all
	}
	admin := func(m *Matrix, p Principal) bool {
		return slices.ContainsFunc(m.rolesOf(p), func(r int32) bool { return m.roles[r].Administrator })
	}
	return slices.Equal(names(d.a, p.a), names(d.b, p.b)) && admin(d.a, p.a) == admin(d.b, p.b)
}

func (d *differ) columnsOf(m *Matrix, p Principal) []ColumnAccess {
	if p.kind == Nobody {
		return nil
	}
	return m.columns(p, "")
}

// columnExtent: what one may do with a column one may do on every row that one can reach.
func columnExtent(c ColumnAccess, verb string) Extent {
	switch verb {
	case "create":
		return everywhere(c.Create)
	case "read":
		return everywhere(c.Read)
	case "update":
		return everywhere(c.Update)
	}
	e := everywhere(c.ReadUnmasked != "none" && c.ReadUnmasked != "")
	if e.Organization {
		e.Unmasked = c.ReadUnmasked
	}
	return e
}

func (d *differ) column(p pair, table, column, verb string, from, to Extent) {
	change := hadOrHas(from.Organization)
	switch {
	case from.Organization == to.Organization && from.Unmasked == to.Unmasked:
		return
	case from.Organization && to.Organization && slices.Index(unmasked, to.Unmasked) > slices.Index(unmasked, from.Unmasked):
		change = Widened
	case from.Organization && to.Organization:
		change = Narrowed
	}
	key := strings.Join([]string{"column", table, column, verb, from.Unmasked, to.Unmasked, string(change)}, " ")
	g := d.group(key, func() group {
		return group{AccessChange: AccessChange{Kind: ColumnAccessed, Table: table, Column: column, Verb: verb, Change: change, From: from, To: to}}
	})
	m, who := d.b, p.b
	if change.Narrows() {
		m, who = d.a, p.a
	}
	g.add(d.address(p), d.columnCauses(m, who, table, column))
}

// columnCauses are the profiles of a principal that name a column, where they do; or what makes it a System Administrator.
func (d *differ) columnCauses(m *Matrix, p Principal, table, column string) []Cause {
	var all []Cause
	for _, use := range m.profilesOf(p) {
		for _, c := range use.Profile.Columns {
			if c.Table == table && c.Column == column {
				all = append(all, Cause{use.Profile.Address, placeOf(c.Span)}, Cause{m.Address(p), placeOf(use.Span)})
			}
		}
	}
	if len(all) > 0 {
		return all
	}
	return []Cause{{m.Address(p), placeOf(d.spanOf(m, p))}}
}

// shares compares standing shares: what each lets one principal do with one row.
func (d *differ) shares() {
	type right struct{ table, record, verb, with string }
	rights := func(m *Matrix) (map[right]Cause, []right) {
		places := map[right]Cause{}
		var order []right
		for _, s := range m.policy.Shares {
			for _, with := range s.With {
				for _, v := range s.Rights {
					one := right{s.Table, s.Record, v.String(), d.sharedWith(m, with)}
					if _, again := places[one]; !again {
						places[one] = Cause{s.Address, placeOf(s.Span)}
						order = append(order, one)
					}
				}
			}
		}
		return places, order
	}
	before, orderA := rights(d.a)
	after, orderB := rights(d.b)
	tell := func(all []right, places, others map[right]Cause, change Change) {
		for _, one := range all {
			if _, both := others[one]; both {
				continue
			}
			row := Extent{Scope: none(), Records: []string{one.record}}
			g := d.group(strings.Join([]string{"share", one.table, one.record, one.verb, string(change)}, "\x00"), func() group {
				c := AccessChange{Kind: RowShared, Table: one.table, Verb: one.verb, Change: change, From: Extent{Scope: none()}, To: row}
				if change == Lost {
					c.From, c.To = c.To, c.From
				}
				return group{AccessChange: c}
			})
			g.add(one.with, []Cause{places[one]})
		}
	}
	tell(orderA, before, after, Lost)
	tell(orderB, after, before, Gained)
}

// sharedWith is a principal as b has it.
func (d *differ) sharedWith(m *Matrix, address string) string {
	p, ok := m.principals[address]
	if !ok || m == d.b {
		return address
	}
	at := map[Kind]matching{Role: d.roles, Team: d.teams, User: d.users}[p.kind]
	if to := at.to[p.index]; to >= 0 {
		return d.b.Address(Principal{p.kind, to})
	}
	return address
}
