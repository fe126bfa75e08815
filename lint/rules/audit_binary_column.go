package rules

import "github.com/dvpolicy/dvpolicy/lint"

var auditBinaryColumn = &lint.Rule{
	ID: "audit/binary-column", Severity: lint.Warning,
	Summary: "a column of files or images is audited",
	Why:     "An entry of the log holds 5 KB of a value at most: of a file it keeps the beginning, which fills the log and proves nothing.",
	Sources: []string{manageAuditing, notWorthAudit},
	Params: []lint.Param{
		{Name: "columns", Value: []string{"documentbody", "entityimage"}, Why: "of standard tables the policy says no kind; these two hold files and images"},
		{Name: "kinds", Of: kindWords, Value: []string{"file", "image"}, Why: "their values are no text"},
	},
	Bad: `
table "contact" {
  audit = true
  column "entityimage" { audit = true } # here
  column "new_passport" { # here
    kind  = "file"
    audit = true
  }
}
`,
	Good: `
table "annotation" {
  audit = false
  column "documentbody" { audit = true } # audit/column-without-table
}
table "contact" {
  audit = true
  column "governmentid" { audit = true }
  column "new_passport" {
    kind  = "file"
    audit = false
  }
}
`,
	Check: func(p *lint.Pass) { auditedOfKind(p, "and holds a file or an image") },
}
