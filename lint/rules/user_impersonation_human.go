package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userImpersonationHuman = &lint.Rule{
	ID: "user/impersonation-human", Severity: lint.Error,
	Summary: "a person may act on behalf of others",
	Why: "What is done in another's name stands in that name in the rows, and each can do with it what the other could. Services impersonate " +
		"the users they work for; people have no need to. " +
		"System Administrator has the privilege as it has all, and is counted elsewhere.",
	Sources: []string{"Microsoft: Configure user security in an environment (Delegate)", "Microsoft: Impersonate another user"},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Value: []string{"prvActOnBehalfOfAnotherUser", "prvActOnBehalfOfExternalParty"}, Why: "the two that impersonate"},
		{Name: "roles", Of: roleWords, Value: []string{"standard_role.delegate"}, Why: "predefined for it, and its privileges are not in the catalogue"},
	},
	Bad: `
role "proxy" {
  privileges = ["prvActOnBehalfOfAnotherUser"]
}
user "ann" {
  roles = [role.proxy] # here
}
entra_group "proxies" {}
team "proxies" {
  entra_group = entra_group.proxies
  roles       = [standard_role.delegate] # here
}
`,
	Good: `
role "proxy" {
  privileges = ["prvActOnBehalfOfAnotherUser"]
}
application_user "feed" {
  roles = [role.proxy]
}
user "ann" {
  roles = [standard_role.system_administrator]
}
`,
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noAssignments)
			return
		}
		privileges, roles := p.Words("privileges"), p.Words("roles")
		for _, r := range p.Policy.Roles {
			if r.Administrator {
				continue
			}
			by, does := impersonates(r, privileges)
			if !does && !slices.Contains(roles, r.Address) {
				continue
			}
			for _, h := range p.Holders(r) {
				who, human := person(p, h)
				if !human {
					continue
				}
				target := holderTarget(h)
				target.Privilege = by
				p.Report(target, "%s may act on behalf of others with %s", who, r.Address)
			}
		}
	},
}

// impersonates is the first privilege of a role that impersonates, and whether there is one.
func impersonates(r *model.Role, privileges []string) (by string, does bool) {
	for _, held := range r.Privileges {
		if slices.Contains(privileges, held.Name) {
			return held.Name, true
		}
	}
	return "", false
}

// person says who of a holder is a person, and whether anybody is.
func person(p *lint.Pass, h lint.Holder) (who string, human bool) {
	if h.User != nil {
		return h.User.Address, lint.Human(h.User)
	}
	members := h.Team.Members
	if h.Team.Default {
		members = slices.DeleteFunc(p.Humans(), func(u *model.User) bool { return defaultTeamOf(u) != h.Team })
	}
	for _, u := range members {
		if lint.Human(u) {
			return "members of " + h.Team.Address + ", " + u.Address + " among them,", true
		}
	}
	return "members of " + h.Team.Address, grouped(h.Team) && !h.Team.Complete
}
