package solution

import (
	"fmt"
	"slices"
	"strings"
)

// Compare says in words how the roles and profiles that are wanted differ from those that a solution has: what a reviewer wants to see before
// a file is written. What the solution has beside them stays, and is not mentioned.
func Compare(have, want *Solution) []string {
	var all []string
	tables := knownTables(have, want)
	for _, w := range want.Roles {
		all = append(all, compareRoles(named(have.Roles, w.Name, w.ID), w, tables)...)
	}
	for _, w := range want.Profiles {
		all = append(all, compareProfiles(named(have.Profiles, w.Name, w.ID), w)...)
	}
	return all
}

// named finds a thing by its name without case, or else by its id; the zero value where there is none.
func named[T identified](all []T, name, id string) (found T) {
	for _, one := range all {
		switch i := one.identity(); {
		case strings.EqualFold(i.name, name):
			return one
		case id != "" && i.id == id:
			found = one
		}
	}
	return found
}

func compareRoles(have, want *Role, tables map[string]bool) []string {
	what := fmt.Sprintf("role %q: ", want.Name)
	if have == nil {
		return []string{what + "is new"}
	}
	var all []string
	if have.Name != want.Name {
		all = append(all, fmt.Sprintf("%swas called %q", what, have.Name))
	}
	before, after := byPrivilege(have.Grants), byPrivilege(want.Grants)
	for len(before) > 0 || len(after) > 0 {
		switch order := comparePrivileges(before, after); {
		case order > 0:
			all = append(all, fmt.Sprintf("%s+ %s at %s", what, after[0].Privilege, after[0].Level))
			after = after[1:]
		case order < 0:
			if !want.keeps(before[0].Privilege, tables) {
				all = append(all, fmt.Sprintf("%s- %s at %s", what, before[0].Privilege, before[0].Level))
			}
			before = before[1:]
		default:
			if before[0].Level != after[0].Level {
				all = append(all, fmt.Sprintf("%s  %s at %s instead of %s", what, after[0].Privilege, after[0].Level, before[0].Level))
			}
			before, after = before[1:], after[1:]
		}
	}
	if was, is := have.Inherited != Off, want.Inherited != Off; was != is {
		all = append(all, fmt.Sprintf("%smember inheritance is %s", what, map[bool]string{true: "direct_user", false: "team_only"}[is]))
	}
	if want.Description != "" && want.Description != have.Description {
		all = append(all, what+"has another description")
	}
	return all
}

// comparePrivileges orders the first of two lists; one that is at its end comes last.
func comparePrivileges(a, b []Grant) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return strings.Compare(strings.ToLower(a[0].Privilege), strings.ToLower(b[0].Privilege))
}

func compareProfiles(have, want *Profile) []string {
	what := fmt.Sprintf("column security profile %q: ", want.Name)
	if have == nil {
		return []string{what + "is new"}
	}
	var all []string
	if have.Name != want.Name {
		all = append(all, fmt.Sprintf("%swas called %q", what, have.Name))
	}
	if want.Description != "" && want.Description != have.Description {
		all = append(all, what+"has another description")
	}
	before, after := allowing(have), allowing(want)
	for len(before) > 0 || len(after) > 0 {
		switch order := compareColumns(before, after); {
		case order > 0:
			all = append(all, fmt.Sprintf("%s+ %s: %s", what, after[0].key(), after[0].allows()))
			after = after[1:]
		case order < 0:
			all = append(all, fmt.Sprintf("%s- %s: %s", what, before[0].key(), before[0].allows()))
			before = before[1:]
		default:
			if was, is := before[0].allows(), after[0].allows(); was != is {
				all = append(all, fmt.Sprintf("%s  %s: %s instead of %s", what, after[0].key(), is, was))
			}
			before, after = before[1:], after[1:]
		}
	}
	return all
}

// allowing are the permissions that allow anything, by column.
func allowing(p *Profile) []Permission {
	all := slices.DeleteFunc(slices.Clone(p.Permissions), func(c Permission) bool { return c.allows() == "" })
	slices.SortFunc(all, func(a, b Permission) int { return strings.Compare(a.key(), b.key()) })
	return all
}

func compareColumns(a, b []Permission) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return strings.Compare(a[0].key(), b[0].key())
}

// allows is what a permission says, in words; "" for nothing.
func (p Permission) allows() string {
	var words []string
	for _, one := range []struct {
		word string
		is   bool
	}{{"create", p.Create}, {"read", p.Read}, {"update", p.Update}} {
		if one.is {
			words = append(words, one.word)
		}
	}
	if p.ReadUnmasked != "" && p.ReadUnmasked != "none" {
		words = append(words, "read unmasked ("+p.ReadUnmasked+")")
	}
	return strings.Join(words, ", ")
}
