package emit

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// solutions are what carries the roles and profiles that are assigned further down.
func solutions(p *model.Policy) Step {
	s := Step{
		Kind: "solutions", Title: "Solutions", Where: "Power Apps, Solutions: Import; or pac solution import",
		Notes: []string{
			"Import the solutions that carry these. The tables that they are about come with them, or before.",
			"An import puts roles into the root, from where they are in every business unit.",
		},
	}
	add := func(kind, name string, at source.Span) {
		s.Items = append(s.Items, Item{{"type", kind}, {"name", name}, {"file", carrier(at)}})
	}
	for _, r := range p.Roles {
		if !r.Standard && !belowRoot(r) {
			add("role", r.Name, r.Span)
		}
	}
	for _, c := range p.Profiles {
		add("column_security_profile", c.Name, c.Span)
	}
	declared := func(i Item) bool { return i[2].Value == "" }
	switch {
	case !slices.ContainsFunc(s.Items, declared):
	case slices.ContainsFunc(s.Items, func(i Item) bool { return !declared(i) }):
		s.Notes = append(s.Notes, "The policy declares those without a file: dvpolicy export -o writes them into a solution.")
	default:
		s.Notes = append(s.Notes, "The policy declares all of them: dvpolicy export -o writes them into a solution.")
	}
	if slices.ContainsFunc(p.Profiles, readsUnmasked) {
		s.Notes = append(s.Notes, "Where a profile reads a column unmasked, the column needs its masking rule first: have it in the solution too, or set it before.")
	}
	return s
}

// carrier is the file of the solution that says something already, "" where a policy file does.
func carrier(at source.Span) string {
	if written(at) {
		return ""
	}
	return at.File.Name
}

func readsUnmasked(c *model.ColumnSecurityProfile) bool {
	return slices.ContainsFunc(c.Columns, func(x model.ColumnPermission) bool { return x.ReadUnmasked != "" && x.ReadUnmasked != "none" })
}

func belowRoot(r *model.Role) bool { return r.BusinessUnit != nil && r.BusinessUnit.Parent != nil }

// rolesBelowRoot are made by hand: an import puts every role into the root.
func rolesBelowRoot(p *model.Policy) Step {
	s := Step{
		Kind: "roles_below_root", Title: "Roles that are not of the root", Where: "table role",
		Notes: []string{"A solution puts its roles into the root, from where they are in every business unit. Create these in theirs, and leave them out of solutions."},
	}
	for _, r := range p.Roles {
		if belowRoot(r) {
			s.Items = append(s.Items, Item{{"role", r.Name}, {"business_unit", r.BusinessUnit.Name}})
		}
	}
	return s
}
