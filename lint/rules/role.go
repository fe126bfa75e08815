package rules

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// roleTarget is a role, and what other role it is about, nil for none.
func roleTarget(r, other *model.Role) lint.Target {
	at := lint.Target{Address: r.Address, Span: r.Span}
	if other != nil {
		at.Other = other.Address
	}
	return at
}

// A right is a privilege at a level: one cell of a role.
type right struct {
	privilege string
	level     privilege.Level
}

// rightsOf are a role's, by name, each once. Miscellaneous privileges are held or not, whatever their level (semantics D-10).
func rightsOf(r *model.Role) []right {
	rights := tableRights(r)
	for _, h := range r.Privileges {
		rights = append(rights, right{h.Name, privilege.Organization})
	}
	return oncePerPrivilege(rights)
}

// tableRights are those on tables.
func tableRights(r *model.Role) []right {
	rights := make([]right, 0, len(r.Grants)+len(r.Privileges))
	for _, g := range r.Grants {
		rights = append(rights, right{g.Base.Privilege(g.Verb), g.Level})
	}
	return oncePerPrivilege(rights)
}

func standardRights(r *schema.StandardRole) []right {
	rights := make([]right, 0, len(r.Grants))
	for _, g := range r.Grants {
		rights = append(rights, right{g.Base.Privilege(g.Verb), g.Level})
	}
	return oncePerPrivilege(rights)
}

// oncePerPrivilege keeps the widest level of each.
func oncePerPrivilege(rights []right) []right {
	slices.SortFunc(rights, func(a, b right) int {
		return cmp.Or(cmp.Compare(a.privilege, b.privilege), -cmp.Compare(a.level, b.level))
	})
	return slices.CompactFunc(rights, func(a, b right) bool { return a.privilege == b.privilege })
}

// compareRights counts what two roles grant alike, and what either grants: one privilege at two levels is two rights.
func compareRights(a, b []right) (shared, either int) {
	either = len(a) + len(b)
	for len(a) > 0 && len(b) > 0 {
		c := cmp.Compare(a[0].privilege, b[0].privilege)
		if c == 0 && a[0].level == b[0].level {
			shared++
			either--
		}
		if c <= 0 {
			a = a[1:]
		}
		if c >= 0 {
			b = b[1:]
		}
	}
	return shared, either
}

// mayResemble reports whether lists of these lengths can have so many percent in common.
func mayResemble(a, b, percent int) bool { return 100*min(a, b) >= percent*max(a, b) && min(a, b) > 0 }
