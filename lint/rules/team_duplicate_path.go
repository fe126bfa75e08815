package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var teamDuplicatePath = &lint.Rule{
	ID: "team/duplicate-path", Severity: lint.Info,
	Summary: "one role instance reaches a user on two ways",
	Why: "Taking the role away on one way takes no access away. Whoever revokes it must know of the other, and a policy in which that is " +
		"common cannot be read by its teams.",
	Sources: []string{"User Roles Manager (XrmToolBox): duplicate assignments", "Microsoft: Security concepts in Microsoft Dataverse (roles add up)"},
	Params: []lint.Param{
		{Name: "each_team", Of: roleWords, Value: []string{"standard_role.basic_user", "standard_role.app_opener"}, Why: "roles that every team " +
			"may bring, to run apps: who is in two teams has them twice"},
	},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.ann, user.bob]
}
team "helpers" {
  roles   = [role.clerk] # here
  members = [user.bob]
}
user "ann" {
  roles = [role.clerk] # here
}
user "bob" {}
`,
	Good: `
environment "prod" {
  ownership_across_business_units = true
}
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
team "clerks" {
  roles   = [role.clerk]
  members = [user.ann]
}
team "of_east" {
  roles   = [{ role = role.clerk, business_unit = business_unit.east }]
  members = [user.ann]
}
user "ann" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		byTeams, allowed := &sharedPaths{at: map[string]int{}}, wordSet(p.Words("each_team"))
		for _, u := range p.Policy.Users {
			for _, same := range samePaths(pathsOf(u)) {
				if same[0].team != nil {
					if !allowed[same[0].Role.Address] {
						byTeams.add(u, same)
					}
					continue
				}
				held := instance(same[0].Assignment, u.BusinessUnit)
				p.Report(lint.Target{Address: u.Address, Span: placeOr(same[0].span, u.Span), Subject: lint.Subject{Other: held}},
					"%s holds %s directly, and also by %s", u.Address, held, strings.Join(teamNames(same[1:]), ", "))
			}
		}
		for _, s := range byTeams.all {
			last := s.paths[len(s.paths)-1]
			others := strings.Join(teamNames(s.paths[:len(s.paths)-1]), ", ")
			held := instance(last.Assignment, last.team.BusinessUnit)
			p.Report(lint.Target{Address: last.team.Address, Span: placeOr(last.Span, last.team.Span), Subject: lint.Subject{Other: held + " also by " + others}},
				"users (%d, %s for one) have %s by %s, and also by %s", s.users, s.first.Address, held, last.team.Address, others)
		}
	},
}

// sharedPaths are the sets of teams that give one role instance to the same users.
type sharedPaths struct {
	at  map[string]int
	all []sharedPath
}

type sharedPath struct {
	paths []path
	users int
	first *model.User
}

func (s *sharedPaths) add(u *model.User, paths []path) {
	key := instance(paths[0].Assignment, nil) + "\n" + strings.Join(teamNames(paths), "\n")
	i, ok := s.at[key]
	if !ok {
		i = len(s.all)
		s.at[key] = i
		s.all = append(s.all, sharedPath{paths: paths, first: u})
	}
	s.all[i].users++
}

// samePaths are the paths that give the same role instance, where there are several; a direct one stands first, teams follow by address.
func samePaths(paths []path) [][]path {
	var found [][]path
	for i, one := range paths {
		earlier := func(q path) bool { return q.Role == one.Role && q.Anchor == one.Anchor }
		if slices.ContainsFunc(paths[:i], earlier) {
			continue
		}
		same := []path{one}
		for _, q := range paths[i+1:] {
			if earlier(q) && q.team != same[len(same)-1].team {
				same = append(same, q)
			}
		}
		if len(same) > 1 {
			found = append(found, same)
		}
	}
	return found
}

func teamNames(paths []path) []string {
	var names []string
	for _, q := range paths {
		names = append(names, q.team.Address)
	}
	return names
}
