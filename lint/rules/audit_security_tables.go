package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var auditSecurityTables = &lint.Rule{
	ID: "audit/security-tables", Severity: lint.Error,
	Summary: "production audits, and not who is given access: roles, users, teams, business units, profiles, positions, the organization",
	Why: "Whoever was given a role, put into a team or moved to another business unit shows in the log of those tables only. " +
		"--fix turns the switch of the table on for all environments: it works in those that audit.",
	Sources: []string{manageAuditing + " (security tables)", secureAppsAudit},
	Params: []lint.Param{{Name: "tables", Of: tableWords, Filled: true,
		Value: []string{"businessunit", "fieldsecurityprofile", "organization", "position", "role", "systemuser", "team"},
		Why:   "what Microsoft's security page audits under Security, but for solution and entity, which tell of customizing"}},
	Bad: `
environment "prod" { # here
  type = "production"
  audit {
    enabled = true
  }
}
table "account" { audit = true }
table "businessunit" { audit = true }
table "fieldsecurityprofile" { audit = true }
table "organization" { audit = true }
table "position" { audit = true }
table "role" { classification = "internal" }
table "systemuser" { audit = true }
table "team" { audit = false } # here
`,
	Good: `
environment "prod" {
  type = "production"
  audit {
    enabled = true
  }
}
table "security" {
  for_each = toset(["businessunit", "fieldsecurityprofile", "organization", "position", "role", "systemuser", "team"])
  audit    = true
}
`,
	Fix: turnOn, // the rule says which tables are to be audited
	Check: func(p *lint.Pass) {
		if !auditing(p) || !productionEnvironment(p) {
			return
		}
		says := saysAudit(p)
		if !says {
			p.Skip("no file says which tables are audited")
		}
		for _, name := range p.Words("tables") {
			t := p.Table(name)
			switch {
			case t != nil && off(t.Audit):
				p.Report(tableTarget(t), "%s audits, but not %s", p.EnvironmentTarget().Address, name)
			case (t == nil || t.Audit == nil) && says:
				at := p.EnvironmentTarget()
				at.Table = name
				p.Report(at, "%s audits, and no file says that %s is audited", p.EnvironmentTarget().Address, model.Address("table", name))
			}
		}
	},
}
