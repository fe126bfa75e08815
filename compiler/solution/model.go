package solution

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// FromModel is what a policy says, as a solution would carry it: the roles of the root and the profiles that it declares, those from other
// solutions left out unless all is said. Names of privileges are the catalogue's. A solution puts its roles into the root, and so into every
// business unit: below are the roles that are of lower ones.
func FromModel(p *model.Policy, all bool) (s *Solution, below []*model.Role) {
	s = &Solution{}
	for _, r := range p.Roles {
		switch {
		case r.Standard || !all && r.ID != "":
		case r.BusinessUnit != nil && r.BusinessUnit.Parent != nil:
			below = append(below, r)
		default:
			s.Roles = append(s.Roles, fromRole(r))
		}
	}
	for _, c := range p.Profiles {
		if all || c.ID == "" {
			s.Profiles = append(s.Profiles, fromProfile(c))
		}
	}
	slices.SortStableFunc(s.Roles, func(a, b *Role) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	slices.SortStableFunc(s.Profiles, func(a, b *Profile) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return s, below
}

func fromRole(r *model.Role) *Role {
	role := &Role{
		ID: r.ID, Name: r.Name, Description: r.Description, Span: r.Span, KeepMiscellaneous: !r.Complete,
		Inherited: map[model.MemberInheritance]Flag{model.DirectUser: On, model.TeamOnly: Off}[r.Inheritance],
	}
	seen := map[string]bool{} // two lines of a role may grant the same
	add := func(g Grant) {
		if key := strings.ToLower(g.Privilege); !seen[key] {
			seen[key] = true
			role.Grants = append(role.Grants, g)
		}
	}
	for _, g := range r.Grants {
		add(Grant{Privilege: g.Base.Privilege(g.Verb), Level: g.Level, Span: g.Span})
	}
	for _, h := range r.Privileges {
		add(Grant{Privilege: h.Name, Level: h.Level, Span: h.Span})
	}
	slices.SortFunc(role.Grants, func(a, b Grant) int {
		return strings.Compare(strings.ToLower(a.Privilege), strings.ToLower(b.Privilege))
	})
	return role
}

func fromProfile(c *model.ColumnSecurityProfile) *Profile {
	p := &Profile{ID: c.ID, Name: c.Name, Description: c.Description, Span: c.Span}
	for _, column := range c.Columns {
		p.Permissions = append(p.Permissions, Permission{
			Table: column.Table, Column: column.Column, Create: column.Create, Read: column.Read, Update: column.Update,
			ReadUnmasked: column.ReadUnmasked, Span: column.Span,
		})
	}
	return p
}

// Differ names a role or profile that two solutions do not both have with the same content, "" where there is none.
func Differ(a, b *Solution) string {
	for i := range max(len(a.Roles), len(b.Roles)) {
		switch {
		case i >= len(a.Roles):
			return "role " + b.Roles[i].Name
		case i >= len(b.Roles) || !sameRole(a.Roles[i], b.Roles[i]):
			return "role " + a.Roles[i].Name
		}
	}
	for i := range max(len(a.Profiles), len(b.Profiles)) {
		switch {
		case i >= len(a.Profiles):
			return "column security profile " + b.Profiles[i].Name
		case i >= len(b.Profiles) || !sameProfile(a.Profiles[i], b.Profiles[i]):
			return "column security profile " + a.Profiles[i].Name
		}
	}
	return ""
}

// Check reports names and descriptions that no file can have: XML has no control characters.
func Check(want *Solution, diags *diag.List) {
	check := func(what, text string, at source.Span) {
		for _, r := range text {
			if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == '\ufffe' || r == '\uffff' {
				diags.Errorf(diag.InvalidSolution, at, "%s has the character %U, which XML does not allow", what, r)
				return
			}
		}
	}
	for _, r := range want.Roles {
		check("the name of role "+strconv.Quote(r.Name), r.Name, r.Span)
		check("the description of role "+strconv.Quote(r.Name), r.Description, r.Span)
	}
	for _, p := range want.Profiles {
		check("the name of column security profile "+strconv.Quote(p.Name), p.Name, p.Span)
		check("the description of column security profile "+strconv.Quote(p.Name), p.Description, p.Span)
	}
}
