package rules_test

import (
	"fmt"

	"github.com/dvpolicy/dvpolicy/lint"
)

// granting is a policy with one role that has one line.
func granting(line string) string {
	return "role \"clerk\" {\n  grants {\n    " + line + "\n  }\n}\n"
}

// holding is a policy in which people hold a role of one line, and a team of the root does.
func holding(line string) string { return granting(line) + "team \"all\" { roles = [role.clerk] }\n" }

var grantBoundaries = []boundary{
	{rule: "grant/admin-clone", param: "percent", silent: 100, speaks: 99},
	{rule: "grant/admin-clone", param: "percent", speaks: 100, policy: "role \"clone\" { based_on = standard_role.system_administrator }\n"},
	{rule: "grant/assign-broad", param: "min_level", silent: "parent_child", speaks: "business_unit"},
	{rule: "grant/assign-broad", param: "baseline", silent: words{"basic_user"}, speaks: words{"app_opener"}, policy: granting(`emailsignature = { business_unit = ["assign"] }`)},
	{rule: "grant/assign-broad", param: "allow_tables", silent: words{"account"}, speaks: words{"contact"}},
	{rule: "grant/deep-from-root", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: unitsOfBasicUsers + holding(`import = { parent_child = ["share"] }`)},
	{rule: "grant/delete-broad", param: "min_level", silent: "parent_child", speaks: "business_unit", policy: granting(`contact = { business_unit = ["delete"] }`)},
	{rule: "grant/delete-broad", param: "min_level", silent: "organization", speaks: "parent_child", policy: granting(`contact = { parent_child = ["delete"] }`)},
	{rule: "grant/delete-broad", param: "baseline", silent: words{"basic_user"}, speaks: words{"app_opener"}, policy: granting(`importmap = { business_unit = ["delete"] }`)},
	{rule: "grant/delete-broad", param: "allow_tables", silent: words{"account"}, speaks: words{"contact"}, about: "of account"},
	{rule: "grant/depth-without-effect", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: "business_unit \"root\" {}\n" + holding(`importmap = { business_unit = ["write"] }`)},
	{rule: "grant/full-control-org", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: granting(`msdyn_dmsrequest = { organization = ["all"] }`)},
	{rule: "grant/org-read-breadth", param: "max", silent: 31, speaks: 30},
	{rule: "grant/org-read-sensitive", param: "allow_tables", silent: words{"contact"}, speaks: words{"lead"}, policy: granting(`contact = { organization = ["read"] }`)},
	{rule: "grant/org-write", param: "verbs", silent: words{"delete", "assign", "share"}, speaks: words{"write"}},
	{rule: "grant/org-write", param: "allow_tables", silent: words{"account"}, speaks: words{"contact"}},
	{rule: "grant/org-write", param: "baseline", silent: words{"basic_user"}, speaks: words{"app_opener"}, policy: granting(`connection = { organization = ["write"] }`)},
	{rule: "grant/role-for-everyone-is-broad", param: "percent", silent: 81, speaks: 80},
	{rule: "grant/role-for-everyone-is-broad", param: "min_people", silent: 6, speaks: 5},
	{rule: "grant/role-for-everyone-is-broad", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: granting(`connection = { organization = ["write"] }`) + `
user "clerk" {
  for_each = toset(["a", "b", "c", "d", "e"])
  roles    = [role.clerk]
}
`},
	{rule: "grant/security-table-write", param: "tables", silent: words{"role"}, speaks: words{"workflow"}, about: "workflow"},
	{rule: "grant/task-tier0", param: "privileges", silent: words{"prvAssignManager"}, speaks: words{"prvActOnBehalfOfAnotherUser"}, about: "prvActOnBehalf"},
	{rule: "grant/task-tier1", param: "privileges", silent: words{"prvMerge"}, speaks: words{"prvBulkDelete"}},
	{rule: "grant/task-tier2", param: "privileges", silent: words{"prvPrint"}, speaks: words{"prvExportToExcel"}},
	{rule: "priv/deprecated", param: "privileges", silent: words{"prvISVExtensions"}, speaks: words{"prvPublishCustomization"}},
	{rule: "priv/missing-minimum", param: "tables", silent: words{"account"}, speaks: words{"account", "webresource"}},
	{rule: "priv/owning-bu-append-to", param: "baseline", silent: words{"basic_user"}, speaks: words{}, policy: unitsOfBasicUsers + granting(`importmap = { business_unit = ["create"] }`) + `
user "ann" { roles = [{ role = role.clerk, business_unit = business_unit.east }] }
`},
	{rule: "priv/secured-table-no-role", param: "allow_tables", silent: words{"new_visit"}, speaks: words{"account"}},
}

// administrators is a policy of people, the first of whom are System Administrator.
func administrators(admins, people int) string {
	return fmt.Sprintf(`
environment "prod" {}
user "person" {
  for_each = toset([for n in range(%d) : "p${n}"])
  roles    = tonumber(trimprefix(each.key, "p")) < %d ? [standard_role.system_administrator] : [standard_role.basic_user]
}
`, people, admins)
}

var adminBoundaries = []boundary{
	{rule: "grant/maker-in-production", param: "roles", silent: words{"system_customizer"}, speaks: words{"environment_maker"}, about: "team.makers"},
	{rule: "grant/maker-in-production", param: "environment_types", silent: words{"sandbox"}, speaks: words{"production"}},
	{rule: "grant/service-role-to-human", param: "roles", silent: words{"service_reader"}, speaks: words{"service_writer"}},
	{rule: "grant/sysadmin-max", param: "max", silent: 9, speaks: 8},
	{rule: "grant/sysadmin-min", param: "min", silent: 1, speaks: 2},
	{rule: "grant/sysadmin-min", param: "min", silent: 3, speaks: 4, policy: administrators(3, 3)},
	{rule: "grant/sysadmin-ratio", param: "max_percent", silent: 30, speaks: 29, policy: administrators(3, 10)},
	{rule: "grant/sysadmin-ratio", param: "always", silent: 3, speaks: 2},
	{rule: "user/standing-admin", param: "break_glass", silent: 3, speaks: 2, policy: `
user "sealed" {
  for_each    = toset(["a", "b", "c"])
  break_glass = true
  roles       = [standard_role.system_administrator]
}
`},
	{rule: "user/standing-admin", param: "exempt_types", silent: words{"sandbox"}, speaks: words{"developer"}, policy: `
environment "test" { type = "sandbox" }
user "ann" { roles = [standard_role.system_administrator] }
`},
	{rule: "user/admin-with-business-role", param: "exempt_types", silent: words{"sandbox"}, speaks: words{"developer"}, policy: `
environment "test" { type = "sandbox" }
` + granting(`account = { user = ["read"] }`) + `
user "ann" {
  kind  = "admin"
  roles = [role.clerk]
}
`},
	{rule: "user/app-sysadmin", param: "deployment_purposes", silent: words{"deployment"}, speaks: words{"integration"}, about: "application_user.pipeline", least: lint.Error},
	{rule: "user/impersonation-human", param: "privileges", silent: words{"prvActOnBehalfOfExternalParty"}, speaks: words{"prvActOnBehalfOfAnotherUser"}, about: "user.ann"},
	{rule: "user/impersonation-human", param: "roles", silent: words{"standard_role.support_user"}, speaks: words{"standard_role.delegate"}, about: "team.proxies"},
}
