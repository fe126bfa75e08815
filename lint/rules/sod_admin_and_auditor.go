package rules

import (
	"maps"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var sodAdminAndAuditor = &lint.Rule{
	ID: "sod/admin-and-auditor", Severity: lint.Error,
	Summary: "somebody administers roles, and may delete the audit log",
	Why: "Who gives out access and can erase the record of it answers to nobody. Deleting logs belongs to people who change no roles. System " +
		"Administrator holds both by its nature, and is the matter of the rules about administrators." + perhapsBoth,
	Sources: []string{"Microsoft: Miscellaneous privileges (delete audit partitions, delete record change history)"},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Value: []string{"prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory"}, Why: "the two that " +
			"delete what is recorded; deleting rows of the table audit counts as well"},
		{Name: "verbs", Of: verbWords, Value: []string{"create", "write", "assign"}, Why: "what of the table role makes roles, changes them or gives them to people"},
	},
	Bad: `
role "access_manager" {
  privileges = ["prvDeleteRecordChangeHistory"] # here
  grants {
    role = { business_unit = ["create", "write"] }
  }
}
role "help_desk" {
  kind = "admin"
}
role "archivist" {
  privileges = ["prvDeleteAuditPartitions"]
}
user "ann" { # here
  roles = [role.help_desk, role.archivist]
}
`,
	Good: `
role "access_manager" {
  kind       = "admin"
  privileges = ["prvReadAuditSummary"]
  grants {
    role = { business_unit = ["create", "write", "assign"] }
  }
}
role "archivist" {
  privileges = ["prvDeleteAuditPartitions"]
  grants { role = { organization = ["read"] } }
}
user "ann" { roles = [role.access_manager] }
user "bob" { roles = [role.archivist] }
user "root" { roles = [standard_role.system_administrator, role.access_manager, role.archivist] }
`,
	Check: func(p *lint.Pass) {
		administer, erase := duty{}, map[string]duty{}
		for _, r := range p.Policy.Roles {
			if r.Administrator {
				continue
			}
			if span, ok := changesRoles(r, verbsOf(p.Words("verbs"))); ok {
				administer[r] = span
			}
			for _, e := range erasures(p, r) {
				if erase[e.privilege] == nil {
					erase[e.privilege] = duty{}
				}
				erase[e.privilege][r] = e.span
			}
		}
		var all []conflict
		for _, name := range slices.Sorted(maps.Keys(erase)) {
			all = append(all, conflict{
				Subject: lint.Subject{Privilege: name}, first: administer, second: erase[name], says: "administers roles and holds " + name,
			})
		}
		conflicting{p: p, told: p.Roles(), excused: always, counts: func(*model.User) bool { return true }}.report(all)
	},
}

// always: a role that has both is its author's matter, not its holders'.
func always(*model.Role) bool { return true }

// changesRoles reports whether a role says that it is for administration, or has some verb on roles.
func changesRoles(r *model.Role, verbs []privilege.Verb) (source.Span, bool) {
	for _, g := range r.Grants {
		if slices.Contains(verbs, g.Verb) && slices.Contains(g.Base.Tables, "role") {
			return g.Span, true
		}
	}
	return r.Span, r.Kind == "admin"
}
