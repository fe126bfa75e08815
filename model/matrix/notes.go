package matrix

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// notes collect what an answer rests on, each once.
type notes struct {
	m     *Matrix
	t     target
	texts map[string]bool
	teams []string // whose membership is known in part
	group func() groupMembers
}

// groupMembers are the known members of the environment's security group, through nested groups too.
type groupMembers struct {
	group    *model.EntraGroup // nil: the environment has none
	known    map[*model.User]bool
	complete bool
}

func (m *Matrix) newNotes(t target) *notes {
	n := &notes{m: m, t: t, texts: make(map[string]bool), group: sync.OnceValue(m.groupMembers)}
	if m.policy.Environment.AdministrationMode {
		n.addf("the environment is in administration mode: only administrators and customizers can sign in")
	}
	return n
}

// question says what is odd about what was asked.
func (n *notes) question() {
	if n.t.unknown != "" {
		n.addf("no role of the policy grants %s", n.t.unknown)
	}
	if len(n.t.cells) != 1 {
		return
	}
	if c := n.t.cells[0]; !n.m.bases[c.base].Has(c.verb) {
		n.addf("table %q has no verb %q", c.table, c.verb)
	}
}

// limits says why a principal does not have, now or ever, what the matrix gives.
func (n *notes) limits(p Principal) {
	n.signIn(p)
	n.disabledTeams(p)
	n.onRequest(p)
	n.partialTeam(p)
	if r := n.m.Role(p); r != nil && !r.Personal() {
		n.addf("%s: member_inheritance is team_only: of a team that holds the role, members reach the team's own rows at user level, not their own", r.Address)
	}
}

// hierarchy: with a privilege of their own, managers or higher positions reach rows of those below, to read, write, append and append to
// (semantics S-HI-04, 13, 15, 19).
func (n *notes) hierarchy() {
	h := n.m.policy.Environment.Hierarchy
	if h == nil {
		return
	}
	for _, c := range n.t.cells {
		switch c.verb {
		case privilege.Read, privilege.Write, privilege.Append, privilege.AppendTo:
			if n.m.bases[c.base].Ownership == model.UserOrTeamOwned && !slices.Contains(h.ExcludedTables, c.table) {
				n.addf("hierarchy security is on (%s, depth %d): rows of those below come on top of what is shown", h.Model, h.Depth)
				return
			}
		}
	}
}

func (n *notes) addf(format string, args ...any) { n.texts[fmt.Sprintf(format, args...)] = true }

func (n *notes) sorted() []string {
	if len(n.teams) > 0 {
		n.addf("membership is known in part, and what is said of a team holds for its other members too: %s", named(n.teams))
	}
	return slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(n.texts))))
}

// about says what limits an answer on one principal.
func (n *notes) about(p Principal) {
	if p.kind == User {
		n.hierarchy()
	}
	n.limits(p)
	n.possibleTeams(p)
}

func (n *notes) incompleteRoles(p Principal) {
	for _, i := range n.m.rolesOf(p) {
		if r := n.m.roles[i]; !r.Complete {
			n.addf("%s: miscellaneous privileges are not known (catalogue %s)", r.Address, n.m.policy.Catalogue)
		}
	}
}

func partial(t *model.Team) bool { return t.Group != nil && !t.Complete }

func (n *notes) partialTeam(p Principal) {
	if t := n.m.Team(p); t != nil && partial(t) {
		n.teams = append(n.teams, t.Address)
	}
}

// onRequest names the roles that a user does not hold all the time, where they grant what was asked.
func (n *notes) onRequest(p Principal) {
	var roles []string
	add := func(held []model.Assignment, all bool, through string) {
		for _, a := range held {
			if (all || a.JustInTime) && n.gives(n.m.principals[a.Role.Address]) {
				roles = append(roles, a.Role.Address+through)
			}
		}
	}
	if t := n.m.Team(p); t != nil {
		add(t.Assignments, false, "")
	}
	if u := n.m.User(p); u != nil {
		add(u.Assignments, u.JustInTime, "")
		for _, t := range n.m.teamsOf(u) {
			add(t.Team.Assignments, false, " through "+t.Team.Address)
		}
	}
	slices.Sort(roles)
	if roles = slices.Compact(roles); len(roles) > 0 {
		n.addf("%s: holds just in time, on request: %s", n.m.Address(p), named(roles))
	}
}

