package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// noAssignments is why rules about who holds what are skipped.
const noAssignments = "the policy assigns no role: who holds what is decided elsewhere"

// assigning are the environments that assign any role. The others say nothing about who holds what.
func assigning(all []*matrix.Matrix) []*model.Policy {
	var policies []*model.Policy
	for _, m := range all {
		if p := m.Policy(); assignsRoles(p) {
			policies = append(policies, p)
		}
	}
	return policies
}

// assignsRoles reports whether a policy gives anybody a role.
func assignsRoles(p *model.Policy) bool {
	return slices.ContainsFunc(p.Teams, func(t *model.Team) bool { return len(t.Assignments) > 0 }) ||
		slices.ContainsFunc(p.Users, func(u *model.User) bool { return len(u.Assignments) > 0 })
}

// assigns reports whether a policy gives anybody a role or a profile. Where it does not, that happens elsewhere.
func assigns(p *model.Policy) bool {
	return assignsRoles(p) || slices.ContainsFunc(p.Teams, func(t *model.Team) bool { return len(t.Profiles) > 0 }) ||
		slices.ContainsFunc(p.Users, func(u *model.User) bool { return len(u.Profiles) > 0 })
}

func unitTarget(u *model.BusinessUnit) lint.Target {
	return lint.Target{Address: u.Address, Span: u.Span}
}

// rootTarget is the root business unit, for what is about the tree.
func rootTarget(p *model.Policy) lint.Target { return unitTarget(p.BusinessUnits[0]) }

// unitsOf are the business units of all environments, by address, each once.
func unitsOf(policies []*model.Policy) []*model.BusinessUnit {
	var all []*model.BusinessUnit
	seen := map[string]bool{}
	for _, p := range policies {
		for _, u := range p.BusinessUnits {
			if !seen[u.Address] {
				seen[u.Address] = true
				all = append(all, u)
			}
		}
	}
	return all
}
