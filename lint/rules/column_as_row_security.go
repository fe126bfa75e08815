package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnAsRowSecurity = &lint.Rule{
	ID: "column/as-row-security", Severity: lint.Info,
	Summary: "two column security profiles open the same in the same way, for different business units",
	Why: "A profile opens its columns on every row of the environment that one reaches, so one for each business unit does not tell their rows " +
		"apart: roles and business units do. " +
		"One profile would do the same and promise no more.",
	Sources: []string{"Microsoft: Security concepts in Microsoft Dataverse (column-level security)", "a judgement of this project"},
	Bad: `
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
business_unit "west" { parent = business_unit.root }
column_security_profile "credit" { # here
  for_each = toset(["east", "west"])
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "clerks_east" {
  business_unit            = business_unit.east
  column_security_profiles = [column_security_profile.credit["east"]]
}
team "clerks_west" {
  business_unit            = business_unit.west
  column_security_profiles = [column_security_profile.credit["west"]]
}
`,
	Good: `
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
business_unit "west" { parent = business_unit.root }
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
column_security_profile "limit" {
  columns "contact" {
    creditlimit = { read = true, update = true }
  }
}
team "clerks_east" {
  business_unit            = business_unit.east
  column_security_profiles = [column_security_profile.credit]
}
team "clerks_west" {
  business_unit            = business_unit.west
  column_security_profiles = [column_security_profile.limit, column_security_profile.credit]
}
`,
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noHolders)
			return
		}
		holders, first := profileHolders(p.Policy), map[string]*model.ColumnSecurityProfile{}
		for _, f := range profiles(p.Policy) {
			if len(holders[f]) == 0 || len(f.Columns) == 0 {
				continue
			}
			key := opensKey(f)
			other := first[key]
			if other == nil {
				first[key] = f
				continue
			}
			if unitsKey(holders[f]) != unitsKey(holders[other]) {
				p.Report(lint.Target{Address: f.Address, Span: f.Span, Subject: lint.Subject{Other: other.Address}},
					"%s opens the same columns as %s, for other business units: neither tells rows apart", f.Address, other.Address)
			}
		}
	},
}

// opensKey is what a profile opens, as text.
func opensKey(f *model.ColumnSecurityProfile) string {
	var key strings.Builder
	for _, c := range f.Columns {
		fmt.Fprintf(&key, "%s.%s %t %t %t %s\n", c.Table, c.Column, c.Create, c.Read, c.Update, c.ReadUnmasked)
	}
	return key.String()
}

// unitsKey are the business units that holders work for: where their roles are measured from, else where they are.
func unitsKey(holders []profileHolder) string {
	var units []string
	for _, h := range holders {
		own, assignments := h.holdings()
		if len(assignments) == 0 {
			units = append(units, own.Address)
		}
		for _, a := range assignments {
			units = append(units, a.Anchor.Address)
		}
	}
	slices.Sort(units)
	return strings.Join(slices.Compact(units), "\n")
}

func (h profileHolder) holdings() (own *model.BusinessUnit, assignments []model.Assignment) {
	if h.team != nil {
		return h.team.BusinessUnit, h.team.Assignments
	}
	return h.user.BusinessUnit, h.user.Assignments
}
