package rules

import "github.com/dvpolicy/dvpolicy/lint"

var userAdminWithBusinessRole = &lint.Rule{
	ID: "user/admin-with-business-role", Severity: lint.Warning,
	Summary: "an administrator's account also holds business roles",
	Why: "Who administers and works with one account does daily work with all privileges, and the log cannot tell one from the other. " +
		"The account for settings should do nothing else; the same person works with a second.",
	Sources: []string{"Microsoft: Secure customer engagement apps (administrative user account)"},
	Params:  []lint.Param{withoutRealData},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
user "ann" {
  kind  = "admin"
  roles = [role.clerk] # here
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.bob] # here
}
user "bob" {
  roles = [standard_role.system_administrator]
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
role "operator" {
  kind = "admin"
  grants {
    account = { user = ["read"] }
  }
}
user "ann" {
  roles = [role.clerk]
}
user "ann_admin" {
  kind  = "admin"
  roles = [standard_role.system_administrator, standard_role.basic_user, role.operator]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		if !realData(p, p.Words("exempt_types")) {
			p.Skip("environments of this type hold no real data")
			return
		}
		for _, u := range p.Humans() {
			q := administers(p, u)
			if q == nil && u.Kind != "admin" {
				continue
			}
			why := "an account for administration"
			if q != nil {
				why = "System Administrator" + q.by()
			}
			for _, q := range pathsOf(u) {
				if r := q.Role; !r.Standard && !p.Administers(r) && (r.Kind == "" || r.Kind == "business") {
					p.Report(pathTarget(u, q), "%s is %s, and holds %s%s", u.Address, why, r.Address, q.by())
				}
			}
		}
	},
}
