package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

var (
	deleteCascades = oneOf(model.DeleteCascades...)
	mergeCascades  = oneOf(model.MergeCascades...)
	otherCascades  = oneOf(model.Cascades...)
)

var tableConstruct = &construct{
	name: "table", labels: []string{"logical name"}, limits: true,
	doc: "Facts about a table. Standard tables come from the catalogue, and this adds to them; what the catalogue lacks is declared by saying its ownership.",
	attrs: []attribute{
		{name: "schema_name", is: text, assumed: "the logical name", doc: "The name as it stands in privilege names: contoso_Viewing."},
		{name: "ownership", is: oneOf("user_or_team", "organization", "business_unit", "unknown"), doc: "Who owns rows, of a table that the catalogue lacks. `unknown`: any verb, any level."},
		{name: "activity", is: truth, assumed: "false", doc: "A custom activity: it shares the privileges of all activities."},
		{name: "classification", is: oneOf("public", "internal", "confidential", "restricted"), doc: "How sensitive its rows are."},
		{name: "audit", is: truth, doc: "Changes are audited."},
		{name: "retrieve_audit", is: truth, assumed: "false", doc: "Reads are logged, where the environment logs reads."},
		{name: "access_teams", is: truth, assumed: "false", doc: "Enabled for access team templates."},
		{name: "volume", is: oneOf("low", "medium", "high"), doc: "How many rows it holds."},
	},
	blocks: []*construct{
		{name: "column", labels: []string{"logical name"}, doc: "Facts about a column.", attrs: []attribute{
			{name: "secured", is: truth, doc: "Column security is on: only profiles open it."},
			{name: "audit", is: truth, doc: "Changes are audited, where the table's are."},
			{name: "classification", is: oneOf("public", "internal", "confidential", "restricted"), doc: "How sensitive it is."},
			{name: "kind", is: oneOf(model.ColumnKinds...), doc: "What kind of column, where that decides something."},
			{name: "masking_rule", is: text, doc: "Readers see the value masked by this rule."},
		}},
		{name: "relationship", labels: []string{"name"}, doc: "A lookup to a parent table, and what it cascades.", attrs: []attribute{
			{name: "parent", is: table, required: true, doc: "The table that the lookup leads to."},
			{name: "assign", is: otherCascades, assumed: "none", doc: "What assigning the parent does."},
			{name: "share", is: otherCascades, assumed: "none", doc: "What sharing the parent does."},
			{name: "unshare", is: otherCascades, assumed: "none", doc: "What unsharing the parent does."},
			{name: "reparent", is: otherCascades, assumed: "none", doc: "What attaching to another parent does."},
			{name: "delete", is: deleteCascades, assumed: "remove_link", doc: "What deleting the parent does."},
			{name: "merge", is: mergeCascades, assumed: "none", doc: "What merging the parent does."},
		}},
	},
	create: func(ev *evaluation, in *instance) { in.object = &model.Table{Span: in.decl.span()} },
	bind: func(ev *evaluation, in *instance, b *body) {
		t := in.object.(*model.Table)
		name := tableName(in)
		if t.Fact = ev.declareTable(name, in.decl.block.Labels[0].Span, b); t.Fact == nil {
			ev.tables.broken[strings.ToLower(name)] = true
			return
		}
		t.Classification, t.Audit, t.RetrieveAudit = b.text("classification"), b.optional("audit"), b.truth("retrieve_audit")
		t.AccessTeams, t.Volume = b.truth("access_teams"), b.text("volume")
		for _, n := range b.blocks {
			if n.construct.name == "column" {
				t.Columns = append(t.Columns, ev.bindColumn(t.Fact, n))
			}
		}
		ev.overBrought(t, b)
		slices.SortFunc(t.Columns, func(x, y model.Column) int { return cmp.Compare(x.Name, y.Name) })
		ev.policy.Tables = append(ev.policy.Tables, t)
		ev.tables.declared[t.Fact.Name], ev.tables.by[t.Fact.Name] = t, in
	},
	settle: (*evaluation).settleTables,
}

