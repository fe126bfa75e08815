package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

var auditEnvOff = &lint.Rule{
	ID: "audit/env-off", Severity: lint.Error,
	Summary: "auditing is off in an environment, and tables, sign-ins or reads are to be audited; a warning where it is not production",
	Why: "The environment's switch comes first: while it is off nothing is recorded, whatever else says so, and everybody believes it is. An environment for " +
		"building may go without as long as another of the policy audits.",
	Sources: []string{manageAuditing, secureAppsAudit},
	Bad: `
environment "prod" { # here
  type = "production"
  audit {
    enabled     = false
    user_access = true
  }
}
table "account" { audit = true }
`,
	Good: `
environment "prod" {
  type = "production"
  audit {
    enabled = true
  }
}
environment "dev" {
  type = "sandbox"
  audit {
    enabled = false
  }
}
table "account" { audit = true }
`,
	Check: func(p *lint.Pass) {
		if !inEnvironment(p) || p.Policy.Environment.Audit.Enabled {
			return
		}
		what := wantsAudit(p.Policy)
		switch {
		case what == "":
		case p.Production():
			p.Report(p.EnvironmentTarget(), "%s does not audit, although %s to be audited", p.EnvironmentTarget().Address, what)
		case !slices.ContainsFunc(p.All, audits):
			p.ReportAs(lint.Warning, p.EnvironmentTarget(), "%s does not audit, although %s to be audited", p.EnvironmentTarget().Address, what)
		}
	},
}

func audits(m *matrix.Matrix) bool { return m.Policy().Environment.Audit.Enabled }

// wantsAudit says what is to be audited, "" for nothing.
func wantsAudit(p *model.Policy) string {
	tables := func(t *model.Table) bool {
		return handwritten(t.Span) && (on(t.Audit) || t.RetrieveAudit || slices.ContainsFunc(t.Columns, func(c model.Column) bool { return on(c.Audit) }))
	}
	switch {
	case slices.ContainsFunc(p.Tables, tables):
		return "tables are"
	case p.Environment.Audit.UserAccess:
		return "sign-ins are"
	case p.Environment.Audit.Read:
		return "reads are"
	}
	return ""
}
