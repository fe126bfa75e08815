package compiler

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
)

// bindBroughtRole fills a role from what its solution says. It is defined in the root.
func (ev *evaluation) bindBroughtRole(in *instance) {
	from, r := in.brought.role, in.object.(*model.Role)
	r.ID, r.Name, r.Description, r.BusinessUnit = from.ID, from.Name, from.Description, ev.unitRoot
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
	for _, c := range from.Permissions {
		fact := ev.mentioned(c.Table, c.Table, c.Span)
		p.Columns = append(p.Columns, model.ColumnPermission{
			Table: fact.Name, Column: c.Column, Create: c.Create, Read: c.Read, Update: c.Update, ReadUnmasked: c.ReadUnmasked, Span: c.Span,
		})
	}
	sortColumns(p)
}

// sameRoleTwice warns of a name that two solutions bring: Dataverse would hold one role, or two of one name.
func (ev *evaluation) sameRoleTwice() {
	for _, label := range ev.broughtLabels("role") {
		same := ev.brought["role"][label]
		for _, other := range same[1:] {
			ev.diags.Warnf(diag.DuplicateName, other.decl.span(), "%s and %s have one name", same[0].addr, other.addr).
				Note(same[0].decl.span(), "the other is here")
		}
	}
}
