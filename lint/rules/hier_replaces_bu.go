package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var hierReplacesBu = &lint.Rule{
	ID: "hier/replaces-bu", Severity: lint.Info,
	Summary: "over several levels, hierarchy security gives somebody the rows of everybody in its business unit",
	Why: "Hierarchy security is for those who lead people, a level or two. Where it comes to a whole business unit, a role at parent_child " +
		"there says the same, is faster, and does not change when somebody gets another manager.",
	Sources: []string{"Microsoft: Secure customer engagement apps (inheritance is not intended to replace business unit access at more senior " +
		"or broad scope levels)"},
	Params: []lint.Param{
		{Name: "min", Value: 10, Why: "our judgement: of fewer people a manager can lead all"},
	},
	Bad: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants { account = { user = ["read"] } }
}
user "dora" { # here
  roles = [role.seller]
}
user "lead" { manager = user.dora }
user "agent" {
  for_each = toset([for n in range(9) : "agent-${n}"])
  manager  = user.lead
}
`,
	Good: `
environment "prod" {
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants { account = { user = ["read"] } }
}
user "dora" { roles = [role.seller] }
user "lead" { manager = user.dora }
user "agent" {
  for_each = toset([for n in range(9) : "agent-${n}"])
  manager  = user.lead
}
user "clerk" {} # whose rows a role would give
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
user "chief" { # leads them all, and directly
  business_unit = business_unit.east
  roles         = [role.seller]
}
user "eastern" {
  for_each      = toset([for n in range(10) : "eastern-${n}"])
  business_unit = business_unit.east
  manager       = user.chief
}
`,
	Check: func(p *lint.Pass) {
		h, ok := hierarchyOf(p)
		if !ok {
			return
		}
		people := countBelow(p.Accounts())
		bases := h.bases(p)
		seen := h.seen()
		for _, s := range h.seats {
			if !seen[s].several {
				continue
			}
			peers := countBelow(h.holders[s]) // who share a seat do not see each other's rows
			for _, m := range h.holders[s] {
				below := seen[s].in[m.BusinessUnit]
				if below >= p.Int("min") && below == people[m.BusinessUnit]-peers[m.BusinessUnit] && readsOwn(p, m, bases) {
					p.Report(lint.Target{Address: m.Address, Span: m.Span, Subject: lint.Subject{Other: m.BusinessUnit.Address}},
						"hierarchy security gives %s the rows of all %d people below in %s, as a role at parent_child would", m.Address, below, m.BusinessUnit.Address)
				}
			}
		}
	},
}

// A view is whom a seat sees.
type view struct {
	in      map[*model.BusinessUnit]int // how many of those who can sign in, in each business unit and below
	several bool                        // over more than one level
}

func (h hierarchy) seen() map[seat]view {
	seen := map[seat]view{}
	for _, u := range h.reports {
		if !u.Enabled {
			continue
		}
		for far, s := range h.above(u) {
			v := seen[s]
			if v.in == nil {
				v.in = map[*model.BusinessUnit]int{}
			}
			for b := u.BusinessUnit; b != nil; b = b.Parent {
				v.in[b]++
			}
			v.several = v.several || far > 1
			seen[s] = v
		}
	}
	return seen
}

// countBelow counts users in each business unit and below it.
func countBelow(users []*model.User) map[*model.BusinessUnit]int {
	count := map[*model.BusinessUnit]int{}
	for _, u := range users {
		for b := u.BusinessUnit; b != nil; b = b.Parent {
			count[b]++
		}
	}
	return count
}

// readsOwn reports whether there is a base of which the user's roles read only its own rows: there hierarchy security adds some.
func readsOwn(p *lint.Pass, u *model.User, bases []*model.Base) bool {
	for _, b := range bases {
		if p.Matrix.Level(u.Address, b.Table(), privilege.Read) == privilege.User {
			return true
		}
	}
	return false
}
