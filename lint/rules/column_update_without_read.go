package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnUpdateWithoutRead = &lint.Rule{
	ID: "column/update-without-read", Severity: lint.Warning,
	Summary: "a column security profile lets people fill a column that they cannot read",
	Why: "Who overwrites a value without seeing it does so blindly, and forms show the column as empty. A profile whose holders all read " +
		"the column by another is not reported.",
	Sources: []string{"Microsoft: Column-level security to control access"},
	Bad: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit  = { update = true } # here
    governmentid = { create = true } # here
  }
}
`,
	Good: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true, update = true }
  }
}
column_security_profile "change" {
  columns "contact" {
    creditlimit = { update = true }
  }
}
team "clerks" { column_security_profiles = [column_security_profile.credit, column_security_profile.change] }
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Profiles) == 0 {
			p.Skip("no file declares column security profiles")
			return
		}
		holders := profileHolders(p.Policy)
		for _, f := range profiles(p.Policy) {
			for _, c := range f.Columns {
				if c.Read || !c.Create && !c.Update {
					continue
				}
				blind := func(h profileHolder) bool { return !h.readsColumn(c) }
				if len(holders[f]) > 0 && !slices.ContainsFunc(holders[f], blind) {
					continue
				}
				verb := "update"
				if !c.Update {
					verb = "create"
				}
				p.Report(permissionTarget(f, c), "%s lets its holders %s %s.%s, but not read it", f.Address, verb, c.Table, c.Column)
			}
		}
	},
}

// readsColumn reports whether a holder reads a column by any of its profiles.
func (h profileHolder) readsColumn(c model.ColumnPermission) bool {
	var held []model.ProfileUse
	if h.team != nil {
		held = h.team.Profiles
	} else {
		for _, f := range profilesOf(h.user) {
			held = append(held, f.ProfileUse)
		}
	}
	return slices.ContainsFunc(held, func(f model.ProfileUse) bool {
		return slices.ContainsFunc(f.Profile.Columns, func(o model.ColumnPermission) bool { return o.Table == c.Table && o.Column == c.Column && o.Read })
	})
}
