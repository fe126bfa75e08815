package matrix

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A naiveTree is where each business unit of a matrix lies, by address.
type naiveTree map[string]string

func treeOf(m *Matrix) naiveTree {
	t := naiveTree{}
	for _, u := range m.policy.BusinessUnits {
		t[u.Address] = ""
		if u.Parent != nil {
			t[u.Address] = u.Parent.Address
		}
	}
	return t
}

func (t naiveTree) below(unit, top string) bool {
	for at, ok := unit, true; ok && at != ""; at = t[at] {
		if at == top {
			return true
		}
		_, ok = t[at]
	}
	return false
}

// naiveIn reports whether a scope reaches a business unit, in the tree of its own policy if that has the unit, else in the other's.
func naiveIn(s Scope, its, others naiveTree, unit string) bool {
	if _, has := its[unit]; !has {
		its = others
	}
	return slices.Contains(s.BusinessUnit, unit) || slices.ContainsFunc(s.ParentChild, func(top string) bool {
		_, has := its[top]
		return has && its.below(unit, top)
	})
}

// naiveCovers is S-EF-34, word by word.
func naiveCovers(x Scope, tx naiveTree, y Scope, ty naiveTree) bool {
	if x.Organization {
		return true
	}
	if y.Organization || y.Personal && !x.Personal {
		return false
	}
	for _, team := range y.Teams {
		if !x.Personal && !slices.Contains(x.Teams, team) {
			return false
		}
	}
	for _, tree := range []naiveTree{tx, ty} {
		for unit := range tree {
			if naiveIn(y, ty, tx, unit) && !naiveIn(x, tx, ty, unit) {
				return false
			}
		}
	}
	return true
}

func naiveChange(from Scope, ta naiveTree, to Scope, tb naiveTree) Change {
	kept, was := naiveCovers(to, tb, from, ta), naiveCovers(from, ta, to, tb)
	nothing := func(s Scope) bool { return s.Level() == privilege.None }
	switch {
	case kept && was:
		return ""
	case nothing(from):
		return Gained
	case nothing(to):
		return Lost
	case kept:
		return Widened
	case was:
		return Narrowed
	}
	return Moved
}

// naiveDiff compares every cell of everybody.
func naiveDiff(a, b *Matrix) []string {
	ta, tb := treeOf(a), treeOf(b)
	var all []string
	for _, who := range addressesOf(a, b) {
		for _, table := range either(a.Tables(), b.Tables()) {
			for _, v := range privilege.Verbs() {
				from, to := cellOf(a, who, table, v), cellOf(b, who, table, v)
				if c := naiveChange(from, ta, to, tb); c != "" {
					all = append(all, fmt.Sprint(who, " ", table, " ", v, " ", c, ": ", short(from), " -> ", short(to)))
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func addressesOf(all ...*Matrix) []string {
	var names []string
	for _, m := range all {
		for _, p := range m.all(false) {
			names = append(names, m.Address(p))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func cellOf(m *Matrix, who, table string, v privilege.Verb) Scope {
	p, ok := m.principals[who]
	if !ok {
		return none()
	}
	return m.Cell(p, table, v)
}

// flat is a diff with a line for each cell of each principal, "own" said in full.
func flat(a, b *Matrix, all []AccessChange) []string {
	var lines []string
	for _, c := range all {
		if c.Kind != TableAccess {
			continue
		}
		for _, who := range c.Principals {
			unit := ""
			for _, m := range []*Matrix{b, a} {
				if p, ok := m.principals[who]; ok && unit == "" {
					if _, owns := m.entries(p); owns != nil {
						unit = owns.Address
					}
				}
			}
			lines = append(lines, fmt.Sprint(who, " ", c.Table, " ", c.Verb, " ", c.Change, ": ", short(inFull(c.From.Scope, unit)), " -> ", short(inFull(c.To.Scope, unit))))
		}
	}
	slices.Sort(lines)
	return lines
}

func inFull(s Scope, unit string) Scope {
	for _, list := range []*[]string{&s.ParentChild, &s.BusinessUnit} {
		*list = slices.Clone(*list)
		for i, name := range *list {
			if name == own {
				(*list)[i] = unit
			}
		}
		slices.Sort(*list)
	}
	return s
}

func TestCompareAgreesWithLookingAtEveryCell(t *testing.T) {
	kinds := map[Change]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, b := randomWorld(t).build(), randomWorld(t).build()
		all := Compare(a, b, false)
		want, got := naiveDiff(a, b), flat(a, b, all)
		if !a.declaresPrincipals() || !b.declaresPrincipals() { // then it is about roles too
			got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "role.") })
		}
		if !slices.Equal(want, got) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for _, c := range all {
			kinds[c.Change]++
			if len(c.Because) == 0 && c.Kind != PrivilegeAccess {
				t.Fatalf("nothing makes %+v", c)
			}
		}
	})
	for _, c := range changes {
		if kinds[c] == 0 {
			t.Errorf("no world had anything %s", c)
		}
	}
}

// What one comparison calls gained, the other way round is lost.
func TestCompareMirrors(t *testing.T) {
	other := map[Change]Change{Gained: Lost, Lost: Gained, Widened: Narrowed, Narrowed: Widened, Moved: Moved}
	rapid.Check(t, func(t *rapid.T) {
		a, b := randomWorld(t).build(), randomWorld(t).build()
		said := func(all []AccessChange, back bool) (lines []string) {
			for _, c := range all {
				if back {
					c.Change, c.From, c.To = other[c.Change], c.To, c.From
				}
				for _, who := range c.Principals {
					lines = append(lines, fmt.Sprintf("%s %s %s %s%s%s %s %+v %+v", c.Kind, who, c.Table, c.Verb, c.Column, c.Privilege, c.Change, c.From, c.To))
				}
			}
			slices.Sort(lines)
			return lines
		}
		there, back := said(Compare(a, b, true), false), said(Compare(b, a, true), true)
		if !slices.Equal(there, back) {
			t.Fatalf("there\n%s\nback\n%s", strings.Join(there, "\n"), strings.Join(back, "\n"))
		}
	})
}

func TestNothingDiffersFromItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := randomWorld(t).build()
		if all := Compare(m, m, true); len(all) > 0 {
			t.Fatalf("%+v", all)
		}
		var artifact strings.Builder
		if err := m.Encode(&artifact); err != nil {
			t.Fatal(err)
		}
		read, err := Decode([]byte(artifact.String()))
		if err != nil {
			t.Fatal(err)
		}
		if all := Compare(m, read, true); len(all) > 0 {
			t.Fatalf("against its artifact: %+v", all)
		}
	})
}

