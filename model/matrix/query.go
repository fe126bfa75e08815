package matrix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A Filter says what is asked about.
type Filter struct {
	Table     string           // logical name; "" is every table
	Verbs     []privilege.Verb // none is every verb
	Privilege string           // a privilege by name, instead of table and verb: prvReadAccount, prvExportToExcel; capitals do not matter
	Grants    bool             // of a role, its grants as written
}

// An Answer to what-can or who-can, as JSON that tools build on.
type Answer struct {
	Format      string         `json:"format"`
	Version     int            `json:"version"`
	Environment string         `json:"environment"`
	Rows        []Row          `json:"rows"`
	Privileges  []string       `json:"privileges"` // miscellaneous ones that the principal holds, sorted
	Columns     []ColumnAccess `json:"columns"`
	Notes       []string       `json:"notes"`           // sorted
	Grants      []WrittenGrant `json:"grants,omitzero"` // of a role, where they were asked for
}

// A Row is one cell that has access. It is about a table and a verb, or about a miscellaneous privilege.
type Row struct {
	Principal string `json:"principal"`
	Table     string `json:"table,omitempty"`
	Verb      string `json:"verb,omitempty"`
	Privilege string `json:"privilege,omitempty"`
	Level     string `json:"level"`
	Scope     Scope  `json:"scope"`
}

// A WrittenGrant is one privilege of a role, and where it was written.
type WrittenGrant struct {
	Privilege string `json:"privilege"`
	Level     string `json:"level"`
	Address   string `json:"address"`
	Place
}

func (m *Matrix) answer() Answer {
	return Answer{
		Format: "dvpolicy/query", Version: 1, Environment: m.policy.Environment.Name,
		Rows: []Row{}, Privileges: []string{}, Columns: []ColumnAccess{},
	}
}

// WhatCan is everything that a principal may do. Rows are sorted by table, then verb. The filter narrows rows and columns; the
// miscellaneous privileges are always all of them, unless a privilege was asked for.
func (m *Matrix) WhatCan(p Principal, f Filter) Answer {
	a := m.answer()
	t := m.target(f)
	a.Rows = m.rows(a.Rows, p, t)
	if f.Privilege == "" {
		a.Privileges = append(a.Privileges, m.privileges(p)...)
		a.Columns = append(a.Columns, m.columns(p, f.Table)...)
	} else if t.privilege != "" && m.holds(p, t.privilege) != privilege.None {
		a.Privileges = append(a.Privileges, t.privilege)
	}
	if f.Grants && p.kind == Role {
		a.Grants = m.writtenGrants(p, f, t)
	}
	n := m.newNotes(t)
	n.question()
	if f.Privilege == "" || t.privilege != "" || t.empty() {
		n.incompleteRoles(p)
	}
	n.about(p)
	a.Notes = n.sorted()
	return a
}

// WhoCan is everybody who may do what the filter names. Roles are listed when wanted, or when the policy declares no principals.
// Rows are sorted by principal, then table, then verb.
func (m *Matrix) WhoCan(f Filter, roles bool) Answer {
	a := m.answer()
	t := m.target(f)
	n := m.newNotes(t)
	n.question()
	n.hierarchy()
	for _, p := range m.all(roles || !m.declaresPrincipals()) {
		before := len(a.Rows)
		a.Rows = m.rows(a.Rows, p, t)
		if len(a.Rows) > before {
			n.limits(p)
		}
		if t.privilege != "" || t.empty() {
			n.incompleteRoles(p)
		}
	}
	a.Notes = n.sorted()
	return a
}

// A target is what a filter comes to in this matrix: tables and verbs, or a miscellaneous privilege.
type target struct {
	cells     []cell // by table, then verb
	privilege string
	unknown   string // what was asked about, where no role grants it
}

type cell struct {
	table string
	base  int32
	verb  privilege.Verb
}

func (t *target) empty() bool { return len(t.cells) == 0 && t.privilege == "" }

func (m *Matrix) target(f Filter) target {
	if f.Privilege != "" {
		return m.privilegeTarget(f)
	}
	if f.Table != "" && !m.HasTable(f.Table) {
		return target{unknown: fmt.Sprintf("anything on table %q", f.Table)}
	}
	verbs := f.Verbs
	if len(verbs) == 0 {
		verbs = privilege.Verbs()
	}
	tables := []string{f.Table}
	if f.Table == "" {
		tables = m.Tables()
	}
	var t target
	for _, table := range tables {
		for _, v := range verbs {
			t.cells = append(t.cells, cell{table, m.tableBase[table], v})
		}
	}
	return t
}

