package compiler_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// On rows without shares, where no hierarchy and nothing disputed decides, access is what the matrix says; and who-can lists exactly those
// who reach some row.
func TestProveRowsAgreeWithTheMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := world.Draw(t)
		program, _ := compiler.Compile(input.Memory(drawn.Files(nil)))
		for _, p := range program.Environments {
			m, w := matrix.Build(p), access.New(p)
			for _, b := range p.Bases {
				rows := plainRows(p, b.Tables[0])
				for _, v := range privilege.Verbs() {
					checkPlainRows(t, m, w, p, b, v, rows)
				}
			}
		}
	})
}

// plainRows are a row of everybody's, or of every business unit.
func plainRows(p *model.Policy, table string) []access.Row {
	var rows []access.Row
	for _, u := range p.Users {
		rows = append(rows, access.Row{Table: table, Owner: access.User(u), BusinessUnit: u.BusinessUnit})
	}
	for _, t := range p.Teams {
		if t.Type.OwnsRows() {
			rows = append(rows, access.Row{Table: table, Owner: access.Team(t), BusinessUnit: t.BusinessUnit})
		}
	}
	return rows
}

func checkPlainRows(t *rapid.T, m *matrix.Matrix, w *access.World, p *model.Policy, b *model.Base, v privilege.Verb, rows []access.Row) {
	var reaching []string
	for _, who := range principalsOf(p) {
		scope := m.Cell(principal(m, who.Address()), b.Tables[0], v)
		any := false
		for _, row := range rows {
			got, want := w.Allows(who, access.Operation{Do: access.RawRight, Verb: v, Row: &row}), scopeCovers(p, b, scope, who, &row)
			if any = any || got; got != want {
				t.Fatalf("%s, %s on a row of %s that %s owns: %t, the matrix says %+v", who.Address(), v, b.Tables[0], row.Owner.Address(), got, scope)
			}
		}
		if any {
			reaching = append(reaching, who.Address())
		}
	}
	var listed []string
	for _, r := range m.WhoCan(matrix.Filter{Table: b.Tables[0], Verbs: []privilege.Verb{v}}, false).Rows {
		listed = append(listed, r.Principal)
	}
	if slices.Sort(reaching); len(p.Users)+len(p.Teams) > len(p.BusinessUnits) && !slices.Equal(reaching, listed) {
		t.Fatalf("%s on %s: who-can lists %v, who reaches a row are %v", v, b.Tables[0], listed, reaching)
	}
}

func principalsOf(p *model.Policy) []access.Principal {
	var all []access.Principal
	for _, u := range p.Users {
		all = append(all, access.User(u))
	}
	for _, t := range p.Teams {
		all = append(all, access.Team(t))
	}
	return all
}

// scopeCovers reads a cell of the matrix for one row, whose business unit is its owner's.
func scopeCovers(p *model.Policy, b *model.Base, s matrix.Scope, who access.Principal, row *access.Row) bool {
	if b.Ownership == model.OrganizationOwned {
		return s.Level() != privilege.None
	}
	if s.Organization || slices.Contains(s.BusinessUnit, row.BusinessUnit.Address) {
		return true
	}
	for u := row.BusinessUnit; u != nil; u = u.Parent {
		if slices.Contains(s.ParentChild, u.Address) {
			return true
		}
	}
	if b.Ownership == model.BusinessUnitOwned {
		return false
	}
	mine := row.Owner == who
	if u, t := who.User(), row.Owner.Team(); u != nil && t != nil {
		mine = t.Default && t.BusinessUnit == u.BusinessUnit || slices.ContainsFunc(u.Teams, func(m model.Membership) bool { return m.Team == t })
	}
	return mine && s.Personal || slices.Contains(s.Teams, row.Owner.Address()) && mine
}

// A share more, or a policy that gives more, takes nothing away.
func TestProveAddingNeverTakesAccess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range drawnRows(t) {
			a := c.drawn.DrawAsk(t, c.policy.Environment.Name, c.rows)
			o := c.operation(a)
			if !c.w.Allows(c.find(a.Principal), o) {
				continue
			}
			more := *o.Row
			more.Shares = append(slices.Clone(more.Shares), access.Share{
				With: c.find(rapid.SampledFrom(c.principals()).Draw(t, "shared with")), Rights: access.Rights(rapid.Uint8().Draw(t, "rights")),
			})
			if o.Row = &more; !c.w.Allows(c.find(a.Principal), o) {
				t.Fatalf("%+v: a share with %s took it away\n%s", a, more.Shares[len(more.Shares)-1].With.Address(), c)
			}
			c.widen(t)
			if !access.New(c.policy).Allows(c.find(a.Principal), o) {
				t.Fatalf("%+v: one more role took it away\n%s", a, c)
			}
		}
	})
}

// widen gives somebody one more role of the policy.
func (c *rowCase) widen(t *rapid.T) {
	role := rapid.SampledFrom(c.policy.Roles).Draw(t, "role")
	who := c.find(rapid.SampledFrom(c.principals()).Draw(t, "holder"))
	a := model.Assignment{Role: role, Anchor: rapid.SampledFrom(c.policy.BusinessUnits).Draw(t, "anchor")}
	if u := who.User(); u != nil {
		u.Assignments = append(slices.Clone(u.Assignments), a)
	} else {
		who.Team().Assignments = append(slices.Clone(who.Team().Assignments), a)
	}
}

// What things are called decides nothing.
func TestProveNamesDecideNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range drawnRows(t) {
			a := c.drawn.DrawAsk(t, c.policy.Environment.Name, c.rows)
			o, who := c.operation(a), c.find(a.Principal)
			before := c.w.Can(who, o)
			p := c.policy
			for i, u := range p.Users {
				u.Address, u.Name = fmt.Sprintf("user.z%d", len(p.Users)-i), "Z"
			}
			for i, team := range p.Teams {
				team.Address, team.Name = fmt.Sprintf("team.z%d", len(p.Teams)-i), "Z"
			}
			for i, r := range p.Roles {
				r.Address, r.Name = fmt.Sprintf("role.z%d", len(p.Roles)-i), "Z"
			}
			for i, u := range p.BusinessUnits {
				u.Address, u.Name = fmt.Sprintf("business_unit.z%d", len(p.BusinessUnits)-i), "Z"
			}
			after := access.New(p).Can(who, o)
			if before.Allowed != after.Allowed || !slices.Equal(before.Disputed, after.Disputed) || len(before.Unknown) != len(after.Unknown) ||
				len(before.Ways()) != len(after.Ways()) {
				t.Fatalf("%+v:\n%s\nwith other names\n%s\n%s", a, reasoned(before), reasoned(after), c)
			}
		}
	})
}
