package change

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func businessUnits() construct[*model.BusinessUnit] {
	type unit = *model.BusinessUnit
	return construct[unit]{
		name: "business_unit", notes: unitNotes(),
		items:   func(p *model.Policy) []unit { return p.BusinessUnits },
		address: unitAddress,
		part:    func(u unit) string { return unitAddress(u) + ".default_team" },
		keys:    []func(unit) string{func(u unit) string { return strings.ToLower(u.Name) }, rootKey},
		span:    func(u unit) source.Span { return u.Span },
		say:     sayUnit,
	}
}

// rootKey: there is one root, whatever it is called (semantics S-BU-01).
func rootKey(u *model.BusinessUnit) string {
	if u.Parent == nil {
		return "root"
	}
	return ""
}

func sayUnit(s *saying, u *model.BusinessUnit) {
	s.called("name", u.Name, u.Address)
	s.add("parent", s.reference(unitAddress(u.Parent)))
	s.truth("disabled", u.Disabled, false)
	if t := u.DefaultTeam; t != nil {
		s.assigned("default_team.roles", t.Assignments, u)
		s.profiles("default_team.column_security_profiles", t.Profiles)
	}
}

// assigned says the roles that a principal of a business unit holds. An instance of its own business unit needs no word.
func (s *saying) assigned(name string, all []model.Assignment, own *model.BusinessUnit) {
	for _, a := range all {
		value := s.reference(a.Role.Address)
		if a.Anchor != own {
			value += " in " + s.reference(unitAddress(a.Anchor))
		}
		if a.JustInTime {
			value += ", just in time"
		}
		s.of(name, value)
	}
}

func (s *saying) profiles(name string, all []model.ProfileUse) {
	each(s, name, all, func(u model.ProfileUse) string { return u.Profile.Address })
}
