package matrix

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// benchmarkWorld has memberships at random, so that classes hardly repeat: worse than a real tenant.
func benchmarkWorld(units, roles, tables, users, teams int) *world {
	r := rand.New(rand.NewPCG(1, 2))
	w := newWorld()
	w.unit("u0", nil)
	for i := 1; i < units; i++ {
		w.unit(fmt.Sprint("u", i), w.p.BusinessUnits[r.IntN(i)])
	}
	for i := range tables {
		w.base(fmt.Sprint("table", i))
	}
	for i := range roles {
		role := w.role(fmt.Sprint("r", i))
		role.Inheritance = model.MemberInheritance(r.IntN(3))
		first := r.IntN(tables)
		for j := range min(tables, 50+r.IntN(350)) {
			base, line := w.p.Bases[(first+j)%tables], w.line()
			for v := range privilege.Verb(6) {
				if level := privilege.Level(r.IntN(5)); level > privilege.None {
					role.Grants = append(role.Grants, model.Grant{Base: base, Verb: v, Level: level, Table: base.Tables[0], Span: line})
				}
			}
		}
	}
	anchor := func(own *model.BusinessUnit) *model.BusinessUnit {
		if r.IntN(4) > 0 {
			return own
		}
		return w.p.BusinessUnits[r.IntN(units)]
	}
	for i := range users {
		own := w.p.BusinessUnits[r.IntN(units)]
		u := w.user(fmt.Sprintf(`staff["u%d@woodgrove.example"]`, i), own)
		u.UPN, u.Name = assumedUPN(u.Address), "staff"
		for range 1 + r.IntN(3) {
			w.assign(&u.Assignments, w.p.Roles[r.IntN(roles)], anchor(own))
		}
	}
	for i := range teams {
		own := w.p.BusinessUnits[r.IntN(units)]
		t := w.team(fmt.Sprint("t", i), own)
		for range 1 + r.IntN(2) {
			w.assign(&t.Assignments, w.p.Roles[r.IntN(roles)], anchor(own))
		}
	}
	for _, u := range w.p.Users {
		if r.IntN(2) == 0 {
			w.join(w.p.Teams[units+r.IntN(teams)], u)
		}
	}
	w.order()
	return w
}

var worlds = map[string]*world{}

func large(b *testing.B) *world { return worldOf(b, "L", 1000, 500, 2500, 100_000, 3000) }

func worldOf(b *testing.B, name string, units, roles, tables, users, teams int) *world {
	b.Helper()
	if worlds[name] == nil {
		worlds[name] = benchmarkWorld(units, roles, tables, users, teams)
	}
	b.ResetTimer()
	return worlds[name]
}

func BenchmarkBuild(b *testing.B) {
	w := large(b)
	for b.Loop() {
		Build(w.p)
	}
}

func BenchmarkEncode(b *testing.B) {
	m := Build(large(b).p)
	for b.Loop() {
		if err := m.Encode(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(m.encoded()))/1e6, "MB")
	b.ReportMetric(float64(len(m.classes)), "classes")
}

func BenchmarkDecode(b *testing.B) {
	data := Build(large(b).p).encoded()
	for b.Loop() {
		if _, err := Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLevel(b *testing.B) {
	w := large(b)
	m := Build(w.p)
	r := rand.New(rand.NewPCG(3, 4))
	type question struct{ principal, table string }
	var questions [1 << 16]question
	for i := range questions {
		u, base := w.p.Users[r.IntN(len(w.p.Users))], w.p.Bases[r.IntN(len(w.p.Bases))]
		questions[i] = question{strings.Clone(u.Address), strings.Clone(base.Tables[0])}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		q := &questions[i%len(questions)]
		m.Level(q.principal, q.table, privilege.Read)
		i++
	}
}

func BenchmarkCell(b *testing.B) {
	w := large(b)
	m := Build(w.p)
	r := rand.New(rand.NewPCG(3, 4))
	for b.Loop() {
		p := Principal{User, int32(r.IntN(len(m.users)))}
		m.Cell(p, w.p.Bases[r.IntN(len(w.p.Bases))].Tables[0], privilege.Read)
	}
}

func BenchmarkWhoCan(b *testing.B) {
	m := Build(large(b).p)
	for b.Loop() {
		m.WhoCan(Filter{Table: "table7", Verbs: []privilege.Verb{privilege.Delete}}, false)
	}
}

// BenchmarkXL is the largest policy that the project promises to handle.
func BenchmarkXL(b *testing.B) {
	w := worldOf(b, "XL", 5000, 1000, 4000, 500_000, 20_000)
	size := 0
	for b.Loop() {
		size = len(Build(w.p).encoded())
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}
