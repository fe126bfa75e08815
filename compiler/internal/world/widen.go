package world

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// Widen adds one thing to a world that gives somebody more, and says what it was. Where nothing of the kind that was drawn can be added,
// it adds nothing.
func (w *World) Widen(t *rapid.T) string {
	d := &drawing{T: t, w: w}
	ways := []func() string{d.addLine, d.raise, d.addAssignment, d.addMember, d.letInherit}
	return ways[d.upTo("widen", len(ways)-1)]()
}

const nothing = "nothing"

// addLine gives a role a line on privileges of which neither it nor what it is based on says anything.
func (d *drawing) addLine() string {
	r := one(d, "role", d.w.Roles)
	var free []string
	for _, f := range d.w.facts() {
		if !d.speaksOf(r, f.base) {
			free = append(free, f.name)
		}
	}
	if len(free) == 0 {
		return nothing
	}
	line := Line{Table: one(d, "new line", free)}
	f := d.w.fact(line.Table)
	for _, verb := range verbNames {
		if f.has(verb) && d.sometimes(verb, 2) {
			line.add(one(d, "level", f.levels(verb)), verb)
		}
	}
	d.forBlock(r, func(r *Role) { r.Lines = append(r.Lines, line) })
	return fmt.Sprintf("%s has another line: %v", r.Address(), line)
}

// forBlock changes a role and those that are instances of the same block.
func (d *drawing) forBlock(r *Role, change func(*Role)) {
	for _, other := range d.w.Roles {
		if other == r || r.Key != "" && other.Label == r.Label {
			change(other)
		}
	}
}

// speaksOf reports whether a role, or in any environment one that it is based on, has a line on a base.
func (d *drawing) speaksOf(r *Role, base string) bool {
	if slices.ContainsFunc(r.Lines, func(l Line) bool { return d.w.fact(l.Table).base == base }) {
		return true
	}
	return slices.ContainsFunc(d.w.Roles, func(x *Role) bool { return x.Address() == r.BasedOn && x != r && d.speaksOf(x, base) })
}

// raise takes a verb of a role to a wider level, in every line that grants the privilege.
func (d *drawing) raise() string {
	r := one(d, "role", d.w.Roles)
	if len(r.Lines) == 0 {
		return nothing
	}
	f := d.w.fact(one(d, "line", r.Lines).Table)
	verb := one(d, "verb", verbNames[:])
	said := saidBefore(d.w, r, f.base, verb)
	legal := f.levels(verb)
	wider := legal[slices.Index(legal, said)+1:]
	all := slices.ContainsFunc(r.Lines, func(l Line) bool {
		return d.w.fact(l.Table).base == f.base && slices.ContainsFunc(l.Levels, func(x Level) bool { return slices.Contains(x.Verbs, "all") })
	})
	if said == "" || len(wider) == 0 || all {
		return nothing
	}
	level := one(d, "wider", wider)
	lines := slices.Clone(r.Lines)
	for k, l := range lines {
		if d.w.fact(l.Table).base == f.base && lineLevel(l, f, verb) != "" {
			lines[k] = l.with(verb, level)
		}
	}
	d.forBlock(r, func(r *Role) { r.Lines = lines })
	return fmt.Sprintf("%s grants %s on %s at %s instead of %s", r.Address(), verb, f.name, level, said)
}

// with is the line with a verb at another level.
func (l Line) with(verb, level string) Line {
	changed := Line{Table: l.Table}
	for _, old := range l.Levels {
		for _, v := range old.Verbs {
			if v != verb {
				changed.add(old.Name, v)
			}
		}
	}
	changed.add(level, verb)
	return changed
}

func (d *drawing) addAssignment() string {
	if len(d.w.Users) == 0 {
		return nothing
	}
	u := one(d, "user", d.w.Users)
	for _, a := range d.assignments(u.Unit, u.In, 1) {
		for _, unit := range append(slices.Clone(a.Units), own(a)...) {
			u.Assignments = d.assign(u.Assignments, instance{a.Role, unit}, u.Unit, u.In)
		}
	}
	return u.Address() + " may have another role"
}

func (d *drawing) addMember() string {
	if len(d.w.Users) == 0 {
		return nothing
	}
	u := one(d, "user", d.w.Users)
	places := d.joinable(u.In)
	if !u.Application {
		places = append(places, d.visibleGroups(u.In)...)
	}
	for _, a := range some(d, "joins", places, 1) {
		if !slices.Contains(u.MemberOf, a) {
			u.MemberOf = append(u.MemberOf, a)
		}
	}
	return u.Address() + " may have joined a team or group"
}

func (d *drawing) letInherit() string {
	r := one(d, "role", d.w.Roles)
	r.Inheritance = "direct_user"
	return r.Address() + " is direct_user"
}

// Covers reports whether a scope reaches everything that another does: S-EF-34.
func (w *World) Covers(environment string, wide, narrow Scope) bool {
	e := &evaluator{w: w, env: environment}
	if narrow.Personal && !wide.Personal {
		return false
	}
	if wide.Organization {
		return true
	}
	if narrow.Organization {
		return false
	}
	for _, t := range narrow.Teams {
		if !wide.Personal && !slices.Contains(wide.Teams, t) {
			return false
		}
	}
	deep := set(wide.ParentChild)
	if slices.Contains(narrow.ParentChild, "own") && !deep["own"] { // nobody knows what lies below
		return false
	}
	for _, a := range e.reached(narrow) {
		if !e.below(a, deep, true) && !slices.Contains(wide.BusinessUnit, a) {
			return false
		}
	}
	return true
}

// reached are the business units of a scope, those below its parent_child anchors too.
func (e *evaluator) reached(s Scope) []string {
	reached := append(slices.Clone(s.BusinessUnit), s.ParentChild...)
	if len(s.ParentChild) == 0 {
		return reached
	}
	for _, u := range e.w.Units {
		if u.exists(e.env) && e.below(u.Address(), set(s.ParentChild), false) {
			reached = append(reached, u.Address())
		}
	}
	return reached
}

func set(list []string) map[string]bool {
	members := map[string]bool{}
	for _, m := range list {
		members[m] = true
	}
	return members
}
