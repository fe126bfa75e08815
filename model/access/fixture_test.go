package access_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A fixture builds a policy by hand, and rows. What a test does not make does not exist.
type fixture struct {
	p    *model.Policy
	file *source.File
	rows map[string]*access.Row
}

// tree is the fixture F2 of the semantics: root, north and south below it, north1 below north, a user in each (two in north), and an account
// of each user, called after its owner.
func tree() *fixture {
	f := &fixture{p: &model.Policy{}, file: &source.File{Name: "policy.dv.hcl"}, rows: map[string]*access.Row{}}
	f.p.Environment = model.Environment{Name: "prod", AlwaysMove: true}
	root := f.unit("root", nil)
	north := f.unit("north", root)
	south := f.unit("south", root)
	north1 := f.unit("north1", north)
	for at, u := range []*model.BusinessUnit{root, north, north1, south} { // pre-order
		u.First, u.Last = at, at
		f.p.BusinessUnits = append(f.p.BusinessUnits, u)
	}
	root.Last, north.Last = 3, 2
	for _, u := range []struct {
		label string
		unit  *model.BusinessUnit
	}{{"r", root}, {"n", north}, {"n2", north}, {"n1", north1}, {"s", south}} {
		f.user(u.label, u.unit)
		f.row("a"+u.label, "account", f.pr(u.label))
	}
	return f
}

// matrixMode is the fixture in matrix mode.
func (f *fixture) matrixMode() *fixture {
	f.p.Environment.Matrix, f.p.Environment.Recompute = true, true
	return f
}

// teams is F3: TS and TS2 in south, an account at of TS, and an access team AX.
func (f *fixture) teams() *fixture {
	f.team("TS", "south", "n", "s")
	f.team("TS2", "south", "n")
	f.team("AX", "root", "n").Type = model.AccessTeam
	f.row("at", "account", f.pr("TS"))
	return f
}

func (f *fixture) line() source.Span {
	start := int32(len(f.file.Text))
	f.file.Text = append(f.file.Text, "something\n"...)
	return source.Span{File: f.file, Start: start, End: start + 9}
}

func (f *fixture) unit(label string, parent *model.BusinessUnit) *model.BusinessUnit {
	u := &model.BusinessUnit{Address: "business_unit." + label, Name: label, Parent: parent, Span: f.line()}
	u.DefaultTeam = &model.Team{Address: u.Address + ".default_team", Default: true, BusinessUnit: u, Complete: true, Span: u.Span}
	f.p.Teams = append(f.p.Teams, u.DefaultTeam)
	return u
}

func (f *fixture) user(label string, u *model.BusinessUnit) *model.User {
	user := &model.User{Address: "user." + label, BusinessUnit: u, Enabled: true, Licensed: true, Span: f.line()}
	f.p.Users = append(f.p.Users, user)
	return user
}

func (f *fixture) team(label, unit string, members ...string) *model.Team {
	t := &model.Team{Address: "team." + label, BusinessUnit: f.bu(unit), Complete: true, Span: f.line()}
	f.p.Teams = append(f.p.Teams, t)
	for _, m := range members {
		f.join(label, m)
	}
	return t
}

func (f *fixture) join(team, user string) {
	t, u, span := f.pr(team).Team(), f.pr(user).User(), f.line()
	t.Members, t.MemberSpans = append(t.Members, u), append(t.MemberSpans, span)
	u.Teams = append(u.Teams, model.Membership{Team: t, Span: span})
}

func (f *fixture) row(name, table string, owner access.Principal) *access.Row {
	r := &access.Row{Name: name, Table: table, Owner: owner}
	f.rows[name] = r
	return r
}

// bu finds a business unit by its label.
func (f *fixture) bu(label string) *model.BusinessUnit {
	return find(f.p.BusinessUnits, "business_unit."+label, func(u *model.BusinessUnit) string { return u.Address })
}

// pr finds a principal by its label: small letters are users, large ones teams; default:south is a default team.
func (f *fixture) pr(label string) access.Principal {
	if unit, ok := strings.CutPrefix(label, "default:"); ok {
		return access.Team(f.bu(unit).DefaultTeam)
	}
	if label == "organization" {
		return access.Organization()
	}
	if strings.ToUpper(label[:1]) == label[:1] {
		return access.Team(find(f.p.Teams, "team."+label, func(t *model.Team) string { return t.Address }))
	}
	return access.User(find(f.p.Users, "user."+label, func(u *model.User) string { return u.Address }))
}

func find[T any](list []*T, address string, of func(*T) string) *T {
	i := slices.IndexFunc(list, func(x *T) bool { return of(x) == address })
	if i < 0 {
		panic("no " + address)
	}
	return list[i]
}

var levels = map[string]privilege.Level{"B": privilege.User, "L": privilege.BusinessUnit, "D": privilege.ParentChild, "G": privilege.Organization}

// base finds or makes a base, which is called after its table.
func (f *fixture) base(table string) *model.Base {
	for _, b := range f.p.Bases {
		if b.Tables[0] == table {
			return b
		}
	}
	b := &model.Base{Name: table, Tables: []string{table}, Ownership: model.UserOrTeamOwned}
	switch table {
	case "position":
		b.Ownership = model.OrganizationOwned
	case "systemuser", "businessunit":
		b.Ownership = model.BusinessUnitOwned
	}
	for _, v := range privilege.Verbs() {
		if b.Ownership == model.UserOrTeamOwned || v < privilege.Assign {
			b.Legal[v] = privilege.AllLevels
		}
	}
	f.p.Bases = append(f.p.Bases, b)
	slices.SortFunc(f.p.Bases, func(a, b *model.Base) int { return cmp.Compare(a.Name, b.Name) })
	return b
}

