package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

var auditTableWithoutEnv = &lint.Rule{
	ID: "audit/table-without-env", Severity: lint.Warning,
	Summary: "a table is audited, or its reads are logged, in environments that all have that off",
	Why:     "A table's switch works only below the environment's. One that works nowhere reads as evidence that nobody keeps.",
	Sources: []string{manageAuditing, "Microsoft: Enable and use Activity Logging (reads)"},
	Bad: `
environment "prod" {
  audit {
    enabled = true
  }
}
table "account" { # here
  audit          = true
  retrieve_audit = true
}
environment "dev" {}
table "contact" { # here
  environments = ["dev"]
  audit        = true
}
`,
	Good: `
environment "prod" {
  audit {
    enabled = true
    read    = true
  }
}
environment "dev" {}
table "account" {
  audit          = true
  retrieve_audit = true
}
`,
	Fix: turnOff, // a switch that works nowhere is off
	CheckAll: func(p *lint.Pass) {
		if !slices.ContainsFunc(p.All, func(m *matrix.Matrix) bool { return m.Policy().Environment.Span.Known() }) {
			p.Skip("the policy declares no environment")
			return
		}
		works := map[[2]string]bool{}
		for _, m := range p.All {
			for _, t := range m.Policy().Tables {
				for _, s := range auditSwitches(&m.Policy().Environment.Audit, t) {
					works[[2]string{t.Fact.Name, s.name}] = works[[2]string{t.Fact.Name, s.name}] || s.works
				}
			}
		}
		for _, m := range p.All {
			for _, t := range m.Policy().Tables {
				for _, s := range auditSwitches(&m.Policy().Environment.Audit, t) {
					if !works[[2]string{t.Fact.Name, s.name}] && handwritten(t.Span) {
						at := tableTarget(t)
						at.Other = s.name
						p.Report(at, "%s says %s, and no environment %s", at.Address, s.name, s.lacks)
					}
				}
			}
		}
	},
}

// An auditSwitch is one that a table has on.
type auditSwitch struct {
	name, lacks string
	works       bool
}

func auditSwitches(a *model.Audit, t *model.Table) []auditSwitch {
	var all []auditSwitch
	if on(t.Audit) {
		all = append(all, auditSwitch{"audit", "that has it audits", a.Enabled})
	}
	if t.RetrieveAudit {
		all = append(all, auditSwitch{"retrieve_audit", "that has it logs reads", a.Enabled && a.Read})
	}
	return all
}
