package solution

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

func (w *writer) writeRoles(m matching) {
	tables := knownTables(w.have, w.want)
	var fresh []int
	for i, role := range w.want.Roles {
		if m.of[i] < 0 {
			fresh = append(fresh, i)
			continue
		}
		f, e := w.element(w.have.Roles[m.of[i]].Span)
		if e == nil {
			continue
		}
		r := roleWriter{writer: w, f: f, element: e, want: role, have: w.have.Roles[m.of[i]], tables: tables}
		r.write(m.ids[i])
	}
	w.addRoles(fresh, m.ids)
}

// A roleWriter changes a role that is there.
type roleWriter struct {
	*writer
	f          *openFile
	element    *markup.Element
	want, have *Role
	tables     map[string]bool
}

func (r *roleWriter) write(id string) {
	if name := r.element.Attribute("name"); composed(name.Value) != r.want.Name {
		r.f.setAttr(name, r.want.Name)
	}
	if id != bareID(r.have.ID) {
		r.f.setAttr(r.element.Attribute("id"), "{"+id+"}")
	}
	r.inherited()
	children := r.f.list(r.element)
	grants := r.levels()
	lists := 0
	for i, list := range r.element.Children {
		if list.Name != "RolePrivileges" {
			continue
		}
		if lists == 0 {
			r.description(children, i)
		}
		lists++
		r.grants(list, grants, lists == 1)
	}
	if lists == 0 {
		r.description(children, len(r.element.Children))
		children.add(len(r.element.Children), privilegesNode(r.want))
	}
	children.apply()
}

// inherited states member inheritance where the file does, or where it must be off: who does not state it, a file or a policy, means on.
func (r *roleWriter) inherited() {
	a := r.element.Attribute("isinherited")
	switch {
	case a != nil && r.want.Inherited == Unstated && r.have.Inherited == Off:
		r.f.setAttr(a, flagText(On))
	case r.want.Inherited == Unstated:
	case a != nil && r.want.Inherited != r.have.Inherited:
		r.f.setAttr(a, flagText(r.want.Inherited))
	case a == nil && r.want.Inherited == Off:
		r.f.addAttr(r.element.Attribute("name"), "isinherited", "0")
	}
}

func flagText(f Flag) string {
	if f == On {
		return "1"
	}
	return "0"
}

func (r *roleWriter) description(children *listEdit, before int) {
	want := strings.TrimSpace(r.want.Description)
	e := r.element.Child("Description")
	switch {
	case want == "" || want == composed(textOf(e)):
	case e != nil:
		r.f.setText(e, want, r.f.style)
	default:
		children.add(before, node{name: "Description", text: want})
	}
}

// levels are the wanted levels as files say them, by lower-cased privilege.
func (r *roleWriter) levels() map[string]string {
	levels := map[string]string{}
	for _, g := range grantsOf(r.want) {
		levels[strings.ToLower(g.Privilege)] = levelText(g.Level)
	}
	return levels
}

// levelText is the level as files say it. None is what a filtered grant has.
func levelText(l privilege.Level) string {
	if l == privilege.None {
		return recordFilter
	}
	return l.API()
}

const recordFilter = "RecordFilter"

// grantsOf are the grants of a role in the order of files, each once. A level that is said is meant, not filtered rows.
func grantsOf(r *Role) []Grant {
	var all []Grant
	for _, g := range r.Grants {
		if g.Level != privilege.None {
			all = append(all, g)
		}
	}
	all = append(all, r.Filtered...)
	slices.SortStableFunc(all, func(a, b Grant) int {
		return strings.Compare(strings.ToLower(a.Privilege), strings.ToLower(b.Privilege))
	})
	return slices.CompactFunc(all, func(a, b Grant) bool { return strings.EqualFold(a.Privilege, b.Privilege) })
}

// grants changes a list of privileges. Where it is the role's first, what no list has comes into it.
func (r *roleWriter) grants(list *markup.Element, levels map[string]string, first bool) {
	edit := r.f.list(list)
	for _, e := range list.Children {
		name, _ := e.Attr("name")
		level := e.Attribute("level")
		want, wanted := levels[strings.ToLower(name)]
		switch {
		case level == nil || wanted && want == level.Value:
		case wanted:
			r.f.setAttr(level, want)
		case level.Value != recordFilter && level.Value != privilege.None.API() && !r.stays(e, name):
			edit.remove(e)
		}
	}
	if first {
		names := namesIn(list)
		for _, g := range r.missing() {
			edit.add(placeOf(names, g.Privilege), grantNode(g))
		}
	}
	edit.apply()
}

// missing are the wanted grants that no list of the file has.
func (r *roleWriter) missing() []Grant {
	there := map[string]bool{}
	for _, list := range r.element.Children {
		for _, key := range namesIn(list) {
			there[key] = there[key] || list.Name == "RolePrivileges"
		}
	}
	return slices.DeleteFunc(grantsOf(r.want), func(g Grant) bool { return there[strings.ToLower(g.Privilege)] })
}

// namesIn are the names of what is in a list, lower-cased: files have privileges and roles in that order.
func namesIn(list *markup.Element) []string {
	names := make([]string, len(list.Children))
	for i, e := range list.Children {
		name, _ := e.Attr("name")
		names[i] = strings.ToLower(name)
	}
	return names
}

// placeOf is where a name has its place among others.
func placeOf(names []string, name string) int {
	key := strings.ToLower(name)
	if i := slices.IndexFunc(names, func(n string) bool { return n > key }); i >= 0 {
		return i
	}
	return len(names)
}

// stays reports whether a privilege that is not wanted stays all the same, and says so where nobody knows what it is about.
func (r *roleWriter) stays(e *markup.Element, name string) bool {
	if !r.want.keeps(name, r.tables) {
		return false
	}
	if _, _, _, known := schema.ParsePrivilege(name); !known {
		r.diags.Warnf(diag.UnknownPrivilege, e.Span, "role %q keeps %q, of which nothing says what it is about: the policy does not state all privileges of the role that have no table", r.want.Name, name)
	}
	return true
}

// keeps reports whether a role keeps a privilege that it does not name: its miscellaneous privileges are not all known, and this is, or may
// be, one of them.
func (r *Role) keeps(name string, tables map[string]bool) bool {
	if !r.KeepMiscellaneous {
		return false
	}
	if _, _, misc, known := schema.ParsePrivilege(name); known {
		return misc != nil
	}
	for _, about := range schema.CutVerb(name) {
		if tables[strings.ToLower(about)] {
			return false
		}
	}
	return true
}

// knownTables are the tables that a solution or a role of the policy names, beside those of the catalogue, lower-cased.
func knownTables(have, want *Solution) map[string]bool {
	tables := map[string]bool{}
	for _, t := range have.Tables {
		tables[t.Name] = true
	}
	for _, t := range want.Tables {
		tables[t.Name] = true
	}
	for _, role := range want.Roles {
		for _, g := range role.Grants {
			for _, about := range schema.CutVerb(g.Privilege) {
				tables[strings.ToLower(about)] = true
			}
		}
	}
	return tables
}

func grantNode(g Grant) node {
	return node{name: "RolePrivilege", attrs: []markup.Attr{{Name: "name", Value: g.Privilege}, {Name: "level", Value: levelText(g.Level)}}}
}

func privilegesNode(role *Role) node {
	n := node{name: "RolePrivileges"}
	for _, g := range grantsOf(role) {
		n.children = append(n.children, grantNode(g))
	}
	return n
}
