package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

var roleOOBCopyNoLineage = &lint.Rule{
	ID: "role/oob-copy-no-lineage", Severity: lint.Info,
	Summary: "a role grants nearly what a standard role does, and does not say that it is a copy",
	Why: "Microsoft adds privileges to the standard roles as apps need them, and a copy stays behind. " +
		"With based_on, what differs is what is written, and the rest follows the catalogue; without, nobody sees that the copy is out of date.",
	Sources: []string{"Microsoft: Copy a security role (copies could become out of date)"},
	Params: []lint.Param{
		{Name: "percent", Most: 100, Value: 90, Why: "of the rights that either has, those that both have: of the 102 standard roles, no two with " +
			"more than 20 grants lie between 90 and 100"},
		{Name: "min_grants", Value: 21, Why: "sixteen grants are in nearly every standard role, so roles with no more than 20 resemble each other anyway"},
	},
	Bad: `
role "machines" { # here
  grants {
    flowmachineimage              = { organization = ["all"] }
    flowmachineimageversion       = { organization = ["all"] }
    flowmachinenetwork            = { organization = ["all"] }
    pluginassembly                = { organization = ["read"] }
    plugintype                    = { organization = ["read"] }
    sdkmessage                    = { organization = ["read"] }
    sdkmessagefilter              = { organization = ["read"] }
    sdkmessagepair                = { organization = ["read"] }
    sdkmessageprocessingstep      = { organization = ["read"] }
    sdkmessageprocessingstepimage = { organization = ["read"] }
    sharepointdocument            = { organization = ["read"] }
  }
}
`,
	Good: `
role "machines" {
  based_on = standard_role["Desktop Flow Machine Configuration Admin"]
  grants {
    sharepointdata = {}
  }
}
role "fewer_machines" { # 31 of 35, 89 percent
  grants {
    flowmachineimage              = { organization = ["all"] }
    flowmachineimageversion       = { organization = ["all"] }
    flowmachinenetwork            = { organization = ["all"] }
    pluginassembly                = { organization = ["read"] }
    plugintype                    = { organization = ["read"] }
    sdkmessage                    = { organization = ["read"] }
    sdkmessagefilter              = { organization = ["read"] }
    sdkmessagepair                = { organization = ["read"] }
    sdkmessageprocessingstep      = { organization = ["read"] }
    sdkmessageprocessingstepimage = { organization = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		named := map[string]bool{} // of those, role/modifies-oob says more
		for _, s := range schema.StandardRoles() {
			named[s.Name] = true
		}
		likenesses := map[*schema.StandardRole][]right{}
		for _, r := range p.Roles() {
			rights := tableRights(r)
			if r.BasedOn != "" || len(rights) < p.Int("min_grants") || named[r.Name] {
				continue
			}
			var best *schema.StandardRole
			bestShared, bestEither := 0, 1
			for _, s := range schema.StandardRoles() {
				if s.Administrator || len(s.Grants) < p.Int("min_grants") || !mayResemble(len(rights), len(s.Grants), p.Int("percent")) {
					continue
				}
				if likenesses[s] == nil {
					likenesses[s] = standardRights(s)
				}
				shared, either := compareRights(rights, likenesses[s])
				if 100*shared >= p.Int("percent")*either && shared*bestEither > bestShared*either {
					best, bestShared, bestEither = s, shared, either
				}
			}
			if best != nil {
				at := roleTarget(r, nil)
				at.Other = model.Address("standard_role", best.Label)
				p.Report(at, "%s grants %d of the %d rights that it or %s grants, and is not based on it", r.Address, bestShared, bestEither, at.Other)
			}
		}
	},
}
