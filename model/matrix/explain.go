package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// An Explanation is what opens a cell to a principal, or keeps it shut. Its JSON is a contract.
type Explanation struct {
	Format      string   `json:"format"`
	Version     int      `json:"version"`
	Environment string   `json:"environment"`
	Cell        Row      `json:"cell"`
	Grants      []Reason `json:"grants"` // all of them, the widest first: a narrower one may keep the access when the widest is taken away
	Denied      *Denial  `json:"denied,omitempty"`
	Notes       []string `json:"notes"`
}

// A Reason is one written grant that reaches a cell by one way.
type Reason struct {
	Role       string `json:"role"`
	Level      string `json:"level"`
	Anchor     string `json:"anchor"` // address of the business unit that the level is measured from
	Via        string `json:"via"`    // "direct", or the team that holds the role
	Grant      Place  `json:"grant"`
	Assignment Place  `json:"assignment"`           // of the role to the principal, or to the team
	Membership *Place `json:"membership,omitempty"` // of the principal in the team
	JustInTime bool   `json:"just_in_time,omitempty"`
}

const direct = "direct"

// A Denial says which gate is closed, and what is nearest to opening it.
type Denial struct {
	Gate    string   `json:"gate"` // verb, team_type, roles or privilege
	Reason  string   `json:"reason"`
	Nearest *Nearest `json:"nearest,omitempty"`
}

// A Nearest is the grant that would open a cell if the principal held its role; or, where no role grants that, a grant on the same table
// in a role that the principal does hold.
type Nearest struct {
	Role  string `json:"role"`
	Verb  string `json:"verb"`
	Level string `json:"level"`
	Held  bool   `json:"held"` // the principal holds the role
	Grant Place  `json:"grant"`
}

// Explain says why a principal can, or cannot, use a verb on a table.
func (m *Matrix) Explain(p Principal, v privilege.Verb, table string) (Explanation, error) {
	if p.kind == Nobody {
		return Explanation{}, fmt.Errorf("no principal was given")
	}
	t := m.target(Filter{Table: table, Verbs: []privilege.Verb{v}})
	scope := m.Cell(p, table, v)
	e := Explanation{
		Format: "dvpolicy/explain", Version: 1, Environment: m.policy.Environment.Name, Grants: []Reason{},
		Cell: Row{Principal: m.Address(p), Table: table, Verb: v.String(), Level: scope.Level().String(), Scope: scope},
	}
	if base, ok := m.tableBase[table]; ok {
		e.Grants = append(e.Grants, m.reasons(p, m.bases[base], v)...)
	}
	if len(e.Grants) == 0 {
		e.Denied = m.denial(p, v, table)
	}
	n := m.newNotes(t)
	n.about(p)
	e.Notes = n.sorted()
	return e, nil
}

