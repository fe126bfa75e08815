package rules

import "github.com/dvpolicy/dvpolicy/lint"

var grantServiceRoleToHuman = &lint.Rule{
	ID: "grant/service-role-to-human", Severity: lint.Error,
	Summary: "people hold a standard role that is meant for Microsoft's own services",
	Why: "Such roles are as wide as a service needs that works for everybody: Service Writer writes every table, Service Reader reads them all. " +
		"They change with the service, without notice.",
	Sources: []string{"Microsoft: Configure user security to resources in an environment (predefined security roles)"},
	Params: []lint.Param{
		{Name: "roles", Of: standardLabels, Filled: true, Value: []string{
			"service_reader", "service_writer", "service_deleter", "delegate", "support_user",
			"Flow-CDS Native Connector Role", "Flow-RP Role", "Non-Relational Data App Access", "businessapplicationplatformrole",
			"data_sync_service_role", "datalakeworkspaceappaccess", "dataprocessingconfigtableappaccess", "deflection_service_role", "eac_app_access",
			"eac_reader_app_access", "filestoreservice_app_access", "global_discovery_service_role", "portal_rp_service_role",
			"power_apps_checker_service_role", "power_bi_embedded_app_access", "power_platform_dataflows_service_role", "powerappsrprole",
			"report_service_role", "synapse_link_service_access", "teams_chat_sync_app_access",
		}, Why: "those that Microsoft's list of roles calls a service's, those for acting on others' behalf or for support, and those whose name says so"},
	},
	Bad: `
user "ann" {
  roles = [standard_role.service_writer] # here
}
`,
	Good: `
user "ann" {
  roles = [standard_role.basic_user]
}
application_user "feed" {
  roles = [standard_role.service_reader]
}
team "feeds" {
  members = [application_user.feed]
  roles   = [standard_role.service_writer]
}
`,
	Check: func(p *lint.Pass) {
		if !assignsRoles(p.Policy) {
			p.Skip(noHolders)
			return
		}
		for _, h := range withPeople(p, standardHolders(p, "roles")) {
			p.Report(holderTarget(h), "%s holds %s, a role for services", h.Address(), h.Assignment.Role.Address)
		}
	},
}
