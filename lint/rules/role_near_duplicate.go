package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var roleNearDuplicate = &lint.Rule{
	ID: "role/near-duplicate", Severity: lint.Warning,
	Summary: "two roles grant the same, or nearly",
	Why: "Whoever changes one of them has to know of the other, and whoever assigns one has to guess which. " +
		"Of roles that are copies of one role, only what they changed is compared: that they have the rest in common was meant.",
	Sources: []string{
		"Microsoft: Security roles and privileges",
		"Salesforce and Dynamics permission analysers (minimal permission sets)",
	},
	Params: []lint.Param{{Name: "percent", Most: 100, Value: 90,
		Why: "of the rights that either has, those that both have: of the 102 standard roles, 35 pairs are identical and no two with more than 20 " +
			"grants lie between 90 and 100"}},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["create", "write"], organization = ["read", "append_to"] }
    contact = { user = ["create", "write"], organization = ["read", "append_to"] }
    task    = { user = ["create"] }
  }
}
role "clerk_2" { # here
  grants {
    account = { user = ["create", "write"], organization = ["read", "append_to"] }
    contact = { user = ["create", "write"], organization = ["read", "append_to"] }
    task    = { user = ["create", "write"] }
  }
}
`,
	Good: `
role "clerk" { # with the next, 8 of 9 rights, 88 percent
  grants {
    account = { user = ["create", "write"], organization = ["read", "append_to"] }
    contact = { user = ["create", "write"], organization = ["read", "append_to"] }
  }
}
role "clerk_2" {
  grants {
    account = { user = ["create", "write"], organization = ["read", "append_to"] }
    contact = { user = ["create", "write"], organization = ["read", "append_to"] }
    task    = { user = ["create"] }
  }
}
role "seller" {
  based_on = standard_role.basic_user
  grants {
    opportunity = { user = ["create", "read"] }
  }
}
role "planner" {
  based_on = standard_role.basic_user
  grants {
    incident = { user = ["create", "read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		kin := newKin(p.Policy)
		roles := p.Roles()
		for i, r := range roles {
			var nearest *model.Role
			nearestShared, nearestEither := 0, 1
			for _, other := range roles[:i] {
				rights, others := kin.rights[r.Address], kin.rights[other.Address]
				if r.Standard || r.Personal() != other.Personal() || !mayResemble(len(rights), len(others), p.Int("percent")) {
					continue
				}
				shared, either := compareRights(rights, others)
				if 100*shared < p.Int("percent")*either || shared*nearestEither <= nearestShared*either {
					continue
				}
				if !kin.varied(r, other, p.Int("percent")) {
					nearest, nearestShared, nearestEither = other, shared, either
				}
			}
			if nearest != nil {
				p.Report(roleTarget(r, nearest), "%s and %s grant the same %d of %d rights: one would do", r.Address, nearest.Address, nearestShared, nearestEither)
			}
		}
	},
}

// kin tells what roles are copies of.
type kin struct {
	roles  map[string]*model.Role
	rights map[string][]right
}

func newKin(p *model.Policy) *kin {
	k := &kin{map[string]*model.Role{}, map[string][]right{}}
	for _, r := range p.Roles {
		k.roles[r.Address] = r
		k.rights[r.Address] = rightsOf(r)
	}
	return k
}

// of are the rights of a role by its address. Standard roles that nobody holds are not among the policy's.
func (k *kin) of(address string) []right {
	rights, known := k.rights[address]
	if known {
		return rights
	}
	for _, r := range schema.StandardRoles() {
		if model.Address("standard_role", r.Label) == address {
			rights = standardRights(r)
		}
	}
	k.rights[address] = rights
	return rights
}

// line is what a role is based on, step by step, beginning with itself.
func (k *kin) line(r *model.Role) []string {
	line := []string{r.Address}
	for r != nil && r.BasedOn != "" {
		line = append(line, r.BasedOn)
		r = k.roles[r.BasedOn]
	}
	return line
}

// varied reports whether two roles come from one role, or one from the other, and differ in what they made of it.
func (k *kin) varied(a, b *model.Role, percent int) bool {
	ofB := k.line(b)
	for _, common := range k.line(a) {
		if slices.Contains(ofB, common) {
			base := k.of(common)
			shared, either := compareRights(changed(base, k.of(a.Address)), changed(base, k.of(b.Address)))
			return 100*shared < percent*either
		}
	}
	return false
}

// changed are the rights that are not those of the base; at none where the base alone has the privilege.
func changed(base, rights []right) []right {
	var all []right
	for len(base) > 0 || len(rights) > 0 {
		switch {
		case len(rights) == 0 || len(base) > 0 && base[0].privilege < rights[0].privilege:
			all = append(all, right{base[0].privilege, privilege.None})
			base = base[1:]
		case len(base) == 0 || rights[0].privilege < base[0].privilege:
			all = append(all, rights[0])
			rights = rights[1:]
		default:
			if base[0].level != rights[0].level {
				all = append(all, rights[0])
			}
			base, rights = base[1:], rights[1:]
		}
	}
	return all
}
