package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A company is a policy that can be written with some business units put together, and without some roles: what two rules say would not
// change anything is done here, and compared cell by cell.
type company struct {
	parents   []int // of each business unit; the root's is -1
	levels    [][4]string
	teamOnly  []bool
	users     []principal
	teams     []principal
	members   [][]int
	everybody [][]assignment // of each default team
}

type principal struct {
	unit int
	all  []assignment
}

type assignment struct{ role, unit int }

// The cells that roles of a company have.
var companyCells = [4]struct {
	table string
	verb  privilege.Verb
}{{"account", privilege.Read}, {"account", privilege.Write}, {"contact", privilege.Read}, {"systemuser", privilege.Read}}

func drawCompany(t *rapid.T, defaultTeams, teamOnly bool) company {
	var c company
	for i := range rapid.IntRange(2, 5).Draw(t, "units") {
		c.parents = append(c.parents, rapid.IntRange(min(0, i-1), i-1).Draw(t, "parent"))
	}
	cells := rapid.SampledFrom([]int{1, 1, 2, 4}).Draw(t, "cells") // few, so that not everything is told apart by something
	for range rapid.IntRange(2, 3).Draw(t, "roles") {
		var levels [4]string
		for cell := range cells {
			names := []string{"", "user", "business_unit", "parent_child", "organization"}
			if companyCells[cell].table == "systemuser" {
				names = []string{"", "business_unit", "parent_child", "organization"}
			}
			levels[cell] = rapid.SampledFrom(names).Draw(t, "level")
		}
		c.levels = append(c.levels, levels)
		c.teamOnly = append(c.teamOnly, teamOnly && rapid.Bool().Draw(t, "team only"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "users") {
		c.users = append(c.users, c.drawPrincipal(t))
	}
	for range rapid.IntRange(0, 1).Draw(t, "teams") {
		c.teams = append(c.teams, c.drawPrincipal(t))
		var members []int
		for u := range c.users {
			if rapid.Bool().Draw(t, "member") {
				members = append(members, u)
			}
		}
		c.members = append(c.members, members)
	}
	c.everybody = make([][]assignment, len(c.parents))
	if defaultTeams {
		for u := range c.parents {
			c.everybody[u] = c.drawAssignments(t, 1)
		}
	}
	return c
}

func (c *company) drawPrincipal(t *rapid.T) principal {
	return principal{rapid.IntRange(0, len(c.parents)-1).Draw(t, "unit"), c.drawAssignments(t, 4)}
}

func (c *company) drawAssignments(t *rapid.T, most int) []assignment {
	var all []assignment
	for range rapid.IntRange(0, most).Draw(t, "assignments") {
		all = append(all, assignment{rapid.IntRange(0, len(c.levels)-1).Draw(t, "role"), rapid.IntRange(0, len(c.parents)-1).Draw(t, "anchor")})
	}
	return all
}

// A variant is how a company is written: into which business unit each goes, and which roles are assigned.
type variant struct {
	into  []int
	keeps func(role int) bool
	forms bool // cells are compared in their form, and those of default teams too: nobody is put together with anybody
}

func (c *company) asItIs() variant {
	v := variant{keeps: func(int) bool { return true }}
	for u := range c.parents {
		v.into = append(v.into, u)
	}
	return v
}

func (c *company) policy(v variant) string {
	var s strings.Builder
	s.WriteString("environment \"e\" { ownership_across_business_units = true }\n")
	everybody := make([][]assignment, len(c.parents))
	for u, all := range c.everybody {
		everybody[v.into[u]] = append(everybody[v.into[u]], all...)
	}
	for u, parent := range c.parents {
		if v.into[u] != u {
			continue
		}
		fmt.Fprintf(&s, "business_unit \"u%d\" {\n", u)
		if parent >= 0 {
			fmt.Fprintf(&s, "parent = business_unit.u%d\n", v.into[parent])
		}
		fmt.Fprintf(&s, "default_team { roles = %s }\n}\n", v.roles(everybody[u]))
	}
	for r, levels := range c.levels {
		grants := map[string]string{}
		for cell, level := range levels {
			if level != "" {
				grants[companyCells[cell].table] += fmt.Sprintf("%s = [%q], ", level, companyCells[cell].verb)
			}
		}
		if levels[0] == levels[1] && levels[0] != "" {
			grants["account"] = levels[0] + ` = ["read", "write"]`
		}
		fmt.Fprintf(&s, "role \"r%d\" {\nmember_inheritance = %q\ngrants {\n", r, map[bool]string{false: "direct_user", true: "team_only"}[c.teamOnly[r]])
		for _, table := range []string{"account", "contact", "systemuser"} {
			fmt.Fprintf(&s, "%s = { %s }\n", table, grants[table])
		}
		s.WriteString("}\n}\n")
	}
	for i, u := range c.users {
		fmt.Fprintf(&s, "user \"p%d\" {\nbusiness_unit = business_unit.u%d\nroles = %s\n}\n", i, v.into[u.unit], v.roles(u.all))
	}
	for i, team := range c.teams {
		var members []string
		for _, m := range c.members[i] {
			members = append(members, fmt.Sprintf("user.p%d", m))
		}
		fmt.Fprintf(&s, "team \"t%d\" {\nbusiness_unit = business_unit.u%d\nmembers = [%s]\nroles = %s\n}\n", i, v.into[team.unit], strings.Join(members, ", "), v.roles(team.all))
	}
	return s.String()
}

func (v variant) roles(all []assignment) string {
	var names []string
	for _, a := range all {
		if v.keeps(a.role) {
			names = append(names, fmt.Sprintf("{ role = role.r%d, business_unit = business_unit.u%d }", a.role, v.into[a.unit]))
		}
	}
	slices.Sort(names)
	return "[" + strings.Join(slices.Compact(names), ", ") + "]"
}

// fataler is what tests of both kinds are.
type fataler interface{ Fatalf(string, ...any) }

func build(t fataler, text string) *matrix.Matrix {
	program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
	if diags.HasErrors() {
		t.Fatalf("%s\n%v", text, diags.Sorted()[0].Message)
	}
	return matrix.Build(program.Environments[0])
}

// access is what everybody reaches, of rows in each business unit as it was, owned by nobody in particular or by a default team as it was.
func (c *company) access(t fataler, v variant) []string {
	m := build(t, c.policy(v))
	unit := func(u int) string { return fmt.Sprintf("business_unit.u%d", u) }
	within := func(u, above int) bool {
		for ; u >= 0; u = c.parents[u] {
			if v.into[u] == v.into[above] {
				return true
			}
		}
		return false
	}
	var lines []string
	for _, address := range m.Principals(false) {
		p, _ := m.Resolve(address)
		if team := m.Team(p); team != nil && team.Default && !v.forms {
			continue
		}
		for _, cell := range companyCells {
			s := m.Cell(p, cell.table, cell.verb)
			reaches := func(u int) bool {
				all := s.Organization || slices.Contains(s.BusinessUnit, unit(v.into[u]))
				for above := range c.parents {
					all = all || within(v.into[u], v.into[above]) && slices.Contains(s.ParentChild, unit(v.into[above]))
				}
				return all
			}
			for u := range c.parents {
				line := fmt.Sprint(address, cell, u, s.Personal || s.Organization, reaches(u))
				for owner := range c.parents {
					line += fmt.Sprint(" ", reaches(u) || c.owns(m, v, owner, cell.table) && m.User(p) != nil && m.User(p).BusinessUnit.Address == unit(v.into[owner]) &&
						(s.Personal || slices.Contains(s.Teams, unit(v.into[owner])+".default_team")))
				}
				lines = append(lines, line)
			}
			if v.forms {
				lines = append(lines, fmt.Sprint(address, cell, s))
			}
			for _, team := range s.Teams {
				if !strings.HasSuffix(team, "default_team") {
					lines = append(lines, fmt.Sprint(address, cell, team))
				}
			}
		}
	}
	return lines
}

// owns reports whether rows of the default team of a business unit, as it was, can be there.
func (c *company) owns(m *matrix.Matrix, v variant, u int, table string) bool {
	for _, a := range c.everybody[u] {
		for cell, level := range c.levels[a.role] {
			if v.keeps(a.role) && level != "" && companyCells[cell].table == table && companyCells[cell].verb == privilege.Read {
				return true
			}
		}
	}
	return false
}

// merges reports whether the rules say that two business units, the second the first's parent or sibling, could be one, and whether
// nobody's access changes when they are.
func (c *company) merges(t fataler, from, to int) (said, same bool) {
	v := c.asItIs()
	p := build(t, c.policy(v)).Policy()
	b := bordersOf(p, nil)
	number := func(u int) int32 {
		return int32(slices.IndexFunc(p.BusinessUnits, func(x *model.BusinessUnit) bool { return x.Address == fmt.Sprint("business_unit.u", u) }))
	}
	if c.parents[from] == to {
		said = !b.stands[number(from)]
	} else {
		said = b.alike(number(from), number(to))
	}
	before := c.access(t, v)
	v.into[from] = to
	return said, slices.Equal(before, c.access(t, v))
}

func TestBordersAreWhereMergingChangesAccess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		defaultTeams := rapid.Bool().Draw(t, "default teams hold roles")
		c := drawCompany(t, defaultTeams, true)
		x := rapid.IntRange(1, len(c.parents)-1).Draw(t, "one")
		kin := []int{c.parents[x]}
		for y, parent := range c.parents {
			if y != x && parent == c.parents[x] {
				kin = append(kin, y)
			}
		}
		y := rapid.SampledFrom(kin).Draw(t, "its parent or sibling")
		said, same := c.merges(t, x, y)
		if said && !same || said != same && !defaultTeams { // what default teams hold may count where it makes no difference
			t.Fatalf("u%d into u%d: said to be the same %t, is %t\n%s", x, y, said, same, c.policy(c.asItIs()))
		}
	})
}

