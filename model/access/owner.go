package access

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// mayOwn is the check of a new owner (semantics §8.6): it must be able to read the table in a way that counts for owning.
func (e *evaluation) mayOwn(owner Principal, table string) bool {
	var room [few]grant
	t := e.w.table(table)
	grants := e.grants(room[:0], owner, t, privilege.Read)
	counts := func(g *grant) bool { return true }
	if owner.user != nil {
		counts = e.ownerCounts
	}
	met := false
	var ways []Way
	for i := range grants {
		if counts(&grants[i]) {
			met = true
			if e.needs != nil {
				w := e.way(ByPrivilege, &grants[i])
				w.Grants = written(w.Role, t.base, privilege.Read)
				ways = append(ways, w)
			}
		}
	}
	disabled := met && owner.user != nil && !owner.user.Enabled && e.otherwise(d21) // S-OW-01
	met = met && !disabled
	if e.needs != nil {
		n := Need{Who: owner.Address(), What: "own rows of " + table, Met: met, Ways: sorted(ways)}
		if !met {
			n.Why, n.Ways = e.whyNotOwner(owner, t, table, len(grants) > 0, disabled), nil
		}
		e.note(n)
	}
	return met
}

// ownerCounts: a user's own read, at any level; of what is a team's own only the organization level, and not in matrix mode (S-OW-02 to 04).
func (e *evaluation) ownerCounts(g *grant) bool {
	if g.personal {
		return true
	}
	return g.level == privilege.Organization && (!e.w.env.Matrix || e.otherwise(d04))
}

func (e *evaluation) whyNotOwner(owner Principal, t *table, table string, reads, disabled bool) string {
	name := owner.Address()
	switch {
	case owner.Nobody():
		return "nobody is to own the row"
	case owner.everyone:
		return "the organization owns no rows"
	case owner.team != nil && !owner.team.Type.OwnsRows():
		return name + " is an access team, which owns no rows"
	case disabled:
		return name + " is disabled"
	case reads:
		return name + " can read " + table + " only as a member, through roles that are a team's own: that does not count for owning"
	case owner.team != nil:
		return name + " has no role that reads " + table + ": its members' roles do not count"
	}
	return name + " has no role that reads " + table
}

// setUnit is whether a principal may set the owning business unit (S-OW-20 to 22).
func (e *evaluation) setUnit(p Principal, u *model.BusinessUnit) bool {
	switch {
	case !e.w.env.Matrix:
		return e.check("the owning business unit can be set", false, "in classic mode it is the owner's, always")
	case !e.w.env.Recompute:
		return e.check("the owning business unit can be set", false, "recompute_ownership_across_business_units is off")
	}
	return e.right(p, privilege.AppendTo, &Row{Name: u.Address, Table: "businessunit", BusinessUnit: u})
}
