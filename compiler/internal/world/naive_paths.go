package world

import "slices"

// The two gates and the four paths of §8.3, one privilege at a time.

// A tuple of S-EF-02.
type tuple struct {
	level, anchor, team string
	personal            bool
}

func (r *Rows) tuples(principal, table, verb string) []tuple {
	var tuples []tuple
	for _, s := range r.held[principal] {
		if level := r.e.level(s.role, r.e.w.fact(table).base, verb); level != "" {
			tuples = append(tuples, tuple{level, s.anchor, s.team, s.team == "" || s.role.Inheritance != "team_only"})
		}
	}
	return tuples
}

// Right is whether a principal has a raw right on a row.
func (r *Rows) Right(principal, verb string, row Row) bool {
	return r.right(principal, verb, row, false)
}

func (r *Rows) right(principal, verb string, row Row, creating bool) bool {
	if !r.e.w.fact(row.Table).has(verb) {
		return false
	}
	kind := r.kind(row.Table)
	if r.isTeam(principal) != nil && row.Owner == principal && kind == "users" && verb != "create" && !creating && r.answers["D-18"] == "yes" && r.known(row.Table) {
		return true
	}
	for _, g := range r.tuples(principal, row.Table, verb) {
		if kind == "nobody" || r.inScope(g, row) {
			return true
		}
		if kind == "units" {
			continue
		}
		if r.owns(principal, verb, row, g, creating) && r.placed(g, row, creating || verb == "create") {
			return true
		}
		if creating || verb == "create" {
			continue
		}
		if r.shared(principal, verb, row, g) || r.managed(principal, verb, row) {
			return true
		}
	}
	return false
}

// known reports whether the policy says anything of a table, or a role grants on it. Of others a policy has no idea.
func (r *Rows) known(table string) bool {
	base := r.e.w.fact(table).base
	declared := slices.ContainsFunc(r.e.w.Tables, func(t *Table) bool { return r.e.w.fact(t.Label).base == base })
	return declared || slices.ContainsFunc(r.e.w.Roles, func(role *Role) bool {
		return role.exists(r.e.env) && slices.ContainsFunc(verbNames[:], func(v string) bool { return r.e.level(role, base, v) != "" })
	})
}

func (r *Rows) inScope(g tuple, row Row) bool {
	unit := r.owningUnit(row)
	switch g.level {
	case "organization":
		return true
	case "business_unit":
		return unit == g.anchor
	case "parent_child":
		return unit != "" && r.e.below(unit, map[string]bool{g.anchor: true}, true)
	}
	return false
}

// owns is path (b) of one tuple.
func (r *Rows) owns(principal, verb string, row Row, g tuple, creating bool) bool {
	if row.Owner == principal {
		scoped := g.level == "business_unit" || g.level == "parent_child"
		return g.personal || scoped && r.answers["D-22"] == "yes"
	}
	if slices.Contains(r.members[row.Owner], principal) {
		return g.personal || g.team == row.Owner
	}
	return r.s.Administrators[row.Owner] == principal && principal != "" && r.answers["D-12"] == "yes" && g.personal && verb != "create" && !creating
}

// placed is whether path (b) holds where the row is (S-MX-04, S-MX-06).
func (r *Rows) placed(g tuple, row Row, creating bool) bool {
	unit := r.owningUnit(row)
	if !r.matrix || unit == r.unitOf(row.Owner) {
		return true
	}
	if g.personal && g.anchor == unit {
		return true
	}
	if !r.s.Recompute {
		return r.answers["D-15"] == "yes"
	}
	return r.s.AlwaysMove || creating || r.isUser(row.Owner) == nil || r.answers["D-14"] == "no"
}

// shared is path (c) of one tuple.
func (r *Rows) shared(principal, verb string, row Row, g tuple) bool {
	for _, s := range row.Shares {
		if !slices.Contains(s.Rights, verb) && !slices.Contains(s.Inherited, verb) {
			continue
		}
		if s.With != "organization" && s.With != principal && !slices.Contains(r.members[s.With], principal) {
			continue
		}
		if g.personal || g.team == s.With || r.answers["D-01"] == "yes" {
			return true
		}
	}
	return false
}

// managed is path (d).
func (r *Rows) managed(principal, verb string, row Row) bool {
	h := r.s.Hierarchy
	if h == nil || !slices.Contains([]string{"read", "write", "append", "append_to"}, verb) || slices.Contains(h.Excluded, row.Table) {
		return false
	}
	for _, needed := range []string{verb, "read"} { // S-HI-13, D-05
		enough := false
		for _, g := range r.tuples(principal, row.Table, needed) {
			enough = enough || g.level != "user" || r.answers["D-05"] == "user"
		}
		if !enough {
			return false
		}
	}
	for _, u := range r.e.w.Users {
		if !u.exists(r.e.env) || u.Address() == principal {
			continue
		}
		distance := r.distance(principal, u.Address())
		if distance == 0 || distance > h.Depth || verb != "read" && distance > h.WriteLevels || u.Disabled && !h.IncludeDisabled {
			continue
		}
		if h.Model == "manager" && h.Restrict && !r.e.below(r.unitOf(u.Address()), map[string]bool{r.unitOf(principal): true}, true) {
			continue
		}
		if r.touches(u.Address(), verb, row) {
			return true
		}
	}
	return false
}

// distance is how far a user is below a principal, 0 where it is not.
func (r *Rows) distance(principal, user string) int {
	up, at, top := r.s.Managers, user, principal
	if r.s.Hierarchy.Model == "position" {
		up, at, top = r.s.Above, r.s.Positions[user], r.s.Positions[principal]
	}
	if top == "" || at == "" {
		return 0
	}
	for d := 1; d < 100; d++ {
		if at = up[at]; at == "" {
			return 0
		}
		if at == top {
			return d
		}
	}
	return 0
}

// touches: S-HI-08.
func (r *Rows) touches(user, verb string, row Row) bool {
	if row.Owner == user || slices.Contains(r.members[row.Owner], user) {
		return true
	}
	for _, s := range row.Shares {
		if (s.With == user || slices.Contains(r.members[s.With], user)) && (slices.Contains(s.Rights, verb) || slices.Contains(s.Inherited, verb)) {
			return true
		}
	}
	return false
}
