package world

import "slices"

// An Ask is an operation in words.
type Ask struct {
	Principal, Do string
	Row           Row
	Other         Row
	To            string // a new owner, or who is added to an access team
	Unit          string // a new owning business unit
	Column        string
	Rights        []string // of a share, or of a template
}

// Operations are what an Ask can be about.
var Operations = []string{"read", "update", "delete", "create", "assign", "share", "link", "link on create", "associate", "set unit", "add to team",
	"read column", "update column", "create column"}

// Can is whether an operation is allowed: S-EF-09 as a list of what must hold.
func (r *Rows) Can(a Ask) bool {
	u, x, y := a.Principal, a.Row, a.Other
	has := func(row Row, verbs ...string) bool {
		return !slices.ContainsFunc(verbs, func(v string) bool { return !r.Right(u, v, row) })
	}
	appendTo := func(row Row) bool {
		return has(row, "append_to", "read") && (r.answers["D-02"] == "no" || has(row, "write"))
	}
	switch a.Do {
	case "read":
		return has(x, "read")
	case "update":
		return has(x, "write", "read")
	case "delete":
		return has(x, "delete", "read")
	case "create":
		return r.create(u, x)
	case "assign":
		return r.kind(x.Table) == "users" && has(x, "assign", "write", "read") && r.ownerOK(a.To, x.Table)
	case "share":
		return r.kind(x.Table) == "users" && !slices.Contains(a.Rights, "create") && has(x, "share", "read") && has(x, a.Rights...)
	case "link":
		return has(x, "append", "write", "read") && appendTo(y)
	case "link on create":
		return r.create(u, x) && r.right(u, "append", r.candidate(u, x), true) && appendTo(y)
	case "associate":
		both := has(x, "append", "write", "read") && has(y, "append", "write", "read")
		return both && (r.answers["D-03"] == "append" || has(x, "append_to") && has(y, "append_to"))
	case "set unit":
		return r.kind(x.Table) == "users" && r.setUnit(u, a.Unit) && has(x, "write", "read")
	case "add to team":
		return r.isUser(a.To) != nil && r.privileged(u, x.Table, "share") && has(x, a.Rights...) && r.privileged(a.To, x.Table, append([]string{"read"}, a.Rights...)...)
	case "read column":
		return has(x, "read") && r.column(u, x.Table, a.Column, func(c Column) bool { return c.Read })
	case "update column":
		return has(x, "write", "read") && r.column(u, x.Table, a.Column, func(c Column) bool { return c.Update })
	case "create column":
		return r.create(u, x) && r.column(u, x.Table, a.Column, func(c Column) bool { return c.Create })
	}
	panic("bug: world: no operation " + a.Do)
}

func (r *Rows) privileged(principal, table string, verbs ...string) bool {
	return !slices.ContainsFunc(verbs, func(v string) bool { return len(r.tuples(principal, table, v)) == 0 })
}

func (r *Rows) candidate(u string, x Row) Row {
	if x.Owner == "" && r.kind(x.Table) == "users" {
		x.Owner = u
	}
	x.Shares = nil
	return x
}

// create: §8.5.
func (r *Rows) create(u string, x Row) bool {
	x = r.candidate(u, x)
	switch {
	case r.kind(x.Table) != "users":
		return r.right(u, "create", x, true)
	case x.Unit != "" && x.Unit != r.unitOf(x.Owner) && !r.setUnit(u, x.Unit):
		return false
	case x.Owner != u && r.answers["D-19"] == "yes" && !r.right(u, "assign", x, true):
		return false
	}
	return r.right(u, "create", x, true) && r.ownerOK(x.Owner, x.Table)
}

// ownerOK: §8.6.
func (r *Rows) ownerOK(owner, table string) bool {
	if t := r.isTeam(owner); t != nil {
		return !t.access && r.privileged(owner, table, "read")
	}
	u := r.isUser(owner)
	if u == nil || u.Disabled && r.answers["D-21"] == "no" {
		return false
	}
	return slices.ContainsFunc(r.tuples(owner, table, "read"), func(g tuple) bool {
		return g.personal || g.level == "organization" && (!r.matrix || r.answers["D-04"] == "yes")
	})
}

// setUnit: §8.7.
func (r *Rows) setUnit(u, unit string) bool {
	return r.matrix && r.s.Recompute && r.Right(u, "append_to", Row{Table: "businessunit", Unit: unit})
}

// column: §11. A column is secured where a table says so.
func (r *Rows) column(principal, table, name string, allows func(Column) bool) bool {
	secured := slices.ContainsFunc(r.e.w.Tables, func(t *Table) bool { return t.Label == table && slices.Contains(t.Secured, name) })
	if !secured {
		return true
	}
	var profiles []*Profile
	for _, t := range r.e.teams() {
		if t.address == principal || slices.Contains(r.members[t.address], principal) {
			profiles = append(profiles, r.e.profiles(t.address, t.holder)...)
		}
	}
	if u := r.isUser(principal); u != nil {
		profiles = append(profiles, r.e.profiles(principal, u.Holder)...)
	}
	return slices.ContainsFunc(profiles, func(p *Profile) bool {
		return slices.ContainsFunc(p.Columns, func(c Column) bool { return c.Table == table && c.Name == name && allows(c) })
	})
}
