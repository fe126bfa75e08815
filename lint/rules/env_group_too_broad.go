package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

var envGroupTooBroad = &lint.Rule{
	ID: "env/group-too-broad", Severity: lint.Warning,
	Summary: "the environment's security group, or one nested in it, is that of the whole tenant",
	Why:     "A group that everybody is in keeps nobody out: the environment is as open as without one, and looks closed.",
	Sources: []string{"Microsoft: Secure customer engagement apps (environment security group)"},
	Params: []lint.Param{
		{Name: "names", Filled: true, Value: []string{"all company", "all users", "everyone"}, Why: "what Microsoft 365 and Entra call the groups " +
			"of everybody that they make themselves; capitals, hyphens and underscores do not matter"},
	},
	Bad: `
environment "prod" { # here
  security_group = entra_group.crm
}
entra_group "crm" { groups = [entra_group.all] }
entra_group "all" { name = "All Users" }
`,
	Good: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" { name = "All users of CRM" }
entra_group "all" { name = "All Users" } # opens nothing
`,
	Check: func(p *lint.Pass) {
		if !secured(p) {
			return
		}
		e := &p.Policy.Environment
		for _, g := range e.SecurityGroup.WithNested() {
			name := strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(g.Name))
			if slices.Contains(p.Words("names"), name) {
				p.Report(environmentTarget(e, g.Address), "%s is opened by %s, called %q, which is everybody of the tenant",
					p.EnvironmentTarget().Address, g.Address, g.Name)
			}
		}
	},
}
