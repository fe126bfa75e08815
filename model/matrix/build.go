package matrix

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Build flattens a policy, which must not change afterwards.
func Build(p *model.Policy) *Matrix {
	m := &Matrix{policy: p, limits: expanded()}
	m.remember()
	m.placeUnits()
	m.roles, m.roleAt = sorted(p.Roles, func(r *model.Role) string { return r.Address })
	m.teams, m.teamAt = sorted(p.Teams, func(t *model.Team) string { return t.Address })
	m.users = sortedUsers(p.Users)
	m.profiles, m.profileAt = sorted(p.Profiles, func(f *model.ColumnSecurityProfile) string { return f.Address })
	m.placeBases()
	m.fillLanes()
	m.checkMembers()
	var named sync.WaitGroup
	named.Go(m.namePrincipals)
	m.classify()
	named.Wait()
	return m
}

// sorted orders by name and tells where each came to stand.
func sorted[T any](items []*T, name func(*T) string) ([]*T, map[*T]int32) {
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b *T) int { return cmp.Compare(name(a), name(b)) })
	at := make(map[*T]int32, len(items))
	for i, item := range items {
		if i > 0 && name(items[i-1]) == name(item) {
			panic(fmt.Sprintf("bug: two of %q", name(item)))
		}
		at[item] = int32(i)
	}
	return items, at
}

// at is where something of the policy stands. What the policy refers to but does not list must not pass for the first of the list.
func at[T any](places map[*T]int32, item *T) int32 {
	i, ok := places[item]
	if !ok {
		panic(fmt.Sprintf("bug: the policy refers to %+v, which it does not list", item))
	}
	return i
}

func sortedUsers(users []*model.User) []*model.User {
	byAddress := func(a, b *model.User) int { return strings.Compare(a.Address, b.Address) }
	if slices.IsSortedFunc(users, byAddress) {
		return users
	}
	users = slices.Clone(users)
	slices.SortFunc(users, byAddress)
	return users
}

func (m *Matrix) placeUnits() {
	var at map[*model.BusinessUnit]int32
	m.units, at = sorted(m.policy.BusinessUnits, func(u *model.BusinessUnit) string { return u.Address })
	m.rank = make([]int32, len(m.units))
	for i, u := range m.policy.BusinessUnits {
		if i == 0 {
			m.firstUnit = u.First
		}
		if u.First != m.firstUnit+i {
			panic(fmt.Sprintf("bug: %s is number %d in pre-order, but stands at %d", u.Address, u.First-m.firstUnit, i))
		}
		m.rank[i] = at[u]
	}
}

// anchor is how an entry of a principal names a business unit.
func (m *Matrix) anchor(u, owns *model.BusinessUnit) int32 {
	if u == owns {
		return ownAnchor
	}
	return 1 + m.rank[u.First-m.firstUnit]
}

// placeBases takes the bases that roles grant on, and those of the tables that the policy declares.
func (m *Matrix) placeBases() {
	bases := slices.Clone(m.policy.Bases)
	seen := make(map[*model.Base]bool, len(bases))
	for _, b := range bases {
		seen[b] = true
	}
	for _, t := range m.policy.Tables {
		if b := t.Fact.Base; b != nil && !seen[b] {
			seen[b] = true
			bases = append(bases, b)
		}
	}
	m.bases, m.baseAt = sorted(bases, func(b *model.Base) string { return b.Name })
	var err error
	if m.baseTables, m.tableBase, err = placeTables(m.bases, m.policy.Tables); err != nil {
		panic("bug: " + err.Error())
	}
}

// placeTables says which tables share each base. A base whose tables nobody knows stands for one of its own name.
func placeTables(bases []*model.Base, declared []*model.Table) ([][]string, map[string]int32, error) {
	of := make(map[*model.Base][]string)
	for _, t := range declared {
		of[t.Fact.Base] = append(of[t.Fact.Base], t.Fact.Name)
	}
	baseTables, tableBase := make([][]string, len(bases)), make(map[string]int32, len(bases))
	for i, b := range bases {
		tables := slices.Concat(b.Tables, of[b])
		if len(tables) == 0 {
			tables = []string{strings.ToLower(b.Name)}
		}
		slices.Sort(tables)
		baseTables[i] = slices.Compact(tables)
		for _, t := range baseTables[i] {
			if other, taken := tableBase[t]; taken {
				return nil, nil, fmt.Errorf("table %q has two bases, %q and %q", t, bases[other].Name, b.Name)
			}
			tableBase[t] = int32(i)
		}
	}
	return baseTables, tableBase, nil
}

func (m *Matrix) fillLanes() {
	m.lanes = make([]privilege.Lanes, len(m.bases)*len(m.roles))
	for r, role := range m.roles {
		for _, g := range role.Grants {
			b, ok := m.baseAt[g.Base]
			if !ok {
				panic(fmt.Sprintf("bug: %s grants on %q, which is no base of the policy", role.Address, g.Base.Name))
			}
			m.lanes[int(b)*len(m.roles)+r] |= privilege.Lane(g.Verb, g.Level)
		}
	}
}

