package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var userStandingAdmin = &lint.Rule{
	ID: "user/standing-admin", Severity: lint.Warning,
	Summary: "a person is System Administrator all the time, not on request",
	Why: "Every session of such an account is worth stealing, also the one in which mail is read. Held just in time, the role is asked for, " +
		"logged and gone again. " +
		"A few sealed accounts for the day on which that fails are exempt. Who is administrator by a team is so for as long as the membership lasts.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (just-in-time access)", "Microsoft: Manage high-privileged admin roles",
		"SCuBA MS.AAD.7.4v1 (no permanent active assignments)",
	},
	Params: []lint.Param{
		{Name: "break_glass", Value: 2, Why: "one may be lost; more than two are a habit"},
		withoutRealData,
	},
	Bad: `
user "ann" {
  roles = [standard_role.system_administrator] # here
}
team "it" {
  roles = [standard_role.system_administrator] # here
}
user "bob" { member_of = [team.it] }
`,
	Good: `
user "ann" {
  roles = [{ role = standard_role.system_administrator, just_in_time = true }]
}
user "bob" {
  just_in_time = true
  roles        = [standard_role.system_administrator]
}
user "sealed" {
  for_each    = toset(["a", "b"])
  break_glass = true
  roles       = [standard_role.system_administrator]
}
team "apps" {
  roles   = [standard_role.system_administrator]
  members = [application_user.pipeline]
}
application_user "pipeline" {}
`,
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noAssignments)
			return
		}
		if !realData(p, p.Words("exempt_types")) {
			p.Skip("environments of this type hold no real data")
			return
		}
		var sealed []lint.Holder
		for _, r := range p.Policy.Roles {
			if !p.Administers(r) {
				continue
			}
			for _, h := range p.Holders(r) {
				switch {
				case h.Assignment.JustInTime, h.Team != nil && !lint.Acts(h.Team):
				case h.Team != nil:
					standingTeam(p, h)
				case h.User.Application || !lint.Active(h.User) || h.User.JustInTime:
				case h.User.BreakGlass:
					sealed = append(sealed, h)
				default:
					p.Report(holderTarget(h), "%s holds %s all the time: it could be just in time", h.Address(), r.Address)
				}
			}
		}
		if accounts := countUsers(sealed); accounts > p.Int("break_glass") {
			for _, h := range sealed {
				p.Report(holderTarget(h), "%s is one of %d emergency accounts that hold %s all the time, more than %d",
					h.Address(), accounts, h.Assignment.Role.Address, p.Int("break_glass"))
			}
		}
	},
}

func standingTeam(p *lint.Pass, h lint.Holder) {
	if u := standing(p, h.Team); u != nil {
		p.Report(holderTarget(h), "members of %s hold %s all the time, %s among them", h.Team.Address, h.Assignment.Role.Address, u.Address)
	} else if grouped(h.Team) && !h.Team.Complete {
		p.Report(holderTarget(h), "members of %s hold %s all the time, whoever they are", h.Team.Address, h.Assignment.Role.Address)
	}
}

func countUsers(holders []lint.Holder) int {
	users := map[*model.User]bool{}
	for _, h := range holders {
		users[h.User] = true
	}
	return len(users)
}
