package solution

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// An identity is what tells a role, or a profile, from the others of its solution.
type identity struct {
	id, name string
	span     source.Span
}

type identified interface{ identity() identity }

func (r *Role) identity() identity    { return identity{r.ID, r.Name, r.Span} }
func (p *Profile) identity() identity { return identity{p.ID, p.Name, p.Span} }

// unique orders things by name, and wants their ids and their names once.
func unique[T identified](what string, all []T, diags *diag.List) {
	slices.SortStableFunc(all, func(a, b T) int {
		return compareNamed(a.identity().name, b.identity().name, a.identity().id, b.identity().id)
	})
	ids, names := map[string]identity{}, map[string]identity{}
	for _, one := range all {
		i := one.identity()
		folded := strings.ToLower(i.name)
		first, sameID := ids[i.id]
		named, sameName := names[folded]
		switch {
		case sameID:
			diags.Errorf(diag.DuplicateID, i.span, "%ss %q and %q have the same id %q", what, first.name, i.name, i.id).Note(first.span, "%q is here", first.name)
		case sameName:
			ids[i.id] = i
			diags.Errorf(diag.DuplicateName, i.span, "there are two %ss named %q", what, i.name).Note(named.span, "the other is here")
		default:
			ids[i.id], names[folded] = i, i
		}
	}
}
