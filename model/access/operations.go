package access

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// An Action is what people do. Most ask for several rights (S-EF-09).
type Action uint8

const (
	RawRight        Action = iota // has the right Verb on Row
	ReadRow                       // Row
	UpdateRow                     // Row
	DeleteRow                     // Row
	CreateRow                     // Row, which says owner and owning business unit; without an owner it is for the principal itself
	AssignRow                     // Row to To
	ShareRow                      // Row with To, as far as Rights
	LinkRow                       // set a lookup of Row to Other, in an update
	LinkOnCreate                  // set it while creating Row
	AssociateRows                 // Row and Other, many to many
	SetUnit                       // the owning business unit of Row to Unit
	ReadColumn                    // Column of Row, be its value masked or not
	ReadUnmasked                  // the value itself of Column, of this one row
	ReadAllUnmasked               // the value itself of Column, in a list of rows
	UpdateColumn                  // Column of Row
	CreateColumn                  // Row with a value in Column
	AddToTeam                     // To to the access team that Template makes for Row
)

// An Operation is an action and what it is done to. What the action has no use for is not looked at.
type Operation struct {
	Do       Action
	Verb     privilege.Verb
	Row      *Row
	Other    *Row
	To       Principal
	Rights   Rights
	Unit     *model.BusinessUnit
	Column   string
	Template *model.AccessTeamTemplate
}

var actions = [...]struct {
	name string
	may  func(*evaluation, Principal, *Operation) bool
}{
	RawRight:        {"right", func(e *evaluation, p Principal, o *Operation) bool { return e.right(p, o.Verb, o.Row) }},
	ReadRow:         {"read", asking(privilege.Read)},
	UpdateRow:       {"update", asking(privilege.Write, privilege.Read)},
	DeleteRow:       {"delete", asking(privilege.Delete, privilege.Read)},
	CreateRow:       {"create", (*evaluation).create},
	AssignRow:       {"assign", (*evaluation).assign},
	ShareRow:        {"share", (*evaluation).share},
	LinkRow:         {"link", (*evaluation).link},
	LinkOnCreate:    {"link on create", (*evaluation).linkOnCreate},
	AssociateRows:   {"associate", (*evaluation).associate},
	SetUnit:         {"set owning business unit", (*evaluation).moveRow},
	ReadColumn:      {"read column", (*evaluation).readColumn},
	ReadUnmasked:    {"read column unmasked", (*evaluation).readUnmasked},
	ReadAllUnmasked: {"read column unmasked in lists", (*evaluation).readAllUnmasked},
	UpdateColumn:    {"update column", (*evaluation).updateColumn},
	CreateColumn:    {"create column", (*evaluation).createColumn},
	AddToTeam:       {"add to access team", (*evaluation).addToTeam},
}

func (a Action) String() string { return actions[a].name }

// Can says whether a principal can do something, and why.
func (w *World) Can(p Principal, o Operation) Answer {
	a := w.answer(func(e *evaluation) bool { return actions[o.Do].may(e, p, &o) })
	a.Barred = w.barred(p, &o)
	return a
}

// Allows is whether Can says yes, and nothing else: for many questions.
func (w *World) Allows(p Principal, o Operation) bool {
	e := evaluation{w: w, answers: w.answers}
	return actions[o.Do].may(&e, p, &o)
}

// Right says whether a principal has a raw right on a row.
func (w *World) Right(p Principal, v privilege.Verb, r *Row) Answer {
	return w.Can(p, Operation{Do: RawRight, Verb: v, Row: r})
}

const actOnBehalf = "prvActOnBehalfOfAnotherUser"

// CanAs says whether a principal can do something while it acts as somebody else: what both can (S-PN-15).
func (w *World) CanAs(p, as Principal, o Operation) Answer {
	a := w.answer(func(e *evaluation) bool {
		return all(e.holds(p, actOnBehalf), actions[o.Do].may(e, p, &o), actions[o.Do].may(e, as, &o))
	})
	a.Barred = w.barred(p, &o)
	return a
}

