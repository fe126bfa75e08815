package change

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func profiles() construct[*model.ColumnSecurityProfile] {
	type profile = *model.ColumnSecurityProfile
	return construct[profile]{
		name: "column_security_profile", notes: profileNotes(),
		items:    func(p *model.Policy) []profile { return p.Profiles },
		address:  func(f profile) string { return f.Address },
		keys:     []func(profile) string{func(f profile) string { return f.ID }, func(f profile) string { return strings.ToLower(f.Name) }},
		span:     func(f profile) source.Span { return f.Span },
		portable: carried[profile],
		say:      sayProfile,
	}
}

func sayProfile(s *saying, f *model.ColumnSecurityProfile) {
	s.called("name", f.Name, f.Address)
	s.add("description", f.Description)
	for i := range f.Columns {
		c := &f.Columns[i]
		before := len(s.attributes)
		column := c.Table + "." + c.Column
		for _, a := range []struct {
			name string
			on   bool
		}{{"create", c.Create}, {"read", c.Read}, {"update", c.Update}} {
			if a.on {
				s.at([3]string{"columns", column, a.name}, "true")
			}
		}
		if c.ReadUnmasked != "none" {
			s.at([3]string{"columns", column, "read_unmasked"}, c.ReadUnmasked)
		}
		if len(s.attributes) == before {
			s.at([3]string{"columns", column}, "nothing")
		}
	}
}

func templates() construct[*model.AccessTeamTemplate] {
	type template = *model.AccessTeamTemplate
	return construct[template]{
		name: "access_team_template", notes: templateNotes(),
		items:   func(p *model.Policy) []template { return p.Templates },
		address: func(t template) string { return t.Address },
		keys:    []func(template) string{func(t template) string { return t.Table + " " + strings.ToLower(t.Name) }},
		span:    func(t template) source.Span { return t.Span },
		say: func(s *saying, t template) {
			s.called("name", t.Name, t.Address)
			s.add("table", t.Table)
			s.verbs("rights", t.Rights)
		},
	}
}

func (s *saying) verbs(name string, all []privilege.Verb) {
	for _, v := range all {
		s.of(name, v.String())
	}
}

func shares() construct[*model.Share] {
	return construct[*model.Share]{
		name: "share", notes: shareNotes(),
		items:   func(p *model.Policy) []*model.Share { return p.Shares },
		address: func(x *model.Share) string { return x.Address },
		span:    func(x *model.Share) source.Span { return x.Span },
		say: func(s *saying, x *model.Share) {
			s.add("table", x.Table)
			s.add("record", x.Record)
			each(s, "with", x.With, func(address string) string { return address })
			s.verbs("rights", x.Rights)
			s.add("reason", x.Reason)
			s.add("expires", x.Expires)
			s.truth("automated", x.Automated, false)
		},
	}
}
