package access

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Row is one row of one table, as far as access depends on it.
type Row struct {
	Name  string // what it is called in answers, and how others name it as their parent
	Table string // logical name
	Owner Principal

	// BusinessUnit is the owning business unit; nil: the owner's. Of a table that business units own it is that which the row is of: a user's or a
	// team's, a business unit itself, and the one above of a business unit that is being created (S-EF-20); nil: not known, and only what
	// reaches every row reaches it.
	BusinessUnit *model.BusinessUnit

	Shares   []Share
	Columns  []ColumnShare
	Parents  []Parent
	Inactive bool // its state, which cascades may ask for
}

// A Share gives rights on a row to a principal, as far as it has the privileges (S-SH).
type Share struct {
	With              Principal
	Rights, Inherited Rights                    // given on the row itself; given on a row above it
	Template          *model.AccessTeamTemplate // With is a member of the team that the template made for the row
	Span              source.Span
}

// A ColumnShare opens one secured column of one row (S-CS-11).
type ColumnShare struct {
	Column       string
	With         Principal // a user or team
	Read, Update bool
	Span         source.Span
}

// A Parent is the row that a row's lookup leads to.
type Parent struct{ Relationship, Row string }

// Rights are a set of verbs, as shares carry them.
type Rights uint8

// RightsOf makes a set.
func RightsOf(verbs ...privilege.Verb) Rights {
	var r Rights
	for _, v := range verbs {
		r |= 1 << v
	}
	return r
}

// Has reports whether a verb is in the set.
func (r Rights) Has(v privilege.Verb) bool { return r>>v&1 == 1 }

// Verbs are the members, in order.
func (r Rights) Verbs() []privilege.Verb {
	var verbs []privilege.Verb
	for _, v := range privilege.Verbs() {
		if r.Has(v) {
			verbs = append(verbs, v)
		}
	}
	return verbs
}

func (r Rights) String() string {
	var names []string
	for _, v := range r.Verbs() {
		names = append(names, v.String())
	}
	return strings.Join(names, ", ")
}

// all are the rights that a share of a row of the table can carry: its verbs but create (S-LV-11).
func (t *table) all() Rights {
	var r Rights
	for _, v := range privilege.Verbs() {
		if v != privilege.Create && t.base != nil && t.base.Has(v) {
			r |= 1 << v
		}
	}
	return r
}

// Unit is the business unit of a row: the one that it says, else its owner's (S-CR-04).
func (w *World) Unit(r *Row) *model.BusinessUnit {
	if r.BusinessUnit == nil && w.table(r.Table).owned() {
		return w.unitOf(r.Owner)
	}
	return r.BusinessUnit
}

// share is the row's share with a principal, nil for none.
func (r *Row) share(with Principal) *Share {
	for i := range r.Shares {
		if r.Shares[i].With == with && r.Shares[i].Template == nil {
			return &r.Shares[i]
		}
	}
	return nil
}
