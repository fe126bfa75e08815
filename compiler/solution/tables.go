package solution

import (
	"cmp"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// ownerships as solutions and as the Web API spell them.
var ownerships = map[string]model.Ownership{
	"UserOwned": model.UserOrTeamOwned, "TeamOwned": model.UserOrTeamOwned,
	"OrgOwned": model.OrganizationOwned, "OrganizationOwned": model.OrganizationOwned,
	"BusinessOwned": model.BusinessUnitOwned,
}

func (r *reader) table(e *markup.Element, name string) {
	info := e.Child("EntityInfo").Child("entity")
	schema := textOf(e.Child("Name"))
	if info != nil {
		said, _ := info.Attr("Name")
		schema = cmp.Or(strings.TrimSpace(said), schema)
	}
	if schema == "" {
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "a table has no name: expected it in Name, or as an attribute of EntityInfo/entity")
		return
	}
	t := &Table{Name: strings.ToLower(schema), SchemaName: schema, Span: e.Tag}
	if first, again := r.tables[t.Name]; again {
		r.diags.Errorf(diag.DuplicateName, e.Tag, "the table %q is there twice", t.Name).Note(first.Span, "the first is here")
		return
	}
	r.tables[t.Name] = t
	r.folders[strings.ToLower(parent(name))] = t
	if info == nil {
		return
	}
	for _, c := range children(info.Child("attributes")) {
		r.column(t, c)
	}
	if unmodified(info) {
		return // a stub: what it says of the table is no statement
	}
	t.Ownership = r.ownership(info.Child("OwnershipTypeMask"), t.Name)
	t.Activity = r.flag(info, "IsActivity")
	t.AccessTeams = r.flag(info, "AutoCreateAccessTeams")
	t.Audit = r.flag(info, "IsAuditEnabled")
	t.RetrieveAudit = r.flag(info, "IsRetrieveAuditEnabled")
	t.RetrieveMultipleAudit = r.flag(info, "IsRetrieveMultipleAuditEnabled")
}

func unmodified(e *markup.Element) bool {
	value, _ := e.Attr("unmodified")
	return value == "1" || strings.EqualFold(value, "true")
}

func children(e *markup.Element) []*markup.Element {
	if e == nil {
		return nil
	}
	return e.Children
}

func (r *reader) ownership(e *markup.Element, table string) model.Ownership {
	word := textOf(e)
	o, known := ownerships[word]
	if !known && word != "" {
		r.diags.Warnf(diag.InvalidSolution, inner(e), "the ownership of %q is %q: expected UserOwned, OrgOwned or BusinessOwned; it is taken as unknown", table, word)
	}
	return o
}

func (r *reader) column(t *Table, e *markup.Element) {
	physical, _ := e.Attr("PhysicalName")
	name := cmp.Or(logical(e.Child("LogicalName")), logical(e.Child("Name")), strings.ToLower(strings.TrimSpace(physical)))
	if unmodified(e) {
		r.unmodified[t.Name+"."+name] = true
		return
	}
	if name == "" {
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "a column of %q has no LogicalName", t.Name)
		return
	}
	c := Column{Name: name, Type: textOf(e.Child("Type")), Span: e.Tag}
	c.Secured = r.flag(e, "IsSecured")
	c.Audit = r.flag(e, "IsAuditEnabled")
	if i, again := r.columns[t.Name+"."+name]; again {
		if have := t.Columns[i]; have.Secured != c.Secured || have.Audit != c.Audit {
			r.diags.Errorf(diag.InvalidSolution, e.Tag, "the column %q of %q is there twice, secured or audited in one place only", name, t.Name).Note(have.Span, "the first is here")
		}
		return
	}
	r.columns[t.Name+"."+name] = len(t.Columns)
	t.Columns = append(t.Columns, c)
}

// looseColumn reads a column that has a file of its own, in the folder of its table.
func (r *reader) looseColumn(e *markup.Element, name string) {
	r.loose = append(r.loose, looseColumn{parent(parent(name)), e})
}

type looseColumn struct {
	folder  string // the table's
	element *markup.Element
}

// readLoose adds the columns that have files of their own, once all tables are known.
func (r *reader) readLoose() {
	for _, c := range r.loose {
		t := r.folders[strings.ToLower(c.folder)]
		if t == nil {
			name := lastStep(c.folder)
			t = r.tableNamed(strings.ToLower(name), name, c.element.Tag)
		}
		r.column(t, c.element)
	}
}

// tableNamed is a table of which nothing but a column is known, unless it is known already.
func (r *reader) tableNamed(name, schema string, at source.Span) *Table {
	if t := r.tables[name]; t != nil {
		return t
	}
	t := &Table{Name: name, SchemaName: schema, Span: at}
	r.tables[name] = t
	return t
}
