package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// What solutions say of tables is known before the policy's own blocks, which add to it. Where two solutions speak of one table, what the
// first one states holds.

// bringTables makes facts of what a solution states of tables.
func (ev *evaluation) bringTables(s *solution.Solution) {
	for _, t := range s.Tables {
		ev.bringTable(t)
	}
	for i := range s.Relationships {
		if r := s.Relationships[i]; matters(r) {
			ev.cascades = append(ev.cascades, r)
		}
	}
}

// matters reports whether a relationship passes access, or deletion, on to its child.
func matters(r *solution.Relationship) bool {
	cascading := func(what string) bool { return what != "" && what != "none" }
	return cascading(r.Assign) || cascading(r.Share) || cascading(r.Unshare) || cascading(r.Reparent) || r.Delete == "cascade"
}

func (ev *evaluation) bringTable(t *solution.Table) {
	fact := ev.tables.find(t.Name)
	if fact == nil || fact.Ownership == model.UnknownOwnership && ev.tables.own[t.Name] != nil {
		fact = ev.bringFact(t)
	} else {
		ev.agree(t, fact)
	}
	b := ev.broughtTable(fact, t.Span)
	b.Audit = cmp.Or(b.Audit, stated(t.Audit))
	b.RetrieveAudit = b.RetrieveAudit || t.RetrieveAudit == solution.On
	b.AccessTeams = b.AccessTeams || t.AccessTeams == solution.On
	for _, c := range t.Columns {
		ev.columns = append(ev.columns, broughtColumn{b, c})
	}
}

// A broughtColumn is what a solution says of a column, until it is known whether its table is audited.
type broughtColumn struct {
	table  *model.Table
	column solution.Column
}

// settleSolutions adds what solutions say of columns, once all have said what they say of tables.
func (ev *evaluation) settleSolutions() {
	for _, c := range ev.columns {
		bringColumn(c.table, c.column)
	}
	for _, t := range ev.tables.brought {
		slices.SortFunc(t.Columns, func(x, y model.Column) int { return cmp.Compare(x.Name, y.Name) })
	}
}

// agree reports what a solution states otherwise than it is known. Two solutions cannot both be right; the catalogue may be wrong, and stays.
func (ev *evaluation) agree(t *solution.Table, fact *model.TableFact) {
	ownership := t.Ownership
	if t.Activity == solution.On {
		ownership = model.UserOrTeamOwned
	}
	if (ownership == model.UnknownOwnership || ownership == fact.Ownership) && (t.Activity == solution.Unstated || fact.Activity == (t.Activity == solution.On)) {
		return
	}
	if first := ev.tables.brought[t.Name]; first != nil && ev.tables.own[t.Name] != nil && schema.TableByName(t.Name) == nil {
		ev.diags.Errorf(diag.TableDiffers, t.Span, "table %q is owned by %s here, and by %s in another solution", t.Name, kindOf(ownership, t.Activity == solution.On), kindOf(fact.Ownership, fact.Activity)).
			Note(first.Span, "the other is here")
		return
	}
	ev.diags.Warnf(diag.TableDiffers, t.Span, "table %q is owned by %s here, and by %s in the catalogue (%s), which is taken", t.Name, kindOf(ownership, t.Activity == solution.On), kindOf(fact.Ownership, fact.Activity), schema.Version())
}

func kindOf(o model.Ownership, activity bool) string {
	if activity {
		return o.String() + ", as activities are,"
	}
	return o.String()
}

// bringFact makes the fact of a table that the catalogue lacks. What a shell does not say is not known.
func (ev *evaluation) bringFact(t *solution.Table) *model.TableFact {
	if t.Activity == solution.On {
		ev.tables.own[t.Name] = &model.TableFact{Name: t.Name, SchemaName: t.SchemaName, Ownership: model.UserOrTeamOwned, Activity: true, Base: ev.tables.activityBase(t.Name)}
		return ev.tables.own[t.Name]
	}
	return ev.tables.add(t.Name, t.SchemaName, t.Ownership)
}

