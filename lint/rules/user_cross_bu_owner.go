package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var userCrossBUOwner = &lint.Rule{
	ID: "user/cross-bu-owner", Severity: lint.Warning,
	Summary: "in classic mode, a user stays in the root while a group team gives it roles for the rows of another business unit",
	Why: "People who come with a group are created in the root business unit. What they create belongs to the root then, " +
		"where their colleagues, whose roles reach the team's business unit, do not see it. Move the user, or turn on record ownership across business units.",
	Sources: []string{"Microsoft: Manage group teams (users are created in the root)", "Microsoft: Security concepts in Microsoft Dataverse " +
		"(record ownership across business units)"},
	Bad: `
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
role "clerk" {
  grants {
    account = { business_unit = ["create", "read"] }
  }
}
entra_group "east" {
  members = [user.ann] # here
}
team "clerks_east" {
  entra_group   = entra_group.east
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "ann" {}
`,
	Good: `
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
role "clerk" {
  grants {
    account = { business_unit = ["create", "read"] }
  }
}
role "reader" {
  grants {
    account = { business_unit = ["read"] }
  }
}
entra_group "east" {
  members = [user.ann]
}
team "clerks_east" {
  entra_group   = entra_group.east
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "ann" { business_unit = business_unit.east }
entra_group "readers" {
  members = [user.bob]
}
team "readers" {
  entra_group   = entra_group.readers
  business_unit = business_unit.east
  roles         = [role.reader]
}
user "bob" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		if p.Policy.Environment.Matrix {
			return // documented as fine
		}
		lost := map[*model.Role]string{}
		for _, u := range p.Accounts() {
			if u.BusinessUnit == nil || u.BusinessUnit.Parent != nil {
				continue
			}
			for _, q := range pathsOf(u) {
				if q.team == nil || !grouped(q.team) || q.Anchor == nil || q.Anchor == u.BusinessUnit {
					continue
				}
				table, known := lost[q.Role]
				if !known {
					table = createsForUnit(q.Role)
					lost[q.Role] = table
				}
				if table != "" {
					target := pathTarget(u, q)
					target.Other += " by " + q.team.Address
					p.Report(target, "%s is in the root: what it creates of %s with %s%s does not belong to %s", u.Address, table, q.Role.Address, q.by(), q.Anchor.Address)
				}
			}
		}
	},
}

// createsForUnit is the first table, as written, of whose rows holders create their own and read those of a business unit, "" where there is none.
func createsForUnit(r *model.Role) string {
	creates := map[*model.Base]string{}
	for _, g := range r.Grants {
		if g.Verb == privilege.Create && lint.Owned(g.Base) && r.Personal() && creates[g.Base] == "" {
			creates[g.Base] = g.Table
		}
	}
	for _, g := range r.Grants {
		if g.Verb == privilege.Read && creates[g.Base] != "" && (g.Level == privilege.BusinessUnit || g.Level == privilege.ParentChild) {
			return creates[g.Base]
		}
	}
	return ""
}
