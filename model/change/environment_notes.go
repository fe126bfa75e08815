package change

import "github.com/dvpolicy/dvpolicy/model"

func environmentNotes() []consequence[*model.Environment] {
	all := matrixNotes()
	all = append(all, protectionNotes()...)
	all = append(all, auditNotes()...)
	return append(all, hierarchyNotes()...)
}

type environmentWhen = when[*model.Environment]

// turnsOn and turnsOff are conditions on a switch that the environment has in both policies.
func turnsOn(attribute string) environmentWhen { return becomes[*model.Environment](attribute, "true") }

func turnsOff(attribute string) environmentWhen {
	return func(e *event, _, _ *model.Environment) bool {
		return e.any(func(d Detail) bool { return d.Attribute == attribute && d.From == "true" })
	}
}

func matrixNotes() []consequence[*model.Environment] {
	type env = *model.Environment
	return []consequence[env]{
		{"S-MX-07", turnsOn("ownership_across_business_units"), "publish all customizations before turning it on: tables that are not published refuse it"},
		{"S-MX-02", turnsOn("recompute_ownership_across_business_units"), "turning on the recompute can lock the environment for some minutes"},
		{"S-MX-03", func(_ *event, was, is env) bool { return was.Matrix && was.Recompute && !(is.Matrix && is.Recompute) },
			"every row whose business unit is not its owner's is put into its owner's, and Owning Business Unit can be set no more"},
		{"S-RO-12", func(e *event, was, is env) bool { return was.Matrix && !is.Matrix && rolesFromElsewhere(e.a) },
			"roles that are assigned from another business unit than their holder's must be taken away first"},
		{"S-MX-05", turnsOff("always_move_record_to_owner_business_unit"),
			"rows stay in their business unit when they get another owner or their owner moves: whoever reaches that business unit keeps reaching them"},
		{"S-MX-05", func(e *event, was, is env) bool {
			return is.Matrix && turnsOn("always_move_record_to_owner_business_unit")(e, was, is)
		}, "rows follow their owner into another business unit: whoever reached them through the old one does so no more"},
		{"S-BU-20", turnsOn("keep_roles_on_business_unit_change"),
			"who moves keeps the roles of the old business unit, and with them its rows, until somebody takes them away"},
		{"S-BU-19", turnsOff("keep_roles_on_business_unit_change"), "who moves to another business unit loses every role that is assigned directly"},
		{"S-OW-12", turnsOn("share_to_previous_owner"), "who gives a row away keeps every right to it, by a share"},
		{"S-OW-12", turnsOff("share_to_previous_owner"), "who gave a row away before keeps it by a share, until that is revoked"},
	}
}

// rolesFromElsewhere reports whether somebody holds a role of another business unit.
func rolesFromElsewhere(p *model.Policy) bool {
	for _, u := range p.Users {
		if elsewhere(u.Assignments, u.BusinessUnit) {
			return true
		}
	}
	for _, t := range p.Teams {
		if elsewhere(t.Assignments, t.BusinessUnit) {
			return true
		}
	}
	return false
}

func elsewhere(all []model.Assignment, own *model.BusinessUnit) bool {
	for _, a := range all {
		if a.Anchor != own {
			return true
		}
	}
	return false
}

func protectionNotes() []consequence[*model.Environment] {
	type env = *model.Environment
	return []consequence[env]{
		{"S-EN-02", func(_ *event, was, is env) bool { return was.SecurityGroup == nil && is.SecurityGroup != nil },
			"users who are not in the security group are disabled when it is set"},
		{"S-EN-02", func(e *event, was, is env) bool {
			return was.SecurityGroup != nil && is.SecurityGroup != nil && e.differs("security_group")
		}, "users who are in the old security group and not in the new one are disabled"},
		{"S-EN-03", func(_ *event, was, is env) bool { return was.SecurityGroup != nil && is.SecurityGroup == nil },
			"every licensed user of the tenant can be added then, and becomes an active user"},
		{"S-EN-05", func(e *event, _, is env) bool {
			return e.differs("security_group") && is.SecurityGroup != nil && len(is.SecurityGroup.Groups) > 0
		}, "members of nested groups are not added until they first sign in"},
		{"S-EN-06", func(e *event, _, is env) bool {
			return is.SecurityGroup != nil && (is.Type == "default" || is.Type == "developer") && (e.differs("security_group") || e.differs("type"))
		}, "default environments, and current developer environments, cannot have a security group"},
		{"S-PR-09", turnsOn("administration_mode"), "only administrators and customizers can sign in until it is off again"},
		{"S-PR-03", turnsOff("managed"), "lockbox, customer-managed key, IP firewall and column masking need a managed environment"},
		{"S-PR-21", differs[env]("customer_lockbox"), "the lockbox is a switch of the tenant: it acts on every managed environment of it"},
		{"S-PR-01", turnsOn("customer_lockbox"), "it can take a day until the lockbox is active"},
		{"S-PR-02", turnsOn("customer_managed_key"),
			"needs an encryption policy and a key vault with soft delete and purge protection: a key that is lost or revoked locks the environment"},
		{"S-AU-10", func(e *event, _, is env) bool {
			return is.CustomerManagedKey && is.Audit.RetentionDays > 0 && (e.differs("customer_managed_key") || e.differs("audit.retention_days"))
		}, "a retention of audit entries may not be available with a customer-managed key"},
	}
}