// role makes a role of grants as in "account read B". The first word may be i0.
func (f *fixture) role(grants ...string) *model.Role {
	r := &model.Role{Address: fmt.Sprintf("role.r%02d", len(f.p.Roles)), Complete: true, Inheritance: model.DirectUser, Span: f.line()}
	f.p.Roles = append(f.p.Roles, r)
	for _, g := range grants {
		if g == "i0" {
			r.Inheritance = model.TeamOnly
			continue
		}
		words := strings.Fields(g)
		for _, name := range words[1 : len(words)-1] {
			v, ok := privilege.ParseVerb(name)
			if !ok {
				panic(name)
			}
			r.Grants = append(r.Grants, model.Grant{Base: f.base(words[0]), Verb: v, Level: levels[words[len(words)-1]], Table: words[0], Span: f.line()})
		}
	}
	return r
}

// give gives a principal a role, measured from its own business unit.
func (f *fixture) give(to string, grants ...string) *model.Role { return f.giveAt(to, "", grants...) }

func (f *fixture) giveAt(to, unit string, grants ...string) *model.Role {
	r, p := f.role(grants...), f.pr(to)
	f.assign(p, r, unit)
	return r
}

func (f *fixture) assign(p access.Principal, r *model.Role, unit string) {
	a := model.Assignment{Role: r, Span: f.line()}
	if unit != "" {
		a.Anchor = f.bu(unit)
	}
	if u := p.User(); u != nil {
		a.Anchor = cmp.Or(a.Anchor, u.BusinessUnit)
		u.Assignments = append(u.Assignments, a)
		return
	}
	t := p.Team()
	a.Anchor = cmp.Or(a.Anchor, t.BusinessUnit)
	t.Assignments = append(t.Assignments, a)
}

func (f *fixture) share(row, with string, verbs ...privilege.Verb) {
	f.rows[row].Shares = append(f.rows[row].Shares, access.Share{With: f.pr(with), Rights: access.RightsOf(verbs...), Span: f.line()})
}

func (f *fixture) world() *access.World { return access.New(f.p) }

// The operations of the examples.
func (f *fixture) do(a access.Action, row string) access.Operation {
	return access.Operation{Do: a, Row: f.rows[row]}
}

func (f *fixture) raw(v privilege.Verb, row string) access.Operation {
	return access.Operation{Do: access.RawRight, Verb: v, Row: f.rows[row]}
}

func (f *fixture) create(table, owner, unit string) access.Operation {
	r := &access.Row{Name: "new", Table: table}
	if owner != "" {
		r.Owner = f.pr(owner)
	}
	if unit != "" {
		r.BusinessUnit = f.bu(unit)
	}
	return access.Operation{Do: access.CreateRow, Row: r}
}

func (f *fixture) to(a access.Action, row, principal string) access.Operation {
	o := f.do(a, row)
	o.To = f.pr(principal)
	return o
}

func (f *fixture) link(row, other string) access.Operation {
	o := f.do(access.LinkRow, row)
	o.Other = f.rows[other]
	return o
}

func (f *fixture) column(a access.Action, row, column string) access.Operation {
	o := f.do(a, row)
	o.Column = column
	return o
}

// can checks one answer, and that it is disputed by the points named and no others.
func (f *fixture) can(t *testing.T, who string, o access.Operation, want bool, disputed ...string) access.Answer {
	t.Helper()
	w := f.world()
	a := w.Can(f.pr(who), o)
	checkAnswer(t, who, o, a, want, disputed)
	if quick := w.Allows(f.pr(who), o); quick != a.Allowed {
		t.Errorf("%s, %s: Can says %t, Allows %t", who, o.Do, a.Allowed, quick)
	}
	return a
}

func checkAnswer(t *testing.T, who string, o access.Operation, a access.Answer, want bool, disputed []string) {
	t.Helper()
	if a.Allowed != want || !slices.Equal(a.Disputed, disputed) {
		t.Errorf("%s, %s: %t, disputed by %v; want %t, disputed by %v\n%s", who, o.Do, a.Allowed, a.Disputed, want, disputed, explained(a))
	}
	if missing := a.Missing(); (missing == nil) != a.Allowed || missing != nil && missing.Why == "" {
		t.Errorf("%s, %s: %t, but the needs say\n%s", who, o.Do, a.Allowed, explained(a))
	}
	for _, n := range a.Needs {
		if len(n.Ways) > 0 && !n.Met {
			t.Errorf("%s, %s: %s is not met, but has ways", who, o.Do, n.What)
		}
	}
}

func explained(a access.Answer) string {
	var lines []string
	for _, n := range a.Needs {
		lines = append(lines, fmt.Sprintf("  %s: %t %s", n.What, n.Met, n.Why))
		for _, w := range n.Ways {
			lines = append(lines, "    "+w.String())
		}
	}
	return strings.Join(lines, "\n")
}

// reads are the rows that a principal reads, by name.
func (f *fixture) reads(t *testing.T, who string, want ...string) {
	t.Helper()
	w := f.world()
	var got []string
	for name, r := range f.rows {
		if w.Can(f.pr(who), access.Operation{Do: access.ReadRow, Row: r}).Allowed {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s reads %v, want %v", who, got, want)
	}
}
