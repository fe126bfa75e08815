package compiler

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A line is the whole row of one table in one role: account = { user = ["create"], organization = ["read"] }.
type line struct {
	base   *model.Base
	grants []model.Grant
}

// A cell is what a line says at one level.
type cell struct {
	level privilege.Level
	at    source.Span // the level's name
	verbs []verbAt
	all   source.Span // where "all" stands
}

type verbAt struct {
	verb privilege.Verb
	span source.Span
}

// lines reads a grants block.
func (ev *evaluation) lines(b *body) []line {
	scope := ev.scope(b.in)
	var lines []line
	for i := range b.free {
		if l, ok := ev.line(&b.free[i], scope); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

func (ev *evaluation) line(a *syntax.Attr, scope *syntax.Scope) (line, bool) {
	fact := ev.tables.find(a.Name)
	if fact == nil {
		ev.unknownTable(item{span: a.NameSpan, text: a.Name})
	} else if fact.Base == nil {
		ev.diags.Errorf(diag.VerbNotAvailable, a.NameSpan, "table %q has no privileges of its own", a.Name)
	}
	fields, ok := a.Expr.Fields()
	if !ok {
		ev.diags.Errorf(diag.InvalidValue, a.Expr.Span(), "a line of grants is written out: { level = [verbs], … }")
		return line{}, false
	}
	cells := ev.cells(fields, scope)
	named := ev.namedOnce(cells)
	if fact == nil || fact.Base == nil {
		return line{}, false
	}
	l := line{base: fact.Base}
	for i := range cells {
		c := &cells[i]
		if c.all.Known() {
			ev.expandAllVerbs(fact.Base, c, cells, named)
		}
		for _, v := range ev.legal(fact, c) {
			l.grants = append(l.grants, model.Grant{Base: fact.Base, Verb: v.verb, Level: c.level, Table: a.Name, Span: v.span})
		}
	}
	return l, true
}

// cells reads the levels of a line, each with its verbs. Levels are literal words, so that every changed line says what it means.
func (ev *evaluation) cells(fields []syntax.ExprField, scope *syntax.Scope) []cell {
	var cells []cell
	for _, f := range fields {
		level, ok := ev.levelWord(f.Name, f.NameSpan)
		v, evaluated := f.Expr.Eval(scope, &ev.diags)
		if !ok || !evaluated {
			continue
		}
		if !ev.bounded(f.Name, v, f.Expr.Span()) {
			continue
		}
		if !v.Span.Known() {
			v.Span = f.Expr.Span()
		}
		if literal, ok := f.Expr.Constant(); ok && literal.Kind == syntax.List && len(literal.Items) == 0 {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q names no verb: leave the level out", f.Name)
			continue
		}
		c := cell{level: level, at: f.NameSpan}
		if v.Kind != syntax.List && v.Kind != syntax.Set {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "a level takes a list of verbs, this is %s", describe(v))
			continue
		}
		for _, one := range flat(v, nil) {
			if at := f.Expr.Span(); !at.Covers(one.Span) {
				one.Span = at // the place in this role, not in the local that it came from
			}
			ev.verb(one, &c)
		}
		cells = append(cells, c)
	}
	return cells
}

// verb reads one verb of a cell.
func (ev *evaluation) verb(v syntax.Value, c *cell) {
	if v.Kind != syntax.String {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "a verb is a string, this is %s", describe(v))
		return
	}
	if v.Text == "all" {
		if c.all.Known() {
			ev.diags.Errorf(diag.DuplicateKey, v.Span, "\"all\" is named twice").Note(c.all, "the first is here")
		}
		c.all = v.Span
		return
	}
	verb, ok := privilege.ParseVerb(v.Text)
	if !ok {
		d := ev.diags.Errorf(diag.UnknownVerb, v.Span, "%q is no verb", v.Text)
		if d.Suggest(v.Text, append(privilege.VerbNames(), "all")); d.Hint == "" {
			d.Hint = verbMeant(v.Text)
		}
		return
	}
	c.verbs = append(c.verbs, verbAt{verb, v.Span})
}

// verbMeant is the hint for a word of elsewhere.
func verbMeant(word string) string {
	if verb, known := privilege.MeantVerb(word); known {
		return "did you mean \"" + verb.String() + "\"?"
	}
	if word == "*" {
		return "did you mean \"all\"?"
	}
	return ""
}

// A naming is the level and the place at which a line names a verb.
type naming struct {
	level privilege.Level
	span  source.Span
}

