package rules

import "github.com/dvpolicy/dvpolicy/lint"

var teamDirectUserRole = &lint.Rule{
	ID: "team/direct-user-role", Severity: lint.Warning,
	Summary: "a person holds a role directly instead of by a team",
	Why: "Who joins or leaves is then managed in two places, and the role stays when the job changes. With a team, above all one of an Entra group, " +
		"membership is the only thing to look at. Roles that are held on request, System Administrator and emergency accounts are exempt: " +
		"just-in-time elevation assigns them to the person.",
	Sources: []string{
		"Microsoft: Security concepts in Microsoft Dataverse (group teams)",
		"Power Platform guidance hub, issue 71: assign roles to teams, not to users",
	},
	Params: []lint.Param{
		{Name: "allow_roles", Of: roleWords, Value: []string{}, Why: "addresses of roles that people may hold directly; none is so by nature"},
	},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
user "ann" {
  roles = [role.clerk] # here
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.ann]
}
user "ann" {
  roles = [{ role = role.clerk, just_in_time = true }]
}
user "sealed" {
  break_glass = true
  roles       = [role.clerk]
}
application_user "erp" {
  roles = [role.clerk]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		allowed := wordSet(p.Words("allow_roles"))
		for _, u := range p.Humans() {
			if u.BreakGlass || u.JustInTime {
				continue
			}
			for _, a := range u.Assignments {
				if a.JustInTime || a.Role.Administrator || allowed[a.Role.Address] {
					continue
				}
				held := instance(a, u.BusinessUnit)
				p.Report(lint.Target{Address: u.Address, Span: placeOr(a.Span, u.Span), Subject: lint.Subject{Other: held}},
					"%s holds %s directly, not by a team", u.Address, held)
			}
		}
	},
}

func wordSet(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
