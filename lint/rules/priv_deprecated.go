package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var privDeprecated = &lint.Rule{
	ID: "priv/deprecated", Severity: lint.Info,
	Summary: "a role holds a privilege that does nothing any more",
	Why:     "Dataverse does not ask for it. Who reads the role believes that it allows something.",
	Sources: []string{"Microsoft: Miscellaneous privileges"},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Filled: true, Value: []string{"prvISVExtensions", "prvPublishCustomization"},
			Why: "ISV Extensions is not in use, Publish Customizations is deprecated"},
	},
	Bad: `
role "clerk" {
  privileges = [
    "prvPublishCustomization", # here
  ]
}
`,
	Good: `
role "clerk" {
  privileges = ["prvExportCustomization"]
}
`,
	Fix: takePrivilege, // what does nothing is not missed
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			for _, h := range r.Privileges {
				if !r.Administrator && slices.Contains(p.Words("privileges"), h.Name) {
					p.Report(privilegeTarget(r, h), "%s holds %s, which does nothing any more", r.Address, described(h.Name))
				}
			}
		}
	},
}
