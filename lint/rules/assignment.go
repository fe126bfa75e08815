package rules

import (
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// An access is what one assignment gives a principal.
type access struct {
	role     *model.Role
	anchor   *model.BusinessUnit
	personal bool        // also as oneself, not only as the team (semantics S-IN-03)
	team     *model.Team // that it comes from, or that holds it; nil: a user holds it
}

// A relation says how an access stands to the one that it might replace. Nothing else of their anchors matters, so that users of many
// business units who hold the same are one question.
type relation struct {
	role     *model.Role
	personal bool
	same     bool // measured from the same business unit
	above    bool // measured from it or from one above it
}

// A replaceable answers one question, each time once: does what else a principal holds give all that an access does?
type replaceable struct {
	lanes   map[*model.Role]map[*model.Base]privilege.Lanes
	known   map[string]bool
	unknown map[*model.Role]unknown
}

func newReplaceable(p *model.Policy) replaceable {
	return replaceable{map[*model.Role]map[*model.Base]privilege.Lanes{}, map[string]bool{}, unknownOf(p)}
}

// covered reports whether others leave every cell, privilege and right to own as it is when an access is taken away (semantics S-EF-36):
// each of its grants lies within one of theirs, and is personal where it was.
func (r *replaceable) covered(a access, others []access) bool {
	relations := make([]relation, len(others))
	key := fmt.Appendf(nil, "%s %t", a.role.Address, a.personal)
	for i, o := range others {
		relations[i] = relation{o.role, o.personal, o.anchor == a.anchor, o.anchor.Contains(a.anchor)}
		key = fmt.Appendf(key, "\n%s %t %t %t", o.role.Address, o.personal, relations[i].same, relations[i].above)
	}
	covered, known := r.known[string(key)]
	if !known {
		covered = r.grantsCovered(a, relations) && r.privilegesCovered(a.role, relations)
		r.known[string(key)] = covered
	}
	return covered
}

func (r *replaceable) grantsCovered(a access, others []relation) bool {
	for _, g := range a.role.Grants {
		reached, personal := false, !a.personal
		for _, o := range others {
			level := r.lanesOf(o.role)[g.Base].Level(g.Verb)
			reached = reached || o.reaches(g.Level, level)
			personal = personal || o.personal && level != privilege.None
		}
		if !reached || !personal {
			return false
		}
	}
	return true
}

// reaches reports whether a level, measured as the relation says, reaches all that another does.
func (o relation) reaches(wanted, level privilege.Level) bool {
	switch {
	case level == privilege.Organization:
		return true
	case level == privilege.None || wanted == privilege.Organization:
		return false
	case wanted == privilege.User:
		return true // whose rows, personal says
	case level == privilege.ParentChild:
		return o.above
	}
	return o.same && level >= wanted
}

// privilegesCovered: what is not known of a role, only a role that comes from the same one replaces, or System Administrator, who has everything.
func (r *replaceable) privilegesCovered(role *model.Role, others []relation) bool {
	has := func(does func(*model.Role) bool) bool {
		return slices.ContainsFunc(others, func(o relation) bool { return does(o.role) })
	}
	if has(func(o *model.Role) bool { return o == role || o.Administrator }) {
		return true
	}
	held := func(name string) bool {
		return has(func(o *model.Role) bool { _, ok := holds(o, name); return ok })
	}
	var unknown []unknown
	for _, o := range others {
		unknown = append(unknown, r.unknown[o.role])
	}
	return !role.Administrator && r.unknown[role].within(unknown, held) &&
		!slices.ContainsFunc(role.Privileges, func(h model.HeldPrivilege) bool { return !held(h.Name) })
}

// lanesOf are the levels of a role on each base.
func (r *replaceable) lanesOf(role *model.Role) map[*model.Base]privilege.Lanes {
	lanes, ok := r.lanes[role]
	if !ok {
		lanes = make(map[*model.Base]privilege.Lanes)
		for _, g := range role.Grants {
			lanes[g.Base] |= privilege.Lane(g.Verb, g.Level)
		}
		r.lanes[role] = lanes
	}
	return lanes
}
