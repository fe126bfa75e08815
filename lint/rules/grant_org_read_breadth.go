package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var grantOrgReadBreadth = &lint.Rule{
	ID: "grant/org-read-breadth", Severity: lint.Warning,
	Summary: "a business role reads every row of more tables than anybody works with",
	Why: "Each of the tables may be harmless; together they are the organization's data, open to everybody who holds the role " +
		"and to whoever gets hold of one of their accounts.",
	Sources: []string{
		"Microsoft: Secure customer engagement apps (access only to the information that people need)",
		"Cloudsplaining (breadth of reading as a way out for data)",
	},
	Params: []lint.Param{
		{Name: "max", Value: 30, Why: "of the tables whose rows have owners, App Opener reads 2 in full, Knowledge Manager 22, Basic User 23, " +
			"Environment Maker 40; tables that share privileges count once"},
	},
	Bad: `
role "browser" { # here
  grants {` + readsThirty + `
    feedback = { organization = ["read"] }
  }
}
`,
	Good: `
role "browser" {
  grants {` + readsThirty + `
    feedback            = { parent_child = ["read"] }
    transactioncurrency = { organization = ["read"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.BusinessRoles() {
			read := map[*model.Base]bool{}
			for _, g := range r.Grants {
				if readsEveryRow(g) {
					read[g.Base] = true
				}
			}
			if len(read) > p.Int("max") {
				p.Report(lint.Target{Address: r.Address, Span: r.Span}, "%s can read every row of %d tables whose rows have owners, more than %d",
					r.Address, len(read), p.Int("max"))
			}
		}
	},
}

const readsThirty = `
    account          = { organization = ["read"] }
    actioncard       = { organization = ["read"] }
    activitypointer  = { organization = ["read"] }
    annotation       = { organization = ["read"] }
    bookingstatus    = { organization = ["read"] }
    bot              = { organization = ["read"] }
    botcomponent     = { organization = ["read"] }
    campaign         = { organization = ["read"] }
    canvasapp        = { organization = ["read"] }
    category         = { organization = ["read"] }
    comment          = { organization = ["read"] }
    connection       = { organization = ["read"] }
    contact          = { organization = ["read"] }
    contract         = { organization = ["read"] }
    convertrule      = { organization = ["read"] }
    customapi        = { organization = ["read"] }
    duplicaterule    = { organization = ["read"] }
    goal             = { organization = ["read"] }
    goalrollupquery  = { organization = ["read"] }
    incident         = { organization = ["read"] }
    invoice          = { organization = ["read"] }
    knowledgearticle = { organization = ["read"] }
    lead             = { organization = ["read"] }
    list             = { organization = ["read"] }
    opportunity      = { organization = ["read"] }
    queue            = { organization = ["read"] }
    quote            = { organization = ["read"] }
    report           = { organization = ["read"] }
    salesorder       = { organization = ["read"] }
    workflow         = { organization = ["read"] }`
