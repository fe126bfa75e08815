package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
)

var grantTaskTier0 = &lint.Rule{
	ID: "grant/task-tier0", Severity: lint.Error,
	Summary: "a business role holds a privilege that makes an administrator of its holder",
	Why: "Such a privilege lets its holder act as somebody else, bring code in, move or disable users, change who is above whom, " +
		"or remove the traces. No business task needs one.",
	Sources: []string{
		"Microsoft: Miscellaneous privileges",
		"Microsoft: Impersonate another user (its use should be restricted)",
		"Microsoft: Bypass custom business logic (its use should be restricted)",
	},
	Params: []lint.Param{
		{Name: "privileges", Of: privilegeWords, Filled: true, Value: []string{
			"prvActOnBehalfOfAnotherUser", "prvActOnBehalfOfExternalParty", "prvAssignManager", "prvAssignPosition", "prvBypassCustomBusinessLogic",
			"prvBypassCustomPlugins", "prvBypassMSBusinessLogic", "prvChangeSqlEncryptionKey", "prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory",
			"prvDisableBusinessUnit", "prvDisableUser", "prvImportCustomization", "prvPromoteToAdmin", "prvReadSqlEncryptionKey",
			"prvReparentBusinessUnit", "prvReparentTeam", "prvReparentUser", "prvRestoreSqlEncryptionKey", "prvWriteHierarchicalSecurityConfiguration",
		}, Why: "impersonation, code, keys, the tree and the hierarchy that access follows, and the evidence; to assign managers or positions " +
			"weighs as much only where hierarchy security follows them, and is a warning elsewhere"},
	},
	Bad: `
role "clerk" {
  privileges = [
    "prvActOnBehalfOfAnotherUser", # here
    "prvAssignManager", # here
  ]
}
`,
	Good: `
role "clerk" {
  privileges = ["prvMerge"]
}
role "deployer" {
  kind       = "deployment"
  privileges = ["prvImportCustomization"]
}
`,
	Check: func(p *lint.Pass) {
		hierarchy := "" // off
		if h := p.Policy.Environment.Hierarchy; h != nil {
			hierarchy = h.Model
		}
		for _, r := range p.BusinessRoles() {
			for _, h := range r.Privileges {
				if !slices.Contains(p.Words("privileges"), h.Name) {
					continue
				}
				if follows, moves := followedBy[h.Name]; moves && follows != hierarchy {
					p.ReportAs(lint.Warning, privilegeTarget(r, h), "%s holds %s: it becomes an administrator's with hierarchy security", r.Address, described(h.Name))
					continue
				}
				p.Report(privilegeTarget(r, h), "%s holds %s: it is an administrator's", r.Address, described(h.Name))
			}
		}
	},
}

// The model of hierarchy security in which a privilege decides who is above whom.
var followedBy = map[string]string{"prvAssignManager": "manager", "prvAssignPosition": "position"}
