package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var shareCascade = &lint.Rule{
	ID: "share/cascade", Severity: lint.Info,
	Summary: "shares of a parent row pass on to the rows of a table of high volume",
	Why: "Sharing one parent writes an entry for each of its children. Where attaching a row to another parent cascades too, the parent's owner is given " +
		"access to every child that somebody else attaches.",
	Sources: []string{
		"Microsoft: Table relationship behavior (cascading share and reparent)",
		"CRM Tip of the Day 969 (how the table of shares grows)",
	},
	Bad: `
table "new_image" {
  ownership = "user_or_team"
  volume    = "high"
  relationship "new_account_images" { # here
    parent = "account"
    share  = "cascade"
  }
}
table "new_note" {
  ownership = "user_or_team"
  volume    = "high"
  relationship "new_account_notes" { # here
    parent   = "account"
    reparent = "cascade"
  }
}
`,
	Good: `
table "new_image" {
  ownership = "user_or_team"
  volume    = "high"
  relationship "new_account_images" {
    parent = "account"
    assign = "cascade"
    delete = "cascade"
  }
}
table "new_contract" {
  ownership = "user_or_team"
  volume    = "medium"
  relationship "new_account_contracts" {
    parent = "account"
    share  = "cascade"
  }
}
`,
	Check: func(p *lint.Pass) {
		if !slices.ContainsFunc(p.Policy.Tables, func(t *model.Table) bool { return t.Volume != "" }) {
			p.Skip("no table says its volume")
		}
		for _, t := range p.Policy.Tables {
			for _, r := range t.Relationships {
				if t.Volume == "high" && (r.Share != "none" || r.Reparent != "none") {
					at := tableTarget(t)
					at.Span, at.Other = r.Span, r.Name
					p.Report(at, "%s gets the shares of each %s that it belongs to (%s)", at.Address, r.Parent, r.Name)
				}
			}
		}
	},
}