// Roles of one cell: r0 at user, r1 at business_unit, r2 at parent_child, r3 at organization.
func oneCell(parents []int, held ...assignment) company {
	c := company{parents: parents, teamOnly: make([]bool, 4), everybody: make([][]assignment, len(parents))}
	for _, level := range []string{"user", "business_unit", "parent_child", "organization"} {
		c.levels = append(c.levels, [4]string{level})
	}
	c.users = []principal{{0, held}}
	return c
}

func TestBorders(t *testing.T) {
	const user, local, deep, organization = 0, 1, 2, 3
	star, bush := []int{-1, 0, 0}, []int{-1, 0, 0, 1} // the root and two below it; and one below the first of them
	for _, c := range []struct {
		name     string
		company  company
		from, to int
		same     bool
	}{
		{"nobody reaches anything", oneCell(star), 1, 0, true},
		{"one's own rows lie anywhere", oneCell(star, assignment{user, 1}), 1, 0, true},
		{"one business unit", oneCell(star, assignment{local, 1}), 1, 0, false},
		{"the other one", oneCell(star, assignment{local, 2}), 1, 0, true},
		{"the parent", oneCell(star, assignment{local, 0}), 1, 0, false},
		{"both", oneCell(star, assignment{local, 1}, assignment{local, 0}), 1, 0, true},
		{"all, by another role", oneCell(star, assignment{local, 1}, assignment{organization, 2}), 1, 0, true},
		{"everything below the root", oneCell(star, assignment{deep, 0}), 1, 0, true},
		{"everything below would be more", oneCell(star, assignment{deep, 1}, assignment{local, 0}), 1, 0, false},
		{"everything below would be the same", oneCell(star, assignment{deep, 1}, assignment{local, 0}, assignment{local, 2}), 1, 0, true},
		{"a sibling", oneCell(star, assignment{local, 1}), 1, 2, false},
		{"the parent of both siblings", oneCell(star, assignment{local, 0}), 1, 2, true},
		{"both siblings", oneCell(star, assignment{local, 1}, assignment{local, 2}), 1, 2, true},
		{"both, one twice", oneCell(star, assignment{local, 1}, assignment{deep, 1}, assignment{local, 2}), 1, 2, true},
		{"one twice", oneCell(star, assignment{local, 1}, assignment{deep, 1}), 1, 2, false},
		{"what is below one would be below both", oneCell(bush, assignment{local, 1}, assignment{deep, 2}), 1, 2, false},
		{"what is below one is reached already", oneCell(bush, assignment{deep, 1}, assignment{local, 2}), 1, 2, true},
		{"business units alone", oneCell(bush, assignment{local, 1}, assignment{local, 2}), 1, 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if said, same := c.company.merges(t, c.from, c.to); said != c.same || same != c.same {
				t.Errorf("u%d into u%d: said to be the same %t, is %t, want %t", c.from, c.to, said, same, c.same)
			}
		})
	}
}

func TestASubsumedRoleGivesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		teamOnly := rapid.Bool().Draw(t, "team-only roles")
		c := drawCompany(t, true, teamOnly)
		m := build(t, c.policy(c.asItIs()))
		all := newCoverage(m.Policy(), m.Policy().Roles)
		whole := c.asItIs()
		whole.forms = true
		before := c.access(t, whole)
		role := rapid.IntRange(0, len(c.levels)-1).Draw(t, "role")
		wider := (role + rapid.IntRange(1, len(c.levels)-1).Draw(t, "steps to a wider role")) % len(c.levels)
		r := m.Policy().Roles[role] // by address
		if !all.held[r] {
			return
		}
		without := whole
		without.keeps = func(other int) bool { return other != role }
		if len(all.wider[r]) > 0 && !slices.Equal(before, c.access(t, without)) {
			t.Fatalf("r%d is not part of %v\n%s", role, all.wider[r][0].Name, c.policy(whole))
		}
		both, one := whole, whole // with that alone beside it, its loss is seen if there is any
		both.keeps = func(other int) bool { return other == role || other == wider }
		one.keeps = func(other int) bool { return other == wider }
		said := slices.ContainsFunc(all.wider[r], func(w *model.Role) bool { return w.Name == fmt.Sprint("r", wider) })
		if !said && !teamOnly && len(all.rights[r]) > 0 && slices.Equal(c.access(t, both), c.access(t, one)) {
			t.Fatalf("r%d is part of r%d for everybody\n%s", role, wider, c.policy(whole))
		}
	})
}
