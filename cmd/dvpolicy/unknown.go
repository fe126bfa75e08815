package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/schema"
)

// resolve finds a principal, or says what the name is instead.
func resolve(m *matrix.Matrix, name string) (matrix.Principal, error) {
	who, err := m.Resolve(name)
	if errors.Is(err, matrix.ErrNoPrincipal) {
		err = nobody(m, name)
	}
	return who, err
}

// nobody is the error of a name that no principal has: it is something else, or a principal's in part or nearly, or nothing.
func nobody(m *matrix.Matrix, name string) error {
	for _, is := range []func(*matrix.Matrix, string) string{unit, group, instances, standardRole, instanceOf, nearby, otherKind, stranger} {
		if said := is(m, bare(name)); said != "" {
			return fmt.Errorf("no principal is called %s%s", quoted(name), said)
		}
	}
	panic("bug: a name that is neither known nor unknown: " + name)
}

// bare is an address without the quotes that shells eat.
func bare(address string) string { return strings.NewReplacer(`"`, "", `'`, "").Replace(address) }

func unit(m *matrix.Matrix, name string) string {
	for _, b := range m.Policy().BusinessUnits {
		if bare(b.Address) == name {
			return fmt.Sprintf(": it is a business unit; its team is %s", b.DefaultTeam.Address)
		}
	}
	return ""
}

// group knows an Entra group, and a block of them.
func group(m *matrix.Matrix, name string) string {
	found := false
	for _, g := range m.Policy().Groups {
		found = found || instance(g.Address, name) || bare(g.Address) == name
	}
	if !found {
		return ""
	}
	var teams []string
	for _, t := range m.Policy().Teams {
		if t.Group != nil && (instance(t.Group.Address, name) || bare(t.Group.Address) == name) {
			teams = append(teams, t.Address)
		}
	}
	switch len(teams) {
	case 0:
		return ": it is a group, and no team has it"
	case 1:
		return ": it is a group; its team is " + teams[0]
	}
	return fmt.Sprintf(": it is a group; its %d teams are %s", len(teams), list(teams))
}

// instance reports whether an address is one of those that a block with for_each has.
func instance(address, block string) bool { return strings.HasPrefix(bare(address), block+"[") }

func instances(m *matrix.Matrix, name string) string {
	all := slices.DeleteFunc(m.Principals(true), func(address string) bool { return !instance(address, name) })
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf(": it has %s: %s", render.Count(len(all), "instance"), list(all))
}

// standardRole knows those that nobody holds, which the matrix therefore lacks.
func standardRole(_ *matrix.Matrix, name string) string {
	for _, r := range schema.StandardRoles() {
		if bare(compiler.StandardRoleAddress(r.Label)) != name && r.Name != name {
			continue
		}
		label := r.Label
		if strings.Contains(label, " ") {
			label = fmt.Sprintf("%q", label)
		}
		return fmt.Sprintf(": it is a standard role that nobody holds; dvpolicy schema role %s shows its grants", label)
	}
	return ""
}

// instanceOf knows a block whose instances have other keys.
func instanceOf(m *matrix.Matrix, name string) string {
	block, key, indexed := strings.Cut(name, "[")
	all := instances(m, block)
	if !indexed || all == "" {
		return ""
	}
	var keys, addresses []string
	for _, address := range m.Principals(true) {
		if instance(address, block) {
			keys, addresses = append(keys, bare(address)[len(block)+1:]), append(addresses, address)
		}
	}
	if near := diag.Nearest(key, keys); near != "" {
		return "; did you mean " + quoted(addresses[slices.Index(keys, near)]) + "?"
	}
	return "; " + block + strings.TrimPrefix(all, ": it")
}

func nearby(m *matrix.Matrix, name string) string {
	if near := diag.Nearest(name, m.Principals(true)); near != "" {
		return "; did you mean " + quoted(near) + "?"
	}
	return ""
}

// quoted is an address that can be copied to a command line.
func quoted(address string) string {
	if strings.Contains(address, `"`) {
		return "'" + address + "'"
	}
	return fmt.Sprintf("%q", address)
}

// otherKind finds who has the name under another kind, or without one: role.basic_user, alice.
func otherKind(m *matrix.Matrix, name string) string {
	var found []string
	for _, address := range m.Principals(true) {
		if short(bare(address)) == short(name) {
			found = append(found, quoted(address))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "; did you mean " + list(found) + "?"
}

// short is an address without its kind.
func short(address string) string {
	if _, rest, found := strings.Cut(address, "."); found {
		return rest
	}
	return address
}

// stranger says who there is: users and teams, then roles, then the default teams, which nobody means.
func stranger(m *matrix.Matrix, _ string) string {
	isRole := func(address string) bool {
		return strings.HasPrefix(address, "role") || strings.HasPrefix(address, "standard_role")
	}
	isDefault := func(address string) bool { return strings.HasSuffix(address, ".default_team") }
	all := m.Principals(true)
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Or(compareBools(isDefault(a), isDefault(b)), compareBools(isRole(a), isRole(b)))
	})
	return fmt.Sprintf("; environment %q has %d users, teams and roles: %s", m.Policy().Environment.Name, len(all), list(all))
}

// compareBools puts what is not before what is.
func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
