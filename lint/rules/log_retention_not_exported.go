package rules

import "github.com/dvpolicy/dvpolicy/lint"

var logRetentionNotExported = &lint.Rule{
	ID: "log/retention-not-exported", Severity: lint.Warning,
	Summary: "the Microsoft 365 audit log is kept for as long as the licence keeps it, and exported nowhere",
	Why:     "That is 90 days or a year. Longer needs a retention policy of one's own, or a store outside.",
	Sources: []string{activityLogging},
	Params:  []lint.Param{{Name: "min_days", Value: 365, Why: "the longer of the two spans: who states as much has chosen it"}},
	Bad: `
environment "prod" { # here
  activity_logging {
    enabled = true
  }
}
environment "test" { # here
  activity_logging {
    enabled        = true
    retention_days = 364
  }
}
`,
	Good: `
environment "prod" {
  activity_logging {
    enabled        = true
    retention_days = 365
  }
}
environment "test" {
  activity_logging {
    enabled     = true
    exported_to = "siem"
  }
}
`,
	Check: func(p *lint.Pass) {
		log := activityLog(p)
		switch at := p.EnvironmentTarget(); {
		case log == nil || !log.Enabled || log.ExportedTo != "" || log.RetentionDays >= p.Int("min_days"):
		case log.RetentionDays == 0:
			p.Report(at, "%s keeps the activity log for as long as its licence does, and exports it nowhere", at.Address)
		default:
			p.Report(at, "%s keeps the activity log for %s, fewer than %d, and exports it nowhere", at.Address, counted(log.RetentionDays, "day"), p.Int("min_days"))
		}
	},
}
