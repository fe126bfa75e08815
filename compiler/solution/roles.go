package solution

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// lists are the parts of the document that holds everything of a packed solution. Elements of the same names elsewhere in it are others.
var lists = map[string]func(r *reader, e *markup.Element, name string){
	"Roles":                 (*reader).role,
	"FieldSecurityProfiles": (*reader).profile,
	"Entities":              (*reader).table,
	"EntityRelationships":   (*reader).relationship,
	"AppModules":            (*reader).appModule,
}

func (r *reader) customizations(root *markup.Element, name string) {
	for _, list := range root.Children {
		if read := lists[list.Name]; read != nil {
			for _, e := range list.Children {
				read(r, e, name)
			}
		}
	}
}

func (r *reader) role(e *markup.Element, _ string) {
	name, named := r.need(e, "name", "a role")
	id, identified := r.id(e, "id", cmp.Or(quoted("role", name), "a role"))
	role := &Role{ID: id, Name: name, Description: textOf(e.Child("Description")), Span: e.Tag}
	role.Customizable = r.flag(e, "IsCustomizable")
	role.Inherited = r.inherited(e)
	privileges := children(e.Child("RolePrivileges"))
	role.Grants = make([]Grant, 0, len(privileges))
	seen := make(map[string]said, len(privileges))
	for _, list := range e.Children { // one, in every file that Dataverse writes
		if list.Name == "RolePrivileges" {
			for _, p := range list.Children {
				r.grant(role, p, seen)
			}
		}
	}
	if named && identified {
		r.solution.Roles = append(r.solution.Roles, role)
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
	level, levelled := r.need(e, "level", cmp.Or(quoted("privilege", name), "a privilege"))
	if !named || !levelled {
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
