package rules_test

import (
	"fmt"

	"github.com/dvpolicy/dvpolicy/schema"
)

// auditingOnePercent is a policy that audits exactly one in a hundred of its own and the catalogue's tables.
func auditingOnePercent() string {
	auditable := 0
	for _, t := range schema.Tables() {
		if t.Base != nil && !t.NotAuditable {
			auditable++
		}
	}
	own := 100 - auditable%100
	return fmt.Sprintf(`
environment "prod" {
  audit { enabled = true }
}
table "own" {
  for_each  = toset([for n in range(%d) : "new_table${n}"])
  ownership = "organization"
  audit     = tonumber(trimprefix(each.key, "new_table")) < %d
}
`, own, (auditable+own)/100)
}

var auditBoundaries = []boundary{
	{rule: "audit/all-tables-ratio", param: "pct", silent: 1, speaks: 0, policy: auditingOnePercent()},
	{rule: "audit/all-tables-ratio", param: "pct", silent: 29, speaks: 28}, // 400 of 1,401 tables
	{rule: "audit/binary-column", param: "columns", silent: words{"documentbody"}, speaks: words{"documentbody", "entityimage"}, about: "entityimage"},
	{rule: "audit/binary-column", param: "kinds", silent: words{"image"}, speaks: words{"file"}, about: "new_passport"},
	{rule: "audit/delete-evidence", param: "privileges", silent: words{"prvDeleteAuditPartitions"}, speaks: words{"prvDeleteRecordChangeHistory"}, about: "role.clerk"},
	{rule: "audit/ephemeral-table", param: "tables", silent: words{"asyncoperation"}, speaks: words{"plugintracelog"}},
	{rule: "audit/high-churn-column", param: "columns", silent: words{"modifiedby"}, speaks: words{"modifiedon"}, about: "modifiedon"},
	{rule: "audit/high-churn-column", param: "kinds", silent: words{"formula"}, speaks: words{"rollup"}, about: "new_turnover"},
	{rule: "audit/retention-short", param: "min", silent: 89, speaks: 90},
	{rule: "audit/security-tables", param: "tables", silent: words{"position"}, speaks: words{"position", "team"}},
	{rule: "audit/too-many-tables", param: "max", silent: 61, speaks: 60},
	{rule: "log/retention-not-exported", param: "min_days", silent: 364, speaks: 365, about: "environment.test"},
}

var unitBoundaries = []boundary{
	{rule: "bu/default-team-role", param: "baseline", silent: words{"Basic User"}, speaks: words{"App Opener"}, about: "can write every row of connection"},
	{rule: "bu/depth", param: "max", silent: 6, speaks: 5},
	{rule: "bu/no-isolation", param: "baseline", silent: words{}, speaks: words{"Basic User"}, about: "only what", policy: unitsOfBasicUsers + `
team "users" {
  business_unit = business_unit.east
  roles         = [standard_role.basic_user]
}
`},
	{rule: "bu/role-copies", param: "max", silent: 5047, speaks: 5046},
	{rule: "bu/sibling-equivalent", param: "baseline", silent: words{}, speaks: words{"Basic User"}, about: "told apart only", policy: unitsOfBasicUsers + `
role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
team "users" {
  business_unit = business_unit.east
  roles = [
    standard_role.basic_user,
    { role = role.clerk, business_unit = business_unit.east },
    { role = role.clerk, business_unit = business_unit.west },
  ]
}
`},
	{rule: "bu/too-many", param: "warn", silent: 21, speaks: 20},
	{rule: "bu/too-many", param: "error", silent: 21, speaks: 20, about: "are a risk"},
	{rule: "env/customer-key-acknowledged", param: "reason", silent: "our own key store, looked after by platform@", speaks: ""},
	{rule: "env/group-too-broad", param: "names", silent: words{"everyone"}, speaks: words{"all users"}},
	{rule: "gov/exceptions-carry-access", param: "pct", silent: 25, speaks: 24}, // 2 of 8
	{rule: "hier/depth", param: "max", silent: 4, speaks: 3},
	{rule: "hier/replaces-bu", param: "min", silent: 11, speaks: 10},
	{rule: "hier/too-many-reports", param: "max", silent: 51, speaks: 50},
}

const unitsOfBasicUsers = `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
business_unit "west" { parent = business_unit.root }
`

var columnBoundaries = []boundary{
	{rule: "column/profile-too-wide", param: "pct", silent: 51, speaks: 50},
	{rule: "column/profile-too-wide", param: "min_users", silent: 11, speaks: 10},
	{rule: "column/sensitive-unsecured", param: "classifications", silent: words{"confidential"}, speaks: words{"restricted"}, about: "creditlimit"},
	{rule: "column/sensitive-unsecured", param: "words", silent: words{"ssn"}, speaks: words{"governmentid"}, about: "governmentid"},
	{rule: "column/too-many", param: "table", silent: 11, speaks: 10, about: "of contact"},
	{rule: "column/too-many", param: "environment", silent: 11, speaks: 10, about: "columns are secured, more than"},
	{rule: "column/unmasked-broad", param: "max", silent: 2, speaks: 1, about: "profiles show"},
}
