package change

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func roles() construct[*model.Role] {
	return construct[*model.Role]{
		name: "role", notes: roleNotes(),
		items:   func(p *model.Policy) []*model.Role { return rolesOf(p, false) },
		address: func(r *model.Role) string { return r.Address },
		keys: []func(*model.Role) string{
			func(r *model.Role) string { return r.ID },
			func(r *model.Role) string { return strings.ToLower(r.Name) },
		},
		span:     func(r *model.Role) source.Span { return r.Span },
		portable: func(r *model.Role) bool { return !belowRoot(r) },
		say:      sayRole,
	}
}

// Standard roles are in a policy because something names them, and what they are comes from the catalogue.
func standardRoles() construct[*model.Role] {
	return construct[*model.Role]{
		name: "standard_role", follow: true, notes: standardRoleNotes(),
		items:   func(p *model.Policy) []*model.Role { return rolesOf(p, true) },
		address: func(r *model.Role) string { return r.Address },
		span:    func(r *model.Role) source.Span { return r.Span },
		say:     sayRole,
	}
}

func rolesOf(p *model.Policy, standard bool) []*model.Role {
	var all []*model.Role
	for _, r := range p.Roles {
		if r.Standard == standard {
			all = append(all, r)
		}
	}
	return all
}

func belowRoot(r *model.Role) bool { return r.BusinessUnit != nil && r.BusinessUnit.Parent != nil }

func sayRole(s *saying, r *model.Role) {
	s.called("name", r.Name, r.Address)
	s.add("description", r.Description)
	s.unit(r.BusinessUnit)
	s.add("member_inheritance", r.Inheritance.String())
	s.truth("privileges_known", r.Complete, true)
	for _, name := range r.Without {
		s.of("without_privileges", name)
	}
	s.truth("administrator", r.Administrator, false)
	s.add("kind", r.Kind)
	s.add("owner", r.Owner)
	s.add("purpose", r.Purpose)
	s.add("review_by", r.ReviewBy)
	s.grants(r)
	held := ""
	for _, p := range r.Privileges {
		if p.Name == held || r.Administrator && s.declared[p.Name] {
			continue
		}
		held = p.Name
		s.at([3]string{"privileges", p.Name}, p.Level.String())
	}
}

// unit says where something is, which is no news of the root.
func (s *saying) unit(u *model.BusinessUnit) {
	if u == nil {
		return
	}
	address, root := s.reference(u.Address), ""
	if u.Parent == nil {
		root = address
	}
	s.usually("business_unit", address, root)
}

// grants says the widest level of each verb. System Administrator has without a word what a policy declares.
func (s *saying) grants(r *model.Role) {
	for all := r.Grants; len(all) > 0; {
		b := all[0].Base
		var lanes privilege.Lanes
		for len(all) > 0 && all[0].Base == b {
			lanes |= privilege.Lane(all[0].Verb, all[0].Level)
			all = all[1:]
		}
		if r.Administrator && slices.ContainsFunc(b.Tables, func(t string) bool { return s.declared[t] }) {
			continue
		}
		label := s.label(b)
		for v := range privilege.Verb(privilege.VerbCount) {
			if level := lanes.Level(v); level != privilege.None {
				s.at([3]string{"grants", label, v.String()}, level.String())
			}
		}
	}
}
