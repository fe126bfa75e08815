package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var columnProfileWithoutRead = &lint.Rule{
	ID: "column/profile-without-read", Severity: lint.Warning,
	Summary: "whoever holds a column security profile does not read the table",
	Why: "A profile opens a column on the rows that one reaches anyway, and never a row. Without a role that reads the table it gives nothing. " +
		"A team that holds nothing but profiles is only reported for members that are known.",
	Sources: []string{"Microsoft: Security concepts in Microsoft Dataverse (column-level security)"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "clerks" {
  roles                    = [role.clerk]
  column_security_profiles = [column_security_profile.credit] # here
}
`,
	Good: `
role "clerk" {
  grants {
    contact = { user = ["read"] }
  }
}
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "readers" {
  column_security_profiles = [column_security_profile.credit]
  members                  = [user.ann, user.bob]
}
user "ann" {
  roles = [role.clerk]
}
user "bob" {}
`,
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noHolders)
			return
		}
		holders := profileHolders(p.Policy)
		for _, f := range profiles(p.Policy) {
			for _, table := range tablesOf(f) {
				for _, h := range holders[f] {
					if who := withoutRead(p, h, table); who != "" {
						target := lint.Target{Address: h.address(), Span: h.span, Subject: lint.Subject{Table: table, Other: f.Address}}
						p.Report(target, "%s holds %s for columns of %s, which %s", h.address(), f.Address, table, who)
					}
				}
			}
		}
	},
}

func (h profileHolder) address() string {
	if h.team != nil {
		return h.team.Address
	}
	return h.user.Address
}

// tablesOf are the tables on whose columns a profile allows something, sorted.
func tablesOf(f *model.ColumnSecurityProfile) []string {
	var tables []string
	for _, c := range f.Columns {
		if c.Create || c.Read || c.Update {
			tables = append(tables, c.Table)
		}
	}
	return slices.Compact(tables) // columns are sorted by table
}

// withoutRead says who of a holder does not read a table, "" where somebody does or nobody knows.
func withoutRead(p *lint.Pass, h profileHolder, table string) string {
	reads := func(address string) bool { return p.Matrix.Level(address, table, privilege.Read) != privilege.None }
	if h.user != nil {
		if !reads(h.user.Address) && !mayJoinReaders(p, h.user, reads) {
			return "it does not read"
		}
		return ""
	}
	t := h.team
	members := t.Members
	if t.Default {
		members = slices.DeleteFunc(p.Accounts(), func(u *model.User) bool { return defaultTeamOf(u) != t })
	}
	anybody := func(u *model.User) bool { return reads(u.Address) || mayJoinReaders(p, u, reads) }
	if reads(t.Address) || slices.ContainsFunc(members, anybody) {
		return ""
	}
	switch {
	case len(members) > 0:
		return "neither it nor any of its known members reads"
	case len(t.Assignments) > 0:
		return "its roles do not read"
	}
	return ""
}

// mayJoinReaders reports whether a person may belong to a group team that reads, without the policy knowing.
func mayJoinReaders(p *lint.Pass, u *model.User, reads func(string) bool) bool {
	return !u.Application && slices.ContainsFunc(p.Policy.Teams, func(t *model.Team) bool { return grouped(t) && !t.Complete && reads(t.Address) })
}