// named lists names, the first few of many.
func named(names []string) string {
	const most = 5
	if len(names) > most {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}

// possibleTeams: a user may be a member of a group team without the policy knowing, and then can what the team can.
func (n *notes) possibleTeams(p Principal) {
	u := n.m.User(p)
	if u == nil || u.Application {
		return
	}
	var names []string
	for i, t := range n.m.teams {
		known := slices.ContainsFunc(u.Teams, func(member model.Membership) bool { return member.Team == t })
		if partial(t) && !known && n.gives(Principal{Team, int32(i)}) {
			names = append(names, t.Address)
		}
	}
	if len(names) > 0 {
		n.addf("%s: may be a member of teams whose membership is known in part, and then has their access too: %s", u.Address, named(names))
	}
}

// gives reports whether a team has anything of what was asked; of a question about everything, whether it has anything.
func (n *notes) gives(p Principal) bool {
	entries, _ := n.m.entries(p)
	if len(n.t.cells) > len(n.m.bases) {
		return len(entries) > 0 || len(n.m.profilesOf(p)) > 0
	}
	if n.t.privilege != "" {
		return n.m.holds(p, n.t.privilege) != privilege.None
	}
	return slices.ContainsFunc(n.t.cells, func(c cell) bool { return n.m.level(p, c.base, c.verb) != privilege.None })
}

// signIn says why a user cannot use what the matrix gives (semantics S-EN-01): that gate comes before all others.
func (n *notes) signIn(p Principal) {
	u := n.m.User(p)
	if u == nil {
		return
	}
	for _, reason := range n.m.signInGates(u, p) {
		n.addf("%s: cannot sign in: %s", u.Address, reason)
	}
	if limit := accessModes[u.AccessMode]; limit != "" {
		n.addf("%s: has %s access mode: %s", u.Address, u.AccessMode, limit)
	}
	switch g := n.group(); {
	case g.group == nil, exempt(u), g.known[u]:
	case g.complete:
		n.addf("%s: cannot sign in: the user is no member of %s", u.Address, g.group.Address)
	default:
		n.addf("%s: can sign in only as a member of %s, whose members are known in part", u.Address, g.group.Address)
	}
}

// disabledTeams: a team of a disabled business unit cannot act (semantics S-BU-15, 16), and what it gives is not to be had.
func (n *notes) disabledTeams(p Principal) {
	teams := []model.Membership{{Team: n.m.Team(p)}}
	if u := n.m.User(p); u != nil {
		teams = n.m.teamsOf(u)
	}
	for _, t := range teams {
		if t.Team == nil || t.Team.Default && p.kind == User { // the default team's unit is the user's
			continue
		}
		if b := disabledAbove(t.Team.BusinessUnit); b != nil && n.gives(n.m.principals[t.Team.Address]) {
			n.addf("%s: cannot act, and gives nothing while it cannot: %s is disabled", t.Team.Address, b.Address)
		}
	}
}

// disabledAbove is the nearest disabled business unit from b up, nil if none is.
func disabledAbove(b *model.BusinessUnit) *model.BusinessUnit {
	for ; b != nil; b = b.Parent {
		if b.Disabled {
			return b
		}
	}
	return nil
}

// What access modes leave of the matrix (semantics S-EN-09, 10).
var accessModes = map[string]string{"administrative": "settings, no business data", "read": "nothing but reading"}

func (m *Matrix) signInGates(u *model.User, p Principal) []string {
	var reasons []string
	if !u.Enabled {
		reasons = append(reasons, "the user is disabled")
	}
	if b := disabledAbove(u.BusinessUnit); b != nil {
		reasons = append(reasons, b.Address+" is disabled")
	}
	if len(m.rolesOf(p)) == 0 {
		reasons = append(reasons, "the user holds no role")
	}
	if !u.Licensed && !u.Application && u.AccessMode != "administrative" && !tenantAdministrator(u) {
		reasons = append(reasons, "the user has no licence")
	}
	return reasons
}

// exempt reports whether the environment's security group does not matter for the user (semantics S-EN-07).
func exempt(u *model.User) bool { return u.Application || tenantAdministrator(u) }

func tenantAdministrator(u *model.User) bool {
	return slices.ContainsFunc(u.TenantRoles, func(role string) bool {
		return role == "global_administrator" || role == "power_platform_administrator"
	})
}

func (m *Matrix) groupMembers() groupMembers {
	g := groupMembers{m.policy.Environment.SecurityGroup, make(map[*model.User]bool), true}
	seen := make(map[*model.EntraGroup]bool)
	todo := []*model.EntraGroup{}
	if g.group != nil {
		todo = append(todo, g.group)
		for _, u := range g.group.Owners { // the owner of this group, not of those in it (S-EN-07)
			g.known[u] = true
		}
	}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		if seen[next] {
			continue
		}
		seen[next] = true
		g.complete = g.complete && next.Complete
		for _, u := range next.Members { // guests are among them
			g.known[u] = true
		}
		todo = append(todo, next.Groups...)
	}
	return g
}
