package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// ProductionWider is the rule that compares environments. Who compares two of them runs it on these two.
const ProductionWider = "drift/prod-wider-than-test"

var driftProdWiderThanTest = &lint.Rule{
	ID: ProductionWider, Severity: lint.Warning,
	Summary: "an access in production that the same principal has in no other environment",
	Why: "What nobody could do in a test environment, nobody has tested: whether it works, whether it is needed, and what else it opens is found " +
		"out on real data. Widen it where changes are tried out first, or say in a waiver why production differs. Principals that only production " +
		"has, and shares of rows, are not compared.",
	Sources: []string{"Microsoft: Overview of application lifecycle management with Power Platform (changes reach production from a test environment)"},
	Bad: `
environment "test" { type = "sandbox" }
environment "prod" { type = "production" }

role "clerk" { # here
  grants {
    account = {
      organization  = env.name == "prod" ? ["read"] : []
      business_unit = env.name == "prod" ? [] : ["read"]
    }
  }
}
`,
	Good: `
environment "test" { type = "sandbox" }
environment "prod" { type = "production" }

role "clerk" {
  grants {
    account = {
      organization  = env.name == "prod" ? [] : ["read"]
      business_unit = env.name == "prod" ? ["read"] : []
    }
  }
}
`,
	CheckAll: func(p *lint.Pass) {
		production, others := matricesByProduction(p.All)
		if len(production) == 0 || len(others) == 0 {
			p.Skip("there are no two environments of which one says that it is in production")
			return
		}
		for _, prod := range production {
			reportWider(p, prod, others)
		}
	},
}

func matricesByProduction(all []*matrix.Matrix) (production, others []*matrix.Matrix) {
	for _, m := range all {
		switch e := &m.Policy().Environment; {
		case e.Type == "production":
			production = append(production, m)
		case e.Span.Known():
			others = append(others, m)
		}
	}
	return production, others
}

func reportWider(p *lint.Pass, prod *matrix.Matrix, others []*matrix.Matrix) {
	c, at, policy := compareWithProduction(prod, others), declarations(prod.Policy()), prod.Policy()
	environment := model.Address("environment", policy.Environment.Name)
	than := "any other environment"
	if len(others) == 1 {
		than = model.Address("environment", others[0].Policy().Environment.Name)
	}
	target := func(address string, subject lint.Subject) lint.Target {
		subject.Other = environment
		return lint.Target{Address: address, Span: placeOr(at[address], policy.Environment.Span), Subject: subject}
	}
	for _, address := range c.newAdministrators() {
		p.Report(target(address, lint.Subject{}), "%s gives more in %s, which is in production, than in %s: System Administrator", address, environment, than)
	}
	for _, d := range c.drifts() {
		p.Report(target(d.cause, d.Subject), "%s gives more in %s, which is in production, than in %s: %s", d.cause, environment, than, d.says())
	}
}

// says what is wider, and how far it goes.
func (d *drift) says() string {
	what := d.Privilege
	if d.Table != "" {
		what = strings.Join(d.verbs, ", ") + " " + d.Table
	}
	if d.Column != "" {
		what += "." + d.Column
	}
	if d.Level != "" {
		what += " (" + d.Level + ")"
	}
	return what
}
