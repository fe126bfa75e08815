package solution

import (
	"cmp"
	"path"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func (r *reader) appModule(e *markup.Element, _ string) {
	app := textOf(e.Child("UniqueName"))
	for _, role := range children(e.Child("AppModuleRoleMaps")) {
		text, ok := role.Attr("Id")
		if !ok {
			text, ok = role.Attr("id")
		}
		id, _ := guid(text)
		if !ok || id == "" {
			r.diags.Errorf(diag.InvalidSolution, role.Tag, "the app %q is opened to a role without an id", app)
			continue
		}
		r.solution.AppRoles = append(r.solution.AppRoles, AppRole{App: app, RoleID: id, Span: role.Span})
	}
}

// A mask is the masking of a column, before every table and rule is known.
type mask struct {
	table, column string
	rule          string // its name; "" where the folder has to say it
	folder        string // the rule's, "" where there is none around
	span          source.Span
}

func (r *reader) maskingRule(e *markup.Element, name string) {
	rule, ok := r.need(e, "name", "a masking rule")
	if !ok {
		return
	}
	r.rules[strings.ToLower(parent(name))] = rule
	r.solution.MaskingRules = append(r.solution.MaskingRules, MaskingRule{Name: rule, Span: e.Tag})
}

func (r *reader) maskedColumn(e *markup.Element, name string) {
	m := mask{table: logical(e.Child("entityname")), column: logical(e.Child("attributelogicalname")), span: e.Tag}
	if m.table == "" || m.column == "" {
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "a masked column does not say which it is: expected entityname and attributelogicalname")
		return
	}
	id := e.Child("maskingruleid")
	m.rule = cmp.Or(textOf(id.Child("name")), textOf(id))
	if folder := parent(parent(parent(name))); strings.EqualFold(path.Base(parent(folder)), "maskingrules") {
		m.folder = folder
	}
	r.masks = append(r.masks, m)
}

// readMasks puts the masking rules on their columns, once all tables and rules are known.
func (r *reader) readMasks() {
	for _, m := range r.masks {
		rule := cmp.Or(m.rule, r.rules[strings.ToLower(m.folder)], lastStep(m.folder))
		if rule == "" {
			r.diags.Errorf(diag.InvalidSolution, m.span, "nothing says by which rule %s.%s is masked: expected the file in the folder of its rule, or a maskingruleid", m.table, m.column)
			continue
		}
		t := r.tableNamed(m.table, m.table, m.span)
		key := m.table + "." + m.column
		i, known := r.columns[key]
		if !known {
			i, r.columns[key] = len(t.Columns), len(t.Columns)
			t.Columns = append(t.Columns, Column{Name: m.column, Span: m.span})
		}
		c := &t.Columns[i]
		if c.MaskingRule != "" && c.MaskingRule != rule {
			r.diags.Errorf(diag.InvalidSolution, m.span, "%s is masked by %q here, and by %q before", key, rule, c.MaskingRule)
			continue
		}
		c.MaskingRule = rule
	}
}
