package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var columnProfileEmpty = &lint.Rule{
	ID: "column/profile-empty", Severity: lint.Warning,
	Summary: "a column security profile opens no column",
	Why:     "Whoever is given it believes to have got something. Its columns were forgotten, or it is a leftover.",
	Sources: []string{"KK security analysis (XrmToolBox): SEC03"},
	Bad: `
column_security_profile "credit" {} # here
column_security_profile "closed" {  # here
  columns "contact" {
    creditlimit = { read = false }
  }
}
`,
	Good: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
    websiteurl  = { read = false }
  }
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Profiles) == 0 {
			p.Skip("no file declares column security profiles")
			return
		}
		allows := func(c model.ColumnPermission) bool { return c.Create || c.Read || c.Update }
		for _, f := range profiles(p.Policy) {
			if !slices.ContainsFunc(f.Columns, allows) {
				p.Report(lint.Target{Address: f.Address, Span: f.Span}, "%s opens no column", f.Address)
			}
		}
	},
}
