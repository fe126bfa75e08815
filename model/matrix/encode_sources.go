package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Places are flat lists of numbers: first where the thing itself was declared, then each of its parts in the order of access. A positive
// number is a line, -1 is nowhere, and -2-n says that the lines from there on are of file n. At the end, places that repeat the one before
// them are left out: what stands on one line has one place.

// A placer writes places.
type placer struct {
	*writer
	files  map[*source.File]int
	places []place     // of the last call
	last   source.Span // and its place: neighbours are often written together
	at     place
}

type place struct{ file, line int }

func (m *Matrix) files() []*source.File {
	return byName(m.policy.Files, func(f *source.File) string { return f.Name })
}

func (m *Matrix) writeSources(w *writer) {
	files := m.files()
	p := &placer{writer: w, files: make(map[*source.File]int, len(files))}
	w.open('{')
	w.section()
	records(w, "files", files, func(f *source.File) {
		p.files[f] = len(p.files)
		w.field("name", f.Name)
		w.field("digest", m.fileDigest(f))
	})
	w.section()
	w.key("environment")
	p.one(m.policy.Environment.Span)
	w.section()
	lines(w, "business_units", m.policy.BusinessUnits, func(u *model.BusinessUnit) { p.one(u.Span) })
	w.section()
	lines(w, "groups", groups(m.policy), func(g *model.EntraGroup) { p.one(g.Span) })
	w.section()
	lines(w, "positions", positions(m.policy), func(o *model.Position) { p.one(o.Span) })
	w.section()
	lines(w, "tables", tables(m.policy), p.table)
	w.section()
	records(w, "roles", m.roles, func(r *model.Role) { m.writeRoleSources(p, r) })
	w.section()
	lines(w, "column_security_profiles", m.profiles, p.profile)
	w.section()
	lines(w, "access_team_templates", templates(m.policy), func(t *model.AccessTeamTemplate) { p.one(t.Span) })
	w.section()
	lines(w, "shares", shares(m.policy), func(s *model.Share) { p.one(s.Span) })
	w.section()
	p.principals(m, "teams", Team, len(m.teams))
	w.section()
	p.principals(m, "users", User, len(m.users))
	w.out = append(w.out, '\n')
	w.close('}')
}

func (m *Matrix) fileDigest(f *source.File) string {
	if f.Lines {
		return m.digests[f]
	}
	return digestOf(f.Text)
}

func (p *placer) one(s source.Span) { p.spans([]source.Span{s}) }

func (p *placer) spans(spans []source.Span) {
	places := p.places[:0]
	for _, s := range spans {
		places = append(places, p.place(s))
	}
	p.places = places
	for n := len(places); n > 1 && places[n-1] == places[n-2]; n-- {
		places = places[:n-1]
	}
	p.open('[')
	file := -1
	for _, at := range places {
		if at.file == -1 {
			p.int(-1)
			continue
		}
		if at.file != file {
			file = at.file
			p.int(-2 - file)
		}
		p.int(at.line)
	}
	p.close(']')
}

func (p *placer) place(s source.Span) place {
	if !s.Known() {
		return place{-1, 0}
	}
	if s.File == p.last.File && s.Start == p.last.Start {
		return p.at
	}
	file, ok := p.files[s.File]
	if !ok {
		panic(fmt.Sprintf("bug: something stands in %q, which the policy does not list", s.File.Name))
	}
	p.last, p.at = s, place{file, s.Line()}
	return p.at
}

func (p *placer) table(t *model.Table) {
	spans := []source.Span{t.Span}
	for _, c := range columnsOf(t) {
		spans = append(spans, c.Span)
	}
	for _, r := range relationshipsOf(t) {
		spans = append(spans, r.Span)
	}
	p.spans(spans)
}

func (p *placer) profile(f *model.ColumnSecurityProfile) {
	spans := []source.Span{f.Span}
	for _, c := range permissionsOf(f) {
		spans = append(spans, c.Span)
	}
	p.spans(spans)
}

