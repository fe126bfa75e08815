package compiler

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// assign reads the roles of a principal in a business unit: which instance of each, and whether the principal may hold it.
func (ev *evaluation) assign(b *body, principal string, own *model.BusinessUnit) []model.Assignment {
	var all []model.Assignment
	add := func(i item, anchor *model.BusinessUnit, at source.Span) {
		a := model.Assignment{Role: ev.roleOf(i), Anchor: anchor, JustInTime: i.justInTime, Span: i.span}
		if ev.mayHold(principal, own, a, at) {
			all = append(all, a)
		}
	}
	for _, i := range b.list("roles") {
		if len(i.anchors) == 0 {
			add(i, own, i.span)
		}
		for _, a := range i.anchors {
			add(i, a.in.object.(*model.BusinessUnit), a.span)
		}
	}
	slices.SortStableFunc(all, func(x, y model.Assignment) int {
		return cmp.Or(cmp.Compare(x.Role.Address, y.Role.Address), cmp.Compare(x.Anchor.Address, y.Anchor.Address), x.Span.Compare(y.Span))
	})
	return ev.assignedOnce(principal, all)
}

func (ev *evaluation) roleOf(i item) *model.Role {
	if i.in != nil {
		return i.in.object.(*model.Role)
	}
	r := ev.standardRole(i.target.(standardRole).role)
	if !slices.Contains(ev.policy.Roles, r) {
		ev.policy.Roles = append(ev.policy.Roles, r)
	}
	return r
}

// mayHold checks the instance of a role. A role exists in its business unit and below (S-RO-02); in classic mode a principal holds
// instances of its own business unit only (S-RO-12), in matrix mode of any (S-RO-13).
func (ev *evaluation) mayHold(principal string, own *model.BusinessUnit, a model.Assignment, at source.Span) bool {
	defined := a.Role.BusinessUnit
	for _, u := range []*model.BusinessUnit{defined, own, a.Anchor} {
		if u == nil || u.First == outside {
			return false // reported
		}
	}
	if !ev.policy.Environment.Matrix && a.Anchor != own {
		d := ev.diags.Errorf(diag.RoleNotAssignable, at, "%s is in %s, and cannot hold the instance of %s in %s: ownership_across_business_units is off",
			principal, own.Address, a.Role.Address, a.Anchor.Address)
		if ev.policy.Environment.Span.Known() {
			d.Note(ev.policy.Environment.Span, "environment %q is in classic mode", ev.name)
		}
		return false
	}
	if !defined.Contains(a.Anchor) {
		ev.diags.Errorf(diag.RoleNotAssignable, at, "%s is defined in %s, so it has no instance in %s", a.Role.Address, defined.Address, a.Anchor.Address).
			Note(a.Role.Span, "the role is declared here")
		return false
	}
	return true
}

// assignedOnce reports an instance that a principal is given twice.
func (ev *evaluation) assignedOnce(principal string, all []model.Assignment) []model.Assignment {
	var once []model.Assignment
	for _, a := range all {
		if n := len(once); n > 0 && once[n-1].Role == a.Role && once[n-1].Anchor == a.Anchor {
			ev.diags.Errorf(diag.DuplicateAssignment, a.Span, "%s is given %s in %s twice", principal, a.Role.Address, a.Anchor.Address).
				Note(once[n-1].Span, "the first is here")
			continue
		}
		once = append(once, a)
	}
	return once
}
