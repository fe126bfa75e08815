package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
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
			for _, d := range widerThanAll(prod, others) {
				reportWider(p, prod, others, d)
			}
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

// A drift is what one cause widens in production.
type drift struct {
	cause string // address
	what  []string
}

// widerThanAll are the causes that widen something in production, whichever other environment it is compared with; each with what it widens
// beyond the last of them.
func widerThanAll(prod *matrix.Matrix, others []*matrix.Matrix) []drift {
	var all []drift
	for i, other := range others {
		found := driftsBetween(other, prod)
		if i > 0 {
			found = slices.DeleteFunc(found, func(d drift) bool {
				return !slices.ContainsFunc(all, func(e drift) bool { return e.cause == d.cause })
			})
		}
		all = found
	}
	return all
}

func driftsBetween(other, prod *matrix.Matrix) []drift {
	both := map[string]bool{}
	for _, address := range other.Principals(true) {
		both[address] = true
	}
	at := map[string]int{}
	var all []drift
	for _, c := range matrix.Compare(other, prod, true) {
		if !c.Change.Widens() || c.Kind == matrix.RowShared || !slices.ContainsFunc(c.Principals, func(a string) bool { return both[a] }) {
			continue
		}
		what := strings.TrimSpace(c.Verb + " " + c.Table + c.Privilege)
		if c.Column != "" {
			what += "." + c.Column
		}
		for _, cause := range c.Because {
			n, known := at[cause.Address]
			if !known {
				n = len(all)
				at[cause.Address] = n
				all = append(all, drift{cause: cause.Address})
			}
			if !slices.Contains(all[n].what, what) {
				all[n].what = append(all[n].what, what)
			}
		}
	}
	return all
}

func reportWider(p *lint.Pass, prod *matrix.Matrix, others []*matrix.Matrix, d drift) {
	environment := model.Address("environment", prod.Policy().Environment.Name)
	than := "any other environment"
	if len(others) == 1 {
		than = model.Address("environment", others[0].Policy().Environment.Name)
	}
	what := d.what[0]
	if n := len(d.what) - 1; n > 0 {
		what += fmt.Sprintf(" and %d more", n)
	}
	at := lint.Target{Address: d.cause, Span: whereDeclared(prod.Policy(), d.cause), Subject: lint.Subject{Other: environment}}
	p.Report(at, "%s gives more in %s, which is in production, than in %s: %s", d.cause, environment, than, what)
}

// whereDeclared is where a principal, role, profile or business unit is declared; what is not, is for the environment to answer for.
func whereDeclared(p *model.Policy, address string) source.Span {
	at := p.Environment.Span
	for _, r := range p.Roles {
		if r.Address == address && r.Span.Known() {
			return r.Span
		}
	}
	for _, t := range p.Teams {
		if t.Address == address {
			return t.Span
		}
	}
	for _, u := range p.Users {
		if u.Address == address {
			return u.Span
		}
	}
	for _, u := range p.BusinessUnits {
		if u.Address == address {
			return u.Span
		}
	}
	for _, f := range p.Profiles {
		if f.Address == address {
			return f.Span
		}
	}
	return at
}
