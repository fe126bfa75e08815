package solution

import (
	"cmp"
	"fmt"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// administratorProfile is System Administrator's own, which always allows every secured column.
// https://learn.microsoft.com/power-apps/developer/data-platform/column-level-security
const administratorProfile = "572329c1-a042-4e22-be47-367c6374ea45"

func (r *reader) profiles(root *markup.Element, name string) {
	for _, e := range r.only("FieldSecurityProfile", root) {
		r.profile(e, name)
	}
}

func (r *reader) profile(e *markup.Element, _ string) {
	text, _ := e.Attr("fieldsecurityprofileid")
	if id, _ := guid(text); id == administratorProfile {
		return
	}
	name, named := r.need(e, "name", "a column security profile")
	what := cmp.Or(quoted("column security profile", name), "a column security profile")
	id, identified := r.id(e, "fieldsecurityprofileid", what)
	p := &Profile{ID: id, Name: composed(name), Span: e.Tag}
	description, _ := e.Attr("description")
	p.Description = composed(description)
	r.unread(e, what, profileShape)
	seen := map[string]source.Span{}
	for _, list := range e.Children {
		if list.Name != permissionsName {
			continue
		}
		for _, permission := range r.items(list, what, "FieldPermission") {
			r.permission(p, permission, seen)
		}
	}
	if named && identified {
		r.solution.Profiles = append(r.solution.Profiles, p)
	}
}

func (r *reader) permission(p *Profile, e *markup.Element, seen map[string]source.Span) {
	column := e.Child("AttributeName")
	got := Permission{Table: logical(e.Child("EntityName")), Column: logical(column), Span: e.Span}
	if got.Table == "" || got.Column == "" {
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "a permission of profile %q does not say on which column: expected EntityName and AttributeName", p.Name)
		return
	}
	key := got.Table + "." + got.Column
	if first, again := seen[key]; again {
		r.diags.Errorf(diag.DuplicateKey, e.Span, "profile %q has two permissions on %q", p.Name, key).Note(first, "the first is here")
		return
	}
	seen[key] = e.Span
	r.unread(e, fmt.Sprintf("the permission on %q", key), permissionShape)
	r.opened = append(r.opened, opened{p.Name, got.Table, got.Column, inner(column), seen})
	got.Create = r.allowed(e, "CanCreate", key)
	got.Read = r.allowed(e, "CanRead", key)
	got.Update = r.allowed(e, "CanUpdate", key)
	got.ReadUnmasked = r.unmasked(e.Child("CanReadUnmasked"), key)
	p.Permissions = append(p.Permissions, got)
}

func (r *reader) allowed(e *markup.Element, name, column string) bool {
	child := e.Child(name)
	switch text := textOf(child); {
	case child == nil:
		r.diags.Warnf(diag.InvalidSolution, e.Tag, "the permission on %q has no %s: that is 0, not allowed", column, name)
	case text == "4":
		return true
	case text != "0":
		r.diags.Errorf(diag.InvalidSolution, inner(child), "%s of %q is %q: expected 0 (not allowed) or 4 (allowed)", name, column, text)
	}
	return false
}

// What may be read unmasked, in the words of the policy language.
var unmasked = map[string]string{"": "none", "0": "none", "1": "one_record", "3": "all_records"}

func (r *reader) unmasked(e *markup.Element, column string) string {
	word, known := unmasked[textOf(e)]
	if !known {
		r.diags.Errorf(diag.InvalidSolution, inner(e), "CanReadUnmasked of %q is %q: expected 0 (nothing), 1 (one row) or 3 (all rows)", column, textOf(e))
		return "none"
	}
	return word
}

// An opened column is one that a profile has a permission on.
type opened struct {
	profile, table, column string
	span                   source.Span            // of the column's name
	all                    map[string]source.Span // what the profile has permissions on, as table.column
}

// openedColumns looks at what profiles open, once all tables are known: whether the solution describes it, and as secured.
func (r *reader) openedColumns() {
	for _, o := range r.opened {
		t := r.tables[o.table]
		if t == nil || r.unmodified[o.table+"."+o.column] {
			continue
		}
		i, known := r.columns[o.table+"."+o.column]
		switch {
		case known && t.Columns[i].Secured == Off:
			r.diags.Warnf(diag.ColumnNotSecured, o.span, "profile %q has a permission on %s.%s, which is not secured", o.profile, o.table, o.column).
				Note(t.Columns[i].Span, "the column is described here")
		case !known:
			others := o.others(t)
			if diag.Nearest(o.column, others) != "" {
				r.diags.Warnf(diag.ColumnNotSecured, o.span, "profile %q has a permission on %s.%s, and the solution describes the table without that column", o.profile, o.table, o.column).
					Suggest(o.column, others)
			}
		}
	}
}

// others are the columns of a table that the profile does not name.
func (o opened) others(t *Table) []string {
	var names []string
	for _, c := range t.Columns {
		if _, named := o.all[t.Name+"."+c.Name]; !named {
			names = append(names, c.Name)
		}
	}
	return names
}
