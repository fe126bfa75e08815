package rules

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Redundant is exactly what can be taken away without anybody's access changing, in policies made by chance.
func TestRedundantIsWhatChangesNothing(t *testing.T) {
	found := 0
	for seed := range uint64(150) {
		text := randomPolicy(rand.New(rand.NewPCG(seed, 4)))
		program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
		if diags.HasErrors() {
			t.Fatalf("%s\n%s", diags.Sorted()[0].Message, text)
		}
		p := program.Environments[0]
		var got []string
		for _, f := range lint.Run([]*lint.Rule{assignmentRedundant}, []*matrix.Matrix{matrix.Build(p)}, lint.Options{Today: "2027-01-01"}).Findings {
			got = append(got, f.Address+" "+f.Subject.Other)
		}
		want := changingNothing(p)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: got %v, want %v, in\n%s", seed, got, want, text)
		}
		found += len(want)
	}
	if found < 50 {
		t.Errorf("only %d redundant assignments: the policies are too much alike", found)
	}
}

// changingNothing takes assignments away, each for itself, and looks whether that changes anything, whatever nobody knows of roles.
func changingNothing(p *model.Policy) []string {
	before := worlds(p)
	var found []string
	try := func(address string, own *model.BusinessUnit, isTeam bool, assignments *[]model.Assignment, teams []model.Assignment) {
		original := *assignments
		kept := slices.Clone(original)
		for _, a := range original {
			rest := slices.DeleteFunc(slices.Clone(kept), func(o model.Assignment) bool { return o.Span == a.Span })
			others := slices.Concat(rest, teams)
			elsewhere := !slices.ContainsFunc(others, func(o model.Assignment) bool { return o.Anchor == a.Anchor })
			if len(others) == 0 || (isTeam || a.Anchor == own) && elsewhere {
				continue
			}
			if *assignments = rest; reflect.DeepEqual(before, worlds(p)) {
				kept = rest
				found = append(found, address+" "+instance(a, own))
			}
		}
		*assignments = original
	}
	for _, t := range p.Teams {
		try(t.Address, t.BusinessUnit, true, &t.Assignments, nil)
	}
	for _, u := range p.Users {
		var teams []model.Assignment
		for _, m := range u.Teams {
			teams = append(teams, m.Team.Assignments...)
		}
		try(u.Address, u.BusinessUnit, false, &u.Assignments, teams)
	}
	return found
}

// worlds are everything if the standard role that roles come from has none of the privileges that nobody knows of it, and if it has all. What it
// has in either it has in some, for each privilege is covered or not without regard to others.
func worlds(p *model.Policy) [][]matrix.Answer {
	none := everything(p)
	known := map[*model.Role][]model.HeldPrivilege{}
	for _, r := range p.Roles {
		known[r] = r.Privileges
		for _, name := range []string{"prvGoOffline", "prvPrint", "prvUseOfficeApps"} {
			if _, held := holds(r, name); !r.Complete && !held && !slices.Contains(r.Without, name) {
				r.Privileges = append(slices.Clone(r.Privileges), model.HeldPrivilege{Name: name, Level: privilege.Organization})
			}
		}
	}
	all := everything(p)
	for r, privileges := range known {
		r.Privileges = privileges
	}
	return [][]matrix.Answer{none, all}
}

// everything is what all principals can do.
func everything(p *model.Policy) []matrix.Answer {
	m := matrix.Build(p)
	var all []matrix.Answer
	for _, address := range m.Principals(false) {
		who, err := m.Resolve(address)
		if err != nil {
			panic("bug: " + err.Error())
		}
		a := m.WhatCan(who, matrix.Filter{})
		a.Notes = nil
		all = append(all, a)
	}
	return all
}

// randomPolicy has few roles, of few tables, so that some lie within others. A user of each team has nothing else.
func randomPolicy(r *rand.Rand) string {
	var s strings.Builder
	s.WriteString("environment \"prod\" { ownership_across_business_units = true }\n")
	units := []string{"root", "east", "west", "north"}
	s.WriteString("business_unit \"root\" {}\n")
	for i, parent := range []string{"root", "root", "east"} {
		fmt.Fprintf(&s, "business_unit %q { parent = business_unit.%s }\n", units[i+1], parent)
	}
	levels := []string{"user", "business_unit", "parent_child", "organization"}
	for i := range 5 {
		fmt.Fprintf(&s, "role \"r%d\" {\n", i)
		if r.IntN(3) == 0 {
			s.WriteString("  member_inheritance = \"team_only\"\n")
		}
		if r.IntN(2) == 0 {
			s.WriteString(randomBase(r))
		} else if r.IntN(2) == 0 {
			s.WriteString("  privileges = [\"prvPrint\"]\n")
		}
		fmt.Fprintf(&s, "  grants {\n    account = { %s = [\"read\"] }\n", levels[r.IntN(4)])
		if r.IntN(3) == 0 {
			fmt.Fprintf(&s, "    contact = { %s = [\"read\"] }\n", levels[r.IntN(4)])
		}
		s.WriteString("  }\n}\n")
	}
	roles := func() string {
		var list []string
		for i := range 5 {
			for _, u := range units[:3+r.IntN(2)] {
				if r.IntN(7) == 0 {
					list = append(list, fmt.Sprintf("{ role = role.r%d, business_unit = business_unit.%s },\n", i, u))
				}
			}
		}
		return strings.Join(list, "")
	}
	for _, n := range []string{"a", "b"} {
		fmt.Fprintf(&s, "team \"t%s\" {\n  business_unit = business_unit.%s\n  roles = [\n%s  ]\n}\n", n, units[r.IntN(4)], roles())
		fmt.Fprintf(&s, "user \"only_%s\" { member_of = [team.t%s] }\n", n, n)
		fmt.Fprintf(&s, "user \"u%s\" {\n  business_unit = business_unit.%s\n  member_of = [team.ta, team.tb]\n  roles = [\n%s  ]\n}\n", n, units[r.IntN(4)], roles())
		fmt.Fprintf(&s, "user \"v%s\" {\n  roles = [\n%s  ]\n}\n", n, roles())
	}
	return s.String()
}

// randomBase is a standard role of which no miscellaneous privilege is known, and what the role has otherwise.
func randomBase(r *rand.Rand) string {
	text := "  based_on = standard_role.apolloservicerole\n"
	switch r.IntN(4) {
	case 0:
		text += "  privileges = [\"prvPrint\"]\n"
	case 1:
		text += "  without_privileges = [\"prvPrint\"]\n"
	case 2:
		text += "  without_privileges = [\"prvGoOffline\", \"prvPrint\"]\n"
	}
	return text
}