func auditNotes() []consequence[*model.Environment] {
	type env = *model.Environment
	return []consequence[env]{
		{"S-AU-01", turnsOn("audit.enabled"), "audits nothing by itself: tables and their columns must be turned on too"},
		{"S-AU-02", turnsOff("audit.enabled"), "nothing is audited any more, whatever tables and columns say"},
		{"S-AU-04", turnsOn("audit.user_access"), "an entry for each user every four hours at most"},
		{"S-AU-05", func(e *event, was, is env) bool {
			return is.Audit.Read && (e.becomes("audit.read", "true") || e.differs("type") && is.Type != "production")
		}, "reads are logged in production environments only, with a licence for it, and in the Microsoft 365 log, not in the audit log"},
		{"S-AU-09", func(e *event, was, is env) bool { return e.differs("audit.retention_days") },
			"entries keep the retention that they were written with: the new one is for new entries only"},
		{"S-AU-16", differs[env]("activity_logging.retention_days"),
			"the Microsoft 365 audit log keeps 90 days or a year, as licensed: what must be kept longer has to be exported"},
	}
}

func hierarchyNotes() []consequence[*model.Environment] {
	type env = *model.Environment
	both := func(f func(was, is *model.HierarchySecurity) bool) environmentWhen {
		return func(_ *event, was, is env) bool {
			return was.Hierarchy != nil && is.Hierarchy != nil && f(was.Hierarchy, is.Hierarchy)
		}
	}
	return []consequence[env]{
		{"S-HI-15", func(_ *event, was, is env) bool { return was.Hierarchy == nil && is.Hierarchy != nil },
			"whoever is above another reaches the rows of that one in every table that is not excluded, as far as a role of theirs has the privilege"},
		{"S-HI-01", func(_ *event, was, is env) bool { return was.Hierarchy != nil && is.Hierarchy == nil },
			"nobody reaches the rows of those below any more, unless a role or a share gives them"},
		{"S-HI-01", both(func(was, is *model.HierarchySecurity) bool { return was.Model != is.Model }),
			"one hierarchy counts at a time: what people reached through the other, they reach no more"},
		{"S-HI-07", both(func(was, is *model.HierarchySecurity) bool { return was.Depth != is.Depth }),
			"for everybody who has others below: rows are reached as many levels down as this says"},
		{"S-HI-06", both(func(was, is *model.HierarchySecurity) bool { return was.WriteLevels != is.WriteLevels }),
			"the sources disagree on what this setting counts: try who can change the rows of their reports' reports"},
		{"S-HI-11", both(func(was, is *model.HierarchySecurity) bool {
			return was.RestrictToBusinessUnits && !is.RestrictToBusinessUnits
		}),
			"managers reach the rows of reports in any business unit"},
		{"S-HI-10", both(func(was, is *model.HierarchySecurity) bool {
			return !was.RestrictToBusinessUnits && is.RestrictToBusinessUnits
		}),
			"managers lose the rows of reports that are not in their business unit or below it"},
		{"S-HI-16", both(func(was, is *model.HierarchySecurity) bool { return was.IncludeDisabled != is.IncludeDisabled }),
			"acts once hierarchy security has been turned off and on again"},
		{"S-HI-15", func(e *event, was, is env) bool {
			return was.Hierarchy != nil && is.Hierarchy != nil && e.loses("hierarchy_security.excluded_tables")
		}, "a table that is excluded no more takes part: whoever is above others reaches their rows of it"},
	}
}