// add knows a table by its ownership, with the legal levels that follow from that.
func (t *tableFacts) add(name, schemaName string, o model.Ownership) *model.TableFact {
	base := &model.Base{Name: schemaName, Ownership: o, Tables: []string{name}, Legal: legalLevels(o)}
	fact := &model.TableFact{Name: name, SchemaName: schemaName, Ownership: o, Base: base}
	t.bases[strings.ToLower(base.Name)] = base
	t.own[name] = fact
	return fact
}

// broughtTable is what the solutions say of a table so far.
func (ev *evaluation) broughtTable(fact *model.TableFact, at source.Span) *model.Table {
	b := ev.tables.brought[fact.Name]
	if b == nil {
		b = &model.Table{Span: at}
		ev.tables.brought[fact.Name] = b
	}
	b.Fact = fact
	return b
}

func stated(f solution.Flag) *bool {
	if f == solution.Unstated {
		return nil
	}
	on := f == solution.On
	return &on
}

// bringColumn keeps what decides something: that a column is secured, and that it is not audited although its table is. That it is audited
// is what every new column says, and means nothing by itself.
func bringColumn(t *model.Table, c solution.Column) {
	secured := c.Secured == solution.On
	unaudited := c.Audit == solution.Off && t.Audit != nil && *t.Audit
	if !secured && !unaudited && c.MaskingRule == "" {
		return
	}
	at := slices.IndexFunc(t.Columns, func(x model.Column) bool { return x.Name == c.Name })
	if at < 0 {
		at = len(t.Columns)
		t.Columns = append(t.Columns, model.Column{Name: c.Name, Span: c.Span})
	}
	one := &t.Columns[at]
	if secured {
		one.Secured = stated(c.Secured)
	}
	if t.Audit != nil && *t.Audit {
		one.Audit = cmp.Or(one.Audit, stated(c.Audit))
	}
	one.MaskingRule = cmp.Or(one.MaskingRule, c.MaskingRule)
}

// mentioned knows by name what the solutions only mention. A table that nobody describes has any verb, at any level.
func (ev *evaluation) mentioned(name, schemaName string, at source.Span) *model.TableFact {
	if fact := ev.tables.find(name); fact != nil {
		return fact
	}
	fact := ev.tables.add(name, schemaName, model.UnknownOwnership)
	ev.broughtTable(fact, at)
	return fact
}

// overBrought lets a block add to what solutions say of its table: what the block says holds.
func (ev *evaluation) overBrought(t *model.Table, b *body) {
	from := ev.tables.brought[t.Fact.Name]
	if from == nil {
		return
	}
	t.Audit = cmp.Or(t.Audit, from.Audit)
	if !b.set("retrieve_audit") {
		t.RetrieveAudit = from.RetrieveAudit
	}
	if !b.set("access_teams") {
		t.AccessTeams = from.AccessTeams
	}
	for _, c := range from.Columns {
		at := slices.IndexFunc(t.Columns, func(x model.Column) bool { return x.Name == c.Name })
		if at < 0 {
			t.Columns = append(t.Columns, c)
			continue
		}
		own := &t.Columns[at]
		own.Secured, own.Audit = cmp.Or(own.Secured, c.Secured), cmp.Or(own.Audit, c.Audit)
		own.MaskingRule = cmp.Or(own.MaskingRule, c.MaskingRule)
	}
}

