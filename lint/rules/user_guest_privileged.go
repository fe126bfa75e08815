package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var userGuestPrivileged = &lint.Rule{
	ID: "user/guest-privileged", Severity: lint.Warning,
	Summary: "a guest of the tenant changes other people's rows, or sees secured columns",
	Why: "Another organization decides who sits behind a guest's account, and when that ends. " +
		"What a guest does with rows of its own, and what Basic User gives to everybody, is not reported.",
	Sources: []string{"SCuBA MS.AAD.8 (guest access)", "Microsoft: Guest access in Power Platform"},
	Params: []lint.Param{
		{Name: "levels", Value: []string{"business_unit", "parent_child", "organization"}, Why: "at user level one changes rows of one's own"},
	},
	Bad: `
role "clerk" {
  grants {
    account = { business_unit = ["read", "write"] }
  }
}
user "gast" {
  guest                    = true
  roles                    = [role.clerk]                     # here
  column_security_profiles = [column_security_profile.credit] # here
}
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
`,
	Good: `
role "visitor" {
  grants {
    account = { user = ["write"], organization = ["read"] }
  }
}
user "gast" {
  guest = true
  roles = [role.visitor, standard_role.basic_user]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		levels := p.Words("levels")
		changed := map[*model.Role]string{} // the first table that a role changes beyond what everybody may
		for _, u := range p.Policy.Users {
			if !u.Guest || !u.Enabled {
				continue
			}
			for _, q := range pathsOf(u) {
				table, known := changed[q.Role]
				if !known {
					table = changes(q.Role, levels)
					changed[q.Role] = table
				}
				if table != "" {
					p.Report(pathTarget(u, q), "guest %s changes other people's rows, of %s for one, with %s%s", u.Address, table, q.Role.Address, q.by())
				}
			}
			for _, f := range profilesOf(u) {
				p.Report(lint.Target{Address: u.Address, Span: placeOr(f.span, u.Span), Subject: lint.Subject{Other: f.Profile.Address}},
					"guest %s holds %s%s, which opens secured columns", u.Address, f.Profile.Address, path{team: f.team}.by())
			}
		}
	},
}

// changes is the first table whose rows a role changes at one of the levels where Basic User does not, "" where there is none.
func changes(r *model.Role, levels []string) string {
	everybody := map[tableVerb]privilege.Level{}
	for _, g := range schema.StandardRoleByLabel("basic_user").Grants {
		everybody[tableVerb{g.Base, g.Verb}] = g.Level
	}
	for _, g := range r.Grants {
		if lint.Owned(g.Base) && slices.Contains(lint.WriteClass, g.Verb) && slices.Contains(levels, g.Level.String()) &&
			g.Level > everybody[tableVerb{g.Base, g.Verb}] {
			return g.Base.Table()
		}
	}
	return ""
}
