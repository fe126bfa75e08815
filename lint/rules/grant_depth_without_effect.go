package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantDepthWithoutEffect = &lint.Rule{
	ID: "grant/depth-without-effect", Severity: lint.Info,
	Summary: "a level that divides nothing: business_unit or parent_child where there is one business unit, parent_child where none lies below",
	Why: "The level reads as if it kept business units apart. With one of them it opens every row, and in one that has none below it " +
		"it is business_unit by a wider name, which widens by itself on the day one is added.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (business units)",
		"Security concepts in Microsoft Dataverse (business units)",
	},
	Params: []lint.Param{grantBaseline},
	Bad: `
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }

role "clerk" {
  grants {
    account = { parent_child = ["read"] } # here
  }
}
team "clerks" {
  business_unit = business_unit.oslo
  roles         = [role.clerk]
}
`,
	Good: `
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }
business_unit "harbour" { parent = business_unit.oslo }

role "clerk" {
  grants {
    account = { business_unit = ["read"] }
    contact = { parent_child = ["read"] }
  }
}
team "clerks" {
  business_unit = business_unit.oslo
  roles         = [role.clerk]
}
team "harbour_clerks" {
  business_unit = business_unit.harbour
  roles         = [role.clerk]
}
`,
	Check: func(p *lint.Pass) {
		if !dividedByUnits(p) {
			return
		}
		usual := baselineOf(p.Words("baseline")...)
		one := len(p.Policy.BusinessUnits) == 1
		for _, r := range p.Roles() {
			grants := usual.beyond(r)
			for _, level := range []privilege.Level{privilege.BusinessUnit, privilege.ParentChild} {
				at := atLevel(grants, level)
				if one && len(at) > 0 {
					p.Report(levelTarget(r, at[0]), "there is one business unit: %s of %s on %s reaches every row", level, r.Address, tablesNamed(at))
				}
			}
			deep, held := atLevel(grants, privilege.ParentChild), p.Holders(r)
			if !one && len(deep) > 0 && len(held) > 0 && len(holdersIn(p, r, leaf)) == len(held) {
				p.Report(levelTarget(r, deep[0]), "%s is held where no business unit lies below, by %s%s: its parent_child on %s reaches what business_unit would",
					r.Address, held[0].Address(), andMore(len(held)-1), tablesNamed(deep))
			}
		}
	},
}