// privilegeTarget: miscellaneous names come first, since some look like a verb and a base (semantics S-PN-03).
func (m *Matrix) privilegeTarget(f Filter) target {
	for _, r := range m.roles {
		for _, held := range r.Privileges {
			if strings.EqualFold(held.Name, f.Privilege) {
				return target{privilege: held.Name}
			}
		}
	}
	var t target
	for i, b := range m.bases {
		for _, v := range privilege.Verbs() {
			if !strings.EqualFold(b.Privilege(v), f.Privilege) {
				continue
			}
			for _, table := range m.baseTables[i] {
				t.cells = append(t.cells, cell{table, int32(i), v})
			}
		}
	}
	if t.empty() {
		t.unknown = fmt.Sprintf("privilege %q", f.Privilege)
	}
	return t
}

// rows adds those of one principal, in the order of the target.
func (m *Matrix) rows(rows []Row, p Principal, t target) []Row {
	address := m.Address(p)
	for _, c := range t.cells {
		if level := m.level(p, c.base, c.verb); level != privilege.None {
			rows = append(rows, Row{
				Principal: address, Table: c.table, Verb: c.verb.String(), Level: level.String(), Scope: m.scope(p, c.base, c.verb),
			})
		}
	}
	if level := m.holds(p, t.privilege); level != privilege.None {
		everywhere := none() // a miscellaneous privilege is held or not, whatever level it was written at (semantics D-10)
		everywhere.Organization = true
		rows = append(rows, Row{Principal: address, Privilege: t.privilege, Level: level.String(), Scope: everywhere})
	}
	return rows
}

// privileges are the miscellaneous ones that a principal holds through any role, its own or a team's (semantics S-EF-35).
func (m *Matrix) privileges(p Principal) []string {
	var names []string
	for _, r := range m.rolesOf(p) {
		for _, held := range m.roles[r].Privileges {
			names = append(names, held.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// holds is the widest level at which a principal was given a miscellaneous privilege, None where it holds it through no role.
func (m *Matrix) holds(p Principal, name string) privilege.Level {
	widest := privilege.None
	if name == "" {
		return widest
	}
	for _, r := range m.rolesOf(p) {
		for _, held := range m.roles[r].Privileges {
			if held.Name == name {
				widest = max(widest, held.Level)
			}
		}
	}
	return widest
}

// rolesOf are the roles that reach a principal by any way, sorted.
func (m *Matrix) rolesOf(p Principal) []int32 {
	var c class
	switch p.kind {
	case Role:
		return m.rolesIn(m.roleEntry[p.index].set)
	case Team:
		c = m.classes[m.ofTeam[p.index]]
	case User:
		c = m.classes[m.ofUser[p.index]]
	}
	return m.classRoles[c.roles.from:c.roles.to]
}

// writtenGrants are a role's privileges as written, each once, sorted. Of several lines that grant the same, the first counts.
func (m *Matrix) writtenGrants(p Principal, f Filter, t target) []WrittenGrant {
	r := m.roles[p.index]
	asked := make(map[string]bool)
	for _, c := range t.cells {
		asked[m.bases[c.base].Privilege(c.verb)] = true
	}
	grants := []WrittenGrant{}
	for _, g := range r.Grants {
		if name := g.Base.Privilege(g.Verb); asked[name] {
			grants = append(grants, WrittenGrant{name, g.Level.String(), r.Address, grantPlace(r, g.Span)})
		}
	}
	everything := f.Table == "" && len(f.Verbs) == 0 && f.Privilege == ""
	for _, held := range r.Privileges {
		if everything || t.privilege == held.Name {
			grants = append(grants, WrittenGrant{held.Name, held.Level.String(), r.Address, grantPlace(r, held.Span)})
		}
	}
	slices.SortFunc(grants, func(a, b WrittenGrant) int {
		return cmp.Or(cmp.Compare(a.Privilege, b.Privilege), a.compare(b.Place))
	})
	return slices.CompactFunc(grants, func(a, b WrittenGrant) bool { return a.Privilege == b.Privilege })
}
