package access

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A right is one bit of one row for one principal. Two gates lead to it (semantics §8.3): the privilege, at any level from any role, and then
// one of four paths to the row: (a) the scope of a role, (b) owning, (c) a share, (d) hierarchy. Paths add up, none takes away.

// A question is one right being decided.
type question struct {
	*evaluation
	p         Principal
	verb      privilege.Verb
	row       *Row
	table     *table
	unit      *model.BusinessUnit // the row's
	candidate bool                // the row is being created: only (a) and (b) lead to it
	grants    []grant
	met       bool
	ways      []Way
	unwanted  Way // where whether is enough
}

// right decides one.
func (e *evaluation) right(p Principal, v privilege.Verb, r *Row) bool {
	return e.decide(p, v, r, false)
}

// candidate decides a right on a row that is being created.
func (e *evaluation) candidate(p Principal, v privilege.Verb, r *Row) bool {
	return e.decide(p, v, r, true)
}

func (e *evaluation) decide(p Principal, v privilege.Verb, r *Row, candidate bool) bool {
	var room [few]grant
	q := question{evaluation: e, p: p, verb: v, row: r, table: e.w.table(r.Table), unit: e.w.Unit(r), candidate: candidate}
	q.grants = e.grants(room[:0], p, q.table, v)
	q.decide()
	if e.needs != nil {
		e.note(q.need())
	}
	return q.met
}

func (q *question) decide() {
	if q.table.owned() {
		q.teamRights()
	}
	if len(q.grants) == 0 {
		return // S-EF-03
	}
	switch {
	case q.table.ownership() == model.OrganizationOwned:
		for i := range q.grants {
			q.give(ByTable, &q.grants[i])
		}
	case q.table.ownership() == model.BusinessUnitOwned:
		q.scope()
	default:
		q.scope()
		if q.more() {
			q.owning()
		}
		if q.more() {
			q.shared()
		}
		if q.more() {
			q.hierarchy()
		}
	}
}

// more reports whether further ways matter.
func (q *question) more() bool { return !q.met || q.needs != nil }

// give notes a way to the row.
func (q *question) give(by Path, g *grant) *Way {
	q.met = true
	if q.needs == nil {
		return &q.unwanted
	}
	q.ways = append(q.ways, q.way(by, g))
	return &q.ways[len(q.ways)-1]
}

// scope is path (a), and the only one to rows of business units (S-EF-20).
func (q *question) scope() {
	for i := range q.grants {
		if q.covers(&q.grants[i]) {
			q.give(ByScope, &q.grants[i])
		}
	}
}

func (q *question) covers(g *grant) bool {
	switch g.level {
	case privilege.Organization:
		return true
	case privilege.ParentChild:
		return q.unit != nil && g.anchor().Contains(q.unit)
	case privilege.BusinessUnit:
		return q.unit == g.anchor()
	}
	return false
}

// teamRights: whether a team has every right on its rows, without any privilege, is disputed (S-EF-06). It concerns the team itself: of a
// member's privileges S-EF-03 is certain.
func (q *question) teamRights() {
	if q.p.team == nil || q.row.Owner != q.p || q.candidate || q.verb == privilege.Create || !q.p.team.Type.OwnsRows() {
		return
	}
	if q.table.base.Has(q.verb) && q.otherwise(d18) {
		q.give(ByTeamRights, nil)
	}
}

// owning is path (b).
func (q *question) owning() {
	owner := q.row.Owner
	if owner == q.p {
		q.own()
		return
	}
	if owner.team == nil || !owner.team.Type.OwnsRows() {
		return
	}
	if m, member := q.membership(q.p, owner.team); member {
		for i := range q.grants {
			if g := &q.grants[i]; (g.personal || g.via == owner.team) && q.stays(g) {
				q.give(ByTeamOwning, g).Membership = m.span
			}
		}
		return
	}
	if owner.team.Administrator == nil || owner.team.Administrator != q.p.user || q.verb == privilege.Create || q.candidate {
		return
	}
	for i := range q.grants { // S-TM-06
		if g := &q.grants[i]; g.personal && q.otherwise(d12) && q.stays(g) {
			q.give(ByAdministering, g)
		}
	}
}

// own is path (b) to a row that the principal itself owns. The level does not matter (S-EF-27), but what a team's own role gives a member is
// not for the member's rows (S-IN-05).
func (q *question) own() {
	personal := false
	for i := range q.grants {
		personal = personal || q.grants[i].personal
	}
	for i := range q.grants {
		g := &q.grants[i]
		if (g.personal || !personal && above(g, privilege.User) && q.otherwise(d22)) && q.stays(g) {
			q.give(ByOwning, g)
		}
	}
}

func above(g *grant, l privilege.Level) bool { return g.level > l && g.level < privilege.Organization }

// stays reports whether owning reaches the row where it is: in another business unit than its owner's it may not (S-MX-04, S-MX-06).
func (q *question) stays(g *grant) bool {
	env := q.w.env
	if !env.Matrix || q.unit == q.w.unitOf(q.row.Owner) || g.personal && g.anchor() == q.unit {
		return true
	}
	switch {
	case !env.Recompute:
		return q.otherwise(d15)
	case !env.AlwaysMove && q.row.Owner.user != nil && !q.candidate && q.verb != privilege.Create: // who creates a row there has not left it
		return !q.otherwise(d14)
	}
	return true
}

// shared is path (c).
func (q *question) shared() {
	if q.verb == privilege.Create || q.candidate || !q.table.base.Has(privilege.Share) {
		return
	}
	for i := range q.row.Shares {
		s := &q.row.Shares[i]
		if !(s.Rights | s.Inherited).Has(q.verb) {
			continue
		}
		m, member := q.membership(q.p, s.With.team)
		if s.With == q.p || s.With.everyone || member {
			q.share(s, m)
		}
	}
}

// share: with one's own privilege any share counts; with a team's own, certainly the share with that team, and perhaps others (S-SH-12).
func (q *question) share(s *Share, m membership) {
	sure := false
	for i := range q.grants {
		if g := &q.grants[i]; g.personal || s.With.team != nil && g.via == s.With.team {
			sure = true
			w := q.give(ByShare, g)
			w.Share, w.Membership = s, m.span
		}
	}
	if sure || q.otherwise(d01) {
		return
	}
	for i := range q.grants {
		w := q.give(ByShare, &q.grants[i])
		w.Share, w.Membership = s, m.span
	}
}
