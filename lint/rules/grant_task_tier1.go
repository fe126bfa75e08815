package rules

import "github.com/dvpolicy/dvpolicy/lint"

var grantTaskTier1 = &lint.Rule{
	ID: "grant/task-tier1", Severity: lint.Warning,
	Summary: "a business role holds a privilege to change many rows at once, or to write in another's name",
	Why: "One slip, or one stolen account, then changes what nobody can put right by hand: rows gone by the thousand, " +
		"mails from a colleague, prices and dates that are not what they were.",
	Sources: []string{"Microsoft: Miscellaneous privileges"},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Filled: true, Value: []string{
			"prvBulkDelete", "prvBulkEdit", "prvConfigureSharePoint", "prvExportCustomization", "prvMerge", "prvOverrideCreatedOnCreatedBy",
			"prvOverridePriceEngineInvoice", "prvOverridePriceEngineOpportunity", "prvOverridePriceEngineOrder", "prvOverridePriceEngineQuote",
			"prvQOIOverrideDelete", "prvSendAsUser",
		}, Why: "what changes many rows, spoofs its author, or overrides a price"},
	},
	Bad: `
role "clerk" {
  privileges = [
    "prvBulkDelete", # here
  ]
}
`,
	Good: `
role "clerk" {
  privileges = ["prvGoMobile"]
}
role "migration" {
  kind       = "service"
  privileges = ["prvOverrideCreatedOnCreatedBy"]
}
`,
	Check: func(p *lint.Pass) { task(p, "it changes much at once, or under another's name") },
}