// asking is an operation that is several rights on its row.
func asking(verbs ...privilege.Verb) func(*evaluation, Principal, *Operation) bool {
	return func(e *evaluation, p Principal, o *Operation) bool { return e.rights(p, o.Row, verbs...) }
}

func (e *evaluation) rights(p Principal, r *Row, verbs ...privilege.Verb) bool {
	met := true
	for _, v := range verbs {
		met = e.right(p, v, r) && met
	}
	return met
}

// create: the row by scope or owning alone, and an owner that may own it (semantics §8.5).
func (e *evaluation) create(p Principal, o *Operation) bool {
	r, t := e.toCreate(p, o.Row), e.w.table(o.Row.Table)
	if !t.owned() {
		return e.right(p, privilege.Create, r)
	}
	met := all(e.candidate(p, privilege.Create, r), e.mayOwn(r.Owner, r.Table))
	if home := e.w.unitOf(r.Owner); r.BusinessUnit != nil && r.BusinessUnit != home {
		met = e.setUnit(p, r.BusinessUnit) && met
	}
	if r.Owner != p && e.otherwise(d19) {
		met = e.candidate(p, privilege.Assign, r) && met
	}
	return met
}

// toCreate is a row as it is created: nobody else was said to own it, and nothing is shared.
func (e *evaluation) toCreate(p Principal, r *Row) *Row {
	candidate := *r
	candidate.Shares, candidate.Columns = nil, nil
	if r.Owner.Nobody() && e.w.table(r.Table).owned() {
		candidate.Owner = p
	}
	return &candidate
}

// assign: the new owner must be able to own the row; the level need not cover the new owner's business unit (S-OW-10).
func (e *evaluation) assign(p Principal, o *Operation) bool {
	if !e.w.table(o.Row.Table).owned() && e.w.table(o.Row.Table).base != nil {
		return e.check("rows of "+o.Row.Table+" have an owner", false, "nobody owns rows of "+o.Row.Table)
	}
	return all(e.rights(p, o.Row, privilege.Assign, privilege.Write, privilege.Read), e.mayOwn(o.To, o.Row.Table))
}

// link: append on the row that has the lookup, append_to on the one that it leads to.
func (e *evaluation) link(p Principal, o *Operation) bool {
	return all(e.rights(p, o.Row, privilege.Append, privilege.Write, privilege.Read), e.linkTo(p, o.Other))
}

func (e *evaluation) linkTo(p Principal, r *Row) bool {
	met := e.rights(p, r, privilege.AppendTo, privilege.Read)
	if e.otherwise(d02) {
		met = e.right(p, privilege.Write, r) && met
	}
	return met
}

func (e *evaluation) linkOnCreate(p Principal, o *Operation) bool {
	return all(e.create(p, o), e.candidate(p, privilege.Append, e.toCreate(p, o.Row)), e.linkTo(p, o.Other))
}

// associate: append on both sides, which asks for write and read (S-VB-14), and append_to on both sides as well, or not (S-VB-11).
func (e *evaluation) associate(p Principal, o *Operation) bool {
	met := true
	for _, r := range [...]*Row{o.Row, o.Other} {
		met = e.rights(p, r, privilege.Append, privilege.Write, privilege.Read) && met
		if !e.otherwise(d03) {
			met = e.right(p, privilege.AppendTo, r) && met
		}
	}
	return met
}

// moveRow sets the owning business unit of a row that exists (S-OW-23).
func (e *evaluation) moveRow(p Principal, o *Operation) bool {
	if !e.w.table(o.Row.Table).owned() {
		return e.check("rows of "+o.Row.Table+" have an owning business unit", false, "nobody owns rows of "+o.Row.Table)
	}
	return all(e.setUnit(p, o.Unit), e.rights(p, o.Row, privilege.Write, privilege.Read))
}
