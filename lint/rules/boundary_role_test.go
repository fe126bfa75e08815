package rules_test

import "github.com/dvpolicy/dvpolicy/lint"

var roleBoundaries = []boundary{
	{rule: "role/huge", param: "max", silent: 1207, speaks: 1206},
	{rule: "role/naming", param: "pattern", silent: `^c\S+$`, speaks: `^C\S+$`},
	{rule: "role/near-duplicate", param: "percent", silent: 91, speaks: 90},
	{rule: "role/no-metadata", param: "required", silent: words{"purpose"}, speaks: words{"owner", "purpose"}, about: "role.clerk"},
	{rule: "role/oob-copy-no-lineage", param: "percent", silent: 92, speaks: 91}, // 32 of 35
	{rule: "role/oob-copy-no-lineage", param: "percent", speaks: 100, policy: `
role "machines" {
  grants {
    flowmachineimage              = { organization = ["all"] }
    flowmachineimageversion       = { organization = ["all"] }
    flowmachinenetwork            = { organization = ["all"] }
    pluginassembly                = { organization = ["read"] }
    plugintype                    = { organization = ["read"] }
    sdkmessage                    = { organization = ["read"] }
    sdkmessagefilter              = { organization = ["read"] }
    sdkmessagepair                = { organization = ["read"] }
    sdkmessageprocessingstep      = { organization = ["read"] }
    sdkmessageprocessingstepimage = { organization = ["read"] }
    sharepointdata                = { organization = ["create", "read", "write"] }
    sharepointdocument            = { organization = ["read"] }
  }
}
`},
	{rule: "role/oob-copy-no-lineage", param: "min_grants", silent: 33, speaks: 32}, // the role has 32
	{rule: "role/stale-review", param: "days", silent: 71, speaks: 70, policy: "role \"clerk\" { review_by = \"2027-01-31\" }\n"},
	{rule: "role/tiny", param: "max", silent: 4, speaks: 5},
	{rule: "role/too-many", param: "max", silent: 21, speaks: 20},
	{rule: "role/too-many-per-principal", param: "max", silent: 6, speaks: 5},
	{rule: "role/underused", param: "max", silent: 0, speaks: 1},
	{rule: "role/underused", param: "max", silent: 1, speaks: 2, about: "reaches 2 of the people", policy: granting(`account = { user = ["read"] }`) + `
user "clerk" {
  for_each = toset(["a", "b"])
  roles    = [role.clerk]
}
user "other" {}
`},
	{rule: "role/underused", param: "max", silent: 2, speaks: 1, policy: granting(`account = { user = ["read"] }`) + `
user "clerk" { roles = [role.clerk] }
user "other" {}
`},
}

var shareBoundaries = []boundary{
	{rule: "share/deeper-than-read", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: granting(`import = { user = ["read"], parent_child = ["share"] }`)},
	{rule: "share/right-granted", param: "min_level", silent: "parent_child", speaks: "business_unit", about: "of account", least: lint.Warning},
	{rule: "share/right-granted", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: granting(`contact = { user = ["read", "share"] }`)},
	{rule: "share/right-org", param: "baseline", silent: words{"basic_user"}, speaks: words{"app_opener"}, policy: granting(`msdyn_dmsrequest = { organization = ["read", "share"] }`)},
	{rule: "share/standing", param: "max_days", silent: 71, speaks: 70, policy: `
team "board" {}
share "board_pack" {
  table   = "account"
  record  = "A-1001"
  with    = [team.board]
  rights  = ["read"]
  expires = "2027-01-31"
}
`},
	{rule: "share/table-count", param: "max", silent: 6, speaks: 5},
	{rule: "share/table-count", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: `
role "clerk" {
  grants {
    account     = { user = ["read", "share"] }
    contact     = { user = ["read", "share"] }
    lead        = { user = ["read", "share"] }
    opportunity = { user = ["read", "share"] }
    quote       = { user = ["read", "share"] }
    salesorder  = { user = ["read", "share"] }
  }
}
`},
	{rule: "share/template-count", param: "per_table", silent: 3, speaks: 2, about: "table.opportunity"},
	{rule: "share/template-count", param: "warn_tables", silent: 6, speaks: 5, about: "tables are enabled"},
	{rule: "share/template-count", param: "tables", silent: 6, speaks: 5, about: "tables are enabled", least: lint.Error},
	{rule: "share/template-rights", param: "verbs", silent: words{"delete", "append"}, speaks: words{"share"}, about: "members share"},
}

