package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A duty is what nobody should have together with another: the roles that have it, and where.
type duty map[*model.Role]source.Span

// A conflict is two duties.
type conflict struct {
	lint.Subject
	first, second duty
	at            duty   // where a role that has both is reported; nil: as second
	says          string // what one can do who has both

	of func(conflict, []*model.Role) conflict // what of it some roles have; nil: all
}

// Said on the pages of rules about conflicts.
const perhapsBoth = " Where somebody may have both, and the policy does not know all members of a team that decides it, the rule is skipped, also where it found something."

// has reports whether several roles have both duties together.
func (c *conflict) has(roles []*model.Role) bool {
	return holderOf(c.first, roles) != nil && holderOf(c.second, roles) != nil
}

// by is what of a conflict some roles have.
func (c *conflict) by(roles ...*model.Role) conflict {
	if c.of == nil {
		return *c
	}
	return c.of(*c, roles)
}

func holderOf(d duty, roles []*model.Role) *model.Role {
	for _, r := range roles {
		if _, ok := d[r]; ok {
			return r
		}
	}
	return nil
}

// A conflicting is a rule on its way to who has both duties of conflicts.
type conflicting struct {
	p       *lint.Pass
	told    []*model.Role          // that are reported themselves where they have both: not who holds them
	excused func(*model.Role) bool // who holds it is not blamed for having both by it; nil: those that are told
	counts  func(*model.User) bool // which users do

	crowds []crowd
}

// report reports, of each conflict, the roles that have both duties, and the teams and users whom several roles give both. It says nothing of who
// holds a role that has both, or is in a team that does; but of what their other roles come to.
func (c conflicting) report(all []conflict) {
	told := map[*model.Role]bool{}
	for _, r := range c.told {
		told[r] = true
	}
	if c.excused == nil {
		c.excused = func(r *model.Role) bool { return told[r] }
	}
	c.crowds = crowds(c.p.Policy.Users, func(u *model.User) string {
		if !lint.Active(u) || !c.counts(u) {
			return ""
		}
		kind := "application\n"
		if lint.Account(u) {
			kind = "account\n"
		}
		return kind + rolesHeld(u) + "\n" + teamAddresses(u)
	})
	c.crowds = slices.DeleteFunc(c.crowds, func(who crowd) bool { return !lint.Active(who[0]) || !c.counts(who[0]) })
	for i := range all {
		c.one(&all[i])
	}
}

func (c conflicting) one(x *conflict) {
	if len(x.first) == 0 || len(x.second) == 0 {
		return
	}
	at := x.at
	if at == nil {
		at = x.second
	}
	for _, r := range c.told {
		if !r.Administrator && x.has([]*model.Role{r}) {
			own := x.by(r)
			c.p.Report(lint.Target{Address: r.Address, Span: placeOr(at[r], r.Span), Subject: own.Subject}, "%s %s", r.Address, own.says)
		}
	}
	teams := map[*model.Team]bool{}
	for _, t := range c.p.Policy.Teams {
		if roles := c.combined(x, rolesOfTeam(t)); x.has(roles) && lint.Acts(t) {
			teams[t] = true
			c.blame(x, lint.Target{Address: t.Address, Span: t.Span}, roles)
		}
	}
	var halves [2]string // somebody who has one side
	for _, who := range c.crowds {
		roles := c.combined(x, rolesBeside(who[0], teams))
		if x.has(roles) {
			for _, u := range who {
				c.blame(x, userTarget(u, ""), roles)
			}
			continue
		}
		if all := lint.RolesOf(who[0]); !lint.Account(who[0]) || x.has(all) || excused(all) {
			continue // they have both already, or everything; or no group has them as members
		}
		for i, d := range []duty{x.first, x.second} {
			if halves[i] == "" && holderOf(d, roles) != nil {
				halves[i] = who[0].Address
			}
		}
	}
	c.perhaps(x, teams, halves)
}

// excused: System Administrator has everything, by its nature.
func excused(roles []*model.Role) bool {
	return slices.ContainsFunc(roles, func(r *model.Role) bool { return r.Administrator })
}

// combined are the roles that count for what several come to: not one that has both duties by itself and is told so, and none of an administrator's.
func (c conflicting) combined(x *conflict, roles []*model.Role) []*model.Role {
	if excused(roles) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(roles), func(r *model.Role) bool { return c.excused(r) && x.has([]*model.Role{r}) })
}

// rolesBeside are the roles of a user but for those of some teams. An administrator's are all of them.
func rolesBeside(u *model.User, teams map[*model.Team]bool) []*model.Role {
	if all := lint.RolesOf(u); len(teams) == 0 || excused(all) {
		return all
	}
	var roles []*model.Role
	for _, q := range pathsOf(u) {
		if q.team == nil || !teams[q.team] {
			roles = append(roles, q.Role)
		}
	}
	return roles
}

func (c conflicting) blame(x *conflict, who lint.Target, roles []*model.Role) {
	own := x.by(roles...)
	who.Subject = own.Subject
	c.p.Report(who, "%s %s, by %s", who.Address, own.says, both(holderOf(x.first, roles), holderOf(x.second, roles)))
}

func both(a, b *model.Role) string {
	if a == b {
		return a.Address
	}
	return a.Address + " and " + b.Address
}

// perhaps skips the rule where nobody knows whether somebody has both duties: a team has one, not all its members are known, and a user or
// another such team has the other.
func (c conflicting) perhaps(x *conflict, told map[*model.Team]bool, users [2]string) {
	sides := [2]duty{x.first, x.second}
	for _, t := range c.p.IncompleteTeams() {
		roles := rolesOfTeam(t)
		if told[t] || !lint.Acts(t) || x.has(roles) || excused(roles) {
			continue
		}
		for i, d := range sides {
			if holderOf(d, roles) == nil {
				continue
			}
			if users[1-i] != "" {
				c.p.Skip(unknownMember(t.Address, users[1-i]))
			} else if o := c.otherTeam(sides[1-i], t); o != nil {
				c.p.Skip(unknownInBoth(t.Address, o.Address))
			}
		}
	}
}

// otherTeam is another team of unknown members that has a duty, and whose members may be a team's too.
func (c conflicting) otherTeam(d duty, not *model.Team) *model.Team {
	for _, t := range c.p.IncompleteTeams() {
		if roles := rolesOfTeam(t); holderOf(d, roles) != nil && t != not && lint.Acts(t) && !excused(roles) {
			return t
		}
	}
	return nil
}

// unknownMember is why a rule is skipped that looks at what somebody has together who may be in a team.
func unknownMember(team, user string) string {
	return "not all members of " + team + " are known: " + user + " may be one"
}

// unknownInBoth is the same, of what people of two teams have together.
func unknownInBoth(a, b string) string {
	return "not all members of " + min(a, b) + " and " + max(a, b) + " are known: somebody may be in both"
}

// teamAddresses tells users of different teams apart.
func teamAddresses(u *model.User) string {
	var all []string
	for _, t := range teamsOf(u) {
		all = append(all, t.Address)
	}
	return strings.Join(all, "\n")
}

// holds is where a role was given a miscellaneous privilege.
func holds(r *model.Role, privileges ...string) (source.Span, bool) {
	for _, h := range r.Privileges {
		if slices.Contains(privileges, h.Name) {
			return h.Span, true
		}
	}
	return source.Span{}, false
}