// settleTables binds what leads from table to table, once all are known.
func (ev *evaluation) settleTables() {
	for _, in := range ev.all("table") {
		t := in.object.(*model.Table)
		if t.Fact == nil {
			continue
		}
		t.Fact = ev.tables.find(t.Fact.Name)
		for _, n := range in.body.blocks {
			if n.construct.name == "relationship" {
				ev.bindRelationship(t, n)
			}
		}
	}
	ev.settleCascades()
	slices.SortFunc(ev.policy.Tables, func(a, b *model.Table) int { return cmp.Compare(a.Fact.Name, b.Fact.Name) })
}

func (ev *evaluation) unknownTable(i item) {
	if ev.tables.broken[strings.ToLower(i.text)] || ev.broken["table"+model.Step(i.text)] {
		return // its declaration was reported
	}
	ev.diags.Errorf(diag.UnknownTable, i.span, "table %q is not in the catalogue (%s), and no file declares it", i.text, schema.Version()).
		Suggest(i.text, ev.tables.names())
}

// tableName is the label, under for_each the key.
func tableName(in *instance) string {
	if in.each != nil {
		return in.key
	}
	return in.decl.label
}

// declareTable finds the fact of a table block: the catalogue's, or a new one where the policy says its ownership.
func (ev *evaluation) declareTable(name string, at source.Span, b *body) *model.TableFact {
	if first := ev.tables.by[name]; first != nil {
		u := unique{ev: ev, what: "table"}
		u.add(name, name, first.addr, first.decl.span())
		u.add(name, name, b.in.addr, b.span)
		return nil
	}
	if fact := schema.TableByName(name); fact != nil {
		if name != fact.Name {
			ev.diags.Errorf(diag.UnknownTable, at, "logical names are written in lower case").Hint = "did you mean \"" + fact.Name + "\"?"
			return nil
		}
		ev.agrees(b, fact, "the catalogue knows")
		return fact
	}
	if own := ev.tables.own[name]; own != nil && (own.Ownership != model.UnknownOwnership || !b.set("ownership")) {
		ev.agrees(b, own, "a solution has")
		return own
	}
	if b.failed("ownership") || b.failed("activity") {
		return nil
	}
	if !b.set("ownership") && !b.truth("activity") {
		ev.diags.Errorf(diag.UnknownTable, at, "table %q is not in the catalogue (%s): say its ownership to declare it", name, schema.Version()).
			Suggest(name, ev.tables.names())
		return nil
	}
	if !model.LogicalName(name) {
		ev.diags.Errorf(diag.InvalidLabels, at, "%q is no logical name: those are lower-case letters, digits and underscores", name)
		return nil
	}
	if taken := schema.BaseByName(name); taken != nil {
		ev.diags.Errorf(diag.DuplicateName, at, "the privileges of a table %q would be those of %s", name, taken.Tables[0])
		return nil
	}
	fact := ev.newTable(name, b)
	ev.tables.own[name] = fact
	return fact
}

// agrees checks what a block says of a table that the catalogue, or a solution, describes.
func (ev *evaluation) agrees(b *body, fact *model.TableFact, says string) {
	if o, _ := model.ParseOwnership(b.text("ownership")); b.set("ownership") && o != fact.Ownership {
		ev.diags.Errorf(diag.TableDiffers, b.spanOf("ownership"), "%s %q as owned by %s, not %s", says, fact.Name, fact.Ownership, o)
	}
	if b.set("activity") && b.truth("activity") != fact.Activity {
		ev.diags.Errorf(diag.TableDiffers, b.spanOf("activity"), "%s %q as %s", says, fact.Name,
			map[bool]string{true: "an activity", false: "no activity"}[fact.Activity])
	}
	ev.schemaName(fact.Name, b)
}

// schemaName checks that the schema name is the logical name with other capitals.
func (ev *evaluation) schemaName(table string, b *body) {
	if b.set("schema_name") && !strings.EqualFold(b.text("schema_name"), table) {
		ev.diags.Errorf(diag.TableDiffers, b.spanOf("schema_name"), "%q is no schema name of %q: the two differ in capitals only", b.text("schema_name"), table)
	}
}

