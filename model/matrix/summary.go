package matrix

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A Summary is what fits one screen.
type Summary struct {
	Environment  string     `json:"environment"`
	Users        int        `json:"users"`
	Applications int        `json:"application_users"`
	Teams        int        `json:"teams"` // default teams that hold nothing not counted
	Roles        int        `json:"roles"`
	Tables       int        `json:"tables"`  // that a role grants something on, or that the policy declares
	Classes      int        `json:"classes"` // different accesses that principals have, each measured from their own business unit
	Widest       []WideRole `json:"widest"`
	Incomplete   []string   `json:"incomplete"` // roles of which not everything is known

	// What the input names, and neither the catalogue nor a declaration describes.
	UnknownTables     []string `json:"unknown_tables"`
	UnknownPrivileges []string `json:"unknown_privileges"`
}

// A WideRole is how much of the organization a role opens.
type WideRole struct {
	Role         string `json:"role"`
	Organization int    `json:"organization"` // table privileges at organization level
	Writing      int    `json:"writing"`      // of those, the ones that are not read, append or append_to
	Holders      int    `json:"holders"`      // users and teams that the role is assigned to
}

// wideRoles is how many of the widest roles a summary names.
const wideRoles = 5

// Summary counts what the matrix holds. The widest roles are those with the most table privileges at organization level; roles without
// any are not among them.
func (m *Matrix) Summary() Summary {
	s := Summary{
		Environment: m.policy.Environment.Name, Roles: len(m.roles), Tables: len(m.tableBase), Classes: m.accessClasses(),
		Widest: m.widest(), Incomplete: []string{}, UnknownTables: []string{}, UnknownPrivileges: append([]string{}, m.policy.Privileges...),
	}
	for _, t := range m.policy.Tables {
		if t.Fact.Ownership == model.UnknownOwnership {
			s.UnknownTables = append(s.UnknownTables, t.Fact.Name)
		}
	}
	for _, u := range m.users {
		if u.Application {
			s.Applications++
		} else {
			s.Users++
		}
	}
	for _, t := range m.teams {
		if meant(t) {
			s.Teams++
		}
	}
	for _, r := range m.roles {
		if !r.Complete {
			s.Incomplete = append(s.Incomplete, r.Address)
		}
	}
	return s
}

// accessClasses counts the distinct lists of entries that are not empty.
func (m *Matrix) accessClasses() int {
	distinct := make(map[string]bool)
	var key []byte
	for i := range m.classes {
		entries := m.entriesOf(int32(i))
		if len(entries) == 0 {
			continue
		}
		key = key[:0]
		for _, e := range entries {
			key = binary.LittleEndian.AppendUint32(key, uint32(e.anchor))
			key = binary.LittleEndian.AppendUint32(key, uint32(e.via))
			key = binary.LittleEndian.AppendUint32(key, uint32(e.set))
		}
		distinct[string(key)] = true
	}
	return len(distinct)
}

func (m *Matrix) widest() []WideRole {
	wide := make([]WideRole, len(m.roles))
	for r, role := range m.roles {
		wide[r].Role = role.Address
		for b := range m.bases {
			lanes := m.lanes[b*len(m.roles)+r]
			for _, v := range privilege.Verbs() {
				if lanes.Level(v) != privilege.Organization {
					continue
				}
				wide[r].Organization++
				if v != privilege.Read && v != privilege.Append && v != privilege.AppendTo {
					wide[r].Writing++
				}
			}
		}
	}
	m.countHolders(wide)
	wide = slices.DeleteFunc(wide, func(w WideRole) bool { return w.Organization == 0 })
	slices.SortStableFunc(wide, func(a, b WideRole) int {
		return cmp.Or(cmp.Compare(b.Organization, a.Organization), cmp.Compare(b.Writing, a.Writing), cmp.Compare(a.Role, b.Role))
	})
	return slices.Clip(wide[:min(len(wide), wideRoles)])
}

func (m *Matrix) countHolders(wide []WideRole) {
	count := func(p Principal) {
		last := int32(-1)
		for _, held := range m.holdings(p).roles { // sorted by role: several instances of one count once
			if held.role != last {
				wide[held.role].Holders++
			}
			last = held.role
		}
	}
	for i := range m.teams {
		count(Principal{Team, int32(i)})
	}
	for i := range m.users {
		count(Principal{User, int32(i)})
	}
}
