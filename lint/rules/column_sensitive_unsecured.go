package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

var columnSensitiveUnsecured = &lint.Rule{
	ID: "column/sensitive-unsecured", Severity: lint.Info,
	Summary: "a column is classified as restricted, or called like what identifies people or their money, and not secured",
	Why: "Everybody who reads the row reads the column. A classification says more than a name: one that is public, internal or confidential settles it, " +
		"and where there is none, whole words of the column's name count.",
	Sources: []string{"Microsoft: Secure customer engagement apps (columns with a high business impact)", "KK security analysis (XrmToolBox): sensitive columns"},
	Params: []lint.Param{
		{Name: "classifications", Of: classWords, Value: []string{"restricted"}, Why: "confidential is for whoever works with the row, restricted for few of them"},
		{
			Name: "words", Value: []string{
				"bankaccount", "bic", "cvv", "creditcard", "governmentid", "iban", "passport", "password", "salary", "socialsecurity", "ssn", "swift"},
			Why: "between underscores; tin and pin are not among them, which too many words contain",
		},
	},
	Bad: `
table "contact" {
  column "governmentid" {}                               # here
  column "creditlimit" { classification = "restricted" } # here
}
`,
	Good: `
table "contact" {
  column "governmentid" { secured = true }
  column "creditlimit" { classification = "confidential" }
  column "contoso_passport" { classification = "public" }
  column "jobtitle" {}
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Tables) == 0 {
			p.Skip("no file declares tables")
			return
		}
		classes, words := p.Words("classifications"), p.Words("words")
		for _, t := range p.Policy.Tables {
			for _, c := range t.Columns {
				if !open(c) || schema.Unsecurable(t.Fact.Name, c.Name, c.Kind) != "" {
					continue
				}
				if why := sensitiveColumn(c, classes, words); why != "" {
					p.Report(columnTarget(t, c), "%s.%s is %s, and not secured", t.Fact.Name, c.Name, why)
				}
			}
		}
	},
}

// sensitiveColumn says what makes a column sensitive, "" where nothing does.
func sensitiveColumn(c model.Column, classes, words []string) string {
	if c.Classification != "" {
		if slices.Contains(classes, c.Classification) {
			return c.Classification
		}
		return ""
	}
	for _, word := range strings.Split(c.Name, "_") {
		if slices.Contains(words, word) {
			return "called " + word
		}
	}
	return ""
}
