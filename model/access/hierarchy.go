package access

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Path (d): a manager, or who holds a higher position, reaches what those below own or have had shared. Semantics §10.

// A report is a user below, and how far.
type report struct {
	user     *model.User
	distance int
}

// placeReports finds who is below whom, as deep as the environment says.
func (w *World) placeReports() {
	h := w.env.Hierarchy
	if h == nil {
		return
	}
	w.reports, w.below = make(map[*model.User][]report), make(map[*model.Position][]report)
	for _, u := range w.policy.Users {
		if h.Model == "manager" {
			for above, d := u.Manager, 1; above != nil && d <= h.Depth; above, d = above.Manager, d+1 {
				w.reports[above] = append(w.reports[above], report{u, d})
			}
			continue
		}
		if u.Position == nil {
			continue
		}
		for above, d := u.Position.Parent, 1; above != nil && d <= h.Depth; above, d = above.Parent, d+1 {
			w.below[above] = append(w.below[above], report{u, d})
		}
	}
}

// reportsOf are those below a user.
func (w *World) reportsOf(u *model.User) []report {
	if u == nil || w.env.Hierarchy == nil {
		return nil
	}
	if w.env.Hierarchy.Model == "manager" {
		return w.reports[u]
	}
	if u.Position == nil {
		return nil
	}
	return w.below[u.Position]
}

func (q *question) hierarchy() {
	reports := q.w.reportsOf(q.p.user)
	if len(reports) == 0 || q.candidate || !q.widened() {
		return
	}
	asked, enough := false, false
	for _, r := range reports {
		if !q.counts(r) || !q.concerns(r.user) {
			continue
		}
		if !asked {
			asked, enough = true, q.manages()
		}
		if !enough {
			return
		}
		for i := range q.grants {
			w := q.give(ByHierarchy, &q.grants[i])
			w.Report, w.Distance = r.user, r.distance
		}
		if q.needs == nil {
			return
		}
	}
}

// widened reports whether hierarchy gives the verb on the table at all (S-HI-04, S-HI-15).
func (q *question) widened() bool {
	switch q.verb {
	case privilege.Read, privilege.Write, privilege.Append, privilege.AppendTo:
		return !slices.Contains(q.w.env.Hierarchy.ExcludedTables, q.row.Table)
	}
	return false
}

// counts reports whether a report is one whose rows the verb reaches.
func (q *question) counts(r report) bool {
	h := q.w.env.Hierarchy
	if r.user == q.p.user || q.verb != privilege.Read && r.distance > h.WriteLevels || !r.user.Enabled && !h.IncludeDisabled {
		return false
	}
	if h.Model != "manager" || !h.RestrictToBusinessUnits {
		return true
	}
	mine, theirs := q.w.unitOf(q.p), q.w.unitOf(User(r.user))
	return mine != nil && theirs != nil && mine.Contains(theirs) // S-HI-10
}

// concerns reports whether the row is a report's: owned by them or a team of theirs, or shared with either. What their roles reach does not
// count, nor do their privileges, nor what is shared with everybody (S-HI-08, S-HI-09).
func (q *question) concerns(u *model.User) bool {
	s := User(u)
	if _, member := q.membership(s, q.row.Owner.team); member || q.row.Owner == s {
		return true
	}
	if !q.table.base.Has(privilege.Share) {
		return false
	}
	return slices.ContainsFunc(q.row.Shares, func(x Share) bool {
		_, member := q.membership(s, x.With.team)
		return (member || x.With == s) && (x.Rights | x.Inherited).Has(q.verb)
	})
}

// manages reports whether the privileges are enough: read, and the verb itself (S-HI-13), perhaps at a wider level (S-HI-14).
func (q *question) manages() bool {
	level := widest(q.grants)
	if q.verb != privilege.Read {
		var room [few]grant
		level = min(level, widest(q.evaluation.grants(room[:0], q.p, q.table, privilege.Read)))
	}
	if level == privilege.None {
		return false
	}
	return level > privilege.User || !q.otherwise(d05)
}

func widest(grants []grant) privilege.Level {
	level := privilege.None
	for i := range grants {
		level = max(level, grants[i].level)
	}
	return level
}