// lanesOf are the levels that a set of roles adds up to on a base.
func (m *Matrix) lanesOf(set, base int32) privilege.Lanes {
	levels := m.lanes[int(base)*len(m.roles):][:len(m.roles)]
	var sum privilege.Lanes
	for _, r := range m.rolesIn(set) {
		sum |= levels[r]
	}
	return sum
}

// checkMembers: teams name their members and users their teams, and a membership that only one of them knew would be lost.
func (m *Matrix) checkMembers() {
	known := make([]int, len(m.teams))
	for _, u := range m.users {
		for _, t := range u.Teams {
			known[at(m.teamAt, t.Team)]++
		}
	}
	for i, t := range m.teams {
		if !t.Default && known[i] != len(t.Members) {
			panic(fmt.Sprintf("bug: %s names %d members, but %d users name it", t.Address, len(t.Members), known[i]))
		}
	}
}

func (m *Matrix) namePrincipals() {
	m.principals = make(map[string]Principal, len(m.roles)+len(m.teams)+len(m.users))
	for i, r := range m.roles {
		m.principals[r.Address] = Principal{Role, int32(i)}
	}
	for i, t := range m.teams {
		m.principals[t.Address] = Principal{Team, int32(i)}
	}
	for i, u := range m.users {
		m.principals[u.Address] = Principal{User, int32(i)}
	}
	if len(m.principals) != len(m.roles)+len(m.teams)+len(m.users) {
		panic("bug: two principals with one address")
	}
}

// classify gives every principal its class. Each processor classifies a stretch of the users; joining the stretches in order numbers
// the classes by their first principal, however many processors there are.
func (m *Matrix) classify() {
	m.ofTeam = make([]int32, len(m.teams))
	m.ofUser = make([]int32, len(m.users))
	first := newClassifier(m)
	first.addTeams()
	parts := []*classifier{first}
	share := max(len(m.users)/runtime.GOMAXPROCS(0)+1, 1000)
	var wait sync.WaitGroup
	for start := 0; start < len(m.users); start += share {
		part := newClassifier(m)
		part.like, part.from, part.to = first.like, start, min(start+share, len(m.users))
		parts = append(parts, part)
		wait.Go(part.addUsers)
	}
	wait.Wait()
	m.join(parts)
}

func (m *Matrix) join(parts []*classifier) {
	sets := make(map[string]int32)
	m.setAt = []int32{0}
	for r := range m.roles {
		m.roleEntry = append(m.roleEntry, entry{ownAnchor, personal, m.internSet(sets, []int32{int32(r)})})
	}
	ids := make(map[string]int32)
	for _, part := range parts {
		final := make([]int32, len(part.drafts))
		for i, d := range part.drafts {
			id, ok := ids[d.key]
			if !ok {
				id = int32(len(m.classes))
				ids[d.key] = id
				m.classes = append(m.classes, class{d.like, m.group(sets, d.parts), m.union(d.parts)})
			}
			final[i] = id
		}
		if part.to == 0 {
			renumber(m.ofTeam, final)
		} else {
			renumber(m.ofUser[part.from:part.to], final)
		}
	}
}

func renumber(ids, final []int32) {
	for i := range ids {
		ids[i] = final[ids[i]]
	}
}

// group makes entries of parts that are sorted by anchor, via, role.
func (m *Matrix) group(sets map[string]int32, parts []part) stretch {
	start := len(m.entryList)
	var set []int32
	for i := 0; i < len(parts); {
		anchor, via, _ := parts[i].open()
		set = set[:0]
		for ; i < len(parts); i++ {
			a, v, role := parts[i].open()
			if a != anchor || v != via {
				break
			}
			set = append(set, role)
		}
		m.entryList = append(m.entryList, entry{anchor, via, m.internSet(sets, set)})
	}
	return stretch{int32(start), int32(len(m.entryList))}
}

// union lists every role of the parts, once.
func (m *Matrix) union(parts []part) stretch {
	start := len(m.classRoles)
	for _, p := range parts {
		_, _, role := p.open()
		m.classRoles = append(m.classRoles, role)
	}
	all := m.classRoles[start:]
	slices.Sort(all)
	m.classRoles = m.classRoles[:start+len(slices.Compact(all))]
	return stretch{int32(start), int32(len(m.classRoles))}
}

func (m *Matrix) internSet(sets map[string]int32, set []int32) int32 {
	key := make([]byte, 0, 64)
	for _, r := range set {
		key = append(key, byte(r), byte(r>>8), byte(r>>16), byte(r>>24))
	}
	id, ok := sets[string(key)]
	if !ok {
		id = int32(len(m.setAt) - 1)
		sets[string(key)] = id
		m.setRoles = append(m.setRoles, set...)
		m.setAt = append(m.setAt, int32(len(m.setRoles)))
	}
	return id
}
