package print

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A row is what a role grants on one base.
type row struct {
	name   string // of the base, in lower case
	base   *model.Base
	levels [privilege.VerbCount]privilege.Level
}

// rowsOf are the grants of a role, base by base, sorted by name. Of two levels of one privilege the wider counts.
func rowsOf(grants []model.Grant) []row {
	at := map[string]int{}
	var rows []row
	for _, g := range grants {
		name := strings.ToLower(g.Base.Name)
		i, known := at[name]
		if !known {
			i = len(rows)
			at[name], rows = i, append(rows, row{name: name, base: g.Base})
		}
		rows[i].levels[g.Verb] = max(rows[i].levels[g.Verb], g.Level)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.name, b.name) })
	return rows
}

// tableOf is the table that stands for all that share a base, also where nobody knows one.
func tableOf(b *model.Base) string {
	if len(b.Tables) == 0 {
		return strings.ToLower(b.Name)
	}
	return b.Table()
}

// legal parts a row into what the language takes and, in words, what it refuses.
func (r row) legal() (row, []string) {
	fine, refused := r, []string(nil)
	for _, v := range privilege.Verbs() {
		level, legal := r.levels[v], r.base.Legal[v]
		if legal.Has(level) {
			continue
		}
		fine.levels[v] = privilege.None
		why := "the table has no privilege to " + v.String()
		if legal != 0 {
			why = "only " + strings.Join(names(legal.Members()), ", ") + " can be granted"
		}
		refused = append(refused, fmt.Sprintf("%s at %s cannot be written: %s", v, level, why))
	}
	return fine, refused
}

func names[T fmt.Stringer](all []T) []string {
	var texts []string
	for _, one := range all {
		texts = append(texts, one.String())
	}
	return texts
}

// cells are the levels of a row, from narrow to wide, each with its verbs: user = ["read"]. "all" stands for three and more: fewer are quicker
// read by their names.
func (r row) cells() []string {
	var cells []string
	for _, level := range privilege.Levels() {
		var verbs []privilege.Verb
		for _, v := range privilege.Verbs() {
			if r.levels[v] == level {
				verbs = append(verbs, v)
			}
		}
		switch {
		case len(verbs) == 0:
		case len(cells) == 0 && len(verbs) > 2 && r.whole():
			cells = append(cells, level.String()+` = ["all"]`)
		default:
			cells = append(cells, level.String()+" = ["+strings.Join(quotedAll(names(verbs)), ", ")+"]")
		}
	}
	return cells
}

// whole reports whether a row has every verb of a regular table, or of one that nobody knows. Of others the catalogue may come to know
// another verb, and "all" would then mean more than it does today.
func (r row) whole() bool {
	for _, v := range privilege.Verbs() {
		regular := r.base.Ownership != model.OrganizationOwned || v != privilege.Assign && v != privilege.Share
		if r.base.Has(v) != regular || regular && r.levels[v] == privilege.None {
			return false
		}
	}
	return true
}

// A line is a row as it is written, with what is to be said above it.
type line struct {
	table   string
	notes   []string
	cells   []string
	unnamed bool // the table cannot be named: there are notes only
}

func (l line) text() string {
	if len(l.cells) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(l.cells, ", ") + " }"
}

// fits reports whether a line needs no breaking beside names of a width.
func (l line) fits(beside int) bool {
	return len("    ")+beside+len(" = ")+len(l.text()) <= widest
}

// height is how many lines it takes, where no longer name of its group makes it wider.
func (l line) height() int {
	switch {
	case l.unnamed:
		return len(l.notes)
	case l.fits(len(l.table)):
		return len(l.notes) + 1
	}
	return len(l.notes) + len(l.cells) + 2
}

// written are rows as lines, in the same order.
func (p *printer) written(rows []row) []line {
	all := make([]line, len(rows))
	for i, r := range rows {
		all[i] = p.line(r)
	}
	return all
}

func (p *printer) line(r row) line {
	l := line{table: tableOf(r.base)}
	if !p.canName(l.table) {
		l.unnamed = true
		l.notes = []string{l.table + ": " + strings.Join(r.words(), ", ") + " cannot be written: no policy can name the table"}
		return l
	}
	fine, refused := r.legal()
	for _, why := range refused {
		l.notes = append(l.notes, l.table+": "+why)
	}
	l.cells = fine.cells()
	l.unnamed = len(l.cells) == 0
	return l
}

// over hands on the lines that make a role of its base. What the two have in common needs none; what only the base has is taken away, also
// where nothing can be written in its place.
func over(rows []row, written []line, base []row, use func(line)) {
	for len(rows) > 0 || len(base) > 0 {
		switch order := compareRows(rows, base); {
		case order < 0:
			use(written[0])
			rows, written = rows[1:], written[1:]
		case order > 0:
			use(line{table: tableOf(base[0].base)})
			base = base[1:]
		default:
			if rows[0].levels != base[0].levels {
				l := written[0]
				l.unnamed = false
				use(l)
			}
			rows, written, base = rows[1:], written[1:], base[1:]
		}
	}
}

// compareRows orders the first of two lists; one that is at its end comes last.
func compareRows(a, b []row) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return cmp.Compare(a[0].name, b[0].name)
}

// inGroups are the lines of a role with a base, by groups and tables.
func (p *printer) inGroups(rows []row, written []line, base []row) []line {
	var all []line
	over(rows, written, base, func(l line) { all = append(all, l) })
	slices.SortStableFunc(all, func(a, b line) int {
		return cmp.Or(p.compareGroups(a.table, b.table), cmp.Compare(a.table, b.table))
	})
	return all
}

// words are the grants of a row for a comment.
func (r row) words() []string {
	var words []string
	for _, v := range privilege.Verbs() {
		if r.levels[v] != privilege.None {
			words = append(words, v.String()+" at "+r.levels[v].String())
		}
	}
	return words
}

// prefixOf is the publisher's prefix of a table, "" for a table of the platform's own.
func prefixOf(table string) string {
	prefix, _, custom := strings.Cut(table, "_")
	if !custom {
		return ""
	}
	return prefix
}

// compareGroups orders the groups of tables: own prefixes, other prefixes, none.
func (p *printer) compareGroups(a, b string) int {
	x, y := prefixOf(a), prefixOf(b)
	return cmp.Or(cmp.Compare(p.groupRank(x), p.groupRank(y)), cmp.Compare(x, y))
}

func (p *printer) groupRank(prefix string) int {
	i, own := p.own[prefix]
	switch {
	case prefix == "":
		return len(p.own) + 1
	case own:
		return i - len(p.own)
	}
	return len(p.own)
}

// grants writes lines in their groups, with a blank line between two.
func (p *printer) grants(lines []line) body {
	var b body
	for len(lines) > 0 {
		n := slices.IndexFunc(lines, func(l line) bool { return p.compareGroups(l.table, lines[0].table) != 0 })
		if n < 0 {
			n = len(lines)
		}
		b.apart()
		b.group(lines[:n])
		lines = lines[n:]
	}
	return b
}

func (b *body) group(lines []line) {
	beside := 0
	for _, l := range lines {
		if !l.unnamed {
			beside = max(beside, len(l.table))
		}
	}
	for _, l := range lines {
		b.lines = append(b.lines, remarks(l.notes)...)
		switch {
		case l.unnamed:
		case l.fits(beside):
			b.say(l.table, l.text())
		default:
			b.say(l.table, "{")
			b.lines = append(append(b.lines, l.cells...), "}")
		}
	}
}
