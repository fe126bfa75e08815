package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/schema"
)

var roleModifiesOOB = &lint.Rule{
	ID: "role/modifies-oob", Severity: lint.Error,
	Summary: "a role has the name of a standard role: to deploy it is to change that",
	Why: "The name is taken in every environment. Microsoft's updates write over what was changed in a standard role, and apps that rely on it meet grants " +
		"that they do not expect. A copy with a name of its own stays as it is written.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (start by copying existing roles)",
		"Microsoft: Copy a security role",
	},
	Bad: `
role "basic user" { # here
  grants {
    account = { organization = ["read"] }
  }
}
`,
	Good: `
role "Woodgrove Basic User" {
  based_on = standard_role.basic_user
  grants {
    account = { organization = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		standard := map[string]*schema.StandardRole{}
		for _, r := range schema.StandardRoles() {
			standard[strings.ToLower(r.Name)] = r
		}
		for _, r := range p.Roles() {
			if of := standard[strings.ToLower(r.Name)]; of != nil && !r.Standard {
				p.Report(roleTarget(r, nil), "%s is the standard role %q by name, and would change it: copy it under another name", r.Address, of.Name)
			}
		}
	},
}
