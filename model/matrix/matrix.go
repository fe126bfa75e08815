// Package matrix is the flattened privilege matrix: what every principal may do, how far it reaches and why. It is built from a policy,
// written and read as one JSON artifact, and answers queries from that alone.
//
// Nothing is stored for each cell. A principal has a class, a class has entries (an anchor, whose rows count as one's own, and a set of
// roles), and a cell is the bitwise or of the roles' lanes at each entry, computed when it is asked for. Anchors that are the principal's
// own business unit are stored as "own", so that people with the same roles in different business units share a class.
package matrix

import (
	"sync"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Matrix is the access of every principal of one environment. It does not change; all of its methods may run at once.
type Matrix struct {
	policy *model.Policy

	// Sorted by address or name. Indices into them are what follows is made of.
	units    []*model.BusinessUnit
	roles    []*model.Role
	teams    []*model.Team
	users    []*model.User
	profiles []*model.ColumnSecurityProfile
	bases    []*model.Base

	rank      []int32 // pre-order number of a business unit -> its index in units
	firstUnit int     // the pre-order number of the root
	roleAt    map[*model.Role]int32
	teamAt    map[*model.Team]int32
	profileAt map[*model.ColumnSecurityProfile]int32
	baseAt    map[*model.Base]int32

	lanes      []privilege.Lanes // base by base: the levels of every role
	baseTables [][]string        // logical names of the tables that share a base, sorted
	tableBase  map[string]int32
	principals map[string]Principal // by address

	setAt      []int32 // where each distinct set of roles starts in setRoles; one more, where the last ends
	setRoles   []int32 // sorted within a set
	classes    []class
	entryList  []entry // of all classes
	classRoles []int32
	ofTeam     []int32 // the class of each team
	ofUser     []int32
	roleEntry  []entry // what each role is to whoever holds it

	limits  limits
	digests map[*source.File]string // of the files' texts, where the texts themselves are not at hand
	digest  func() string
}

// A class is what principals with the same assignments, memberships and profiles have in common.
type class struct {
	like    Principal // one of them
	entries stretch   // in entryList; by anchor, then via
	roles   stretch   // in classRoles: all of the entries', each once
}

// A stretch of a list.
type stretch struct{ from, to int32 }

// An entry is a set of roles that are measured from the same anchor and count for the same owner.
type entry struct {
	anchor int32 // ownAnchor, or 1 + an index into units
	via    int32 // personal, viaOwnTeam, or firstTeam + an index into teams: rows of that team only (semantics S-IN-02)
	set    int32 // which set of roles
}

const (
	ownAnchor  int32 = 0 // the principal's own business unit
	personal   int32 = 0
	viaOwnTeam int32 = 1 // the default team of the principal's own business unit
	firstTeam  int32 = 2
)

// own is how a role's anchor is written: that of whoever holds it.
const own = "own"

// A Kind is what sort of principal it is.
type Kind uint8

// The kinds. A role stands for whoever holds it.
const (
	Nobody Kind = iota
	Role
	Team
	User
)

// A Principal is who has access: a user, an application user, a team, or a role as whoever holds it. The zero Principal is nobody.
type Principal struct {
	kind  Kind
	index int32
}

// Kind is what sort of principal it is.
func (p Principal) Kind() Kind { return p.kind }

// Policy is what the matrix was built from; of an artifact that was read, everything but the texts of the files.
func (m *Matrix) Policy() *model.Policy { return m.policy }

// Address names a principal.
func (m *Matrix) Address(p Principal) string {
	switch p.kind {
	case Role:
		return m.roles[p.index].Address
	case Team:
		return m.teams[p.index].Address
	case User:
		return m.users[p.index].Address
	}
	return ""
}

// Role is the role behind a principal, nil if it is another kind.
func (m *Matrix) Role(p Principal) *model.Role {
	if p.kind != Role {
		return nil
	}
	return m.roles[p.index]
}

// Team is the team behind a principal, nil if it is another kind.
func (m *Matrix) Team(p Principal) *model.Team {
	if p.kind != Team {
		return nil
	}
	return m.teams[p.index]
}

// User is the user behind a principal, nil if it is another kind.
func (m *Matrix) User(p Principal) *model.User {
	if p.kind != User {
		return nil
	}
	return m.users[p.index]
}

// Tables are the logical names of all tables that a role grants something on, or that the policy declares, sorted.
func (m *Matrix) Tables() []string { return sortedKeys(m.tableBase) }

// HasTable reports whether a role grants something on the table, or the policy declares it.
func (m *Matrix) HasTable(table string) bool {
	_, ok := m.tableBase[table]
	return ok
}

// Digest is of the access section's exact bytes: "sha256:" and hexadecimal digits. Equal access has equal digests, however it is written.
func (m *Matrix) Digest() string { return m.digest() }

func (m *Matrix) remember() {
	m.digest = sync.OnceValue(func() string { return digestOf(m.access()) })
}

// rolesIn are the roles of a set.
func (m *Matrix) rolesIn(set int32) []int32 { return m.setRoles[m.setAt[set]:m.setAt[set+1]] }

// entries of a principal, and the business unit that "own" means, nil for a role.
func (m *Matrix) entries(p Principal) ([]entry, *model.BusinessUnit) {
	switch p.kind {
	case Role:
		return m.roleEntry[p.index : p.index+1], nil
	case Team:
		return m.entriesOf(m.ofTeam[p.index]), m.teams[p.index].BusinessUnit
	case User:
		return m.entriesOf(m.ofUser[p.index]), m.users[p.index].BusinessUnit
	}
	return nil, nil
}

func (m *Matrix) entriesOf(class int32) []entry {
	in := m.classes[class].entries
	return m.entryList[in.from:in.to]
}
