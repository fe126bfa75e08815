package rules

import "github.com/dvpolicy/dvpolicy/lint"

var grantTaskTier2 = &lint.Rule{
	ID: "grant/task-tier2", Severity: lint.Info,
	Summary: "a business role holds a privilege by which data leaves the environment, or old values show",
	Why: "What is exported, printed, synchronized or read through SQL is out of reach of every level, share and audit. " +
		"Audit history shows what columns held before, to whoever may read it.",
	Sources: []string{
		"Microsoft: Miscellaneous privileges; Privacy-related privileges",
		"CIS: Microsoft Dynamics 365 benchmark (restrict export, mail merge, print and offline)",
	},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Filled: true, Value: []string{
			"prvAllowTDSAccess", "prvDocumentGeneration", "prvExportToExcel", "prvGoOffline", "prvMailMerge", "prvPrint", "prvReadAuditPartitions",
			"prvReadAuditSummary", "prvReadRecordAuditHistory", "prvSyncToOutlook", "prvWebMailMerge",
		}, Why: "the privacy-related ones of the role editor that carry rows away, SQL access, and the audit log"},
	},
	Bad: `
role "clerk" {
  privileges = [
    "prvExportToExcel", # here
  ]
}
`,
	Good: `
role "clerk" {
  privileges = ["prvUseTabletApp"]
}
`,
	Check: func(p *lint.Pass) { task(p, "data leaves by it, or old values show") },
}
