package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var assignmentRedundant = &lint.Rule{
	ID: "assignment/redundant", Severity: lint.Info,
	Summary: "a principal has everything that a role gives it anyway, by its other roles",
	Why: "Taking the assignment away changes no access, and taking the other roles away leaves access that nobody thinks of. All assignments " +
		"that are reported of one principal can go together. " +
		"Only what is held all the time counts as having anyway; of the miscellaneous privileges of a standard role that nobody knows, what comes " +
		"from the same role. An app that is shown to holders of the role alone is a reason to keep it, which no policy sees.",
	Sources: []string{"Microsoft: Security concepts in Microsoft Dataverse (roles add up)", "XrmToolBox: redundant roles of users"},
	Bad: `
role "reader" {
  grants {
    account = { user = ["read"] }
  }
}
role "clerk" {
  grants {
    account = { business_unit = ["read"], user = ["write"] }
  }
}
user "ann" {
  roles = [
    role.reader, # here
    role.clerk,
  ]
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.bob]
}
user "bob" {
  roles = [role.clerk] # here
}
user "cleo" {
  roles = [
    standard_role.basic_user, # here
    standard_role.system_administrator,
  ]
}
role "opener" { # whatever App Opener has that nobody knows, it has too
  based_on = standard_role.app_opener
}
user "dora" {
  roles = [
    standard_role.app_opener,
    role.opener, # here
  ]
}
`,
	Good: `
role "reader" {
  grants {
    account = { user = ["read"] }
  }
}
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
role "as_team" {
  member_inheritance = "team_only"
  grants {
    account = { organization = ["read"] }
  }
}
role "exporter" {
  grants {
    account = { user = ["read"] }
  }
  privileges = ["prvExportToExcel"]
}
user "ann" {
  roles = [role.reader, { role = role.clerk, just_in_time = true }]
}
team "clerks" {
  roles   = [role.as_team]
  members = [user.bob]
}
user "bob" {
  roles = [role.reader]
}
user "cleo" {
  roles = [role.clerk, role.exporter]
}
role "opener" { # App Opener may have either privilege: nobody knows
  based_on           = standard_role.app_opener
  without_privileges = ["prvPrint"]
}
role "printer" {
  based_on           = standard_role.app_opener
  without_privileges = ["prvGoOffline"]
}
user "dora" {
  roles = [role.opener, role.printer]
}
`,
	Fix: takeAssignment, // taking it away changes nobody's access, which is proved
	Check: func(p *lint.Pass) {
		if !assigns(p.Policy) {
			p.Skip(noAssignments)
			return
		}
		r := &redundancy{p, newReplaceable(p.Policy)}
		for _, t := range p.Policy.Teams {
			r.of(holder{t.Address, t.Span, t.BusinessUnit, t, t.Assignments}, nil)
		}
		for _, u := range p.Policy.Users {
			r.of(holder{u.Address, u.Span, u.BusinessUnit, nil, u.Assignments}, throughTeams(u))
		}
	},
}

type redundancy struct {
	p *lint.Pass
	replaceable
}

// A holder is a team or user, and what it holds itself.
type holder struct {
	address     string
	span        source.Span
	own         *model.BusinessUnit
	team        *model.Team // nil: a user
	assignments []model.Assignment
}

// of reports what a holder need not hold: it has the same by the rest of its assignments and by its teams. What a team holds it holds for
// its members, so that a role that reaches them as themselves is only replaced by another that does.
func (r *redundancy) of(h holder, teams []access) {
	gone := make([]bool, len(h.assignments))
	for i, a := range h.assignments {
		others := slices.Clone(teams)
		for j, o := range h.assignments {
			if j != i && !gone[j] && !o.JustInTime {
				others = append(others, h.access(o))
			}
		}
		if len(others) == 0 || len(a.Role.Grants)+len(a.Role.Privileges) == 0 || r.runsApps(h, a, others) || !r.covered(h.access(a), others) {
			continue
		}
		gone[i] = true
		held := instance(a, h.own)
		r.p.Report(lint.Target{Address: h.address, Span: placeOr(a.Span, h.span), Subject: lint.Subject{Other: held}},
			"%s has all that %s gives it anyway, with %s", h.address, held, r.by(h, a, others))
	}
}

func (h holder) access(a model.Assignment) access {
	return access{a.Role, a.Anchor, h.team == nil || a.Role.Personal(), h.team}
}

// runsApps reports whether an assignment is the only one of its business unit where that matters: in matrix mode, a user needs one of its
// own to run apps (semantics S-RO-17). Where the members of a team are, the policy need not know.
func (r *redundancy) runsApps(h holder, a model.Assignment, others []access) bool {
	return r.p.Policy.Environment.Matrix && (h.team != nil || a.Anchor == h.own) &&
		!slices.ContainsFunc(others, func(o access) bool { return o.anchor == a.Anchor })
}

// by names the one role that replaces an assignment, where one does alone.
func (r *redundancy) by(h holder, a model.Assignment, others []access) string {
	for _, o := range others {
		if r.covered(h.access(a), []access{o}) {
			return instance(model.Assignment{Role: o.role, Anchor: o.anchor}, h.own) + path{team: o.viaOther(h)}.by()
		}
	}
	return "its other roles together"
}

func (a access) viaOther(h holder) *model.Team {
	if a.team == h.team {
		return nil
	}
	return a.team
}

// throughTeams is what a user has by teams all the time.
func throughTeams(u *model.User) []access {
	if len(u.Assignments) == 0 {
		return nil
	}
	var all []access
	for _, q := range pathsOf(u) {
		if q.team != nil && !q.JustInTime {
			all = append(all, access{q.Role, q.Anchor, q.Role.Personal(), q.team})
		}
	}
	return all
}
