package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
)

// bindBroughtRole fills a role from what its solution says. It is defined in the root.
func (ev *evaluation) bindBroughtRole(in *instance) {
	from, r := in.brought.role, in.object.(*model.Role)
	ev.nameFits(in.body, "role", from.Name, 100)
	r.ID, r.Name, r.Description, r.BusinessUnit = from.ID, from.Name, from.Description, ev.unitRoot
	r.Managed = in.brought.by.object.(*solution.Solution).Managed == solution.ManagedOnly
	r.Inheritance = map[solution.Flag]model.MemberInheritance{solution.Off: model.TeamOnly, solution.On: model.DirectUser}[from.Inherited]
	for _, g := range from.Grants {
		base, verb, table, misc := ev.privilegeOf(g)
		if base == nil {
			r.Privileges = append(r.Privileges, model.HeldPrivilege{Name: misc, Level: g.Level, Span: g.Span})
			continue
		}
		ev.allowed(g, base, verb)
		r.Grants = append(r.Grants, model.Grant{Base: base, Verb: verb, Level: g.Level, Table: table, Span: g.Span})
	}
	slices.SortStableFunc(r.Grants, func(a, b model.Grant) int {
		return cmp.Or(cmp.Compare(a.Base.Name, b.Base.Name), cmp.Compare(a.Verb, b.Verb))
	})
	slices.SortFunc(r.Privileges, func(a, b model.HeldPrivilege) int { return cmp.Compare(a.Name, b.Name) })
	ev.roles[in] = &roleParts{body: in.body, role: r, state: evaluated}
}

// bindBroughtProfile fills a column security profile from what its solution says.
func (ev *evaluation) bindBroughtProfile(in *instance) {
	from, p := in.brought.profile, in.object.(*model.ColumnSecurityProfile)
	p.ID, p.Name, p.Description = from.ID, from.Name, from.Description
	ev.nameFits(in.body, "column security profile", from.Name, 100)
	for _, c := range from.Permissions {
		fact := ev.mentioned(c.Table, c.Table, c.Span)
		p.Columns = append(p.Columns, model.ColumnPermission{
			Table: fact.Name, Column: c.Column, Create: c.Create, Read: c.Read, Update: c.Update, ReadUnmasked: c.ReadUnmasked, Span: c.Span,
		})
	}
	sortColumns(p)
}

// broughtTwice warns of what two solutions bring under one name, or one id: Dataverse would hold one of them, or two of one name.
func (ev *evaluation) broughtTwice(kind string) {
	byName, byID := map[string]*instance{}, map[string]*instance{}
	for _, in := range ev.all(kind) {
		if in.brought == nil {
			continue
		}
		name, id := strings.ToLower(in.decl.label), in.brought.id()
		switch first, same := byName[name], byID[id]; {
		case first != nil:
			ev.diags.Warnf(diag.DuplicateName, in.decl.span(), "%s and %s have one name", first.addr, in.addr).Note(first.decl.span(), "the other is here")
		case same != nil:
			ev.diags.Warnf(diag.DuplicateID, in.decl.span(), "%s and %s have one id: in an environment they are one", same.addr, in.addr).Note(same.decl.span(), "the other is here")
		default:
			byName[name], byID[id] = in, in
		}
	}
}

// id is what a thing of a solution is known by in every environment.
func (b *brought) id() string {
	if b.role != nil {
		return b.role.ID
	}
	return b.profile.ID
}
