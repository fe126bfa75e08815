package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userGuestPrivileged = &lint.Rule{
	ID: "user/guest-privileged", Severity: lint.Warning,
	Summary: "a guest of the tenant changes other people's rows, or sees secured columns",
	Why: "Another organization decides who sits behind a guest's account, and when that ends. " +
		"What a guest does with rows of its own, and what Basic User gives to everybody, is not reported.",
	Sources: []string{"SCuBA MS.AAD.8 (guest access)", "Microsoft: Guest access in Power Platform"},
	Params: []lint.Param{
		{Name: "levels", Of: levelWords, Filled: true, Value: []string{"business_unit", "parent_child", "organization"}, Why: "at user level one " +
			"changes rows of one's own"},
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
		changed := map[*model.Role][]lint.Subject{}
		for _, u := range p.Policy.Users {
			if !u.Guest || !lint.Active(u) {
				continue
			}
			for _, q := range pathsOf(u) {
				if p.Administers(q.Role) {
					p.Report(pathTarget(u, q), "guest %s is an administrator, with %s%s", u.Address, q.Role.Address, q.by())
					continue
				}
				if _, known := changed[q.Role]; !known {
					changed[q.Role] = subjectsOf(changes(q.Role, levels))
				}
				for _, what := range changed[q.Role] {
					at := pathTarget(u, q)
					what.Other = at.Other
					at.Subject = what
					p.Report(at, "guest %s can %s other people's rows of %s (%s), with %s%s", u.Address, andVerbs(what), what.Table, what.Level, q.Role.Address, q.by())
				}
			}
			for _, f := range profilesOf(u) {
				p.Report(lint.Target{Address: u.Address, Span: placeOr(f.span, u.Span), Subject: lint.Subject{Other: f.Profile.Address}},
					"guest %s holds %s%s, which opens secured columns", u.Address, f.Profile.Address, path{team: f.team}.by())
			}
		}
	},
}

// changes are the grants by which a role changes rows of others at one of the levels, further than Basic User does.
func changes(r *model.Role, levels []string) []model.Grant {
	everybody := baselineOf("basic_user")
	return slices.DeleteFunc(slices.Clone(r.Grants), func(g model.Grant) bool {
		return !lint.Owned(g.Base) || !slices.Contains(lint.ChangeClass, g.Verb) || !slices.Contains(levels, g.Level.String()) ||
			g.Level <= everybody[baseVerb{g.Base.Name, g.Verb}]
	})
}
