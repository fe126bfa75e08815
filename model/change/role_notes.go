package change

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

func roleNotes() []consequence[*model.Role] {
	type role = *model.Role
	all := []consequence[role]{
		{"S-SO-01", present(func(e *event, _, is role) bool {
			return belowRoot(is) && (e.kind == Added || e.differs("business_unit"))
		}),
			"no solution carries a role that is defined below the root: create it in its business unit, in each environment"},
		{"S-SO-03", changed(func(_ *event, was, is role) bool { return is.Managed || was.Managed }),
			"the role is of a managed solution: a change of it is a layer over what the publisher ships, who may change it again"},
		{"S-RO-03", changed(func(e *event, was, is role) bool { return e.moves(was.BusinessUnit, is.BusinessUnit) && belowRoot(is) }),
			"the role exists in its business unit and below only: whoever holds it elsewhere loses it"},
		{"S-RO-06", changed(func(_ *event, was, is role) bool { return belowRoot(was) && !belowRoot(is) }),
			"a role of the root is in every business unit, and solutions carry it"},
		{"S-RO-02", removed(always[role]), "deleting a role deletes it in every business unit: whoever holds it loses it"},
		{"S-IN-02", changed(func(_ *event, was, is role) bool { return was.Personal() && !is.Personal() }),
			"who holds it through a team can create and own rows only as that team, and reaches own rows only where the level covers them"},
		{"S-IN-03", changed(func(_ *event, was, is role) bool { return !was.Personal() && is.Personal() }),
			"who holds it through a team can create and own rows personally, and acts on rows that they or any of their teams own"},
		{"S-RO-09", changed(func(_ *event, was, is role) bool { return was.Inheritance != 0 && is.Inheritance == 0 }),
			"where it is not said, a role that is there keeps what it has: team_only, if nobody changed it since before May 2019"},
		{"S-SH-06", changed(func(e *event, _, _ role) bool {
			return e.any(within("grants", "", func(d Detail) bool { return d.From == "" && sharedIn(e, d) }))
		}),
			"rights in shares and access teams that meant nothing without the privilege count from then on"},
		{"S-EF-05", changed(func(e *event, _, _ role) bool {
			return e.any(within("grants", "", func(d Detail) bool { return d.To == "" }))
		}),
			"neither owning a row nor a share of it replaces a privilege that is taken away: without another role that has it, own rows are out of reach too"},
		{"S-OW-02", changed(func(e *event, _, _ role) bool {
			return e.any(within("grants", "read", func(d Detail) bool { return d.To == "" }))
		}), "without another role that reads the table, its holders can be given no row of it"},
		{"S-PN-12", present(func(e *event, _, is role) bool {
			return !is.Personal() && e.any(within("privileges", "", func(d Detail) bool { return d.From == "" }))
		}), "miscellaneous privileges reach all members of a team that holds the role, whatever its member inheritance says"},
	}
	for _, p := range privilegeNotes {
		all = append(all, consequence[role]{p.rule, gains(p.names...), p.text})
	}
	return all
}

// sharedIn reports whether rows of the table of a grant are shared, or can be with an access team, as far as the policy says so.
func sharedIn(e *event, grant Detail) bool {
	for _, b := range e.b.Bases {
		if !strings.HasPrefix(grant.Attribute, "grants."+e.label(b)+".") {
			continue
		}
		return slices.ContainsFunc(e.b.Shares, func(x *model.Share) bool { return slices.Contains(b.Tables, x.Table) }) ||
			slices.ContainsFunc(e.b.Templates, func(t *model.AccessTeamTemplate) bool { return slices.Contains(b.Tables, t.Table) })
	}
	return false
}

// What comes with a miscellaneous privilege.
var privilegeNotes = []struct {
	rule  string
	names []string
	text  string
}{
	{"S-PN-15", []string{"prvActOnBehalfOfAnotherUser"}, "who impersonates another has what both have, not more"},
	{"S-PN-14", []string{"prvBypassCustomBusinessLogic", "prvBypassCustomPlugins"},
		"only System Administrator has it otherwise: checks that are written as plug-ins or flows are skipped"},
	{"S-PN-13", []string{"prvPublishCustomization", "prvISVExtensions"}, "the privilege is deprecated or unused: it gives nothing"},
	{"S-HI-17", []string{"prvWriteHierarchicalSecurityConfiguration", "prvAssignManager", "prvAssignPosition"},
		"who may change hierarchy security, managers or positions decides who reaches whose rows"},
	{"S-AU-15", []string{"prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory"}, "audit entries can be deleted with it"},
	{"S-AU-15", []string{"prvReadRecordAuditHistory", "prvReadAuditSummary"}, "old and new values of rows can be read in the audit log with it"},
}

func gains(names ...string) when[*model.Role] {
	return present(func(e *event, _, _ *model.Role) bool {
		return e.any(within("privileges", "", func(d Detail) bool {
			return d.From == "" && slices.ContainsFunc(names, func(n string) bool { return d.Attribute == "privileges."+n })
		}))
	})
}

func standardRoleNotes() []consequence[*model.Role] {
	return []consequence[*model.Role]{
		{"S-RO-33", changed(func(*event, *model.Role, *model.Role) bool { return true }),
			"what is known of the role differs: Microsoft's updates change the roles that it ships, and no policy should"},
	}
}
