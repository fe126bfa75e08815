package matrix

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/model"
)

// Principals are the addresses of all users, application users and teams, and of all roles where they are wanted, sorted.
func (m *Matrix) Principals(includeRoles bool) []string {
	var names []string
	for _, p := range m.all(includeRoles) {
		names = append(names, m.Address(p))
	}
	return names
}

// all are the principals, by address.
func (m *Matrix) all(includeRoles bool) []Principal {
	all := m.merge(kinds(Team, len(m.teams)), kinds(User, len(m.users)))
	if includeRoles {
		all = m.merge(kinds(Role, len(m.roles)), all)
	}
	return all
}

func kinds(k Kind, count int) []Principal {
	all := make([]Principal, count)
	for i := range all {
		all[i] = Principal{k, int32(i)}
	}
	return all
}

// merge joins two lists that are sorted by address.
func (m *Matrix) merge(a, b []Principal) []Principal {
	merged := make([]Principal, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if m.Address(a[0]) < m.Address(b[0]) {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return append(append(merged, a...), b...)
}

func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// Resolve finds a principal by its address, with or without the quotes that shells eat (team.sales[a]); by the label of a role from a
// solution in snake case; by UPN, application id or name, where only one principal has it.
func (m *Matrix) Resolve(name string) (Principal, error) {
	if p, ok := m.principals[name]; ok {
		return p, nil
	}
	found := m.spelled(name)
	if len(found) == 0 {
		found = m.named(name)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return Principal{}, fmt.Errorf("%q names several principals: %s", name, m.list(found))
	}
	return Principal{}, ErrNoPrincipal
}

// ErrNoPrincipal says that nobody has the name.
var ErrNoPrincipal = errors.New("no principal has that name")

func (m *Matrix) list(found []Principal) string {
	const shown = 10
	var names []string
	for _, p := range found[:min(len(found), shown)] {
		names = append(names, m.Address(p))
	}
	if len(found) > shown {
		names = append(names, fmt.Sprintf("and %d more", len(found)-shown))
	}
	return strings.Join(names, ", ")
}

// spelled are the principals whose address it is without quotes, or else in snake case.
func (m *Matrix) spelled(name string) []Principal {
	all := m.all(true)
	for _, spelling := range []func(string) string{unquoted, snake, bare} {
		var found []Principal
		for _, p := range all {
			if spelling(m.Address(p)) == spelling(name) {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// unquoted is an address as a shell leaves it: team.sales[a].
func unquoted(address string) string {
	if !strings.Contains(address, "[") {
		return address
	}
	return strings.NewReplacer(`["`, "[", `"]`, "]", "['", "[", "']", "]", `\"`, `"`, `\\`, `\`).Replace(address)
}

// snake is an address in small letters, digits and underscores, its dots kept: role["Sales Manager"] is role.sales_manager.
func snake(address string) string {
	var s strings.Builder
	for _, r := range strings.ReplaceAll(address, "[", ".") {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			s.WriteRune(unicode.ToLower(r))
		case r == '.':
			s.WriteByte('.')
		case r == ' ', r == '_', r == '-':
			s.WriteByte('_')
		}
	}
	return s.String()
}

// bare is an address without the solution that two of them make necessary: of solution.core.role["Clerk"] the role.
func bare(address string) string {
	if at := strings.LastIndex(address, ".role"); at >= 0 && strings.HasPrefix(address, "solution") {
		address = address[at+1:]
	}
	return snake(address)
}

// named are the principals with this UPN or application id, or else with this name.
func (m *Matrix) named(name string) []Principal {
	var found []Principal
	for i, u := range m.users {
		if strings.EqualFold(u.UPN, name) && name != "" || strings.EqualFold(u.ApplicationID, name) && name != "" {
			found = append(found, Principal{User, int32(i)})
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, p := range m.all(true) {
		if m.name(p) == name {
			found = append(found, p)
		}
	}
	return found
}

func (m *Matrix) name(p Principal) string {
	switch p.kind {
	case Role:
		return m.roles[p.index].Name
	case Team:
		return m.teams[p.index].Name
	case User:
		return m.users[p.index].Name
	}
	return ""
}

// declaresPrincipals reports whether the policy speaks of anybody: a user, a team, or a default team that was given something.
func (m *Matrix) declaresPrincipals() bool {
	return len(m.users) > 0 || slices.ContainsFunc(m.teams, meant)
}

// meant reports whether somebody thought of a team: default teams are there by themselves, until they are given something.
func meant(t *model.Team) bool { return !t.Default || len(t.Assignments) > 0 || len(t.Profiles) > 0 }
