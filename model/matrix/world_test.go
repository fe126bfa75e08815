package matrix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A world builds a policy by hand. Everything that it declares stands on a line of its own.
type world struct {
	p    *model.Policy
	file *source.File
}

func newWorld() *world {
	file := &source.File{Name: "policy.dv.hcl"}
	w := &world{&model.Policy{Catalogue: "2026-11", Files: []*source.File{file}}, file}
	w.p.Environment = model.Environment{Name: "prod", AlwaysMove: true, Span: w.line()}
	return w
}

func (w *world) line() source.Span {
	start := int32(len(w.file.Text))
	w.file.Text = append(w.file.Text, "something\n"...)
	return source.Span{File: w.file, Start: start, End: start + 9}
}

func (w *world) unit(label string, parent *model.BusinessUnit) *model.BusinessUnit {
	u := &model.BusinessUnit{Address: "business_unit." + label, Name: label, Parent: parent, Span: w.line()}
	u.DefaultTeam = &model.Team{
		Address: u.Address + ".default_team", Name: label, Default: true, BusinessUnit: u, Complete: true, Span: u.Span,
	}
	w.p.BusinessUnits = append(w.p.BusinessUnits, u)
	w.p.Teams = append(w.p.Teams, u.DefaultTeam)
	return u
}

// base is one of the tables, the first of which names it.
func (w *world) base(tables ...string) *model.Base {
	b := &model.Base{Name: strings.ToUpper(tables[0][:1]) + tables[0][1:], Ownership: model.UserOrTeamOwned, Legal: allLegal(), Tables: tables}
	slices.Sort(b.Tables)
	w.p.Bases = append(w.p.Bases, b)
	return b
}

func (w *world) role(label string) *model.Role {
	r := &model.Role{Address: "role." + label, Name: label, Complete: true, Span: w.line()}
	w.p.Roles = append(w.p.Roles, r)
	return r
}

func (w *world) grant(r *model.Role, b *model.Base, level privilege.Level, verbs ...privilege.Verb) *model.Role {
	span := w.line()
	for _, v := range verbs {
		r.Grants = append(r.Grants, model.Grant{Base: b, Verb: v, Level: level, Table: b.Tables[0], Span: span})
	}
	return r
}

func (w *world) reads(label string, b *model.Base, level privilege.Level) *model.Role {
	return w.grant(w.role(label), b, level, privilege.Read)
}

func (w *world) user(label string, unit *model.BusinessUnit, roles ...*model.Role) *model.User {
	u := &model.User{Address: "user." + label, Name: label, BusinessUnit: unit, Enabled: true, Licensed: true, Span: w.line()}
	w.p.Users = append(w.p.Users, u)
	for _, r := range roles {
		w.assign(&u.Assignments, r, unit)
	}
	return u
}

func (w *world) team(label string, unit *model.BusinessUnit, members ...*model.User) *model.Team {
	t := &model.Team{Address: "team." + label, Name: label, BusinessUnit: unit, Complete: true, Span: w.line()}
	w.p.Teams = append(w.p.Teams, t)
	for _, u := range members {
		w.join(t, u)
	}
	return t
}

func (w *world) join(t *model.Team, u *model.User) {
	span := w.line()
	t.Members, t.MemberSpans = append(t.Members, u), append(t.MemberSpans, span)
	u.Teams = append(u.Teams, model.Membership{Team: t, Span: span})
}

func (w *world) assign(to *[]model.Assignment, r *model.Role, anchor *model.BusinessUnit) {
	*to = append(*to, model.Assignment{Role: r, Anchor: anchor, Span: w.line()})
}

func (w *world) profile(label string, columns ...model.ColumnPermission) *model.ColumnSecurityProfile {
	f := &model.ColumnSecurityProfile{Address: "column_security_profile." + label, Name: label, Columns: columns, Span: w.line()}
	for i := range columns {
		columns[i].Span = w.line()
		columns[i].ReadUnmasked = cmp.Or(columns[i].ReadUnmasked, "none")
	}
	w.p.Profiles = append(w.p.Profiles, f)
	return f
}

// build puts the lists into their order and flattens.
func (w *world) build() *Matrix {
	w.order()
	return Build(w.p)
}

func (w *world) order() {
	p := w.p
	children := make(map[*model.BusinessUnit][]*model.BusinessUnit)
	for _, u := range byName(p.BusinessUnits, func(u *model.BusinessUnit) string { return u.Address }) {
		children[u.Parent] = append(children[u.Parent], u)
	}
	p.BusinessUnits = nil
	var number func(u *model.BusinessUnit)
	number = func(u *model.BusinessUnit) {
		u.First = len(p.BusinessUnits)
		p.BusinessUnits = append(p.BusinessUnits, u)
		for _, child := range children[u] {
			number(child)
		}
		u.Last = len(p.BusinessUnits) - 1
	}
	for _, u := range children[nil] {
		number(u)
	}
	p.Bases = byName(p.Bases, func(b *model.Base) string { return b.Name })
	p.Roles = byName(p.Roles, func(r *model.Role) string { return r.Address })
	p.Teams = byName(p.Teams, func(t *model.Team) string { return t.Address })
	p.Users = byName(p.Users, func(u *model.User) string { return u.Address })
}

func (w *world) principal(t *testing.T, m *Matrix, name string) Principal {
	t.Helper()
	p, err := m.Resolve(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// short is a scope in one line: what is on, then the anchors.
func short(s Scope) string {
	var parts []string
	if s.Organization {
		parts = append(parts, "organization")
	}
	for _, list := range []struct {
		word  string
		names []string
	}{{"parent_child", s.ParentChild}, {"business_unit", s.BusinessUnit}, {"team", s.Teams}} {
		for _, name := range list.names {
			parts = append(parts, fmt.Sprintf("%s %s", list.word, name[strings.IndexByte(name, '.')+1:]))
		}
	}
	if s.Personal {
		parts = append(parts, "personal")
	}
	return strings.Join(parts, ", ")
}
