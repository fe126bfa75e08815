package rules

import "github.com/dvpolicy/dvpolicy/lint"

var logNoAlerts = &lint.Rule{
	ID: "log/no-alerts", Severity: lint.Info,
	Summary: "activity is logged, and nobody is alerted of anything",
	Why:     "A log that nobody reads shows misuse to those who look for it afterwards. Administrators can be told of some events at once.",
	Sources: []string{activityLogging},
	Bad: `
environment "prod" { # here
  activity_logging {
    enabled = true
  }
}
`,
	Good: `
environment "prod" {
  activity_logging {
    enabled = true
    alerts  = ["role assigned"]
  }
}
`,
	Check: func(p *lint.Pass) {
		if log := activityLog(p); log != nil && log.Enabled && len(log.Alerts) == 0 {
			p.Report(p.EnvironmentTarget(), "%s logs activity, and alerts nobody", p.EnvironmentTarget().Address)
		}
	},
}
