package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantAssignBroad = &lint.Rule{
	ID: "grant/assign-broad", Severity: lint.Warning,
	Summary: "a business role gives rows that others own to somebody else",
	Why: "A row moves with its owner: into another business unit, out of reach of some and into that of others, and what cascades moves along. " +
		"Those who lead a business unit need it; roles of everybody else do not.",
	Sources: []string{"Security concepts in Microsoft Dataverse (the owner of a row decides its business unit)"},
	Fires: "without its baseline it reports six grants of Basic User, on import maps, e-mail signatures, articles and two msdyn tables. " +
		"They are Microsoft's, come with every copy, and are left out; App Opener has none.",
	Params: []lint.Param{
		{Name: "min_level", Of: levelWords, Value: "business_unit", Why: "to hand over one's own work is part of it"},
		grantBaseline,
		allowNoTables,
	},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["write"], business_unit = ["assign"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user
  grants {
    account = { user = ["write", "assign"] }
  }
}
`,
	Check: func(p *lint.Pass) { broad(p, privilege.Assign) },
}
