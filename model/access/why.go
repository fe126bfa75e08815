package access

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Nearest is the role that would open a privilege and gives least beside it.
type Nearest struct {
	Role  *model.Role
	Verb  privilege.Verb
	Level privilege.Level
	Grant source.Span
}

// need is the question as a part of an answer.
func (q *question) need() Need {
	n := Need{Who: q.p.Address(), What: fmt.Sprintf("%s %s", q.verb, q.row.title()), Met: q.met, Ways: sorted(q.ways)}
	if !q.met {
		n.Why, n.Nearest = q.why()
	}
	return n
}

func (r *Row) title() string { return cmp.Or(r.Name, "the row of "+r.Table) }

// why asks the gates in the order in which they close.
func (q *question) why() (string, *Nearest) {
	if len(q.grants) == 0 {
		return q.evaluation.whyNoPrivilege(q.p, q.verb, q.table, q.row.Table)
	}
	var reach []string
	for i := range q.grants {
		g := &q.grants[i]
		w := q.evaluation.way(ByPrivilege, g)
		reach = append(reach, strings.TrimPrefix(w.String(), "the privilege: "))
	}
	return fmt.Sprintf("%s has %q on %s by %s; none reaches the row%s", q.p.Address(), q.verb, q.row.Table, strings.Join(reach, "; "), q.where()), nil
}

// where the row is, and who has to do with it.
func (q *question) where() string {
	var parts []string
	if a := q.row.Owner.Address(); a != "" {
		parts = append(parts, "which "+a+" owns")
	}
	if q.unit != nil {
		parts = append(parts, "in "+q.unit.Address)
	}
	for i := range q.row.Shares {
		s := &q.row.Shares[i]
		parts = append(parts, s.String()+" to "+(s.Rights|s.Inherited).String())
	}
	if len(parts) == 0 {
		return ""
	}
	return ", " + strings.Join(parts, ", ")
}

func (e *evaluation) whyNoPrivilege(p Principal, v privilege.Verb, t *table, name string) (string, *Nearest) {
	switch {
	case t.base == nil:
		return fmt.Sprintf("no role of the policy grants anything on table %q", name), nil
	case !t.base.Has(v):
		return fmt.Sprintf("table %q has no verb %q", name, v), nil
	case p.Nobody() || p.everyone:
		return "only users and teams hold privileges", nil
	case p.team != nil && !p.team.Type.OwnsRows():
		return p.Address() + " is an access team: it holds no roles, its members use their own on what is shared with it", nil
	}
	which := ""
	if p.user != nil {
		which = " directly or through a team"
	}
	if len(e.rolesOf(p)) > 0 {
		return fmt.Sprintf("%s holds no role%s that grants %q on table %q", p.Address(), which, v, name), e.nearest(t, v)
	}
	return fmt.Sprintf("%s holds no role%s", p.Address(), which), e.nearest(t, v)
}

// nearest: of the roles that grant the verb, the one at the narrowest level, then with the fewest other grants, then by address. The System
// Administrator is not it while another is.
func (e *evaluation) nearest(t *table, v privilege.Verb) *Nearest {
	var best *Nearest
	roles := e.w.policy.Roles
	for i, l := range e.w.lanes[int(t.index)*len(roles):][:len(roles)] {
		level := l.Level(v)
		if level == privilege.None {
			continue
		}
		if best == nil || closer(roles[i], level, best) {
			best = &Nearest{Role: roles[i], Verb: v, Level: level}
		}
	}
	if best != nil {
		best.Grant = written(best.Role, t.base, v)[0]
	}
	return best
}

func closer(r *model.Role, level privilege.Level, than *Nearest) bool {
	if r.Administrator != than.Role.Administrator {
		return than.Role.Administrator
	}
	return cmp.Or(cmp.Compare(level, than.Level), cmp.Compare(len(r.Grants), len(than.Role.Grants)), cmp.Compare(r.Address, than.Role.Address)) < 0
}
