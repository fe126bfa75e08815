package solution

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// A newer server may write more of a role or a profile than is known here: that is no error, but it is said, so that no grant vanishes
// unseen. A grant in a place where none is read is an error.

// A shape is what is known of an element.
type shape struct {
	attrs, children []string
	item            string // what would be lost if it stood directly in the element: in roles, a privilege
	in              string // the child that it belongs into
}

var (
	roleShape = shape{
		attrs:    []string{"id", "name", "isinherited"},
		children: []string{"IsCustomizable", "IsAutoAssigned", "Description", "RolePrivileges"},
		item:     "RolePrivilege", in: "RolePrivileges",
	}
	privilegeShape = shape{attrs: []string{"name", "level"}, item: "RolePrivilege", in: "RolePrivileges"}
	profileShape   = shape{
		attrs:    []string{"name", "description", "fieldsecurityprofileid"},
		children: []string{"FieldPermissions"},
		item:     "FieldPermission", in: "FieldPermissions",
	}
	permissionShape = shape{
		children: []string{"EntityName", "AttributeName", "CanRead", "CanUpdate", "CanCreate", "CanReadUnmasked"},
		item:     "FieldPermission", in: "FieldPermissions",
	}
)

// unread reports what an element has beyond its shape. meant are the children that this was perhaps to be.
func (r *reader) unread(e *markup.Element, what string, known shape) (meant []string) {
	r.unreadAttrs(e, what, known.attrs)
	for _, c := range e.Children {
		switch {
		case slices.Contains(known.children, c.Name):
		case strings.EqualFold(c.Name, known.item):
			r.diags.Errorf(diag.InvalidSolution, c.Tag, "%s has a %s where none is read: expected it in %s", what, c.Name, known.in)
			meant = append(meant, known.in)
		case slices.ContainsFunc(c.Children, func(x *markup.Element) bool { return known.item != "" && strings.EqualFold(x.Name, known.item) }):
			r.diags.Errorf(diag.InvalidSolution, c.Tag, "%s has a %s in %q: expected it in %s", what, known.item, c.Name, known.in).Suggest(c.Name, known.children)
			meant = append(meant, known.in)
		default:
			r.diags.Warnf(diag.InvalidSolution, c.Tag, "%s has an element %q, which is not read", what, c.Name).Suggest(c.Name, known.children)
			meant = append(meant, diag.Nearest(c.Name, known.children))
		}
	}
	return meant
}

func (r *reader) unreadAttrs(e *markup.Element, what string, known []string) {
	for _, a := range e.Attrs {
		if !slices.Contains(known, a.Name) && !aboutXML(a.Name) {
			r.diags.Warnf(diag.InvalidSolution, a.Span, "%s has an attribute %q, which is not read", what, a.Name).Suggest(a.Name, known)
		}
	}
}

// aboutXML reports whether an attribute says nothing of Dataverse: a namespace, or what XML Schema has.
func aboutXML(name string) bool {
	return name == "xmlns" || strings.HasPrefix(name, "xmlns:") || strings.HasPrefix(name, "xsi:")
}

// items are the elements of a list, which has nothing else.
func (r *reader) items(list *markup.Element, what, name string) []*markup.Element {
	r.unreadAttrs(list, what, nil)
	if text := textOf(list); text != "" {
		r.diags.Errorf(diag.InvalidSolution, inner(list), "%s has text in %s: expected %s elements", what, list.Name, name)
	}
	var items []*markup.Element
	for _, e := range list.Children {
		if e.Name == name {
			items = append(items, e)
			continue
		}
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "%s has an element %q in %s: expected %s", what, e.Name, list.Name, name).Suggest(e.Name, []string{name})
	}
	return items
}
