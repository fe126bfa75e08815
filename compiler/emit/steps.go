// Package emit says what has to be done in an environment so that it is as the policy says, where no solution can carry that.
package emit

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Step is one thing to do in an environment: settings to make, or items to create.
type Step struct {
	Kind     string    `json:"kind"` // each kind is there at most once
	Title    string    `json:"title"`
	Where    string    `json:"where"` // where in Dataverse, in its own words
	Notes    []string  `json:"notes"`
	Settings []Setting `json:"settings"`
	Items    []Item    `json:"items"`
}

// A Setting is a setting by the name that Dataverse has for it.
type Setting struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Default string `json:"default"` // "" where it is not known, or depends on the environment
}

// An Item is one thing to create or to put right: its fields, in order. All items of a step have the same fields.
type Item []Field

// A Field is what an item says of one thing. Its value is a string, a bool, strings, or nil: the policy does not say it.
type Field struct {
	Name  string
	Value any
}

// StepsOf are the steps of an environment, in the order in which they are done: what a step names, an earlier one has made. Who may enter is
// settled before the security group disables everybody else; columns are secured and audited before anybody holds a role.
func StepsOf(p *model.Policy) []Step {
	var steps []Step
	for _, step := range []func(*model.Policy) Step{
		entraGroups,
		databaseSettings, organizationSettings, adminCenterSettings, businessUnits,
		solutions, rolesBelowRoot, tables, columns, relationships, accessTeamTemplates,
		users, applicationUsers, teams, positions, reporting,
		roleAssignments, profileAssignments, hierarchySecurity, shares,
	} {
		if s := step(p); len(s.Settings)+len(s.Items) > 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// written reports whether a policy file says something, rather than a solution, which carries it itself.
func written(at source.Span) bool {
	return !at.Known() || strings.HasSuffix(at.File.Name, ".dv.hcl")
}

// name is what people know a principal by.
func name(u *model.User) string {
	if u.UPN != "" {
		return u.UPN
	}
	return u.Name
}

func names(users []*model.User) []string {
	all := []string{}
	for _, u := range users {
		all = append(all, name(u))
	}
	return all
}
