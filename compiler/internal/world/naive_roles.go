package world

import "slices"

// level is what a role grants on a base, "" for nothing. A base and not a table, because tables that share one cannot be told apart
// (S-TB-20, 24). A role's own line replaces every line of the role that it is based on whose table has the same base: the base is the
// line of the role editor.
func (e *evaluator) level(r *Role, base, verb string) string {
	own := false
	for _, l := range r.Lines {
		f := e.w.fact(l.Table)
		if f.base != base {
			continue
		}
		own = true
		if level := lineLevel(l, f, verb); level != "" {
			return level
		}
	}
	if own || r.BasedOn == "" {
		return ""
	}
	return e.level(e.role(r.BasedOn), base, verb)
}

// lineLevel is the level of a verb in one line: the level that has it by name, else the one that has "all".
func lineLevel(l Line, f *fact, verb string) string {
	if !f.has(verb) {
		return ""
	}
	all := ""
	for _, level := range l.Levels {
		if slices.Contains(level.Verbs, verb) {
			return level.Name
		}
		if slices.Contains(level.Verbs, "all") {
			all = level.Name
		}
	}
	return all
}

// held are the miscellaneous privileges of a role.
func (e *evaluator) held(r *Role) map[string]bool {
	held := map[string]bool{}
	if r.BasedOn != "" {
		held = e.held(e.role(r.BasedOn))
	}
	for _, p := range r.Without {
		delete(held, p)
	}
	for _, p := range r.Privileges {
		held[p.Name] = true
	}
	return held
}
