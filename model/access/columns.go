package access

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A column that is secured. Others nobody is kept from (S-CS-01).
type column struct{ masked bool }

// placeColumns finds the columns that are secured: as the policy says, or because a profile opens them and nothing is said.
func (w *World) placeColumns() {
	open := make(map[[2]string]bool)
	for _, t := range w.policy.Tables {
		for _, c := range t.Columns {
			switch {
			case c.Secured == nil:
			case *c.Secured:
				w.secure(t.Fact.Name, c.Name, c.MaskingRule != "")
			default:
				open[[2]string{t.Fact.Name, c.Name}] = true
			}
		}
	}
	for _, f := range w.policy.Profiles {
		for _, c := range f.Columns {
			if t := w.tables[c.Table]; !open[[2]string{c.Table, c.Column}] && (t == nil || !t.has(c.Column)) {
				w.secure(c.Table, c.Column, false)
			}
		}
	}
}

func (t *table) has(name string) bool {
	_, secured := t.columns[name]
	return secured
}

func (w *World) secure(name, c string, masked bool) {
	t := w.tables[name]
	if t == nil {
		t = &table{}
		w.tables[name] = t
	}
	if t.columns == nil {
		t.columns = make(map[string]column)
	}
	t.columns[c] = column{masked}
}

func (e *evaluation) readColumn(p Principal, o *Operation) bool {
	c := e.w.table(o.Row.Table).columns[o.Column]
	e.masked = c.masked
	return all(e.right(p, privilege.Read, o.Row), e.column(p, o, columnRead))
}

// readUnmasked: of one row at a time, and asked for explicitly (S-CS-12).
func (e *evaluation) readUnmasked(p Principal, o *Operation) bool {
	return e.unmasked(p, o, columnUnmasked)
}

func (e *evaluation) readAllUnmasked(p Principal, o *Operation) bool {
	return e.unmasked(p, o, columnAllUnmasked)
}

func (e *evaluation) unmasked(p Principal, o *Operation, permission columnPermission) bool {
	met := all(e.right(p, privilege.Read, o.Row), e.column(p, o, columnRead))
	if e.w.table(o.Row.Table).columns[o.Column].masked {
		met = e.column(p, o, permission) && met
	}
	return met
}

// updateColumn is an update of the row.
func (e *evaluation) updateColumn(p Principal, o *Operation) bool {
	return all(e.rights(p, o.Row, privilege.Write, privilege.Read), e.column(p, o, columnUpdate))
}

func (e *evaluation) createColumn(p Principal, o *Operation) bool {
	return all(e.create(p, o), e.column(p, o, columnCreate))
}

// A columnPermission is one thing that a profile, or the share of a column, may allow.
type columnPermission struct {
	what    string
	profile func(model.ColumnPermission) bool
	share   func(ColumnShare) bool // nil: shares of columns do not allow it
}

var (
	columnRead     = columnPermission{"read", func(c model.ColumnPermission) bool { return c.Read }, func(s ColumnShare) bool { return s.Read }}
	columnUpdate   = columnPermission{"update", func(c model.ColumnPermission) bool { return c.Update }, func(s ColumnShare) bool { return s.Update }}
	columnCreate   = columnPermission{"create", func(c model.ColumnPermission) bool { return c.Create }, nil}
	columnUnmasked = columnPermission{"read unmasked", func(c model.ColumnPermission) bool {
		return c.ReadUnmasked == "one_record" || c.ReadUnmasked == "all_records"
	}, nil}
	columnAllUnmasked = columnPermission{"read unmasked in lists", func(c model.ColumnPermission) bool { return c.ReadUnmasked == "all_records" }, nil}
)

// column is whether a column is open: it is not secured, a profile or a share of it opens it, or the principal is a System Administrator.
func (e *evaluation) column(p Principal, o *Operation, permission columnPermission) bool {
	name := o.Row.Table + "." + o.Column
	if !e.w.table(o.Row.Table).has(o.Column) {
		return e.checkOf(p.Address(), permission.what+" column "+name, true, "")
	}
	ways := slices.Concat(e.administrating(p), e.profiled(p, o, permission), e.columnShared(p, o, permission))
	if e.needs != nil {
		n := Need{Who: p.Address(), What: permission.what + " column " + name, Met: len(ways) > 0, Ways: sorted(ways)}
		if !n.Met {
			n.Why = "column " + name + " is secured, and no column security profile of " + p.Address() + " allows to " + permission.what + " it"
		}
		e.note(n)
	}
	return len(ways) > 0
}

// administrating: who holds the role System Administrator has every permission on every secured column (S-CS-10).
func (e *evaluation) administrating(p Principal) []Way {
	var ways []Way
	add := func(held []held, m membership) {
		for _, r := range held {
			if role := e.w.policy.Roles[r.role]; role.Administrator {
				w := e.way(ByAdministrator, &grant{role: r.role, assignment: r.assignment, via: m.team, member: m.span})
				ways = append(ways, w)
			}
		}
	}
	add(e.w.holder(p).roles, membership{})
	for _, m := range e.teamsOf(p) {
		add(e.w.teams[m.at].roles, m)
	}
	return ways
}

// profiled are the profiles of a principal and of all its teams, access teams included.
func (e *evaluation) profiled(p Principal, o *Operation, permission columnPermission) []Way {
	var ways []Way
	add := func(uses []model.ProfileUse, m membership) {
		for _, u := range uses {
			for _, c := range u.Profile.Columns {
				if c.Table == o.Row.Table && c.Column == o.Column && permission.profile(c) {
					w := Way{Path: ByProfile, Profile: u.Profile, Via: m.team, Assignment: u.Span, Membership: m.span}
					w.Grants = append(w.Grants, c.Span)
					ways = append(ways, w)
				}
			}
		}
	}
	if p.user != nil {
		add(p.user.Profiles, membership{})
	} else if p.team != nil {
		add(p.team.Profiles, membership{})
	}
	for _, m := range e.teamsOf(p) {
		add(m.team.Profiles, m)
	}
	return ways
}

func (e *evaluation) columnShared(p Principal, o *Operation, permission columnPermission) []Way {
	if permission.share == nil {
		return nil
	}
	var ways []Way
	for i := range o.Row.Columns {
		s := &o.Row.Columns[i]
		if s.Column != o.Column || !permission.share(*s) {
			continue
		}
		if m, member := e.membership(p, s.With.team); s.With == p || member {
			ways = append(ways, Way{Path: ByColumnShare, Column: s, Membership: m.span})
		}
	}
	return ways
}
