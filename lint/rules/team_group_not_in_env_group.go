package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var teamGroupNotInEnvGroup = &lint.Rule{
	ID: "team/group-not-in-env-group", Severity: lint.Error,
	Summary: "the group of a team is not inside the environment's security group",
	Why: "Only members of the environment's group can enter, those of nested groups included. A team of a group outside it gives roles to " +
		"people who cannot sign in. " +
		"Where the environment's group has members that the policy does not know, this is a warning, and only where the policy does nest groups in it.",
	Sources: []string{"Microsoft: Manage group teams (environments with a security group)", "Microsoft: Control user access to environments"},
	Bad: `
environment "prod" { security_group = entra_group.all }
entra_group "all" {
  groups = [entra_group.clerks]
}
entra_group "clerks" {}
entra_group "guests" {}
team "clerks" { entra_group = entra_group.clerks }
team "guests" { entra_group = entra_group.guests } # here
`,
	Good: `
environment "prod" { security_group = entra_group.all }
entra_group "all" {
  groups = [entra_group.staff]
}
entra_group "staff" {
  groups = [entra_group.clerks]
}
entra_group "clerks" {}
entra_group "board" {
  members = [user.ann]
}
team "clerks" { entra_group = entra_group.clerks }
team "board" { entra_group = entra_group.board }
user "ann" { member_of = [entra_group.all] }
`,
	Check: func(p *lint.Pass) {
		group := p.Policy.Environment.SecurityGroup
		if group == nil {
			p.Skip("the environment has no security group")
			return
		}
		e := enter(group)
		if !e.complete && len(e.groups) == 1 {
			p.Skip("nothing is known of what " + group.Address + " contains")
			return
		}
		for _, t := range p.Policy.Teams {
			if !grouped(t) || e.groups[t.Group] {
				continue
			}
			target := lint.Target{Address: t.Address, Span: t.Span, Subject: lint.Subject{Other: t.Group.Address}}
			out := slices.IndexFunc(t.Members, func(u *model.User) bool { return !e.mayEnter(u) })
			switch {
			case !e.complete && (len(t.Members) == 0 || out >= 0):
				p.ReportAs(lint.Warning, target, "no file says that %s is in %s: its members may not be able to enter", t.Group.Address, group.Address)
			case e.complete && out >= 0:
				p.Report(target, "%s is not in %s, nor is its member %s, who cannot enter", t.Group.Address, group.Address, t.Members[out].Address)
			case e.complete && !t.Complete:
				p.Report(target, "%s is not in %s, all of whose members are known: its other members cannot enter", t.Group.Address, group.Address)
			}
		}
	},
}

// entry is who may enter an environment, as far as it is known.
type entry struct {
	groups   map[*model.EntraGroup]bool
	users    map[*model.User]bool
	complete bool
}

func enter(group *model.EntraGroup) entry {
	e := entry{map[*model.EntraGroup]bool{}, map[*model.User]bool{}, true}
	for _, u := range group.Owners { // of this group, not of those in it (semantics S-EN-07)
		e.users[u] = true
	}
	for _, g := range group.WithNested() {
		e.groups[g] = true
		e.complete = e.complete && g.Complete
		for _, u := range g.Members {
			e.users[u] = true
		}
	}
	return e
}

// mayEnter: tenant administrators need no group, Dynamics 365 administrators do.
func (e entry) mayEnter(u *model.User) bool {
	return e.users[u] || slices.ContainsFunc(u.TenantRoles, func(r string) bool {
		return r == "global_administrator" || r == "power_platform_administrator"
	})
}
