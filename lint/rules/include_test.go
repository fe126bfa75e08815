package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/schema"
)

// about are the rules that say something of an address.
func about(address string, all []*matrix.Matrix, include ...string) []string {
	var ids []string
	for _, f := range lint.Run(rules.All(), all, lint.Options{Today: today, Include: include}).Findings {
		if f.Address == address {
			ids = append(ids, f.Rule.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

const serviceWriters = `
team "writers" { roles = [standard_role.service_writer] }
`

// A standard role is Microsoft's: rules look at it where somebody asks.
func TestStandardRolesAreLookedAtOnRequest(t *testing.T) {
	const role = "standard_role.service_writer"
	if said := about(role, matrices(t, serviceWriters)); len(said) > 0 {
		t.Errorf("unasked, %v speak of %s", said, role)
	}
	want := []string{"grant/org-write", "priv/act-without-read", "role/huge"}
	for name, said := range map[string][]string{
		"option": about(role, matrices(t, serviceWriters), "standard_roles"),
		"policy": about(role, matrices(t, serviceWriters+"lint { include = [\"standard_roles\"] }\n")),
	} {
		for _, id := range want {
			if !slices.Contains(said, id) {
				t.Errorf("asked by %s, %s says nothing of %s, but %v do", name, id, role, said)
			}
		}
	}
	if said := about(role, matrices(t, serviceWriters), "standard_roles"); slices.Contains(said, "grant/admin-clone") {
		t.Errorf("%s is called a copy of System Administrator, which nobody made", role)
	}
	if said := about(role, matrices(t, serviceWriters), "managed_roles"); len(said) > 0 {
		t.Errorf("asked for others, %v speak of %s", said, role)
	}
}

// Unasked, no rule says anything of any standard role.
func TestUnaskedNothingIsSaidOfStandardRoles(t *testing.T) {
	for _, s := range schema.StandardRoles() {
		address := model.Address("standard_role", s.Label)
		all := matrices(t, "user \"ann\" { roles = ["+address+"] }\n")
		if said := about(address, all); len(said) > 0 {
			t.Errorf("%v speak of %s", said, address)
		}
	}
}

// Roles of a managed solution are its publisher's.
func TestManagedRolesAreLookedAtOnRequest(t *testing.T) {
	m := solutionArtifact(t, "microsoft+Templates-for-Power-Platform/packed/mpa_Kudos_managed.zip")
	looked := 0
	for _, r := range m.Policy().Roles {
		if !r.Managed {
			t.Fatalf("%s is not managed", r.Address)
		}
		if said := about(r.Address, []*matrix.Matrix{m}); len(said) > 0 {
			t.Errorf("unasked, %v speak of %s", said, r.Address)
		}
		if said := about(r.Address, []*matrix.Matrix{m}, "managed_roles"); slices.ContainsFunc(said, func(id string) bool { return strings.HasPrefix(id, "grant/") }) {
			looked++
		}
	}
	if looked < 2 {
		t.Errorf("asked, grant rules speak of %d roles", looked)
	}
	all := []*matrix.Matrix{m, m}
	if n := lint.Run(rules.All(), all, lint.Options{Today: today}).ManagedRoles; n != len(m.Policy().Roles) {
		t.Errorf("unasked, it says that %d roles are not looked at, there are %d", n, len(m.Policy().Roles))
	}
	if n := lint.Run(rules.All(), all, lint.Options{Today: today, Include: []string{"managed_roles"}}).ManagedRoles; n != 0 {
		t.Errorf("asked, it says that %d roles are not looked at", n)
	}
	if n := lint.Run([]*lint.Rule{ruleOf(t, "env/no-security-group")}, all, lint.Options{Today: today}).ManagedRoles; n != 0 {
		t.Errorf("a rule that is about no roles passes over %d", n)
	}
}
