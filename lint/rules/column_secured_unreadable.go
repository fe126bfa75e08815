package rules

import "github.com/dvpolicy/dvpolicy/lint"

var columnSecuredUnreadable = &lint.Rule{
	ID: "column/secured-unreadable", Severity: lint.Error,
	Summary: "no column security profile reads a secured column",
	Why: "Only system administrators then see what stands in it; everybody else finds it empty, and cannot fill it either unless a profile allows that. " +
		"It is rarely meant, and the usual way out is to make people administrators.",
	Sources: []string{"Microsoft: Column-level security to control access"},
	Bad: `
table "contact" {
  column "creditlimit" { secured = true } # here
}
`,
	Good: `
table "contact" {
  column "creditlimit" { secured = true }
  column "jobtitle" { secured = false }
}
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Tables) == 0 {
			p.Skip("no file declares tables")
			return
		}
		read := map[columnName]bool{}
		for _, f := range profiles(p.Policy) {
			for _, c := range f.Columns {
				if c.Read {
					read[columnName{c.Table, c.Column}] = true
				}
			}
		}
		for _, t := range p.Policy.Tables {
			for _, c := range securedColumns(t) {
				if wholePolicy(p, c.Span) && !read[columnName{t.Fact.Name, c.Name}] {
					p.Report(columnTarget(t, c), "%s.%s is secured, and no profile reads it: only system administrators do", t.Fact.Name, c.Name)
				}
			}
		}
	},
}
