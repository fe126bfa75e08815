package records

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const (
	teamSettings = "AadGroupTeamConfiguration"
	maxSettings  = 16 << 20
)

// IsSettings reports whether a text is deployment settings of the ALM Accelerator that say something of teams, or was to be: what is wrong
// with it, reading says.
func IsSettings(text []byte) bool {
	if len(text) > maxSettings {
		return false
	}
	v, ok := parseJSON(&source.File{Text: text}, &diag.List{})
	if !ok {
		return bytes.Contains(bytes.ToLower(text), []byte(strings.ToLower(`"`+teamSettings+`"`)))
	}
	return v.member(teamSettings) != nil
}

// ReadSettings reads the teams of deployment settings. The rest of them is about connections and variables, and none of ours.
func ReadSettings(name string, text []byte, diags *diag.List) (*Records, error) {
	file := &source.File{Name: name, Text: text}
	r := &Records{Files: []*source.File{file}}
	if len(text) > maxSettings {
		file.Text, file.Lines = nil, true
		diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "the file has %d bytes, and at most %d are read", len(text), maxSettings)
		return r, nil
	}
	v, ok := parseJSON(file, diags)
	if !ok {
		return r, nil
	}
	s := settings{diags}
	if s.is("the document", v, "object") {
		if teams := v.member(teamSettings); teams != nil && s.list(teamSettings, *teams) {
			for _, t := range teams.items {
				if s.is("an element of "+teamSettings, t, "object") {
					r.Teams = append(r.Teams, s.team(t))
				}
			}
		}
	}
	return r, nil
}

type settings struct{ diags *diag.List }

// is checks the kind of a value.
func (s settings) is(what string, v value, kind string) bool {
	if v.kind != kind {
		s.diags.Errorf(diag.InvalidValue, v.span, "%s is of kind %s, and %s is expected", what, v.kind, kind)
	}
	return v.kind == kind
}

// list checks for a list, or null, which is none.
func (s settings) list(what string, v value) bool { return v.kind != "null" && s.is(what, v, "list") }

func (s settings) team(v value) GroupTeam {
	t := GroupTeam{Span: v.span, UnitSpan: v.span}
	for _, key := range []struct {
		name   string
		value  *string
		needed bool
	}{
		{"aadGroupTeamName", &t.Name, true}, {"aadSecurityGroupId", &t.GroupID, true}, {"aadGroupTeamBusinessUnitId", &t.UnitID, false},
	} {
		if m := v.member(key.name); m != nil && m.kind != "null" {
			if !s.is(key.name, *m, "string") {
				continue
			}
			*key.value = strings.TrimSpace(m.text)
			if key.value == &t.UnitID {
				t.UnitSpan = m.span
			}
		}
		if key.needed && *key.value == "" {
			s.diags.Errorf(diag.MissingAttribute, v.span, "the team does not say its %s", key.name)
		}
	}
	t.GroupID, t.UnitID = bare(t.GroupID), bare(t.UnitID)
	skip := v.member("skipRolesDeletion")
	t.OnlyAdds = skip == nil || !strings.EqualFold(skip.text, "false") // as the deployment script has it
	if m := v.member("dataverseSecurityRoleNames"); m != nil && s.list("dataverseSecurityRoleNames", *m) {
		for i, role := range m.items {
			if s.is(fmt.Sprintf("name %d of dataverseSecurityRoleNames", i+1), role, "string") {
				t.Roles = append(t.Roles, RoleName{strings.TrimSpace(role.text), role.span})
			}
		}
	}
	return t
}
