package rules

import (
	"regexp"

	"github.com/dvpolicy/dvpolicy/lint"
)

var roleNaming = &lint.Rule{
	ID: "role/naming", Severity: lint.Off,
	Summary: "the name of a role does not follow the pattern",
	Why: "An environment has some hundred roles of Microsoft's and of apps. " +
		"Those of one's own are found again where their names begin alike.",
	Sources: []string{"Dynamics communities: naming security roles (ABC Salesperson)"},
	Params: []lint.Param{{Name: "pattern", Of: expression, Value: `^[A-Z]\S* \S`,
		Why: "a regular expression: a prefix, and what the role is for. Each organization has a prefix of its own, so the rule is off until somebody says it"}},
	Bad: `
role "clerk" {} # here
`,
	Good: `
role "clerk" { name = "Woodgrove Clerk" }
`,
	Check: func(p *lint.Pass) {
		pattern, err := regexp.Compile(p.Text("pattern"))
		if err != nil {
			p.Skip("its pattern " + p.Text("pattern") + " is no regular expression")
			return
		}
		for _, r := range p.Roles() {
			if !r.Standard && !pattern.MatchString(r.Name) {
				p.Report(roleTarget(r, nil), "%s has the name %q, which does not match %s", r.Address, r.Name, pattern)
			}
		}
	},
}
