package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// A catalogue is the facts with every table at its base.
type catalogue struct {
	version       string
	bases         []model.Base // by name
	tables        []catalogueTable
	miscellaneous []model.Miscellaneous // by name
	roles         []catalogueRole       // by name
}

type catalogueTable struct {
	fact model.TableFact // without its Base
	base string          // "" of a table without privileges
}

type catalogueRole struct {
	role
	bases []baseRow // by base
}

type baseRow struct {
	base string
	row  letters.Row
}

// A resolver brings tables to bases. What it collects in problems are facts that contradict each other; a catalogue is made of none such.
type resolver struct {
	*facts
	byName   map[string]table
	sharedBy map[string]sharing // by table
	problems []string
}

func (r *resolver) problemf(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func resolve(f *facts) (*catalogue, error) {
	r := &resolver{facts: f, byName: map[string]table{}, sharedBy: map[string]sharing{}}
	r.addTablesWithoutPrivileges()
	for _, t := range r.tables {
		r.byName[t.name] = t
	}
	for _, s := range r.sharing {
		for _, t := range s.tables {
			if _, ok := r.byName[t]; !ok {
				return nil, s.line.errorf("table %s is not in tables.tsv", t)
			}
			r.sharedBy[t] = s
		}
	}
	c := &catalogue{version: f.version, miscellaneous: slices.Clone(f.miscellaneous)}
	slices.SortFunc(c.miscellaneous, func(a, b model.Miscellaneous) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range r.tables {
		r.addTable(c, t)
	}
	slices.SortFunc(c.bases, func(a, b model.Base) int { return strings.Compare(a.Name, b.Name) })
	r.checkNames(c)
	for _, role := range r.roles {
		c.roles = append(c.roles, r.resolveRole(role))
	}
	if len(r.problems) > 0 {
		return nil, fmt.Errorf("the facts contradict each other:\n%s", strings.Join(r.problems, "\n"))
	}
	return c, nil
}

func (r *resolver) addTablesWithoutPrivileges() {
	for name, k := range r.known {
		if k.noPrivileges {
			r.tables = append(r.tables, table{name: name, schema: k.schema, ownership: model.NoPrivileges})
		}
	}
	slices.SortFunc(r.tables, func(a, b table) int { return strings.Compare(a.name, b.name) })
}

func (r *resolver) addTable(c *catalogue, t table) {
	k := r.known[t.name]
	base, guessed := r.baseOf(t)
	schema, _ := r.schemaName(t)
	ct := catalogueTable{base: base, fact: model.TableFact{
		Name: t.name, SchemaName: schema, Ownership: t.ownership, PrimaryName: k.primary, NotAuditable: k.notAudited,
		Activity: base == "Activity" && t.name != "recurrencerule", // a rule is no activity, but shares their privileges
	}}
	c.tables = append(c.tables, ct)
	if base == "" {
		return
	}
	lead := t
	if s, ok := r.sharedBy[t.name]; ok {
		lead = r.byName[s.tables[0]]
		r.checkShared(t, lead, base)
	}
	legal, ok := r.legal(lead)
	if !ok {
		r.problemf("table %s: class %q is not in levels.tsv", lead.name, lead.class)
	}
	i := slices.IndexFunc(c.bases, func(b model.Base) bool { return b.Name == base })
	if i < 0 {
		i = len(c.bases)
		c.bases = append(c.bases, model.Base{Name: base, Guessed: guessed, Ownership: lead.ownership, Legal: legal})
	} else if r.sharedBy[t.name].base == "" {
		r.problemf("tables %s and %s have base %s, but sharing.tsv does not say so", c.bases[i].Tables[0], t.name, base)
	}
	c.bases[i].Tables = append(c.bases[i].Tables, t.name)
}

// baseOf names a table's base: what sharing.tsv says, what was seen in the wild, the schema name, a guess.
func (r *resolver) baseOf(t table) (base string, guessed bool) {
	s, shared := r.sharedBy[t.name]
	schema, seen := r.schemaName(t)
	switch {
	case shared:
		return s.base, s.guessed
	case t.ownership == model.NoPrivileges:
		return "", false
	case t.base != "":
		return t.base, false
	}
	return schema, !seen
}

// schemaName has the capitals that somebody has seen: in metadata, in well-known names, or in privileges.
func (r *resolver) schemaName(t table) (name string, seen bool) {
	for _, name := range []string{t.schema, r.known[t.name].schema, t.base} {
		if strings.ToLower(name) == t.name {
			return name, true
		}
	}
	return t.name, false
}

// legal are the levels of a dump where there is one, else those of the ownership (semantics S-TB-12, Appendix A).
func (r *resolver) legal(t table) (privilege.Legal, bool) {
	name := t.class
	if name == "" {
		name = map[model.Ownership]string{model.UserOrTeamOwned: "A1", model.OrganizationOwned: "A2"}[t.ownership]
	}
	i := slices.IndexFunc(r.classes, func(c class) bool { return c.name == name })
	if i < 0 {
		return privilege.Legal{}, false
	}
	return r.classes[i].legal, true
}

// checkShared holds a table against the one that lends the base its levels.
func (r *resolver) checkShared(t, lead table, base string) {
	if t.class != "" && t.class != lead.class {
		r.problemf("base %s: table %s has levels %s, table %s has %s", base, lead.name, lead.class, t.name, t.class)
	}
	if t.ownership != lead.ownership && t.ownership != model.NoPrivileges {
		r.problemf("base %s: table %s is %s-owned, table %s is %s-owned", base, lead.name, lead.ownership, t.name, t.ownership)
	}
	if t.base != "" && t.base != base {
		r.problemf("base %s: table %s was seen with base %s", base, t.name, t.base)
	}
}

// checkNames refuses names that one could not tell apart, because names are compared without case.
func (r *resolver) checkNames(c *catalogue) {
	seen := map[string]bool{}
	for _, b := range c.bases {
		if low := strings.ToLower(b.Name); seen[low] {
			r.problemf("base %s stands twice, in other capitals", b.Name)
		} else {
			seen[low] = true
		}
	}
	for i, t := range c.tables {
		if i > 0 && c.tables[i-1].fact.Name == t.fact.Name {
			r.problemf("table %s stands twice", t.fact.Name)
		}
	}
}

// resolveRole brings a role's rows to bases. Tables of one base carry the same levels in every role: they show the same privileges.
func (r *resolver) resolveRole(role role) catalogueRole {
	cr := catalogueRole{role: role}
	first := map[string]roleRow{}
	count := map[string]int{}
	for _, rr := range role.rows {
		t, ok := r.byName[rr.table]
		base, _ := r.baseOf(t)
		if !ok || base == "" {
			r.problemf("role %s grants on table %s, which has no privileges", role.name, rr.table)
			continue
		}
		count[base]++
		if f, seen := first[base]; !seen {
			first[base] = rr
			cr.bases = append(cr.bases, baseRow{base, rr.row})
		} else if f.row != rr.row {
			r.problemf("role %s, base %s: %s on table %s, %s on table %s", role.name, base, f.row, f.table, rr.row, rr.table)
		}
	}
	for _, s := range r.sharing {
		if n := r.dumped(s); count[s.base] != 0 && count[s.base] != n {
			r.problemf("role %s grants on %d of the %d tables of base %s", role.name, count[s.base], n, s.base)
		}
	}
	slices.SortFunc(cr.bases, func(a, b baseRow) int { return strings.Compare(a.base, b.base) })
	return cr
}

// dumped counts the tables of a base that the role dumps speak about.
func (r *resolver) dumped(s sharing) int {
	var n int
	for _, t := range s.tables {
		if r.byName[t].origin == "dump" {
			n++
		}
	}
	return n
}
