package solution

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// Unite makes solutions fit into one policy. A role or profile that several of them have, with the same content, stays in the first; with
// another content it is an error: which one an environment has depends on the order in which they were imported.
func Unite(all []*Solution, diags *diag.List) []*Solution {
	roles, profiles := map[string]*Role{}, map[string]*Profile{}
	names, ids := map[string]*Solution{}, map[string]*Role{}
	var united []*Solution
	for _, s := range all {
		if first := names[s.UniqueName]; first != nil && s.UniqueName != "" {
			diags.Errorf(diag.TwoSolutions, s.Span, "the solution %q is there twice, in versions %s and %s: import one of them", s.UniqueName, first.Version, s.Version).
				Note(first.Span, "the other is here")
			continue
		}
		names[s.UniqueName] = s
		for _, r := range s.Roles {
			if first := ids[r.ID]; first != nil && !strings.EqualFold(first.Name, r.Name) {
				diags.Errorf(diag.DuplicateID, r.Span, "roles %q and %q of two solutions have the same id: in an environment they are one, so import them into folders of their own", first.Name, r.Name).
					Note(first.Span, "the other is here")
			}
			ids[r.ID] = r
		}
		one := *s
		one.Roles = once("role", s.Roles, roles, sameRole, diags)
		one.Profiles = once("column security profile", s.Profiles, profiles, sameProfile, diags)
		united = append(united, &one)
	}
	return united
}

// once are the things whose name nobody has had yet, and notes the names.
func once[T identified](what string, all []T, had map[string]T, same func(a, b T) bool, diags *diag.List) []T {
	var kept []T
	for _, one := range all {
		i := one.identity()
		folded := strings.ToLower(i.name)
		first, again := had[folded]
		switch {
		case !again:
			had[folded] = one
			kept = append(kept, one)
		case !same(first, one):
			diags.Errorf(diag.DuplicateName, i.span, "another solution has a %s %q that is not the same: import them into folders of their own", what, i.name).
				Note(first.identity().span, "the other is here")
		}
	}
	return kept
}

// sameRole reports whether two roles of one name grant the same, whatever ids they have.
func sameRole(a, b *Role) bool {
	return a.Name == b.Name && a.Description == b.Description && a.Inherited == b.Inherited &&
		slices.EqualFunc(byPrivilege(a.Grants), byPrivilege(b.Grants), sameGrant) &&
		slices.EqualFunc(byPrivilege(a.Filtered), byPrivilege(b.Filtered), sameGrant)
}

func byPrivilege(grants []Grant) []Grant {
	return slices.SortedFunc(slices.Values(grants), func(a, b Grant) int {
		return cmp.Compare(strings.ToLower(a.Privilege), strings.ToLower(b.Privilege))
	})
}

func sameGrant(a, b Grant) bool {
	return strings.EqualFold(a.Privilege, b.Privilege) && a.Level == b.Level
}

func sameProfile(a, b *Profile) bool {
	plain := func(p *Profile) []Permission {
		all := allowing(p)
		for i := range all {
			all[i].Span = b.Span // wherever it stands
		}
		slices.SortFunc(all, func(x, y Permission) int {
			return cmp.Or(cmp.Compare(x.Table, y.Table), cmp.Compare(x.Column, y.Column))
		})
		return all
	}
	return a.Name == b.Name && a.Description == b.Description && slices.Equal(plain(a), plain(b))
}
