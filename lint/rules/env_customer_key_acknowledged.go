package rules

import "github.com/dvpolicy/dvpolicy/lint"

var envCustomerKeyAcknowledged = &lint.Rule{
	ID: "env/customer-key-acknowledged", Severity: lint.Warning,
	Summary: "an environment is encrypted with a key of one's own, and nothing says why",
	Why: "Whoever loses the key, or lets it be revoked, locks the environment for everybody. That is a risk to take for a reason. Say it in " +
		"the lint block: why, and who looks after the key.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (customer-managed keys)",
		"Microsoft: Manage your customer-managed encryption key",
	},
	Params: []lint.Param{
		{Name: "reason", Value: "", Why: "empty: nobody has said why the risk is taken"},
	},
	Bad: `
environment "prod" { # here
  managed              = true
  customer_managed_key = true
}
`,
	Good: `
environment "prod" {
  managed              = true
  customer_managed_key = false
}
`,
	Check: func(p *lint.Pass) {
		if inEnvironment(p) && p.Policy.Environment.CustomerManagedKey && p.Text("reason") == "" {
			p.Report(p.EnvironmentTarget(), "%s is encrypted with a key of one's own, and no reason is given for the risk of losing it", p.EnvironmentTarget().Address)
		}
	},
}