// settleCascades binds what the solutions' relationships cascade, once all tables are known.
func (ev *evaluation) settleCascades() {
	for _, r := range ev.cascades {
		child := ev.mentioned(r.Referencing, r.Referencing, r.Span)
		ev.mentioned(r.Referenced, r.Referenced, r.Span)
		t := ev.tables.declared[child.Name]
		if t == nil {
			t = ev.broughtTable(child, r.Span)
		}
		if !slices.ContainsFunc(t.Relationships, func(x model.Relationship) bool { return strings.EqualFold(x.Name, r.Name) }) {
			t.Relationships = append(t.Relationships, model.Relationship{
				Name: r.Name, Parent: r.Referenced, Span: r.Span, Merge: "none", Assign: cmp.Or(r.Assign, "none"), Share: cmp.Or(r.Share, "none"),
				Unshare: cmp.Or(r.Unshare, "none"), Reparent: cmp.Or(r.Reparent, "none"), Delete: cmp.Or(r.Delete, "remove_link"),
			})
		}
	}
}

// broughtTables puts what only solutions speak of into the policy, once the last has been mentioned.
func (ev *evaluation) broughtTables() {
	for name, t := range ev.tables.brought {
		if ev.tables.declared[name] == nil && (schema.TableByName(name) == nil || says(t)) {
			ev.policy.Tables = append(ev.policy.Tables, t)
		}
	}
	slices.SortFunc(ev.policy.Tables, func(a, b *model.Table) int { return cmp.Compare(a.Fact.Name, b.Fact.Name) })
	for _, t := range ev.policy.Tables {
		if shared := ev.tables.find(t.Fact.Name); shared != nil {
			t.Fact = shared // with all activities that share its privileges
		}
	}
}

// says reports whether anything is said of a table beyond that there is one.
func says(t *model.Table) bool {
	return t.Audit != nil || t.RetrieveAudit || t.AccessTeams || len(t.Columns)+len(t.Relationships) > 0
}

// privilegeOf finds what a privilege of a solution is about: a verb on a base, or else a miscellaneous privilege by its name. Names that
// nobody knows are kept: as a table where they have its form, as a privilege otherwise.
func (ev *evaluation) privilegeOf(g solution.Grant) (base *model.Base, verb privilege.Verb, table, misc string) {
	if own := ev.tables.privileges[strings.ToLower(g.Privilege)]; own != "" {
		return nil, 0, "", own
	}
	if known := schema.MiscellaneousByName(g.Privilege); known != nil {
		return nil, 0, "", known.Name
	}
	for v, about := range schema.CutVerb(g.Privilege) {
		if base = cmp.Or(ev.tables.bases[strings.ToLower(about)], schema.BaseByName(about)); base != nil {
			verb = v
			break
		}
	}
	if base == nil {
		base, verb = ev.unknownPrivilege(g)
	}
	if base == nil {
		ev.tables.privilege(g.Privilege)
		return nil, 0, "", g.Privilege
	}
	base = ev.tables.base(base)
	return base, verb, base.Table(), ""
}

// unknownPrivilege takes prvReadfoo_Bar to be about a table foo_bar, if there can be one.
func (ev *evaluation) unknownPrivilege(g solution.Grant) (*model.Base, privilege.Verb) {
	for verb, schemaName := range schema.CutVerb(g.Privilege) {
		name := strings.ToLower(schemaName)
		if !model.LogicalName(name) || ev.tables.find(name) != nil {
			return nil, 0
		}
		return ev.mentioned(name, schemaName, g.Span).Base, verb
	}
	return nil, 0
}

// allowed warns of a level that the catalogue says a table does not have: the solution is what somebody exported, and stands.
func (ev *evaluation) allowed(g solution.Grant, base *model.Base, verb privilege.Verb) {
	if base.Legal[verb].Has(g.Level) {
		return
	}
	why := "the catalogue (" + schema.Version() + ") knows no such grant"
	if ev.tables.bases[strings.ToLower(base.Name)] == base {
		why = "table \"" + base.Table() + "\" is owned by " + base.Ownership.String()
	}
	ev.diags.Warnf(diag.LevelNotAvailable, g.Span, "%q cannot be granted at %s: %s; it counts as written", g.Privilege, g.Level.API(), why)
}
