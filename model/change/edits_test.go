package change

import (
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// An edit makes of one policy another, in which something has other notes.
type edit struct {
	name          string
	before, after func(*sample)
	address, want string // whose notes, by their rules; one of no number is "own"
}

const env = "environment.prod"

func settings(change func(*model.Environment)) func(*sample) {
	return func(s *sample) { change(&s.p.Environment) }
}

func matrixMode(s *sample) {
	e := &s.p.Environment
	e.Matrix, e.Recompute = true, true
}

func environmentEdits() []edit {
	type E = *model.Environment
	hierarchy := func(change func(*model.HierarchySecurity)) func(*sample) {
		return settings(func(e E) { change(e.Hierarchy) })
	}
	return []edit{
		{"matrix mode on", nil, matrixMode, env, "S-MX-07 S-MX-02"},
		{"matrix mode off", matrixMode, settings(func(e E) { e.Matrix, e.Recompute = false, false }), env, "S-MX-03"},
		{"recompute off", matrixMode, settings(func(e E) { e.Recompute = false }), env, "S-MX-03"},
		{"matrix mode off, with a role from elsewhere", func(s *sample) { matrixMode(s); s.ann.Assignments[0].Anchor = s.south }, func(s *sample) {
			s.p.Environment.Matrix, s.p.Environment.Recompute, s.ann.Assignments[0].Anchor = false, false, s.north
		}, env, "S-MX-03 S-RO-12"},
		{"matrix mode off, with a role of a team from elsewhere", func(s *sample) { matrixMode(s); s.sales.Assignments[0].Anchor = s.south }, func(s *sample) {
			s.p.Environment.Matrix, s.p.Environment.Recompute, s.sales.Assignments[0].Anchor = false, false, s.north
		}, env, "S-MX-03 S-RO-12"},
		{"rows stay", matrixMode, settings(func(e E) { e.AlwaysMove = false }), env, "S-MX-05"},
		{"rows follow", func(s *sample) { matrixMode(s); s.p.Environment.AlwaysMove = false }, settings(func(e E) { e.AlwaysMove = true }), env, "S-MX-05"},
		{"roles are kept", matrixMode, settings(func(e E) { e.KeepRoles = true }), env, "S-BU-20"},
		{"roles are lost", func(s *sample) { matrixMode(s); s.p.Environment.KeepRoles = true }, settings(func(e E) { e.KeepRoles = false }), env, "S-BU-19"},
		{"previous owners keep rows", nil, settings(func(e E) { e.ShareToPrevious = true }), env, "S-OW-12"},
		{"previous owners do not", settings(func(e E) { e.ShareToPrevious = true }), settings(func(e E) { e.ShareToPrevious = false }), env, "S-OW-12"},
		{"a security group", settings(func(e E) { e.SecurityGroup = nil }), func(s *sample) { s.p.Environment.SecurityGroup = s.staff }, env, "S-EN-02 S-EN-05"},
		{"another security group", nil, func(s *sample) { s.p.Environment.SecurityGroup = s.nested }, env, "S-EN-02"},
		{"no security group", nil, settings(func(e E) { e.SecurityGroup = nil }), env, "S-EN-03"},
		{"a developer environment", nil, settings(func(e E) { e.Type = "developer" }), env, "S-EN-06"},
		{"administration mode", nil, settings(func(e E) { e.AdministrationMode = true }), env, "S-PR-09"},
		{"not managed", nil, settings(func(e E) { e.Managed = false }), env, "S-PR-03"},
		{"lockbox", nil, settings(func(e E) { e.CustomerLockbox = true }), env, "S-PR-21 S-PR-01"},
		{"no lockbox", settings(func(e E) { e.CustomerLockbox = true }), settings(func(e E) { e.CustomerLockbox = false }), env, "S-PR-21"},
		{"customer-managed key", nil, settings(func(e E) { e.CustomerManagedKey = true }), env, "S-PR-02 S-AU-10"},
		{"audit on", settings(func(e E) { e.Audit.Enabled = false }), settings(func(e E) { e.Audit.Enabled = true }), env, "S-AU-01"},
		{"audit off", nil, settings(func(e E) { e.Audit.Enabled = false }), env, "S-AU-02"},
		{"audit not said any more", nil, settings(func(e E) { e.Audit = model.Audit{} }), env, "S-AU-02 S-AU-09"},
		{"sign-ins", nil, settings(func(e E) { e.Audit.UserAccess = true }), env, "S-AU-04"},
		{"reads", nil, settings(func(e E) { e.Audit.Read = true }), env, "S-AU-05"},
		{"reads, no production", settings(func(e E) { e.Audit.Read = true }), settings(func(e E) { e.Type = "sandbox" }), env, "S-AU-05"},
		{"retention", nil, settings(func(e E) { e.Audit.RetentionDays = -1 }), env, "S-AU-09"},
		{"retention of activities", nil, settings(func(e E) { e.ActivityLogging.RetentionDays = 365 }), env, "S-AU-16"},
		{"hierarchy on", settings(func(e E) { e.Hierarchy = nil }), settings(func(e E) {
			e.Hierarchy = &model.HierarchySecurity{Model: "manager",
				Depth: 3}
		}), env, "S-HI-15"},
		{"hierarchy off", nil, settings(func(e E) { e.Hierarchy = nil }), env, "S-HI-01"},
		{"positions count", nil, hierarchy(func(h *model.HierarchySecurity) { h.Model = "position" }), env, "S-HI-01"},
		{"deeper", nil, hierarchy(func(h *model.HierarchySecurity) { h.Depth = 4 }), env, "S-HI-07"},
		{"write levels", nil, hierarchy(func(h *model.HierarchySecurity) { h.WriteLevels = 2 }), env, "S-HI-06"},
		{"managers of anywhere", nil, hierarchy(func(h *model.HierarchySecurity) { h.RestrictToBusinessUnits = false }), env, "S-HI-11"},
		{"managers of the line", hierarchy(func(h *model.HierarchySecurity) { h.RestrictToBusinessUnits = false }),
			hierarchy(func(h *model.HierarchySecurity) { h.RestrictToBusinessUnits = true }), env, "S-HI-10"},
		{"disabled reports", nil, hierarchy(func(h *model.HierarchySecurity) { h.IncludeDisabled = false }), env, "S-HI-16"},
		{"a table takes part", nil, hierarchy(func(h *model.HierarchySecurity) { h.ExcludedTables = nil }), env, "S-HI-15"},
		{"a table takes no part", nil, hierarchy(func(h *model.HierarchySecurity) { h.ExcludedTables = []string{"contact", "invoice"} }), env, ""},
		{"another address", nil, settings(func(e E) { e.URL = "https://x.example" }), env, ""},
	}
}

func structureEdits() []edit {
	const table, role, north = "table.contoso_viewing", "role.clerk", "business_unit.north"
	column := func(change func(*model.Column)) func(*sample) {
		return func(s *sample) { change(&s.table.Columns[0]) }
	}
	relationship := func(change func(*model.Relationship)) func(*sample) {
		return func(s *sample) { change(&s.table.Relationships[0]) }
	}
	holds := func(name string) func(*sample) {
		return func(s *sample) {
			s.clerk.Privileges = []model.HeldPrivilege{{Name: "prvExportToExcel", Level: privilege.Organization}, {Name: name, Level: privilege.Organization}}
		}
	}
	no := false
	return []edit{
		{"a business unit", nil, func(s *sample) { s.unit("west", s.root) }, "business_unit.west", "S-OW-25 S-BU-11"},
		{"a business unit less", nil, func(s *sample) { s.without(s.south) }, "business_unit.south", "S-OW-25 S-BU-14"},
		{"another root", nil, func(s *sample) { s.root.Parent = s.unit("top", nil) }, "business_unit.root", "S-BU-01 S-BU-17"},
		{"a root with another name", nil, func(s *sample) { s.root.Name = "Contoso" }, "business_unit.root", "S-BU-03 S-BU-09"},
		{"a business unit with another name", nil, func(s *sample) { s.south.Name = "South" }, "business_unit.south", "S-BU-09"},
		{"a business unit elsewhere", nil, func(s *sample) { s.inner.Parent = s.south }, "business_unit.inner", "S-BU-18"},
		{"a business unit elsewhere, with another below", nil, func(s *sample) { s.north.Parent = s.south }, north, "S-BU-17"},
		{"disabled", nil, func(s *sample) { s.south.Disabled = true }, "business_unit.south", "S-BU-15"},
		{"disabled, with another below", nil, func(s *sample) { s.north.Disabled = true }, north, "S-BU-15 S-BU-16"},
		{"enabled", func(s *sample) { s.north.Disabled = true }, func(s *sample) { s.north.Disabled = false }, north, "S-BU-15"},
		{"roles of a default team", nil, func(s *sample) { s.assign(&s.north.DefaultTeam.Assignments, s.clerk, s.north) }, north, "S-BU-10"},
		{"no role of a default team", func(s *sample) { s.assign(&s.north.DefaultTeam.Assignments, s.clerk, s.north) },
			func(s *sample) { s.north.DefaultTeam.Assignments = nil }, north, "S-OW-05"},

		{"another ownership", nil, func(s *sample) {
			s.table.Fact.Ownership, s.viewing.Ownership = model.OrganizationOwned, model.OrganizationOwned
		}, table, "S-TB-01"},
		{"ownership comes to be known", func(s *sample) { s.table.Fact.Ownership = model.UnknownOwnership },
			func(s *sample) { s.table.Fact.Ownership = model.UserOrTeamOwned }, table, ""},
		{"an activity", nil, func(s *sample) { s.table.Fact.Activity = true }, table, "S-TB-20"},
		{"audited", func(s *sample) { s.table.Audit = nil }, func(s *sample) { s.table.Audit = yes() }, table, "S-AU-03"},
		{"audited where nothing is", func(s *sample) { s.table.Audit, s.p.Environment.Audit.Enabled = nil, false },
			func(s *sample) { s.table.Audit = yes() }, table, "S-AU-02 S-AU-03"},
		{"audited against the list", func(s *sample) { s.table.Audit, s.table.Fact.NotAuditable = nil, true }, func(s *sample) { s.table.Audit = yes() },
			table, "S-AU-03 S-AU-11"},
		{"not audited", nil, func(s *sample) { s.table.Audit = &no }, table, "S-AU-02"},
		{"reads", nil, func(s *sample) { s.table.RetrieveAudit = true }, table, "S-AU-05"},
		{"reads, and they are logged", func(s *sample) { s.p.Environment.Audit.Read = true }, func(s *sample) { s.table.RetrieveAudit = true }, table, ""},
		{"access teams", func(s *sample) { s.table.AccessTeams = false }, func(s *sample) { s.table.AccessTeams = true }, table, ""},
		{"many access teams", func(s *sample) { s.accessTeams(5); s.table.AccessTeams = false }, func(s *sample) { s.table.AccessTeams = true }, table, "S-TM-28"},
		{"no access teams", nil, func(s *sample) { s.table.AccessTeams = false }, table, "S-TM-22"},
		{"secured", column(func(c *model.Column) { c.Secured = nil }), column(func(c *model.Column) { c.Secured = yes() }), table, "S-CS-09"},
		{"not secured", nil, column(func(c *model.Column) { c.Secured = &no }), table, "S-CS-01"},
		{"masked", nil, column(func(c *model.Column) { c.MaskingRule = "x" }), table, "S-CS-12"},
		{"not masked", column(func(c *model.Column) { c.MaskingRule = "x" }), column(func(c *model.Column) { c.MaskingRule = "" }), table, "S-CS-12"},
		{"shares cascade", nil, relationship(func(r *model.Relationship) { r.Share = "active" }), table, "S-SH-31"},
		{"reparenting cascades", nil, relationship(func(r *model.Relationship) { r.Reparent = "cascade" }), table, "S-SH-34"},
		{"assigning cascades", nil, relationship(func(r *model.Relationship) { r.Assign = "cascade" }), table, "S-SH-36"},
		{"assigning cascades no more", relationship(func(r *model.Relationship) { r.Assign = "cascade" }),
			relationship(func(r *model.Relationship) { r.Assign = "none" }), table, ""},
		{"deleting cascades", nil, relationship(func(r *model.Relationship) { r.Delete = "cascade" }), table, "S-SH-30"},
		{"deleting is restricted", nil, relationship(func(r *model.Relationship) { r.Delete = "restrict" }), table, "S-SH-30"},

		{"a role", nil, func(s *sample) { s.role("new", s.root) }, "role.new", ""},
		{"a role below the root", nil, func(s *sample) { s.role("new", s.north) }, "role.new", "S-SO-01"},
		{"a role less", nil, func(s *sample) {
			s.p.Roles = slices.DeleteFunc(s.p.Roles, func(r *model.Role) bool { return r == s.local })
		}, "role.local", "S-RO-02"},
		{"a managed role", func(s *sample) { s.clerk.Managed = true }, func(s *sample) { s.clerk.Description = "x" }, role, "S-SO-03"},
		{"a role moves down", nil, func(s *sample) { s.clerk.BusinessUnit = s.north }, role, "S-SO-01 S-RO-03"},
		{"a role moves up", nil, func(s *sample) { s.local.BusinessUnit = s.root }, "role.local", "S-RO-06"},
		{"team only", nil, func(s *sample) { s.clerk.Inheritance = model.TeamOnly }, role, "S-IN-02"},
		{"not team only", func(s *sample) { s.clerk.Inheritance = model.TeamOnly }, func(s *sample) { s.clerk.Inheritance = model.DirectUser }, role, "S-IN-03"},
		{"inheritance not said", nil, func(s *sample) { s.clerk.Inheritance = model.InheritanceOmitted }, role, "S-RO-09"},
		{"a grant more", nil, func(s *sample) { s.grant(s.clerk, s.account, privilege.User, privilege.Delete) }, role, "S-SH-06"},
		{"a grant more on a table with access teams", nil, func(s *sample) { s.grant(s.clerk, s.viewing, privilege.User, privilege.Delete) }, role, "S-SH-06"},
		{"a grant more, and nothing is shared", nil, func(s *sample) {
			s.grant(s.clerk, s.account, privilege.User, privilege.Delete)
			s.p.Shares = nil
		}, role, ""},
		{"a wider grant", nil, func(s *sample) { s.clerk.Grants[0].Level = privilege.Organization }, role, ""},
		{"a grant less", nil, func(s *sample) { s.clerk.Grants = slices.Delete(s.clerk.Grants, 1, 2) }, role, "S-EF-05"},
		{"no read", nil, func(s *sample) { s.clerk.Grants = s.clerk.Grants[1:] }, role, "S-EF-05 S-OW-02"},
		{"a privilege for a team", func(s *sample) { s.clerk.Inheritance = model.TeamOnly }, holds("prvPrint"), role, "S-PN-12"},
		{"a privilege", nil, holds("prvPrint"), role, ""},
		{"impersonation", nil, holds("prvActOnBehalfOfAnotherUser"), role, "S-PN-15"},
		{"bypassing", nil, holds("prvBypassCustomPlugins"), role, "S-PN-14"},
		{"a deprecated privilege", nil, holds("prvISVExtensions"), role, "S-PN-13"},
		{"managers", nil, holds("prvAssignManager"), role, "S-HI-17"},
		{"deleting audit", nil, holds("prvDeleteAuditPartitions"), role, "S-AU-15"},
		{"reading audit", nil, holds("prvReadAuditSummary"), role, "S-AU-15"},
		{"a standard role", nil, func(s *sample) { s.basic.Grants[0].Level = privilege.Organization }, "standard_role.basic_user", "S-RO-33"},

		{"a profile", nil, func(s *sample) {
			s.p.Profiles = append(s.p.Profiles, &model.ColumnSecurityProfile{Address: "column_security_profile.new", Name: "new"})
		}, "column_security_profile.new", "S-CS-18"},
		{"a profile less", nil, func(s *sample) { s.p.Profiles, s.ann.Profiles, s.sales.Profiles = nil, nil, nil }, "column_security_profile.people", "S-CS-09"},
		{"a profile gives less", nil, func(s *sample) { s.profile.Columns[0].Read = false }, "column_security_profile.people", "S-CS-09"},
		{"a profile reads unmasked", nil, func(s *sample) { s.profile.Columns[0].ReadUnmasked = "all_records" }, "column_security_profile.people", "S-CS-13"},
		{"a template gives more", nil, func(s *sample) { s.template.Rights = []privilege.Verb{privilege.Read, privilege.Write} },
			"access_team_template.readers", "S-TM-26 S-TM-25"},
		{"a template gives less", func(s *sample) { s.template.Rights = []privilege.Verb{privilege.Read, privilege.Write} },
			func(s *sample) { s.template.Rights = []privilege.Verb{privilege.Read} }, "access_team_template.readers", "S-TM-26"},
		{"a template less", nil, func(s *sample) { s.p.Templates = nil }, "access_team_template.readers", "S-TM-26"},
		{"a share", func(s *sample) { s.p.Shares = nil }, func(s *sample) {
			s.p.Shares = []*model.Share{{Address: "share.new", Table: "account", With: []string{"user.ann"}}}
		}, "share.new", "S-SH-06"},
		{"a share with everybody", nil, func(s *sample) { s.share.With = []string{"organization", "team.sales", "user.bob"} }, "share.deal", "S-SH-02"},
		{"a share with a team", nil, func(s *sample) { s.share.With = []string{"team.project", "team.sales", "user.bob"} }, "share.deal", "S-SH-10"},
		{"a share gives less", nil, func(s *sample) { s.share.Rights = s.share.Rights[:1] }, "share.deal", "S-SH-09"},
		{"a share with fewer", nil, func(s *sample) { s.share.With = s.share.With[:1] }, "share.deal", "S-SH-33"},
		{"a share less", nil, func(s *sample) { s.p.Shares = nil }, "share.deal", "S-SH-33"},
	}
}

// without takes a business unit away in which nothing is.
func (s *sample) without(unit *model.BusinessUnit) {
	s.p.BusinessUnits = slices.DeleteFunc(s.p.BusinessUnits, func(u *model.BusinessUnit) bool { return u == unit })
	s.p.Teams = slices.DeleteFunc(s.p.Teams, func(t *model.Team) bool { return t.BusinessUnit == unit })
}

func (s *sample) accessTeams(n int) {
	for i := range n {
		s.p.Tables = append(s.p.Tables, &model.Table{Fact: &model.TableFact{Name: fmt.Sprint("contoso_x", i), Base: s.viewing}, AccessTeams: true})
	}
}
