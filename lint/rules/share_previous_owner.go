package rules

import "github.com/dvpolicy/dvpolicy/lint"

var sharePreviousOwner = &lint.Rule{
	ID: "share/previous-owner", Severity: lint.Warning,
	Summary: "assigning a row shares it with its previous owner",
	Why: "Whoever hands a row over keeps all rights to it, unseen, and every assignment leaves one more entry in the table of shares. " +
		"Who needs to keep an eye on it can be given a role or a share that ends.",
	Sources: []string{secureApps, "Microsoft: Organization table reference (ShareToPreviousOwnerOnAssign)"},
	Bad: `
environment "prod" { # here
  share_to_previous_owner = true
}
`,
	Good: `
environment "prod" {
  share_to_previous_owner = false
}
`,
	Check: func(p *lint.Pass) {
		if inEnvironment(p) && p.Policy.Environment.ShareToPrevious {
			p.Report(p.EnvironmentTarget(), "%s shares a row that is assigned with its previous owner", p.EnvironmentTarget().Address)
		}
	},
}
