package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnCompositeLeak = &lint.Rule{
	ID: "column/composite-leak", Severity: lint.Warning,
	Summary: "some columns of an address are secured, and others show the same",
	Why: "The composite column of an address repeats its lines, city and country as one text, so a secured part is read there, and a secured " +
		"composite in its parts. " +
		"All of them are to be secured, or none.",
	Sources: []string{"Microsoft: Column-level security to control access (best practices: composite columns)"},
	Bad: `
table "contact" {
  column "address1_line1" { secured = true }     # here
  column "address2_composite" { secured = true } # here
  column "address2_city" { secured = false }
}
`,
	Good: `
table "contact" {
  column "address1_city" { secured = false }
  column "address2_line1" { secured = true }
  column "address2_line2" { secured = true }
  column "address2_line3" { secured = true }
  column "address2_city" { secured = true }
  column "address2_stateorprovince" { secured = true }
  column "address2_postalcode" { secured = true }
  column "address2_country" { secured = true }
  column "address2_composite" { secured = true }
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Tables) == 0 {
			p.Skip("no file declares tables")
			return
		}
		for _, t := range p.Policy.Tables {
			for _, prefix := range []string{"address1_", "address2_", "address3_"} {
				closed, shown := addressColumns(t, prefix)
				if closed == nil || len(shown) == 0 {
					continue
				}
				p.Report(columnTarget(t, *closed), "%s.%s is secured, but its address can be read in %s", t.Fact.Name, closed.Name, strings.Join(shown, ", "))
			}
		}
	},
}

const composite = "composite"

// The parts of an address that its composite column repeats.
var addressParts = []string{"line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country"}

// addressColumns are the first secured column of an address, and those that show what is secured in it. A part shows in the composite
// column alone, the composite column in each part.
func addressColumns(t *model.Table, prefix string) (closed *model.Column, shown []string) {
	find := func(part string) *model.Column {
		i := slices.IndexFunc(t.Columns, func(c model.Column) bool { return c.Name == prefix+part })
		if i < 0 {
			return nil
		}
		return &t.Columns[i]
	}
	isSecured := func(c *model.Column) bool { return c != nil && on(c.Secured) }
	whole := find(composite)
	for _, part := range addressParts {
		if c := find(part); isSecured(c) && closed == nil {
			closed = c
		}
	}
	if isSecured(whole) {
		closed = whole
	}
	if closed == nil {
		return nil, nil
	}
	parts := []string{composite}
	if isSecured(whole) {
		parts = addressParts
	}
	for _, part := range parts {
		if c := find(part); c != nil && open(*c) || c == nil && handwritten(closed.Span) {
			shown = append(shown, prefix+part)
		}
	}
	return closed, shown
}
