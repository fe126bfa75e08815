package world

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// DrawRows draws what decides about rows in an environment, and rows, with a liking for rows that somebody of the policy reaches by one path
// alone.
func (w *World) DrawRows(t *rapid.T, environment string) (Settings, []Row) {
	d := &rowDrawing{drawing: &drawing{T: t, w: w}, env: environment}
	d.e = &evaluator{w: w, env: environment}
	d.principals()
	s := d.settings()
	var rows []Row
	for n := range 1 + d.upTo("more rows", 4) {
		rows = append(rows, d.row(fmt.Sprint("row", n)))
	}
	return s, rows
}

// DrawAsk draws an operation on rows.
func (w *World) DrawAsk(t *rapid.T, environment string, rows []Row) Ask {
	d := &rowDrawing{drawing: &drawing{T: t, w: w}, env: environment}
	d.e = &evaluator{w: w, env: environment}
	d.principals()
	verbs := []string{"read", "write", "append", "append_to", "delete", "assign", "share"}
	a := Ask{
		Principal: one(d.drawing, "who", d.everybody), Do: one(d.drawing, "does", Operations), Row: one(d.drawing, "row", rows), Other: one(d.drawing, "other row", rows),
		To: one(d.drawing, "to", d.everybody), Unit: one(d.drawing, "unit", d.units), Rights: some(d.drawing, "right", verbs, 3),
		Column: one(d.drawing, "column", []string{"x_amount", "creditlimit", "governmentid"}),
	}
	if (a.Do == "create" || a.Do == "link on create" || a.Do == "create column") && d.upTo("for oneself", 1) == 0 && d.owned(a.Row.Table) {
		a.Row.Owner, a.Row.Unit = "", ""
		if d.sometimes("elsewhere", 3) && d.matrix(environment) {
			a.Row.Unit = one(d.drawing, "elsewhere", d.units)
		}
	}
	return a
}

type rowDrawing struct {
	*drawing
	env                     string
	e                       *evaluator
	users, owners, teamList []string
	everybody, units        []string
}

func (d *rowDrawing) principals() {
	for _, u := range d.w.Users {
		if u.exists(d.env) {
			d.users = append(d.users, u.Address())
		}
	}
	d.owners = slices.Clone(d.users)
	d.everybody = slices.Clone(d.users)
	for _, t := range d.e.teams() {
		d.teamList = append(d.teamList, t.address)
		d.everybody = append(d.everybody, t.address)
		if !t.access {
			d.owners = append(d.owners, t.address)
		}
	}
	for _, u := range d.w.Units {
		if u.exists(d.env) {
			d.units = append(d.units, u.Address())
		}
	}
}

func (d *rowDrawing) owned(table string) bool {
	return (&Rows{e: d.e}).kind(table) == "users"
}

func (d *rowDrawing) settings() Settings {
	s := Settings{AlwaysMove: true, Managers: map[string]string{}, Positions: map[string]string{}, Above: map[string]string{}, Administrators: map[string]string{}, Disputed: map[string]string{}}
	if d.matrix(d.env) {
		s.Recompute, s.AlwaysMove = d.upTo("recompute off", 2) < 2, d.upTo("rows stay", 1) == 0
	}
	if d.upTo("hierarchy", 2) > 0 {
		s.Hierarchy = &Hierarchy{
			Model: one(d.drawing, "model", []string{"manager", "position"}), Depth: 1 + d.upTo("depth", 3), WriteLevels: 1 + d.upTo("write levels", 1),
			Restrict: d.upTo("restrict", 2) == 0, IncludeDisabled: d.upTo("disabled reports", 1) == 0,
			Excluded: some(d.drawing, "excluded", []string{"contact", "task"}, 1),
		}
	}
	// Each below the one before it, mostly, so that there are reports of reports.
	positions := []string{"position.p0", "position.p1", "position.p2", "position.p3"}
	for n := 1; n < len(positions); n++ {
		s.Above[positions[n]] = positions[n-1-d.upTo("position above", n-1)]
	}
	for n, u := range d.users {
		if n > 0 && d.upTo("managed", 4) > 0 {
			s.Managers[u] = d.users[n-1-min(d.upTo("manager", n-1), d.upTo("or nearer", 1))]
		}
		if p := d.upTo("position", len(positions)); p > 0 {
			s.Positions[u] = positions[p-1]
		}
	}
	for _, t := range d.teamList {
		people := slices.DeleteFunc(slices.Clone(d.users), func(u string) bool { return u[0] == 'a' }) // no application users
		if len(people) > 0 && d.sometimes("administrator", 2) {
			s.Administrators[t] = one(d.drawing, "administrator", people)
		}
	}
	for _, p := range DisputedPoints {
		switch d.upTo("disputed "+p[0], 9) {
		case 8:
			s.Disputed[p[0]] = assumed[p[0]]
		case 9:
			s.Disputed[p[0]] = p[1]
		}
	}
	return s
}

var rowTables = []string{"account", "contact", "task", "account", "contact", "task", "customeraddress", "queue", "annotation", "userquery", "position", "systemuser", "businessunit"}

func (d *rowDrawing) row(name string) Row {
	tables := slices.Clone(rowTables)
	for _, t := range d.w.Tables {
		if t.Ownership != "" {
			tables = append(tables, t.Label)
		}
	}
	r := Row{Name: name, Table: one(d.drawing, "table of row", tables)}
	switch (&Rows{e: d.e}).kind(r.Table) {
	case "nobody":
		return r
	case "units":
		r.Unit = one(d.drawing, "of business unit", d.units)
		return r
	}
	if r.Owner = one(d.drawing, "owner", d.owners); d.matrix(d.env) && d.sometimes("owning business unit", 2) {
		r.Unit = one(d.drawing, "owning business unit", d.units)
	}
	for range d.upTo("shares", 3) {
		verbs := []string{"read", "write", "append", "append_to", "delete", "assign", "share", "create"} // which no share gives
		s := RowShare{With: one(d.drawing, "with", append(slices.Clone(d.everybody), "organization")), Rights: some(d.drawing, "shared", verbs, 4)}
		if d.sometimes("inherited", 3) {
			s.Inherited = some(d.drawing, "inherited", verbs, 2)
		}
		r.Shares = append(r.Shares, s)
	}
	return r
}
