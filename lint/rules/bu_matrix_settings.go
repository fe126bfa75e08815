package rules

import "github.com/dvpolicy/dvpolicy/lint"

var buMatrixSettings = &lint.Rule{
	ID: "bu/matrix-settings", Severity: lint.Warning,
	Summary: "rows may belong to other business units than their owners', and a setting beside it takes that back",
	Why: "In matrix mode the Owning Business Unit decides who reaches a row. While it follows the owner, as it does unless told otherwise, " +
		"assigning a row moves it out of sight of one business unit and into that of another; while ownership is not recomputed, " +
		"whether an owner reaches an own row elsewhere is disputed.",
	Sources: []string{
		"Security concepts in Microsoft Dataverse (record ownership in modernized business units: set AlwaysMoveRecordToOwnerBusinessUnit to false)",
		"Microsoft: Create or edit business units",
	},
	Bad: `
environment "prod" { # here
  ownership_across_business_units = true
}
environment "test" { # here
  ownership_across_business_units           = true
  recompute_ownership_across_business_units = false
  always_move_record_to_owner_business_unit = false
}
`,
	Good: `
environment "prod" {
  ownership_across_business_units           = true
  always_move_record_to_owner_business_unit = false
}
environment "dev" {}
`,
	Check: func(p *lint.Pass) {
		e := &p.Policy.Environment
		if !e.Matrix {
			return
		}
		at := p.EnvironmentTarget()
		if e.AlwaysMove {
			at.Other = "always_move_record_to_owner_business_unit"
			p.Report(at, "in %s a row moves to the business unit of whoever it is assigned to: always_move_record_to_owner_business_unit is not off", at.Address)
		}
		if !e.Recompute {
			at.Other = "recompute_ownership_across_business_units"
			p.Report(at, "in %s owners may not reach their rows in other business units: recompute_ownership_across_business_units is off", at.Address)
		}
	},
}
