package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var envNestedGroup = &lint.Rule{
	ID: "env/nested-group", Severity: lint.Warning,
	Summary: "a group nested in the environment's security group has no team of its own",
	Why: "Members of a nested group are not created in the environment with the others, but only when they first come. Until then nothing can " +
		"be assigned to them or shared with them. A team for the nested group lets them in with what they need.",
	Sources: []string{"Microsoft: Control user access to environments: security groups and licenses (nested security groups)"},
	Bad: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" { groups = [entra_group.sales, entra_group.service] }
entra_group "sales" {} # here
entra_group "service" {}
team "service" {
  entra_group = entra_group.service
  membership  = "members"
}
`,
	Good: `
environment "prod" {
  security_group = entra_group.crm
}
entra_group "crm" {
  groups        = [entra_group.sales, entra_group.managers]
  known_members = [user.dora]
}
entra_group "sales" {}
entra_group "managers" { members = [user.dora] } # every member is one of the outer group too
team "sales" {
  entra_group = entra_group.sales
  membership  = "members"
}
user "dora" {}
`,
	Check: func(p *lint.Pass) {
		if !secured(p) {
			return
		}
		outer := p.Policy.Environment.SecurityGroup
		teams := map[*model.EntraGroup]bool{}
		for _, t := range p.Policy.Teams {
			if t.Group != nil {
				teams[t.Group] = true
			}
		}
		direct := map[*model.User]bool{}
		for _, u := range outer.Members {
			direct[u] = true
		}
		for _, g := range outer.WithNested()[1:] {
			created := g.Complete && !slices.ContainsFunc(g.Members, func(u *model.User) bool { return !direct[u] })
			if !teams[g] && !created {
				p.Report(lint.Target{Address: g.Address, Span: g.Span, Subject: lint.Subject{Other: outer.Address}},
					"%s enters by being nested in %s, and no team is linked to it: its members are created only when they first come", g.Address, outer.Address)
			}
		}
	},
}