// namedOnce are the verbs that a line names. A verb at two levels of a line is an error; so is one twice at a level.
func (ev *evaluation) namedOnce(cells []cell) map[privilege.Verb]naming {
	named := map[privilege.Verb]naming{}
	for i := range cells {
		c := &cells[i]
		var once []verbAt
		for _, v := range c.verbs {
			first, again := named[v.verb]
			switch {
			case !again:
				named[v.verb] = naming{c.level, v.span}
				once = append(once, v)
			case first.level == c.level:
				ev.diags.Errorf(diag.DuplicateKey, v.span, "%q is named twice", v.verb.String()).Note(first.span, "the first is here")
			default:
				ev.diags.Errorf(diag.TwoLevels, v.span, "%q is granted at %q and %q in one line", v.verb.String(), first.level.String(), c.level.String()).
					Note(first.span, "%q is granted here", first.level.String())
			}
		}
		c.verbs = once
	}
	return named
}

// expandAllVerbs writes "all" out: the verbs that the table has and the line has not given a level elsewhere. Only the lowest level of a
// line may say it: whatever is then deleted from the line falls back to that, or to nothing.
func (ev *evaluation) expandAllVerbs(base *model.Base, c *cell, cells []cell, named map[privilege.Verb]naming) {
	for _, other := range cells {
		if other.level < c.level {
			ev.diags.Errorf(diag.AllNotLowest, c.all, "\"all\" stands at the line's lowest level only, and that is %q", other.level.String()).
				Note(other.at, "%q is here", other.level.String())
			return
		}
	}
	for _, v := range privilege.Verbs() {
		if _, elsewhere := named[v]; base.Has(v) && !elsewhere {
			c.verbs = append(c.verbs, verbAt{v, c.all})
		}
	}
}

// legal are the verbs of a cell that the table has, and has at that level (semantics S-LV-07). What is wrong with all of them is one
// problem, of the level; what is wrong with some stands at each.
func (ev *evaluation) legal(fact *model.TableFact, c *cell) []verbAt {
	var fine, tooMuch []verbAt
	for _, v := range c.verbs {
		switch legal := fact.Base.Legal[v.verb]; {
		case legal == 0:
			ev.noVerb(fact, v)
		case legal.Has(c.level):
			fine = append(fine, v)
		default:
			tooMuch = append(tooMuch, v)
		}
	}
	if len(tooMuch) == 0 {
		return fine
	}
	common := privilege.AllLevels
	for _, v := range tooMuch {
		common &= fact.Base.Legal[v.verb]
	}
	if len(fine) == 0 && common != 0 {
		ev.diags.Errorf(diag.LevelNotAvailable, c.at, "%q cannot be granted on %q: %s", c.level.String(), fact.Name, ownershipReason(fact)).
			Hint = onlyLevels(common)
		return nil
	}
	reported := map[source.Span]bool{}
	for _, v := range tooMuch {
		if !reported[v.span] { // "all" stands for many
			reported[v.span] = true
			ev.diags.Errorf(diag.LevelNotAvailable, v.span, "%q cannot be granted at %q on %q: %s", v.verb.String(), c.level.String(), fact.Name, ownershipReason(fact)).
				Hint = onlyLevels(fact.Base.Legal[v.verb])
		}
	}
	return fine
}

func (ev *evaluation) noVerb(fact *model.TableFact, v verbAt) {
	var has []string
	for _, other := range privilege.Verbs() {
		if fact.Base.Has(other) {
			has = append(has, other.String())
		}
	}
	ev.diags.Errorf(diag.VerbNotAvailable, v.span, "table %q has no privilege to %q: %s", fact.Name, v.verb.String(), ownershipReason(fact)).
		Hint = "it has " + strings.Join(has, ", ")
}

func onlyLevels(legal privilege.LevelSet) string {
	var levels []string
	for _, l := range legal.Members() {
		levels = append(levels, l.String())
	}
	return "only " + quotedInOrder(levels) + " can"
}

func quotedInOrder(words []string) string {
	return `"` + strings.Join(words, `", "`) + `"`
}

// ownershipReason says in words why a table lacks a verb or level: by its ownership where it is as other tables of that.
func ownershipReason(fact *model.TableFact) string {
	regular := fact.Base != nil && fact.Base.Legal == legalLevels(fact.Ownership)
	switch {
	case regular && fact.Ownership == model.OrganizationOwned:
		return "the table is organization-owned"
	case regular && fact.Ownership == model.BusinessUnitOwned:
		return "its rows belong to business units, not to users"
	}
	return "the catalogue (" + schema.Version() + ") lists it so"
}