func (m *Matrix) reasons(p Principal, b *model.Base, v privilege.Verb) []Reason {
	var reasons []Reason
	switch p.kind {
	case Role:
		for _, g := range written(m.roles[p.index], b, v) {
			g.Anchor, g.Via = own, direct
			reasons = append(reasons, g)
		}
	case Team:
		reasons = assigned(nil, m.teams[p.index].Assignments, b, v, direct, nil)
	case User:
		u := m.users[p.index]
		reasons = assigned(nil, u.Assignments, b, v, direct, nil)
		for _, t := range m.teamsOf(u) {
			if !t.Team.Type.OwnsRows() {
				continue
			}
			var member *Place
			if t.Span.Known() {
				at := placeOf(t.Span)
				member = &at
			}
			reasons = assigned(reasons, t.Team.Assignments, b, v, t.Team.Address, member)
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int {
		return cmp.Or(-compareLevels(a.Level, b.Level), cmp.Compare(a.Role, b.Role), compareVia(a.Via, b.Via),
			cmp.Compare(a.Anchor, b.Anchor), a.Grant.compare(b.Grant), a.Assignment.compare(b.Assignment))
	})
	return reasons
}

func compareLevels(a, b string) int {
	x, _ := privilege.ParseLevel(a)
	y, _ := privilege.ParseLevel(b)
	return cmp.Compare(x, y)
}

// compareVia puts direct assignments first.
func compareVia(a, b string) int {
	if (a == direct) != (b == direct) {
		if a == direct {
			return -1
		}
		return 1
	}
	return cmp.Compare(a, b)
}

func assigned(reasons []Reason, held []model.Assignment, b *model.Base, v privilege.Verb, via string, member *Place) []Reason {
	for _, a := range held {
		for _, g := range written(a.Role, b, v) {
			g.Anchor, g.Via, g.Membership = a.Anchor.Address, via, member
			g.Assignment, g.JustInTime = placeOf(a.Span), a.JustInTime
			reasons = append(reasons, g)
		}
	}
	return reasons
}

// written are the places where a role grants a verb on a base: several where it names several tables that share it.
func written(r *model.Role, b *model.Base, v privilege.Verb) []Reason {
	var reasons []Reason
	for _, g := range r.Grants {
		if g.Base == b && g.Verb == v && g.Level != privilege.None {
			reasons = append(reasons, Reason{Role: r.Address, Level: g.Level.String(), Grant: grantPlace(r, g.Span)})
		}
	}
	return reasons
}

// denial asks the gates in the order in which they close: what the table is, what the principal is, what its roles grant.
func (m *Matrix) denial(p Principal, v privilege.Verb, table string) *Denial {
	base, ok := m.tableBase[table]
	if !ok {
		return &Denial{Gate: "privilege", Reason: fmt.Sprintf("no role of the policy grants anything on table %q", table)}
	}
	b := m.bases[base]
	if !b.Has(v) {
		return &Denial{Gate: "verb", Reason: fmt.Sprintf("table %q has no verb %q", table, v)}
	}
	near := m.nearestGrant(p, b, v)
	roles := len(m.rolesOf(p))
	switch {
	case p.kind == Team && !m.teams[p.index].Type.OwnsRows():
		return &Denial{Gate: "team_type", Reason: "an access team holds no roles: its members use their own on what is shared with the team"}
	case p.kind == Role:
		return &Denial{"privilege", fmt.Sprintf("the role does not grant %q on table %q", v, table), near}
	case roles == 0:
		return &Denial{"roles", fmt.Sprintf("%s holds no role%s", m.Address(p), through(p)), near}
	}
	reason := fmt.Sprintf("%s holds no role%s that grants %q on table %q", m.Address(p), through(p), v, table)
	return &Denial{"privilege", reason, near}
}

func through(p Principal) string {
	if p.kind == User {
		return " directly or through a team"
	}
	return ""
}

// nearestGrant: among roles that grant the very privilege, the one that gives least: at the narrowest level, then with the fewest other
// grants, then by address. The System Administrator is never the answer while another is.
func (m *Matrix) nearestGrant(p Principal, b *model.Base, v privilege.Verb) *Nearest {
	var best *model.Role
	var level privilege.Level
	for r, role := range m.roles {
		if p.kind == Role && p.index == int32(r) {
			continue
		}
		l := m.lanes[int(m.baseAt[b])*len(m.roles)+r].Level(v)
		if l == privilege.None {
			continue
		}
		if best == nil || cmp.Or(compareBools(role.Administrator, best.Administrator), cmp.Compare(l, level),
			cmp.Compare(len(role.Grants), len(best.Grants))) < 0 {
			best, level = role, l
		}
	}
	if best != nil {
		return &Nearest{best.Address, v.String(), level.String(), false, written(best, b, v)[0].Grant}
	}
	return m.heldGrant(p, b)
}

func compareBools(a, b bool) int {
	if a == b {
		return 0
	}
	if a {
		return 1
	}
	return -1
}

// heldGrant is the first grant on the table, by role and verb, among the roles that the principal holds.
func (m *Matrix) heldGrant(p Principal, b *model.Base) *Nearest {
	for _, r := range m.rolesOf(p) {
		lanes := m.lanes[int(m.baseAt[b])*len(m.roles)+int(r)]
		for _, v := range privilege.Verbs() {
			if l := lanes.Level(v); l != privilege.None {
				return &Nearest{m.roles[r].Address, v.String(), l.String(), true, written(m.roles[r], b, v)[0].Grant}
			}
		}
	}
	return nil
}
