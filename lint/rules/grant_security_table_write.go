package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantSecurityTableWrite = &lint.Rule{
	ID: "grant/security-table-write", Severity: lint.Error,
	Summary: "a role that is not for administrators changes what decides on access, or code that runs as the system",
	Why: "Whoever changes roles, teams, users, profiles or settings changes what everybody may do, and whoever changes plug-ins or processes " +
		"lets the system do it. The role is an administrator's without the name.",
	Sources: []string{
		"Microsoft: Prevent elevation of security role privilege",
		"crmcurator: security anti-patterns (System Administrator in disguise)",
	},
	Params: []lint.Param{
		{Name: "tables", Of: tableWords, Filled: true, Value: []string{
			"attribute", "audit", "businessunit", "customapi", "entity", "fieldpermission", "fieldsecurityprofile", "organization", "pluginassembly",
			"pluginpackage", "position", "role", "sdkmessageprocessingstep", "serviceendpoint", "systemform", "systemuser", "team", "teamtemplate",
			"webresource", "workflow",
		}, Why: "what access is made of, what is shown of it, and what runs with more rights than its user; one's own processes do not count, nor " +
			"does the table of roles at business_unit, which is Microsoft's recipe for whoever assigns roles"},
	},
	Bad: `
role "clerk" {
  grants {
    team     = { business_unit = ["write"] } # here
    workflow = { organization = ["write"] } # here
    role     = { parent_child = ["assign"] } # here
  }
}
`,
	Good: `
role "clerk" {
  based_on = standard_role.basic_user
  grants {
    team     = { organization = ["read", "append_to"] }
    workflow = { user = ["create", "write", "delete"] }
    role     = { business_unit = ["create", "write", "delete", "append", "append_to", "assign"], organization = ["read"] }
  }
}
role "user_administrator" {
  kind = "admin"
  grants {
    systemuser = { organization = ["write"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			if r.Kind == "admin" || r.Kind == "deployment" || r.Administrator {
				continue
			}
			for _, g := range r.Grants {
				table := firstOf(g.Base.Tables, p.Words("tables"))
				if table == "" || !slices.Contains(lint.WriteClass, g.Verb) || g.Level == privilege.User || recipe(table, g) {
					continue
				}
				p.Report(lint.GrantTarget(r, g), "%s can %s rows of %s at %s", r.Address, g.Verb, table, g.Level)
			}
		}
	},
}

// recipe reports whether a grant is one that Microsoft lists for a role which assigns roles in its own business unit (semantics S-RO-21).
func recipe(table string, g model.Grant) bool {
	return table == "role" && g.Level == privilege.BusinessUnit
}

// firstOf is the first of some names that is also among others, "" where none is.
func firstOf(names, among []string) string {
	for _, n := range names {
		if slices.Contains(among, n) {
			return n
		}
	}
	return ""
}
