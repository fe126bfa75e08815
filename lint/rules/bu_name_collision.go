package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var buNameCollision = &lint.Rule{
	ID: "bu/name-collision", Severity: lint.Error,
	Summary: "two teams, or two roles, have one name in different business units",
	Why: "Dataverse allows it, but whoever assigns a role, shares a row or moves a configuration goes by the name, and may meet the other. " +
		"Roles of one name need not grant the same.",
	Sources: []string{"Microsoft: Manage group teams (a team's name is unique within a business unit)"},
	Bad: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" {
  name   = "East"
  parent = business_unit.root
}
business_unit "west" {
  name   = "West"
  parent = business_unit.root
}

team "east_sales" {
  name          = "Sales"
  business_unit = business_unit.east
}
team "west_sales" { # here
  name          = "sales"
  business_unit = business_unit.west
}
team "east" { # here
  name = "East"
}
role "clerk_east" {
  name          = "Clerk"
  business_unit = business_unit.east
}
role "clerk_west" { # here
  name          = "Clerk"
  business_unit = business_unit.west
}
`,
	Good: `
business_unit "root" { name = "Woodgrove" }
business_unit "east" {
  name   = "East"
  parent = business_unit.root
}
business_unit "west" {
  name   = "West"
  parent = business_unit.root
}

team "east_sales" {
  name          = "Sales East"
  business_unit = business_unit.east
}
team "west_sales" {
  name          = "Sales West"
  business_unit = business_unit.west
}
role "sales" { name = "Sales East" }
`,
	Check: func(p *lint.Pass) {
		firsts := map[string]*model.Team{}
		for _, u := range p.Policy.BusinessUnits {
			firsts[strings.ToLower(u.Name)] = u.DefaultTeam // which is called after it
		}
		for _, t := range p.Policy.Teams {
			name := strings.ToLower(t.Name)
			first := firsts[name]
			if first == nil {
				firsts[name] = t
			} else if !t.Default {
				at := lint.Target{Address: t.Address, Span: t.Span, Subject: lint.Subject{Other: first.Address}}
				p.Report(at, "%s has the name %q, which %s has in another business unit", t.Address, t.Name, first.Address)
			}
		}
		roles := map[string][]*model.Role{}
		for _, r := range p.Roles() {
			name := strings.ToLower(r.Name)
			elsewhere := func(other *model.Role) bool { return definedBelow(other) != definedBelow(r) }
			if at := slices.IndexFunc(roles[name], elsewhere); at >= 0 {
				first := roles[name][at]
				p.Report(roleTarget(r, first), "%s has the name %q, which %s has in another business unit", r.Address, r.Name, first.Address)
			}
			roles[name] = append(roles[name], r)
		}
	},
}

// definedBelow is the business unit that a role is defined in, nil where that is the root.
func definedBelow(r *model.Role) *model.BusinessUnit {
	if r.BusinessUnit != nil && isRoot(r.BusinessUnit) {
		return nil
	}
	return r.BusinessUnit
}
