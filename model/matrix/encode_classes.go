package matrix

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// limits are what an artifact writes out though it follows from the rest: up to so many cells, rows say what their roles add up to; up to
// so many classes, these say what their roles and teams come to.
type limits struct{ cells, classes int }

func expanded() limits { return limits{1_000_000, 200_000} }

// An element is a row or a class: its content, and the identifier that follows from it.
type element struct {
	id       uint64
	from, to int   // its content, in the text of all of them
	facts    int   // where the part of it ends that follows from nothing else
	set      int32 // of a row
}

// elements are all rows, or all classes, in the order in which the matrix numbers them.
type elements struct {
	writer
	list []element
}

// end ends an element whose brackets are around what was written since from.
func (e *elements) end(from, facts int, set int32) {
	sum := sha256.Sum256(e.out[from:])
	e.list = append(e.list, element{binary.BigEndian.Uint64(sum[:]), from + 1, len(e.out) - 1, facts, set})
	e.comma = false
}

func (w *writer) id(key string, id uint64) {
	w.key(key)
	w.separate()
	w.out = append(w.out, '"')
	for shift := 60; shift >= 0; shift -= 4 {
		w.out = append(w.out, hexDigits[id>>shift&15])
	}
	w.out = append(w.out, '"')
}

func (e *elements) byID() []element {
	sorted := slices.Clone(e.list)
	slices.SortFunc(sorted, func(a, b element) int { return cmp.Compare(a.id, b.id) })
	for i := 1; i < len(sorted); i++ {
		if a, b := sorted[i-1], sorted[i]; a.id == b.id {
			panic(fmt.Sprintf("bug: %s and %s have one identifier, %x", e.out[a.from:a.to], e.out[b.from:b.to], a.id))
		}
	}
	return sorted
}

// A grouping is what principals have in common, with its identifiers.
type grouping struct {
	names
	rows, classes elements
}

func (m *Matrix) grouping() *grouping {
	g := &grouping{names: m.quotedNames()}
	m.addRows(g)
	m.addClasses(g)
	return g
}

// writeClasses writes the classes, and the rows that their entries refer to.
func (m *Matrix) writeClasses(w *writer, g *grouping) {
	classes := g.classes.byID()
	expanded := len(classes) <= m.limits.classes
	var rows []element
	if expanded {
		used := make([]bool, len(g.rows.list))
		for _, e := range m.entryList {
			used[e.set] = true
		}
		rows = slices.DeleteFunc(g.rows.byID(), func(r element) bool { return !used[r.set] })
	} else {
		for i := range classes {
			classes[i].to = classes[i].facts
		}
	}
	w.section()
	w.key("classes_expanded")
	w.bool(expanded)
	w.section()
	g.classes.write(w, "classes", classes, nil)
	m.writeRows(w, &g.rows, rows, expanded && m.mayExpand(rows))
}

// addClasses: a bare role is one in the principal's own business unit.
func (m *Matrix) addClasses(g *grouping) {
	w := &g.classes
	w.out = make([]byte, 0, 256*len(m.classes))
	for i, c := range m.classes {
		from := len(w.out)
		w.open('{')
		m.writeHoldings(&w.writer, &g.names, m.holdings(c.like))
		facts := len(w.out)
		w.key("entries")
		w.open('[')
		for _, e := range m.entriesOf(int32(i)) {
			w.open('{')
			w.key("anchor")
			w.quoted(g.anchor(e.anchor))
			if e.via != personal {
				w.key("via")
				w.quoted(g.via(e.via))
			}
			w.id("row", g.rows.list[e.set].id)
			w.close('}')
		}
		w.close(']')
		w.close('}')
		w.end(from, facts, -1)
	}
}

func (m *Matrix) writeHoldings(w *writer, n *names, h holdings) {
	if len(h.roles) > 0 {
		w.key("roles")
		w.open('[')
		for _, r := range h.roles {
			n.writeHeldRole(w, r)
		}
		w.close(']')
	}
	if len(h.teams) > 0 {
		w.key("teams")
		w.open('[')
		for _, t := range h.teams {
			w.quoted(n.teams[t.index])
		}
		w.close(']')
	}
	if len(h.profiles) > 0 {
		w.key("column_security_profiles")
		w.open('[')
		for _, f := range h.profiles {
			w.quoted(n.profiles[f.index])
		}
		w.close(']')
	}
}

func (n *names) writeHeldRole(w *writer, r heldRole) {
	if r.anchor == ownAnchor && !r.assignment.JustInTime {
		w.quoted(n.roles[r.role])
		return
	}
	w.open('{')
	w.key("role")
	w.quoted(n.roles[r.role])
	if r.anchor != ownAnchor {
		w.key("business_unit")
		w.quoted(n.anchor(r.anchor))
	}
	w.optBool("just_in_time", r.assignment.JustInTime, false)
	w.close('}')
}

// addRows: the content of a row is which roles it has, so that a change of a role changes that role, not the identifiers of everybody
// who holds it.
func (m *Matrix) addRows(g *grouping) {
	w := &g.rows
	sets := len(m.setAt) - 1
	w.out = make([]byte, 0, 128*sets)
	for set := range int32(sets) {
		from := len(w.out)
		w.open('{')
		w.key("roles")
		w.open('[')
		for _, r := range m.rolesIn(set) {
			w.quoted(g.roles[r])
		}
		w.close(']')
		facts := len(w.out)
		w.close('}')
		w.end(from, facts, set)
	}
}

// writeRows writes rows, with what their roles add up to where that is wanted.
func (m *Matrix) writeRows(w *writer, all *elements, rows []element, expanded bool) {
	w.section()
	w.key("rows_expanded")
	w.bool(expanded)
	w.section()
	var expand func(element)
	if expanded {
		expand = func(row element) { m.writeExpansion(w, row.set) }
	}
	all.write(w, "rows", rows, expand)
}

// mayExpand counts the cells of rows until there are too many.
func (m *Matrix) mayExpand(rows []element) bool {
	cells := 0
	for _, row := range rows {
		for b := range m.bases {
			lanes := uint32(m.lanesOf(row.set, int32(b)))
			cells += bits.OnesCount32(lanes & 0x11111111) // every level has the lowest bit of its lane
		}
		if cells > m.limits.cells {
			return false
		}
	}
	return true
}

func (m *Matrix) writeExpansion(w *writer, set int32) {
	w.key("access")
	w.open('{')
	for b, base := range m.bases {
		if lanes := m.lanesOf(set, int32(b)); lanes != 0 {
			w.line()
			w.name(quote(base.Name))
			w.levels(lanes)
		}
	}
	w.closeLines('}')
	var held []string
	for _, r := range m.rolesIn(set) {
		for _, p := range m.roles[r].Privileges {
			if p.Level != privilege.None {
				held = append(held, p.Name)
			}
		}
	}
	slices.Sort(held)
	w.optStrings("privileges", slices.Compact(held))
}

// write writes some of them, each on its line: the identifier, the content, and what more there is to say.
func (e *elements) write(w *writer, key string, some []element, more func(element)) {
	lines(w, key, some, func(one element) {
		w.open('{')
		w.id("id", one.id)
		if one.to > one.from {
			w.separate()
			w.out = append(w.out, e.out[one.from:one.to]...)
		}
		if more != nil {
			more(one)
		}
		w.close('}')
	})
}