// principals: roles, then memberships, then profiles, as the class lists them.
func (p *placer) principals(m *Matrix, key string, kind Kind, count int) {
	p.key(key)
	p.open('[')
	var spans []source.Span
	for i := range count {
		who := Principal{kind, int32(i)}
		spans = append(spans[:0], m.span(who))
		h := m.holdings(who)
		for _, r := range h.roles {
			spans = append(spans, r.assignment.Span)
		}
		for _, t := range h.teams {
			spans = append(spans, t.span)
		}
		for _, f := range h.profiles {
			spans = append(spans, f.span)
		}
		p.line()
		p.spans(spans)
	}
	p.closeLines(']')
}

// span is where a principal was declared.
func (m *Matrix) span(p Principal) source.Span {
	switch p.kind {
	case Role:
		return m.roles[p.index].Span
	case Team:
		return m.teams[p.index].Span
	}
	return m.users[p.index].Span
}

// A line of grants is what one place of a policy grants on one table at one level.
type grantLine struct {
	base  int // which of the bases that the role grants on, in the order of access
	level privilege.Level
	verbs int // one bit a verb
	place
	table string // as written, "" where it is the first of the base's
}

// writeRoleSources: "based_on" and "id" say where the role comes from, which changes no access. "grants" has lists of base, level (1 user to 4 organization), verbs (1 create, 2 read, 4 write ... 128 share), file
// and line, and the table as written where it is not the base's first.
func (m *Matrix) writeRoleSources(p *placer, r *model.Role) {
	p.key("at")
	spans := []source.Span{r.Span}
	for _, held := range privilegesOf(r) {
		spans = append(spans, held.Span)
	}
	p.spans(spans)
	p.opt("based_on", r.BasedOn)
	p.opt("id", r.ID)
	p.optBool("managed", r.Managed, false)
	p.key("grants")
	p.open('[')
	for _, g := range m.grantLines(p, r) {
		p.open('[')
		for _, n := range []int{g.base, int(g.level), g.verbs, g.file, g.line} {
			p.int(n)
		}
		if g.table != "" {
			p.string(g.table)
		}
		p.close(']')
	}
	p.close(']')
}

func (m *Matrix) grantLines(p *placer, r *model.Role) []grantLine {
	ordinal, n := make([]int, len(m.bases)), 0
	for b := range m.bases {
		if m.lanes[b*len(m.roles)+int(m.roleAt[r])] != 0 {
			ordinal[b] = n
			n++
		}
	}
	var found []grantLine
	for _, g := range byBase(r.Grants) {
		if g.Level == privilege.None {
			continue
		}
		line := grantLine{base: ordinal[m.baseAt[g.Base]], level: g.Level, place: p.place(g.Span), table: g.Table}
		if line.table == usualTable(g.Base) {
			line.table = ""
		}
		found = line.addTo(found, 1<<g.Verb)
	}
	slices.SortFunc(found, func(a, b grantLine) int {
		return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.table, b.table), cmp.Compare(a.level, b.level),
			cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	return found
}

// addTo adds verbs to the line that is the same but for them; those of one base stand together.
func (g grantLine) addTo(found []grantLine, verbs int) []grantLine {
	for i := len(found) - 1; i >= 0 && found[i].base == g.base; i-- {
		if g.verbs = found[i].verbs; g == found[i] {
			found[i].verbs |= verbs
			return found
		}
	}
	g.verbs = verbs
	return append(found, g)
}

func byBase(grants []model.Grant) []model.Grant {
	order := func(a, b model.Grant) int { return cmp.Compare(a.Base.Name, b.Base.Name) }
	if slices.IsSortedFunc(grants, order) {
		return grants
	}
	return slices.SortedStableFunc(slices.Values(grants), order)
}

// usualTable is the table that a grant on the base names when nothing else is said.
func usualTable(b *model.Base) string {
	if len(b.Tables) == 0 {
		return ""
	}
	return b.Tables[0]
}
