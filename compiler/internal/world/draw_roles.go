package world

import (
	"slices"
)

// miscellaneous are privileges that are no verb on a table, though some look like one.
var miscellaneous = []string{"prvExportToExcel", "prvMerge", "prvBulkDelete", "prvReadAuditSummary", "prvReadRecordAuditHistory",
	"prvActOnBehalfOfAnotherUser", "prvCreateOwnCalendar", "prvActivateSynchronousWorkflow"}

func (d *drawing) roles() {
	for n := range 1 + d.upTo("more roles", 5) {
		for _, name := range d.names("r", "kind", n) {
			if like := d.block(name); like != nil { // instances of one block share its grants
				r := *like
				r.Name, r.Unit, r.Inheritance = name, d.definedIn(name.In), d.inheritance()
				d.w.Roles = append(d.w.Roles, &r)
				continue
			}
			d.role(name)
		}
	}
}

// block is a role that shares its block with the next one, nil for the first of its block.
func (d *drawing) block(name Name) *Role {
	for _, r := range d.w.Roles {
		if name.Key != "" && r.Label == name.Label {
			return r
		}
	}
	return nil
}

func (d *drawing) inheritance() string {
	return one(d, "member inheritance", []string{"", "team_only", "direct_user"})
}

func (d *drawing) definedIn(in []string) string {
	if !d.sometimes("defined below the root", 4) {
		return ""
	}
	return one(d, "defined in", append([]string{""}, d.visibleUnits(in)...))
}

func (d *drawing) role(name Name) {
	r := &Role{Name: name, Unit: d.definedIn(name.In), Inheritance: d.inheritance()}
	bases := d.visibleRoles(name.In)
	bases = slices.DeleteFunc(bases, func(a string) bool { return a == r.Address() })
	if len(bases) > 0 && d.sometimes("based on another", 3) {
		r.BasedOn = one(d, "based on", bases)
		r.Without = d.without(r)
	}
	for _, p := range some(d, "privilege", miscellaneous, 2) {
		if !slices.Contains(r.Without, p) {
			r.Privileges = append(r.Privileges, Privilege{Name: p})
		}
	}
	if len(r.Privileges) > 0 && d.sometimes("privileges as a map", 4) {
		r.Privileges[0].Level = "organization"
	}
	// First a line or two of tables that nearly every role has something to say about, so that roles meet in cells.
	tables := some(d, "line", []string{"account", "contact", "task"}, 3)
	tables = append(tables, some(d, "other line", d.otherTables(), 3)...)
	for _, table := range tables {
		d.line(r, table)
	}
	d.w.Roles = append(d.w.Roles, r)
}

func (d *drawing) otherTables() []string {
	return slices.DeleteFunc(d.w.TableNames(), func(t string) bool { return t == "account" || t == "contact" || t == "task" })
}

func (d *drawing) visibleRoles(in []string) []string {
	return visible(d, in, d.w.Roles, func(r *Role) Name { return r.Name })
}

// without are privileges that the role's base has in every environment.
func (d *drawing) without(r *Role) []string {
	var held []string
	for _, p := range miscellaneous {
		everywhere := true
		for _, environment := range d.where(r.In) {
			e := &evaluator{w: d.w, env: environment}
			everywhere = everywhere && e.held(e.role(r.BasedOn))[p]
		}
		if everywhere {
			held = append(held, p)
		}
	}
	return some(d, "without", held, 2)
}

// line adds a line to a role. What the role says already about the same base holds here too.
func (d *drawing) line(r *Role, table string) {
	f := d.w.fact(table)
	line := Line{Table: table}
	mostly := one(d, "mostly at", []int{0, 1, 2, 1, 2, 3, 2, 1}) // the levels in the middle have anchors
	for _, verb := range verbNames {
		legal := f.levels(verb)
		if len(legal) == 0 || !d.sometimes(verb, 2) {
			continue
		}
		level := legal[min(mostly, len(legal)-1)]
		if d.sometimes(verb+" elsewhere", 4) {
			level = one(d, verb+" level", legal)
		}
		if said := saidBefore(d.w, r, f.base, verb); said != "" {
			level = said
		}
		line.add(level, verb)
	}
	if len(line.Levels) == 0 && r.BasedOn == "" {
		return
	}
	if d.sometimes("all", 3) {
		d.all(r, f, &line)
	}
	r.Lines = append(r.Lines, line)
}

func (l *Line) add(level, verb string) {
	at := slices.IndexFunc(l.Levels, func(x Level) bool { return x.Name == level })
	if at < 0 {
		at = len(l.Levels)
		l.Levels = append(l.Levels, Level{Name: level})
	}
	l.Levels[at].Verbs = append(l.Levels[at].Verbs, verb)
}

// saidBefore is the level of a verb in the earlier lines of the same base.
func saidBefore(w *World, r *Role, base, verb string) string {
	for _, l := range r.Lines {
		if f := w.fact(l.Table); f.base == base {
			if level := lineLevel(l, f, verb); level != "" {
				return level
			}
		}
	}
	return ""
}

// all turns the lowest level of a line into "all", if every verb that it then means may have that level.
func (d *drawing) all(r *Role, f *fact, line *Line) {
	if len(line.Levels) == 0 {
		return
	}
	slices.SortFunc(line.Levels, func(a, b Level) int { return slices.Index(levelNames[:], a.Name) - slices.Index(levelNames[:], b.Name) })
	lowest := &line.Levels[0]
	for _, verb := range verbNames {
		named := slices.ContainsFunc(line.Levels[1:], func(l Level) bool { return slices.Contains(l.Verbs, verb) })
		said := saidBefore(d.w, r, f.base, verb)
		switch {
		case !f.has(verb) || named:
		case !slices.Contains(f.levels(verb), lowest.Name), said != "" && said != lowest.Name:
			return
		}
	}
	lowest.Verbs = []string{"all"}
}
