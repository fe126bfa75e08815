package solution

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

func (r *reader) relationships(root *markup.Element, name string) {
	for _, e := range root.Children {
		r.relationship(e, name)
	}
}

func (r *reader) relationship(e *markup.Element, _ string) {
	kind := textOf(e.Child("EntityRelationshipType"))
	if kind != "" && kind != "OneToMany" || e.Child("ReferencingEntityName") == nil {
		return // between many and many nothing cascades; one without tables is an entry of the index
	}
	name, named := r.need(e, "Name", "a relationship")
	s := &Relationship{Name: name, Span: e.Tag}
	s.Referencing, s.Referenced = logical(e.Child("ReferencingEntityName")), logical(e.Child("ReferencedEntityName"))
	s.Lookup = logical(e.Child("ReferencingAttributeName"))
	s.Assign = r.cascade(e, "CascadeAssign")
	s.Share = r.cascade(e, "CascadeShare")
	s.Unshare = r.cascade(e, "CascadeUnshare")
	s.Reparent = r.cascade(e, "CascadeReparent")
	s.Delete = r.cascade(e, "CascadeDelete")
	switch {
	case !named:
	case s.Referenced == "" || s.Referencing == "":
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "the relationship %q does not say between which tables: expected ReferencingEntityName and ReferencedEntityName", name)
	default:
		r.solution.Relationships = append(r.solution.Relationships, s)
	}
}

// cascades are the words of solutions in those of the policy language.
var cascades = map[string]string{
	"": "", "NoCascade": "none", "Cascade": "cascade", "Active": "active", "ActiveOnly": "active", "UserOwned": "user_owned",
	"RemoveLink": "remove_link", "Restrict": "restrict",
}

func (r *reader) cascade(of *markup.Element, name string) string {
	e := of.Child(name)
	word, known := cascades[textOf(e)]
	if !known {
		r.diags.Warnf(diag.InvalidSolution, inner(e), "%s is %q: expected NoCascade, Cascade, Active, UserOwned, RemoveLink or Restrict; it is taken as not stated", name, textOf(e))
	}
	return word
}

// uniqueRelationships orders the relationships and wants each once.
func (r *reader) uniqueRelationships() {
	all := r.solution.Relationships
	slices.SortStableFunc(all, func(a, b *Relationship) int { return compareNamed(a.Name, b.Name, "", "") })
	for i := 1; i < len(all); i++ {
		if strings.EqualFold(all[i-1].Name, all[i].Name) {
			r.diags.Errorf(diag.DuplicateName, all[i].Span, "the relationship %q is there twice", all[i].Name).Note(all[i-1].Span, "the other is here")
		}
	}
}