// One edit of a role that many hold, in several business units, is one change, with the grant as its cause.
func TestOneEditIsOneChange(t *testing.T) {
	build := func(level privilege.Level) *Matrix {
		w := newWorld()
		root := w.unit("root", nil)
		account := w.base("account")
		clerk := w.reads("clerk", account, level)
		for i := range 40 {
			w.user(fmt.Sprint("u", i), w.unit(fmt.Sprint("b", i), root), clerk)
		}
		return w.build()
	}
	all := Compare(build(privilege.BusinessUnit), build(privilege.ParentChild), false)
	if len(all) != 0 {
		t.Errorf("no business unit has another below it, and %d changes are seen", len(all))
	}
	all = Compare(build(privilege.User), build(privilege.BusinessUnit), false)
	if len(all) != 1 || len(all[0].Principals) != 40 || all[0].Change != Widened || !slices.Equal(all[0].To.BusinessUnit, []string{own}) {
		t.Fatalf("%+v", all)
	}
	if len(all[0].Because) != 1 || all[0].Because[0].Address != "role.clerk" || all[0].Because[0].Line == 0 {
		t.Errorf("because %+v", all[0].Because)
	}
}

// Each kind of edit is named as the cause of what it changes.
func TestCauses(t *testing.T) {
	type parts struct {
		w           *world
		root, a, b  *model.BusinessUnit
		clerk, boss *model.Role
		ann         *model.User
		team        *model.Team
		account     *model.Base
	}
	start := func() *parts {
		w := newWorld()
		p := &parts{w: w, root: w.unit("root", nil)}
		p.a, p.b = w.unit("a", p.root), w.unit("b", p.root)
		p.account = w.base("account")
		p.clerk, p.boss = w.reads("clerk", p.account, privilege.BusinessUnit), w.reads("boss", p.account, privilege.ParentChild)
		p.ann = w.user("ann", p.a)
		p.team = w.team("t", p.a)
		w.join(p.team, w.user("bob", p.a))
		return p
	}
	for _, test := range []struct {
		name, want string
		edit       func(*parts)
	}{
		{"an assignment", "user.ann", func(p *parts) { p.w.assign(&p.ann.Assignments, p.clerk, p.a) }},
		{"a role of the team", "team.t", func(p *parts) { p.w.assign(&p.team.Assignments, p.clerk, p.a) }},
	} {
		before, after := start(), start()
		test.edit(after)
		all := Compare(before.w.build(), after.w.build(), false)
		if len(all) == 0 || len(all[0].Because) != 1 || all[0].Because[0].Address != test.want || all[0].Because[0].Line == 0 {
			t.Errorf("%s: %+v", test.name, all)
		}
	}
	before, after := start(), start()
	for _, p := range []*parts{before, after} {
		p.w.assign(&p.team.Assignments, p.clerk, p.a)
	}
	after.w.join(after.team, after.ann)
	if all := Compare(before.w.build(), after.w.build(), false); len(all) != 1 || all[0].Because[0].Address != "user.ann" {
		t.Errorf("a membership: %+v", all)
	}
	before, after = start(), start()
	for _, p := range []*parts{before, after} {
		p.w.assign(&p.ann.Assignments, p.boss, p.a)
	}
	after.b.Parent = after.a
	if all := Compare(before.w.build(), after.w.build(), false); len(all) != 1 || all[0].Change != Widened || all[0].Because[0].Address != "business_unit.b" {
		t.Errorf("a business unit that moved: %+v", all)
	}
}
