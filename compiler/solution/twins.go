package solution

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// withoutTwins leaves out the managed one of two solutions with the same unique name. Any other two are two releases, or copies:
// somebody has to say which one is meant.
func withoutTwins(all []*reader, diags *diag.List) []*reader {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b *reader) int {
		return cmp.Or(strings.Compare(a.key(), b.key()), cmp.Compare(a.solution.Managed, b.solution.Managed))
	})
	left := map[*reader]bool{}
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].key() == sorted[0].key() {
			n++
		}
		same := sorted[:n]
		sorted = sorted[n:]
		if n == 1 || same[0].key() == "" {
			continue
		}
		if first, second := same[0], same[1]; n == 2 && first.solution.Managed == Unmanaged && second.solution.Managed == ManagedOnly {
			diags.Warnf(diag.TwoSolutions, second.solution.Span, "%s is the managed twin of %s, and is not read", second.name(), first.name())
			left[second] = true
			continue
		}
		d := diags.Errorf(diag.TwoSolutions, same[0].solution.Span, "the solution %q is there %d times: %s", same[0].solution.UniqueName, n, wayOut(same))
		for _, r := range same[1:] {
			d.Note(r.solution.Span, "version %s", r.solution.Version)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(r *reader) bool { return left[r] })
}

// wayOut is what can be done about one solution twice.
func wayOut(same []*reader) string {
	var names []string
	for _, r := range same {
		names = append(names, r.name())
	}
	all := strings.Join(names, ", ")
	switch {
	case !same[0].zipped:
		return "name one of " + all
	case len(same) == 2:
		return "take one of them out of the zip: " + all
	}
	return "take all but one of them out of the zip: " + all
}

func (r *reader) key() string { return strings.ToLower(r.solution.UniqueName) }

// name is a solution's path as one would name it on the command line.
func (r *reader) name() string {
	if r.solution.At == "" {
		return fmt.Sprintf("%q", cmp.Or(r.at, "."))
	}
	return fmt.Sprintf("%q", r.solution.At)
}

// keepListed parts the roles and profiles of one folder among the solutions that share it, as the YAML layout has it: each has what its
// manifest lists.
func keepListed(all []*reader, diags *diag.List) {
	for _, r := range all {
		shares := func(o *reader) bool { return o != r && o.at == r.at }
		if r.anchor.form != yamlForm || !slices.ContainsFunc(all, shares) {
			continue
		}
		first := slices.IndexFunc(all, func(o *reader) bool { return o.at == r.at })
		nobodys := func(kind, id string) bool { // said once, for the first of them
			return all[first] == r && !slices.ContainsFunc(all, func(o *reader) bool { return o.at == r.at && o.solution.lists(kind, id) })
		}
		s := r.solution
		warn := func(kind, name string) string {
			return fmt.Sprintf("none of the solutions of this folder lists the %s %q in its rootcomponents.yml: it is not read", kind, name)
		}
		s.Roles = slices.DeleteFunc(s.Roles, func(role *Role) bool {
			if nobodys(roleType, role.ID) {
				diags.Warnf(diag.MissingComponent, role.Span, "%s", warn("role", role.Name))
			}
			return !s.lists(roleType, role.ID)
		})
		s.Profiles = slices.DeleteFunc(s.Profiles, func(p *Profile) bool {
			if nobodys(profileType, p.ID) {
				diags.Warnf(diag.MissingComponent, p.Span, "%s", warn("column security profile", p.Name))
			}
			return !s.lists(profileType, p.ID)
		})
	}
}

// lists reports whether the manifest lists something as a root component.
func (s *Solution) lists(kind, id string) bool {
	return slices.ContainsFunc(s.Components, func(c Component) bool { return c.Type == kind && c.ID == id })
}
