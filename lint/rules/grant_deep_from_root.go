package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantDeepFromRoot = &lint.Rule{
	ID: "grant/deep-from-root", Severity: lint.Info,
	Summary: "parent_child, in a role that is held in the root: all business units lie below it",
	Why:     "Below the root lies everything, so the grant reaches as far as organization does, and does not look so to whoever reviews the role.",
	Sources: []string{"Security concepts in Microsoft Dataverse (business units)"},
	Params:  []lint.Param{grantBaseline},
	Bad: `
business_unit "root" {}
business_unit "north" { parent = business_unit.root }

role "director" {
  grants {
    account = { parent_child = ["read"] } # here
  }
}
team "board" { roles = [role.director] }
`,
	Good: `
business_unit "root" {}
business_unit "north" { parent = business_unit.root }
business_unit "oslo" { parent = business_unit.north }

role "director" {
  grants {
    account = { parent_child = ["read"] }
  }
}
team "directors" {
  business_unit = business_unit.north
  roles         = [role.director]
}
`,
	Check: func(p *lint.Pass) {
		if !dividedByUnits(p) {
			return
		}
		usual := baselineOf(p.Words("baseline")...)
		for _, r := range p.Roles() {
			deep := atLevel(usual.beyond(r), privilege.ParentChild)
			inRoot := holdersIn(p, r, isRoot)
			if len(deep) == 0 || len(inRoot) == 0 || leaf(inRoot[0].Assignment.Anchor) {
				continue
			}
			p.Report(levelTarget(r, deep[0]), "%s is held in the root, by %s%s: its parent_child on %s reaches every row, as organization would",
				r.Address, inRoot[0].Address(), andMore(len(inRoot)-1), tablesNamed(deep))
		}
	},
}

// dividedByUnits reports whether the policy says which business units there are; where it does not, a rule about them is skipped.
func dividedByUnits(p *lint.Pass) bool {
	if len(p.Policy.BusinessUnits) > 0 && p.Policy.BusinessUnits[0].Span.Known() {
		return true
	}
	p.Skip("no file declares business units")
	return false
}

func isRoot(u *model.BusinessUnit) bool { return u.Parent == nil }

func leaf(u *model.BusinessUnit) bool { return u.First == u.Last }

// holdersIn are those who hold a role in a business unit of a kind.
func holdersIn(p *lint.Pass, r *model.Role, is func(*model.BusinessUnit) bool) []lint.Holder {
	var in []lint.Holder
	for _, h := range p.Holders(r) {
		if is(h.Assignment.Anchor) {
			in = append(in, h)
		}
	}
	return in
}