var sodBoundaries = []boundary{
	{rule: "sod/admin-and-auditor", param: "privileges", silent: words{"prvDeleteAuditPartitions"}, speaks: words{"prvDeleteRecordChangeHistory"}, about: "role.access_manager"},
	{rule: "sod/admin-and-auditor", param: "verbs", silent: words{"assign"}, speaks: words{"write"}, about: "role.access_manager"},
	{rule: "sod/create-and-approve", param: "tables", silent: words{"invoice"}, speaks: words{"quote"}, about: "quote"},
	{rule: "sod/create-and-approve", param: "approve", silent: words{"assign"}, speaks: words{"write"}, about: "quote"},
	{rule: "sod/maker-and-deployer", param: "tables", silent: words{"role"}, speaks: words{"systemform"}, about: "user.ann"},
	{rule: "sod/maker-and-deployer", param: "privileges", silent: words{"prvExportCustomization"}, speaks: words{"prvImportCustomization"}, about: "user.ann"},
}

var userBoundaries = []boundary{
	{rule: "team/direct-user-role", param: "allow_roles", silent: words{"role.clerk"}, speaks: words{"standard_role.basic_user"}},
	{rule: "team/duplicate-path", param: "each_team", silent: words{"role.clerk"}, speaks: words{"standard_role.basic_user"}, about: "team.helpers"},
	{rule: "team/guests", param: "levels", silent: words{"organization"}, speaks: words{"business_unit"}},
	{rule: "team/known-vs-dynamic", param: "max", silent: 21, speaks: 20},
	{rule: "team/over-privileged", param: "max", silent: 21, speaks: 20},
	{rule: "user/guest-privileged", param: "levels", silent: words{"organization"}, speaks: words{"business_unit"}, about: "other people's rows"},
	{rule: "user/human-as-service", param: "purposes", silent: words{"deployment"}, speaks: words{"integration"}, about: "user.feed"},
	{rule: "user/non-interactive-limit", param: "max", silent: 8, speaks: 7},
	{rule: "user/personal-data-in-policy", param: "roles", silent: words{"standard_role.system_customizer"}, speaks: words{"standard_role.environment_maker"}, policy: `
user "ann" {
  upn   = "ann@contoso.example"
  roles = [standard_role.system_customizer]
}
`},
	{rule: "user/privileged-no-review", param: "needs", silent: words{"owner"}, speaks: words{"owner", "review_by"}, about: "application_user.erp"},
	{rule: "user/privileged-no-review", param: "days", silent: 71, speaks: 70, policy: `
application_user "erp" {
  owner     = "platform@contoso.example"
  review_by = "2027-01-31"
}
`},
	{rule: "user/service-broad", param: "max", silent: 2, speaks: 1, policy: feeding},
	{rule: "user/service-broad", param: "verbs", silent: words{"assign"}, speaks: words{"delete"}, policy: feedingMany},
	{rule: "user/service-broad", param: "allow_tables", silent: words{"account"}, speaks: words{"product"}, policy: feedingMany},
	{rule: "user/shared-service", param: "max", silent: 2, speaks: 1},
}

// feeding is an application user that changes every row of two tables.
const feeding = `
role "feed" {
  grants {
    account = { organization = ["write", "share"] }
    contact = { organization = ["delete"] }
  }
}
application_user "feed" { roles = [role.feed] }
`

// feedingMany has one more than the rule allows.
const feedingMany = `
role "feed" {
  grants {
    account      = { organization = ["delete"] }
    campaign     = { organization = ["delete"] }
    connection   = { organization = ["delete"] }
    contact      = { organization = ["delete"] }
    contract     = { organization = ["delete"] }
    goal         = { organization = ["delete"] }
    incident     = { organization = ["delete"] }
    invoice      = { organization = ["delete"] }
    lead         = { organization = ["delete"] }
    list         = { organization = ["delete"] }
    opportunity  = { organization = ["delete"] }
    queue        = { organization = ["delete"] }
    quote        = { organization = ["delete"] }
    report       = { organization = ["delete"] }
    salesorder   = { organization = ["delete"] }
    sla          = { organization = ["delete"] }
    socialprofile= { organization = ["delete"] }
    annotation   = { organization = ["delete"] }
    actioncard   = { organization = ["delete"] }
    phonecall    = { organization = ["delete"] }
    template     = { organization = ["delete"] }
  }
}
application_user "feed" { roles = [role.feed] }
`
