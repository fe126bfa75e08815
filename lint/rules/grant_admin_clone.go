package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var grantAdminClone = &lint.Rule{
	ID: "grant/admin-clone", Severity: lint.Error,
	Summary: "a role that is no standard role does most of what System Administrator does",
	Why: "A copy of System Administrator never receives the privileges that later releases add, so it fails in odd places, " +
		"while it can do almost everything and is counted among the administrators by nobody.",
	Sources: []string{"Microsoft: Prevent elevation of security role privilege (do not copy System Administrator)"},
	Params: []lint.Param{
		{Name: "percent", Most: 100, Value: 50, Why: "of System Administrator's grants to create, write, delete, assign or share every row of the " +
			"tables that every environment has, Environment Maker has 10 %, Service Writer 62 % and System Customizer 91 %"},
	},
	Bad: `
role "admin" { # here
  based_on = standard_role.system_administrator
  grants {
    audit = {}
  }
}
`,
	Good: `
role "maker" {
  based_on = standard_role.environment_maker
}
`,
	Check: func(p *lint.Pass) {
		admin := adminRights()
		for _, r := range p.Roles() {
			has := map[baseVerb]bool{}
			for _, g := range r.Grants {
				if one := (baseVerb{g.Base.Name, g.Verb}); g.Level == privilege.Organization && admin[one] {
					has[one] = true
				}
			}
			if !r.Administrator && !r.Standard && 100*len(has) >= p.Int("percent")*len(admin) {
				p.Report(lint.Target{Address: r.Address, Span: r.Span}, "%s has %d of the %d grants that make System Administrator the master of every "+
					"environment's tables",
					r.Address, len(has), len(admin))
			}
		}
	},
}

// adminRights are System Administrator's write-class grants on every row, on the tables that every environment has: those on which some
// other standard role grants something.
func adminRights() map[baseVerb]bool {
	everywhere := map[*model.Base]bool{}
	for _, r := range schema.StandardRoles() {
		if !r.Administrator {
			for _, g := range r.Grants {
				everywhere[g.Base] = true
			}
		}
	}
	rights := map[baseVerb]bool{}
	for _, g := range schema.StandardRoleByLabel("system_administrator").Grants {
		if everywhere[g.Base] && g.Level == privilege.Organization && slices.Contains(lint.WriteClass, g.Verb) {
			rights[baseVerb{g.Base.Name, g.Verb}] = true
		}
	}
	return rights
}
