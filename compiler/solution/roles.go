package solution

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// lists are the parts of the document that holds everything of a packed solution, and what is in each. Elements of the same names
// elsewhere in it are others.
var lists = map[string]struct {
	of   string
	read func(r *reader, e *markup.Element, name string)
}{
	"Roles":                 {"Role", (*reader).role},
	"FieldSecurityProfiles": {"FieldSecurityProfile", (*reader).profile},
	"Entities":              {"Entity", (*reader).table},
	"EntityRelationships":   {"EntityRelationship", (*reader).relationship},
	"AppModules":            {"AppModule", (*reader).appModule},
}

func (r *reader) customizations(root *markup.Element, name string) {
	for _, list := range root.Children {
		if l, is := lists[list.Name]; is {
			for _, e := range r.only(l.of, list) {
				l.read(r, e, name)
			}
		}
	}
}

// only are the elements of a list that are read.
func (r *reader) only(name string, list *markup.Element) []*markup.Element {
	var only []*markup.Element
	for _, e := range list.Children {
		if e.Name == name {
			only = append(only, e)
			continue
		}
		r.diags.Warnf(diag.InvalidSolution, e.Tag, "%s has an element %q, which is not read: expected %s", list.Name, e.Name, name).Suggest(e.Name, []string{name})
	}
	return only
}

func (r *reader) role(e *markup.Element, _ string) {
	name, named := r.need(e, "name", "a role")
	what := cmp.Or(quoted("role", name), "a role")
	id, identified := r.id(e, "id", what)
	role := &Role{ID: id, Name: composed(name), Description: composed(textOf(e.Child("Description"))), Span: e.Tag}
	role.Customizable = r.flag(e, "IsCustomizable")
	role.Inherited = r.inherited(e)
	r.grants(role, e, what)
	if named && identified {
		r.solution.Roles = append(r.solution.Roles, role)
	}
}

func (r *reader) grants(role *Role, e *markup.Element, what string) {
	meant := r.unread(e, what, roleShape)
	first := e.Child("RolePrivileges")
	if first == nil && role.Name != "" && !slices.Contains(meant, "RolePrivileges") {
		r.diags.Warnf(diag.InvalidSolution, e.Tag, "%s has no RolePrivileges: it grants nothing", what)
	}
	role.Grants = make([]Grant, 0, len(children(first)))
	seen := make(map[string]said, len(children(first)))
	for _, list := range e.Children { // one, in every file that Dataverse writes
		if list.Name != "RolePrivileges" {
			continue
		}
		for _, p := range r.items(list, what, "RolePrivilege") {
			r.grant(role, p, seen)
		}
	}
}

// inherited keeps apart what is off and what is not stated: newer servers leave it out.
func (r *reader) inherited(e *markup.Element) Flag {
	a := e.Attribute("isinherited")
	if a == nil {
		return Unstated
	}
	switch a.Value {
	case "0":
		return Off
	case "1":
		return On
	}
	r.diags.Errorf(diag.InvalidSolution, a.Raw, "isinherited is %q: expected 0 or 1", a.Value)
	return Unstated
}

// levels are the access levels in the words of the API.
var levels = map[string]privilege.Level{
	"Basic": privilege.User, "Local": privilege.BusinessUnit, "Deep": privilege.ParentChild, "Global": privilege.Organization,
}

var levelNames = []string{"Basic", "Local", "Deep", "Global"}

// A said privilege is where a role says it first, and at which level.
type said struct {
	level string
	span  source.Span
}

func (r *reader) grant(role *Role, e *markup.Element, seen map[string]said) {
	name, named := r.need(e, "name", "a privilege")
	what := cmp.Or(quoted("privilege", name), "a privilege")
	level, levelled := r.need(e, "level", what)
	r.unread(e, what, privilegeShape)
	if !named || !levelled || !r.isPrivilege(role, e.Attribute("name")) {
		return
	}
	key := strings.ToLower(name)
	first, again := seen[key]
	switch {
	case again && first.level == level:
		r.diags.Warnf(diag.DuplicateKey, e.Span, "role %q has the privilege %q twice", role.Name, name).Note(first.span, "the first is here")
		return
	case again:
		r.diags.Errorf(diag.TwoLevels, e.Attribute("level").Raw, "role %q has the privilege %q at level %s here, and at %s before", role.Name, name, level, first.level).Note(first.span, "here")
		return
	}
	seen[key] = said{level, e.Span}
	grant := Grant{Privilege: name, Level: levels[level], Span: e.Span}
	switch {
	case grant.Level != privilege.None:
		role.Grants = append(role.Grants, grant)
	case level == "RecordFilter":
		role.Filtered = append(role.Filtered, grant)
		r.diags.Warnf(diag.NoAccessLevel, e.Attribute("level").Raw, "role %q has the privilege %q for filtered rows only, which no access level says: it is kept, but not counted as access", role.Name, name)
	case level == "None":
		r.diags.Warnf(diag.NoAccessLevel, e.Attribute("level").Raw, "role %q has the privilege %q at level None, which grants nothing", role.Name, name)
	default:
		r.diags.Errorf(diag.UnknownLevel, e.Attribute("level").Raw, "the level of %q is %q: expected Basic, Local, Deep or Global", name, level).Suggest(level, levelNames)
	}
}

// isPrivilege wants a name that a privilege may have: one that is not as Dataverse has it would be a grant of nothing.
func (r *reader) isPrivilege(role *Role, name *markup.Attr) bool {
	const prefix = "prv"
	invisible := func(c rune) bool { return c == ' ' || !unicode.IsPrint(c) }
	expected := ""
	switch {
	case strings.ContainsFunc(name.Value, invisible):
		expected = "a name without white space"
	case len(name.Value) < len(prefix) || !strings.EqualFold(name.Value[:len(prefix)], prefix):
		expected = "a name that begins with " + prefix
	default:
		return true
	}
	r.diags.Errorf(diag.InvalidSolution, name.Raw, "role %q has the privilege %q: expected %s", role.Name, name.Value, expected)
	return false
}

func quoted(what, name string) string {
	if name == "" {
		return ""
	}
	return what + " " + strconv.Quote(name)
}

// compareNamed orders by name without case, then id.
func compareNamed(name, otherName, id, otherID string) int {
	return cmp.Or(strings.Compare(strings.ToLower(name), strings.ToLower(otherName)), strings.Compare(id, otherID))
}
