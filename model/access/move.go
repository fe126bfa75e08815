package access

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// Move takes a user or team to another business unit, and says how everything is then. Its own roles are lost, unless they are kept (S-BU-19);
// they are measured from where they were (D-13). The default team is another; memberships stay (S-BU-22). Rows that it owns come along, unless
// they stay where they are (S-BU-21). The rows given stay as they are.
func (w *World) Move(p Principal, to *model.BusinessUnit, rows []Row) (*World, []Row) {
	after := *w
	moved := *w.holder(p)
	moved.unit = to
	if !w.env.Matrix || !w.env.KeepRoles {
		moved.roles = nil
	}
	if p.user != nil {
		after.users = slices.Clone(w.users)
		after.users[w.userAt[p.user]] = moved
	} else if p.team != nil {
		after.teams = slices.Clone(w.teams)
		after.teams[w.teamAt[p.team]] = moved
	}
	rows = slices.Clone(rows)
	for i := range rows {
		r := &rows[i]
		if r.Owner != p || !w.table(r.Table).owned() {
			continue
		}
		r.BusinessUnit = w.Unit(r)
		if !w.env.Matrix || w.env.AlwaysMove {
			r.BusinessUnit = to
		}
	}
	return &after, rows
}
