package rules

import (
	"cmp"
	"fmt"
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

// counted is a number of things, by the word for one of them.
func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
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

// An unknown is the miscellaneous privileges of a role that nobody knows: those of a standard role, but for some. Of two roles that come from
// one, they are the same but for what either takes away.
type unknown struct {
	of      string // address; "" where all are known
	without []string
}

// unknownOf is that of each role of a policy. Standard roles that nobody holds are not among its roles.
func unknownOf(p *model.Policy) map[*model.Role]unknown {
	roles := make(map[string]*model.Role, len(p.Roles))
	for _, r := range p.Roles {
		roles[r.Address] = r
	}
	all := make(map[*model.Role]unknown)
	for _, r := range p.Roles {
		if r.Complete {
			continue
		}
		root := r.Address
		for at := r; at != nil && at.BasedOn != ""; at = roles[root] {
			root = at.BasedOn
		}
		all[r] = unknown{root, r.Without}
	}
	return all
}

// within reports whether others together have what nobody knows, whatever it is. They have what they take away where it is known that one has it.
func (u unknown) within(others []unknown, known func(privilege string) bool) bool {
	if u.of == "" {
		return true
	}
	others = slices.DeleteFunc(slices.Clone(others), func(o unknown) bool { return o.of != u.of })
	return len(others) > 0 && !slices.ContainsFunc(others[0].without, func(name string) bool {
		lack := func(o unknown) bool { return slices.Contains(o.without, name) }
		return !lack(u) && !known(name) && !slices.ContainsFunc(others, func(o unknown) bool { return !lack(o) })
	})
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
