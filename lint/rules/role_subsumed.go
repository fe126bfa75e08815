package rules

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var roleSubsumed = &lint.Rule{
	ID: "role/subsumed", Severity: lint.Info,
	Summary: "everybody who holds a role also holds another that gives all of it",
	Why: "Without the role, every principal of every environment could do what it can. It may still be what opens an app to people; " +
		"else it is one more to review, and the day on which the wider role is taken away from somebody, it leaves access behind that nobody thought of.",
	Sources: []string{
		"Security concepts in Microsoft Dataverse (roles add up)",
		"XrmToolBox: permission comparers (a role that is part of another)",
	},
	Bad: `
role "reader" { # here
  grants {
    account = { business_unit = ["read"] }
  }
}
role "writer" {
  grants {
    account = { user = ["create"], parent_child = ["read", "write"] }
  }
}
team "writers" { roles = [role.reader, role.writer] }

role "seller" { # here
  based_on = standard_role.basic_user
}
role "manager" {
  based_on = standard_role.basic_user
  grants {
    account = { organization = ["all"] }
  }
}
team "managers" { roles = [role.seller, role.manager] }
`,
	Good: `
role "reader" {
  grants {
    account = { business_unit = ["read"] }
  }
}
role "writer" {
  grants {
    account = { user = ["create"], parent_child = ["read", "write"] }
  }
}
role "planner" { # parent_child is more than business_unit
  grants {
    task = { parent_child = ["read"] }
  }
}
role "worker" {
  grants {
    task = { business_unit = ["read", "write"] }
  }
}
team "writers" { roles = [role.reader, role.writer, role.planner, role.worker] }
team "readers" { roles = [role.reader] }

role "seller" {
  based_on = standard_role.basic_user
}
role "manager" { # Basic User may have the privilege: nobody knows
  based_on           = standard_role.basic_user
  without_privileges = ["prvPrint"]
  grants {
    account = { organization = ["all"] }
  }
}
team "managers" { roles = [role.seller, role.manager] }
`,
	CheckAll: func(p *lint.Pass) {
		policies := assigning(p.All)
		if len(policies) == 0 {
			p.Skip(noAssignments)
			return
		}
		wider := map[string][]string{} // what gives all of a role to everybody who holds it, in all environments so far
		roles := map[string]*model.Role{}
		for _, policy := range policies {
			c := newCoverage(policy, p.RolesIn(policy))
			for _, r := range p.RolesIn(policy) {
				if !c.held[r] {
					continue
				}
				var all []string
				for _, other := range c.wider[r] {
					if _, before := roles[r.Address]; !before || slices.Contains(wider[r.Address], other.Address) {
						all = append(all, other.Address)
					}
				}
				roles[r.Address], wider[r.Address] = r, all
			}
		}
		seen := map[string]bool{}
		for _, policy := range policies {
			for _, r := range p.RolesIn(policy) {
				if seen[r.Address] || len(wider[r.Address]) == 0 {
					continue
				}
				seen[r.Address] = true
				other := wider[r.Address][0]
				if slices.Contains(wider[other], r.Address) && r.Address < other {
					continue // of two that give the same, the second goes
				}
				at := roleTarget(r, nil)
				at.Other = other
				p.Report(at, "everybody who holds %s holds %s too, which gives all of it", r.Address, other)
			}
		}
	},
}

// A coverage tells which roles of an environment give all of another to everybody who holds that. (Semantics S-EF-36: removing it leaves
// every cell, every miscellaneous privilege and who may own rows as it is.)
type coverage struct {
	asked   map[*model.Role]bool // roles that may be part of others
	held    map[*model.Role]bool
	wider   map[*model.Role][]*model.Role // the narrowest first
	rights  map[*model.Role][]right
	unknown map[*model.Role]unknown
	known   map[roleAndWider]bool
}

// A place says how the business unit of a wider role's instance lies to that of the role's.
type place uint8

const (
	same place = iota
	above
	elsewhere
)

