package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditUserAccessOff = &lint.Rule{
	ID: "audit/user-access-off", Severity: lint.Warning,
	Summary: "production does not audit sign-ins",
	Why:     "Accounts that nobody uses cannot be told from the others, and a stolen one leaves no trace of when it came.",
	Sources: []string{secureAppsAudit, manageAuditing},
	Bad: `
environment "prod" { # here
  type = "production"
  audit {
    enabled = true
  }
}
`,
	Good: `
environment "prod" {
  type = "production"
  audit {
    enabled     = true
    user_access = true
  }
}
environment "dev" {
  type = "developer"
  audit {
    enabled = true
  }
}
`,
	Check: func(p *lint.Pass) {
		switch a := p.Policy.Environment.Audit; {
		case !productionEnvironment(p):
		case !a.Declared:
			p.Skip("no production environment says what it audits")
		case !a.UserAccess:
			p.Report(p.EnvironmentTarget(), "%s does not audit sign-ins", p.EnvironmentTarget().Address)
		}
	},
}
