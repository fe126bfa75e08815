package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnUnmaskedBroad = &lint.Rule{
	ID: "column/unmasked-broad", Severity: lint.Warning,
	Summary: "several profiles show people a masked column unmasked, or one shows it in lists",
	Why: "A mask is worth something while few look behind it, one row at a time. Unmasked on all rows is meant for services: a person with it " +
		"can page through everything. " +
		"Profiles that only application users hold do not count.",
	Sources: []string{"Microsoft: Column-level security to control access (read unmasked)", "Microsoft: Create and manage masking rules"},
	Params: []lint.Param{
		{Name: "max", Value: 1, Why: "one profile says in one place who looks behind the mask"},
	},
	Bad: `
table "contact" {
  column "governmentid" { # here
    secured      = true
    masking_rule = "last four"
  }
}
column_security_profile "check" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "one_record" }
  }
}
column_security_profile "list" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "all_records" } # here
  }
}
team "clerks" { column_security_profiles = [column_security_profile.list, column_security_profile.check] }
user "ann" { member_of = [team.clerks] }
`,
	Good: `
table "contact" {
  column "governmentid" {
    secured      = true
    masking_rule = "last four"
  }
}
column_security_profile "check" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "one_record" }
  }
}
column_security_profile "list" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "all_records" }
  }
}
team "clerks" { column_security_profiles = [column_security_profile.check] }
user "ann" { member_of = [team.clerks] }
application_user "feed" { column_security_profiles = [column_security_profile.list] }
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Profiles) == 0 {
			p.Skip("no file declares column security profiles")
			return
		}
		holders, most := profileHolders(p.Policy), p.Int("max")
		behind := map[columnName][]string{}
		var columns []columnName
		var first []lint.Target
		for _, f := range profiles(p.Policy) {
			services, person := heldBy(p, holders[f])
			for _, c := range f.Columns {
				if c.ReadUnmasked != "one_record" && c.ReadUnmasked != "all_records" || services {
					continue
				}
				if c.ReadUnmasked == "all_records" && person != "" {
					p.Report(permissionTarget(f, c), "%s shows %s.%s unmasked in lists to %s", f.Address, c.Table, c.Column, person)
				}
				name := columnName{c.Table, c.Column}
				if len(behind[name]) == 0 {
					columns, first = append(columns, name), append(first, permissionTarget(f, c))
				}
				behind[name] = append(behind[name], f.Address)
			}
		}
		for i, c := range columns {
			if n := len(behind[c]); n > most {
				p.Report(unmaskedTarget(p, c, first[i]), "%d profiles show %s.%s unmasked to people, more than %d: %s",
					n, c.table, c.column, most, strings.Join(behind[c], ", "))
			}
		}
	},
}

// unmaskedTarget is the column where the policy declares it, else where a profile names it.
func unmaskedTarget(p *lint.Pass, c columnName, otherwise lint.Target) lint.Target {
	if t := p.Table(c.table); t != nil {
		for _, declared := range t.Columns {
			if declared.Name == c.column {
				return columnTarget(t, declared)
			}
		}
	}
	otherwise.Other = "profiles"
	return otherwise
}

// heldBy says of a profile's holders whether all are services, and who is or brings in a person. Of a team without members nobody knows
// whom it will bring.
func heldBy(p *lint.Pass, holders []profileHolder) (services bool, person string) {
	services = len(holders) > 0
	for _, h := range holders {
		if h.user != nil {
			if lint.Person(h.user) {
				return false, h.user.Address + ", a person"
			}
			continue
		}
		members := h.team.Members
		if h.team.Default {
			members = slices.DeleteFunc(slices.Clone(p.Policy.Users), func(u *model.User) bool { return defaultTeamOf(u) != h.team })
		}
		if grouped(h.team) || slices.ContainsFunc(members, lint.Person) {
			return false, "people of " + h.team.Address
		}
		services = services && len(members) > 0 && !h.team.Default
	}
	return services, ""
}
