package matrix

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func (d *decoder) readSources() {
	p := d.policy
	d.sections([]section{
		{"files", d.records(d.readFile)},
		{"environment", func() { d.spans(&p.Environment.Span) }},
		{"business_units", placed(d, p.BusinessUnits, func(u *model.BusinessUnit) { d.spans(&u.Span) })},
		{"groups", placed(d, p.Groups, func(g *model.EntraGroup) { d.spans(&g.Span) })},
		{"positions", placed(d, p.Positions, func(o *model.Position) { d.spans(&o.Span) })},
		{"tables", placed(d, p.Tables, d.tableSpans)},
		{"roles", d.readRoleSources},
		{"column_security_profiles", placed(d, p.Profiles, d.profileSpans)},
		{"access_team_templates", placed(d, p.Templates, func(t *model.AccessTeamTemplate) { d.spans(&t.Span) })},
		{"shares", placed(d, p.Shares, func(s *model.Share) { d.spans(&s.Span) })},
		{"teams", placed(d, p.Teams, func(t *model.Team) { d.spans(&t.Span, principalSpans(t.Assignments, nil, t.Profiles)...) })},
		{"users", placed(d, p.Users, func(u *model.User) { d.spans(&u.Span, principalSpans(u.Assignments, u.Teams, u.Profiles)...) })},
	})
}

// placed reads a list that is parallel to one of access.
func placed[T any](d *decoder, items []*T, one func(*T)) func() {
	return func() {
		n := 0
		d.array(func(i int) {
			if i >= len(items) {
				d.failf("more places than things: access has %d", len(items))
				return
			}
			one(items[i])
			n++
		})
		if d.err == nil && n < len(items) {
			d.failf("%d places for %d things", n, len(items))
		}
	}
}

func (d *decoder) readFile() {
	f := &source.File{Lines: true}
	digest := ""
	d.object(func(key string) {
		switch key {
		case "name":
			f.Name = d.string()
		case "digest":
			digest = d.string()
		default:
			d.unknown(key)
		}
	})
	d.digests[f] = digest
	d.policy.Files = append(d.policy.Files, f)
}

// spans reads places into where they belong; the last one read stands for those that were left out.
func (d *decoder) spans(first *source.Span, rest ...*source.Span) {
	spans := append([]*source.Span{first}, rest...)
	var last source.Span
	n := 0
	file := -1
	d.array(func(int) {
		number := d.int()
		if number < -1 {
			file = -2 - number
			return
		}
		last = source.Span{}
		if number != -1 {
			last = d.span(file, number)
		}
		if n < len(spans) {
			*spans[n] = last
		}
		n++
	})
	if d.err == nil && (n == 0 || n > len(spans)) {
		d.failf("%d places where there are %d", n, len(spans))
	}
	for ; n < len(spans); n++ {
		*spans[n] = last
	}
}

func (d *decoder) span(file, line int) source.Span {
	if file == -1 && line == 0 || d.err != nil {
		return source.Span{}
	}
	if file < 0 || file >= len(d.policy.Files) || line < 1 {
		d.failf("line %d of file %d is no place", line, file)
		return source.Span{}
	}
	return source.Span{File: d.policy.Files[file], Start: int32(line), End: int32(line)}
}

func (d *decoder) tableSpans(t *model.Table) {
	var rest []*source.Span
	for i := range t.Columns {
		rest = append(rest, &t.Columns[i].Span)
	}
	for i := range t.Relationships {
		rest = append(rest, &t.Relationships[i].Span)
	}
	d.spans(&t.Span, rest...)
}

func (d *decoder) profileSpans(f *model.ColumnSecurityProfile) {
	var rest []*source.Span
	for i := range f.Columns {
		rest = append(rest, &f.Columns[i].Span)
	}
	d.spans(&f.Span, rest...)
}

func principalSpans(roles []model.Assignment, teams []model.Membership, profiles []model.ProfileUse) []*source.Span {
	spans := make([]*source.Span, 0, len(roles)+len(teams)+len(profiles))
	for i := range roles {
		spans = append(spans, &roles[i].Span)
	}
	for i := range teams {
		spans = append(spans, &teams[i].Span)
	}
	for i := range profiles {
		spans = append(spans, &profiles[i].Span)
	}
	return spans
}

func (d *decoder) readRoleSources() {
	n := 0
	read := func(r *model.Role) {
		held := d.lanes[n]
		n++
		d.object(func(key string) {
			switch key {
			case "at":
				var rest []*source.Span
				for i := range r.Privileges {
					rest = append(rest, &r.Privileges[i].Span)
				}
				d.spans(&r.Span, rest...)
			case "based_on":
				r.BasedOn = d.string()
			case "id":
				r.ID = d.string()
			case "managed":
				r.Managed = d.bool()
			case "grants":
				d.array(func(int) { d.grantLine(r, held) })
			default:
				d.unknown(key)
			}
		})
		d.checkGrants(r, held)
	}
	placed(d, d.policy.Roles, read)()
}

// grantLine reads what writeRoleSources has written.
func (d *decoder) grantLine(r *model.Role, held []heldBase) {
	var numbers [5]int
	table, given := "", 0
	d.array(func(i int) {
		given++
		switch {
		case i < len(numbers):
			numbers[i] = d.int()
		case i == len(numbers):
			table = d.string()
		default:
			d.failf("a grant has five numbers and perhaps a table")
		}
	})
	base, level, verbs := numbers[0], numbers[1], numbers[2]
	if d.err != nil {
		return
	}
	if given < len(numbers) || base < 0 || base >= len(held) || level < 1 || level > int(privilege.Organization) || verbs < 1 || verbs > 255 {
		d.failf("a grant that cannot be")
		return
	}
	b := held[base].base
	span := d.span(numbers[3], numbers[4])
	for v := range privilege.Verb(privilege.VerbCount) {
		if verbs>>v&1 == 1 {
			r.Grants = append(r.Grants, model.Grant{
				Base: b, Verb: v, Level: privilege.Level(level), Table: cmp.Or(table, usualTable(b)), Span: span,
			})
		}
	}
}

// checkGrants: the places must add up to what access says.
func (d *decoder) checkGrants(r *model.Role, held []heldBase) {
	if d.err != nil {
		return
	}
	sum := make(map[*model.Base]privilege.Lanes)
	for _, g := range r.Grants {
		sum[g.Base] |= privilege.Lane(g.Verb, g.Level)
	}
	for _, h := range held {
		if sum[h.base] != h.lanes {
			d.failf("the places of the grants of %q do not add up to its grants on %s", r.Address, h.base.Name)
			return
		}
	}
	slices.SortStableFunc(r.Grants, func(a, b model.Grant) int {
		return cmp.Or(cmp.Compare(a.Base.Name, b.Base.Name), cmp.Compare(a.Verb, b.Verb), compareSpans(a.Span, b.Span), cmp.Compare(a.Table, b.Table))
	})
}

// finish fills what follows from what was read: the bases that roles grant on, and who is in a team.
func (d *decoder) finish() {
	onlyDeclared := make(map[*model.Base]bool)
	for _, t := range d.policy.Tables {
		onlyDeclared[t.Fact.Base] = true
	}
	for _, held := range d.lanes {
		for _, h := range held {
			onlyDeclared[h.base] = false
		}
	}
	for _, b := range d.allBases {
		if !onlyDeclared[b] {
			d.policy.Bases = append(d.policy.Bases, b)
		}
	}
	for _, u := range d.policy.Users {
		for _, member := range u.Teams {
			t := member.Team
			t.Members = append(t.Members, u)
			t.MemberSpans = append(t.MemberSpans, member.Span)
		}
	}
}
