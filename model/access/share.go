package access

import "github.com/dvpolicy/dvpolicy/model/privilege"

// share: nobody shares what they do not have (S-SH-04, S-SH-05). Whom it is shared with does not matter: rights without the privilege are
// stored, and inert (S-SH-06).
func (e *evaluation) share(p Principal, o *Operation) bool {
	met := e.shareable(o.Row.Table)
	met = e.rights(p, o.Row, privilege.Share, privilege.Read) && met
	if o.Rights.Has(privilege.Create) {
		met = e.check("a share can carry the rights", false, "no share carries create") // S-LV-11
	}
	for _, v := range o.Rights.Verbs() {
		if v != privilege.Create && v != privilege.Share && v != privilege.Read { // those were asked for
			met = e.right(p, v, o.Row) && met
		}
	}
	return met
}

// shareable: only rows that a user or team owns are (S-SH-03).
func (e *evaluation) shareable(name string) bool {
	t := e.w.table(name)
	if t.base == nil {
		return true // for want of a privilege it will not be
	}
	return t.owned() && t.base.Has(privilege.Share) || e.check("rows of "+name+" can be shared", false, "rows of "+name+" cannot be shared")
}

// addToTeam is adding a user to the access team of a row (S-TM-24, S-TM-25): the caller needs share on the table and, on the row, every right
// of the template; the user needs read on the table and the privilege for each right.
func (e *evaluation) addToTeam(p Principal, o *Operation) bool {
	met := e.privilege(p, privilege.Share, o.Row.Table)
	met = e.rights(p, o.Row, o.Template.Rights...) && met
	met = e.check("a user is added", o.To.user != nil, "only users are added to an access team") && met
	met = e.privilege(o.To, privilege.Read, o.Row.Table) && met
	for _, v := range o.Template.Rights {
		if v != privilege.Read {
			met = e.privilege(o.To, v, o.Row.Table) && met
		}
	}
	return met
}

// privilege is the first gate alone: at any level, from any role.
func (e *evaluation) privilege(p Principal, v privilege.Verb, name string) bool {
	var room [few]grant
	t := e.w.table(name)
	grants := e.grants(room[:0], p, t, v)
	if e.needs == nil {
		return len(grants) > 0
	}
	n := Need{Who: p.Address(), What: "privilege " + v.String() + " on " + name, Met: len(grants) > 0}
	for i := range grants {
		w := e.way(ByPrivilege, &grants[i])
		w.Grants = written(w.Role, t.base, v)
		n.Ways = append(n.Ways, w)
	}
	if n.Ways = sorted(n.Ways); !n.Met {
		n.Why, n.Nearest = e.whyNoPrivilege(p, v, t, name)
	}
	e.note(n)
	return n.Met
}
