package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A profilePath is one way on which a column security profile comes to a user.
type profilePath struct {
	model.ProfileUse
	team *model.Team // nil: directly
	span source.Span
}

// profilesOf are all profiles of a user: its own, those of its teams, and of its business unit's default team.
func profilesOf(u *model.User) []profilePath {
	var all []profilePath
	for _, f := range u.Profiles {
		all = append(all, profilePath{f, nil, f.Span})
	}
	for _, m := range u.Teams {
		for _, f := range m.Team.Profiles {
			all = append(all, profilePath{f, m.Team, m.Span})
		}
	}
	if t := defaultTeamOf(u); t != nil {
		for _, f := range t.Profiles {
			all = append(all, profilePath{f, t, f.Span})
		}
	}
	return all
}

// noHolders is why rules about who holds profiles are skipped.
const noHolders = "no file assigns roles or profiles to anybody: that happens elsewhere"

// administratorProfile is built in: whoever is System Administrator has it, and it opens everything (semantics S-CS-10).
const administratorProfile = "572329c1-a042-4e22-be47-367c6374ea45"

// profiles are those of the policy but for the built-in one.
func profiles(p *model.Policy) []*model.ColumnSecurityProfile {
	return slices.DeleteFunc(slices.Clone(p.Profiles), func(f *model.ColumnSecurityProfile) bool { return f.ID == administratorProfile })
}

// A profileHolder is a team or user that a profile is given to.
type profileHolder struct {
	team *model.Team
	user *model.User
	span source.Span
}

// profileHolders are the teams, then the users, that hold each profile themselves.
func profileHolders(p *model.Policy) map[*model.ColumnSecurityProfile][]profileHolder {
	holders := map[*model.ColumnSecurityProfile][]profileHolder{}
	for _, t := range p.Teams {
		for _, f := range t.Profiles {
			holders[f.Profile] = append(holders[f.Profile], profileHolder{t, nil, placeOr(f.Span, t.Span)})
		}
	}
	for _, u := range p.Users {
		for _, f := range u.Profiles {
			holders[f.Profile] = append(holders[f.Profile], profileHolder{nil, u, placeOr(f.Span, u.Span)})
		}
	}
	return holders
}

// A columnName is a column of a table.
type columnName struct{ table, column string }

// securedColumns are those that a table declares as secured.
func securedColumns(t *model.Table) []model.Column {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c model.Column) bool { return !on(c.Secured) })
}

// open reports whether a column is readable by everybody who reads the row, as far as the policy goes. What policy files do not say to be
// secured is not; of what a solution does not say, nobody knows.
func open(c model.Column) bool {
	if c.Secured == nil {
		return handwritten(c.Span)
	}
	return !*c.Secured
}

// handwritten reports whether a policy file says something, and not a solution.
func handwritten(s source.Span) bool { return s.Known() && strings.HasSuffix(s.File.Name, ".hcl") }

// wholePolicy reports whether what a file declares is all that there is: a solution alone has tables whose other parts are elsewhere.
func wholePolicy(p *lint.Pass, s source.Span) bool {
	return handwritten(s) || p.Policy.Environment.Span.Known()
}

func permissionTarget(f *model.ColumnSecurityProfile, c model.ColumnPermission) lint.Target {
	return lint.Target{Address: f.Address, Span: placeOr(c.Span, f.Span), Subject: lint.Subject{Table: c.Table, Column: c.Column}}
}
