package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantDeleteBroad = &lint.Rule{
	ID: "grant/delete-broad", Severity: lint.Warning,
	Summary: "a business role deletes rows that others own",
	Why:     "Deleting cannot be undone by those whose rows they were, and takes what cascades with it. To deactivate a row is nearly always what is meant.",
	Sources: []string{
		"Microsoft: Delegating customization privileges (do not give delete to end users)",
		"hubsite365: Security roles, the three phases (limit delete for all users at the start)",
	},
	Fires: "without its baseline it reports four grants of Basic User: import maps of the business unit, and every row of three msdyn tables " +
		"that the system keeps. " +
		"They are Microsoft's, come with every copy, and are left out; App Opener has none.",
	Params: []lint.Param{
		{Name: "min_level", Of: levelWords, Value: "business_unit", Why: "one's own rows are one's own to delete: Basic User has delete at user " +
			"level on 44 of the 53 tables on which it has it"},
		grantBaseline,
		allowNoTables,
	},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["write"], organization = ["delete"] } # here
    contact = { business_unit = ["delete"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user
  grants {
    account             = { user = ["delete"], organization = ["read"] }
    transactioncurrency = { organization = ["delete"] }
  }
}
role "archivist" {
  kind = "admin"
  grants {
    account = { organization = ["delete"] }
  }
}
`,
	Check: func(p *lint.Pass) { broad(p, privilege.Delete) },
}