type roleAndWider struct {
	role, wider *model.Role
	at          place
}

// A holding is a role that a principal holds, and whether it does so as itself, for good.
type holding struct {
	model.Assignment
	personal bool
}

func newCoverage(p *model.Policy, asked []*model.Role) *coverage {
	c := &coverage{
		asked: map[*model.Role]bool{}, held: map[*model.Role]bool{}, wider: map[*model.Role][]*model.Role{},
		rights: map[*model.Role][]right{}, unknown: unknownOf(p), known: map[roleAndWider]bool{},
	}
	for _, r := range asked {
		c.asked[r] = true
	}
	for _, r := range p.Roles {
		c.rights[r] = rightsOf(r)
	}
	for _, t := range p.Teams {
		c.principal(t.Assignments, holdings(nil, t.Assignments, false), true)
	}
	for _, u := range p.Users {
		all := holdings(nil, u.Assignments, false)
		for _, t := range lint.GivingTeams(u) {
			all = holdings(all, t.Assignments, true)
		}
		c.principal(u.Assignments, all, false)
	}
	for r, wider := range c.wider {
		slices.SortFunc(wider, func(a, b *model.Role) int {
			return cmp.Or(cmp.Compare(len(c.rights[a]), len(c.rights[b])), cmp.Compare(a.Address, b.Address))
		})
		c.wider[r] = wider
	}
	return c
}

func holdings(all []holding, assignments []model.Assignment, team bool) []holding {
	for _, a := range assignments {
		all = append(all, holding{a, !team || a.Role.Personal()})
	}
	return all
}

// principal keeps of the wider roles those that this one holds beside each role of its own.
func (c *coverage) principal(own []model.Assignment, all []holding, team bool) {
	for _, a := range own {
		r := a.Role
		if !c.asked[r] {
			continue
		}
		covers := func(h holding) bool {
			return h.Role != r && (!h.JustInTime || a.JustInTime) && h.personal && // a user's own role is personal too
				(!team || h.Role.Personal() || !r.Personal()) && // for its members
				c.covers(r, a.Anchor, h)
		}
		var wider []*model.Role
		for _, h := range all {
			if covers(h) && !slices.Contains(wider, h.Role) && (!c.held[r] || slices.Contains(c.wider[r], h.Role)) {
				wider = append(wider, h.Role)
			}
		}
		c.held[r], c.wider[r] = true, wider
	}
}

// covers reports whether a role instance gives all that another gives from a business unit.
func (c *coverage) covers(r *model.Role, anchor *model.BusinessUnit, h holding) bool {
	key := roleAndWider{r, h.Role, elsewhere}
	if h.Anchor == anchor {
		key.at = same
	} else if h.Anchor.Contains(anchor) {
		key.at = above
	}
	covered, known := c.known[key]
	if !known {
		covered = c.gives(key)
		c.known[key] = covered
	}
	return covered
}

// gives: what is not known of a role, only one that comes from the same role has for certain, or an administrator.
func (c *coverage) gives(k roleAndWider) bool {
	rights, wider := c.rights[k.role], c.rights[k.wider]
	held := func(name string) bool { _, ok := holds(k.wider, name); return ok }
	if len(rights) == 0 || !k.wider.Administrator && !c.unknown[k.role].within([]unknown{c.unknown[k.wider]}, held) {
		return false
	}
	for _, want := range rights {
		at, found := slices.BinarySearchFunc(wider, want.privilege, func(r right, name string) int { return cmp.Compare(r.privilege, name) })
		if !found || wider[at].level < needed(want.level, k.at) {
			return false
		}
	}
	return true
}

// needed is the level that a wider role needs to reach what a level reaches.
func needed(l privilege.Level, at place) privilege.Level {
	if l == privilege.BusinessUnit || l == privilege.ParentChild {
		switch at {
		case above:
			return privilege.ParentChild
		case elsewhere:
			return privilege.Organization
		}
	}
	return l
}
