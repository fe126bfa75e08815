package rules

import "github.com/dvpolicy/dvpolicy/lint"

var logActivityOff = &lint.Rule{
	ID: "log/activity-off", Severity: lint.Warning,
	Summary: "activity logging is off in production",
	Why:     "The Microsoft 365 audit log is the only one that has reads, sign-ins, and what Microsoft's own support did.",
	Sources: []string{activityLogging},
	Bad: `
environment "prod" { # here
  type = "production"
  activity_logging {
    enabled = false
  }
}
`,
	Good: `
environment "prod" {
  type = "production"
  activity_logging {
    enabled = true
  }
}
environment "dev" {
  type = "sandbox"
  activity_logging {
    enabled = false
  }
}
`,
	Check: func(p *lint.Pass) {
		if log := activityLog(p); log != nil && productionEnvironment(p) && !log.Enabled {
			p.Report(p.EnvironmentTarget(), "%s has activity logging off", p.EnvironmentTarget().Address)
		}
	},
}

const activityLogging = "Microsoft: Secure customer engagement apps (Microsoft 365 audit log)"