// newTable makes the fact of a declared table. Its legal levels follow from its ownership (semantics S-TB-12).
func (ev *evaluation) newTable(name string, b *body) *model.TableFact {
	o, _ := model.ParseOwnership(b.text("ownership"))
	fact := &model.TableFact{Name: name, SchemaName: b.textOr("schema_name", name), Ownership: o, Activity: b.truth("activity")}
	ev.schemaName(name, b)
	if fact.Activity {
		if b.set("ownership") && o != model.UserOrTeamOwned {
			ev.diags.Errorf(diag.TableDiffers, b.spanOf("ownership"), "the rows of an activity are owned by a user or team")
		}
		fact.Ownership, fact.Base = model.UserOrTeamOwned, ev.tables.activityBase(name)
		return fact
	}
	return ev.tables.add(name, fact.SchemaName, o)
}

// legalLevels are those of a regular table of an ownership. Semantics S-TB-03, S-TB-04, S-TB-06.
func legalLevels(o model.Ownership) privilege.Legal {
	levels, owned := privilege.AllLevels, true
	switch o {
	case model.OrganizationOwned:
		levels, owned = privilege.Set(privilege.Organization), false
	case model.BusinessUnitOwned:
		levels, owned = privilege.Set(privilege.BusinessUnit, privilege.ParentChild, privilege.Organization), false
	}
	var legal privilege.Legal
	for _, v := range privilege.Verbs() {
		if owned || v != privilege.Assign && v != privilege.Share { // without an owner there is nothing to assign, and no share
			legal[v] = levels
		}
	}
	return legal
}

// bindColumn reads a column, and refuses to secure one that Dataverse cannot (semantics S-CS-03).
func (ev *evaluation) bindColumn(fact *model.TableFact, b *body) model.Column {
	ev.logicalName(b.labels[0].Text, b.labels[0].Span)
	c := model.Column{
		Name: b.labels[0].Text, Span: b.span, Classification: b.text("classification"), Kind: b.text("kind"),
		MaskingRule: b.text("masking_rule"), Secured: b.optional("secured"), Audit: b.optional("audit"),
	}
	if b.truth("secured") {
		ev.securable(fact, c, b)
	}
	if b.set("masking_rule") && !b.truth("secured") {
		ev.diags.Errorf(diag.MaskingNeedsSecured, b.spanOf("masking_rule"), "column %q has a masking rule but is not secured", c.Name)
	}
	return c
}

// logicalName reports a name with capitals: it would be taken for another column than the one that it means.
func (ev *evaluation) logicalName(name string, at source.Span) {
	if lower := strings.ToLower(name); lower != name {
		ev.diags.Errorf(diag.InvalidLabels, at, "logical names are written in lower case").Hint = "did you mean \"" + lower + "\"?"
	}
}

func (ev *evaluation) securable(fact *model.TableFact, c model.Column, b *body) {
	at := b.spanOf("secured")
	_, doubtful, why := schema.ColumnSecurable(fact.Name, c.Name)
	switch never := schema.Unsecurable(fact.Name, c.Name, c.Kind); {
	case never != "":
		ev.diags.Errorf(diag.ColumnNotSecurable, at, "column %q cannot be secured: %s", c.Name, never)
	case c.Kind == "lookup":
		ev.diags.Warnf(diag.ColumnNotSecurable, at, "column %q is a lookup: current releases cannot secure those (semantics D-20)", c.Name)
	case doubtful:
		ev.diags.Warnf(diag.ColumnNotSecurable, at, "column %q can perhaps not be secured: %s", c.Name, why)
	}
}

func (ev *evaluation) bindRelationship(t *model.Table, b *body) {
	r := model.Relationship{
		Name: b.labels[0].Text, Parent: b.text("parent"), Span: b.span,
		Assign: b.textOr("assign", "none"), Share: b.textOr("share", "none"), Unshare: b.textOr("unshare", "none"),
		Reparent: b.textOr("reparent", "none"), Delete: b.textOr("delete", "remove_link"), Merge: b.textOr("merge", "none"),
	}
	if b.set("parent") && ev.tables.find(r.Parent) == nil {
		ev.unknownTable(item{span: b.spanOf("parent"), text: r.Parent})
		return
	}
	for _, other := range t.Relationships {
		// A table is the child of at most one relationship that cascades (S-SH-30). Real activities are of many: what they regard is one lookup.
		if other.Cascades() && r.Cascades() && !t.Fact.Activity {
			ev.diags.Errorf(diag.SecondCascade, b.span, "%q cascades from %q already: a table has one such parent", t.Fact.Name, other.Parent).
				Note(other.Span, "the other relationship is here")
		}
	}
	t.Relationships = append(t.Relationships, r)
}
