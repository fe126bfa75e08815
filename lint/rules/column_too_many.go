package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var columnTooMany = &lint.Rule{
	ID: "column/too-many", Severity: lint.Warning,
	Summary: "a table, or the whole environment, has many secured columns",
	Why: "Each secured column is checked again whenever a row is read, and has to stand in profiles that somebody keeps right. " +
		"Where most of a row is secret, the rows belong into a table of their own that a role opens or not.",
	Sources: []string{"Microsoft: Security concepts in Microsoft Dataverse (column-level security as needed, not excessively)"},
	Params: []lint.Param{
		{Name: "table", Value: 10, Why: "a judgement: more are a row's substance, not its exceptions"},
		{Name: "environment", Value: 50, Why: "a judgement: what one person can keep in mind"},
	},
	Bad: `
table "contact" { # here
  column "c1" { secured = true }
  column "c2" { secured = true }
  column "c3" { secured = true }
  column "c4" { secured = true }
  column "c5" { secured = true }
  column "c6" { secured = true }
  column "c7" { secured = true }
  column "c8" { secured = true }
  column "c9" { secured = true }
  column "c10" { secured = true }
  column "c11" { secured = true }
}
`,
	Good: `
table "contact" {
  column "c1" { secured = true }
  column "c2" { secured = true }
  column "c3" { secured = true }
  column "c4" { secured = true }
  column "c5" { secured = true }
  column "c6" { secured = true }
  column "c7" { secured = true }
  column "c8" { secured = true }
  column "c9" { secured = true }
  column "c10" { secured = true }
  column "c11" { secured = false }
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Tables) == 0 {
			p.Skip("no file declares tables")
			return
		}
		all, first, most := 0, source.Span{}, p.Int("table")
		for _, t := range p.Policy.Tables {
			columns := securedColumns(t)
			if all += len(columns); len(columns) > 0 {
				first = placeOr(first, columns[0].Span)
			}
			if len(columns) > most {
				p.Report(tableTarget(t), "%d columns of %s are secured, more than %d", len(columns), t.Fact.Name, most)
			}
		}
		if all > p.Int("environment") {
			target := p.EnvironmentTarget()
			target.Span = placeOr(target.Span, first)
			p.Report(target, "%d columns are secured, more than %d", all, p.Int("environment"))
		}
	},
}
