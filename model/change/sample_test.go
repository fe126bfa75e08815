package change

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A sample is a policy with something of every construct.
type sample struct {
	p                         *model.Policy
	file                      *source.File
	root, north, south, inner *model.BusinessUnit // inner lies below north
	account, viewing          *model.Base         // of the catalogue; of a declared table
	clerk, local, basic       *model.Role         // local is defined in north, basic a standard role
	ann, bob                  *model.User
	app                       *model.User
	staff, nested             *model.EntraGroup // nested in staff
	sales, project, grouped   *model.Team       // an owner team, an access team, one of staff
	profile                   *model.ColumnSecurityProfile
	table                     *model.Table
	template                  *model.AccessTeamTemplate
	share                     *model.Share
	chief, agent              *model.Position
}

func yes() *bool { on := true; return &on }

func (s *sample) line() source.Span {
	start := int32(len(s.file.Text))
	s.file.Text = append(s.file.Text, "something\n"...)
	return source.Span{File: s.file, Start: start, End: start + 9}
}

func newSample() *sample {
	file := &source.File{Name: "policy.dv.hcl"}
	s := &sample{file: file, p: &model.Policy{Catalogue: "2026-11", Files: []*source.File{file}}}
	s.settings()
	s.root, s.north, s.south = s.unit("root", nil), s.unit("north", nil), s.unit("south", nil)
	s.inner = s.unit("inner", s.north)
	s.north.Parent, s.south.Parent = s.root, s.root
	s.tables()
	s.roles()
	s.principals()
	s.exceptions()
	return s.order()
}

func (s *sample) settings() {
	s.p.Environment = model.Environment{
		Name: "prod", Type: "production", URL: "https://prod.example", AlwaysMove: true, Managed: true, Span: s.line(),
		Audit:           model.Audit{Declared: true, Enabled: true, RetentionDays: 90},
		ActivityLogging: &model.ActivityLogging{Enabled: true, RetentionDays: 90, ExportedTo: "siem", Alerts: []string{"elevation"}},
		Hierarchy: &model.HierarchySecurity{Model: "manager", Depth: 3, WriteLevels: 1, RestrictToBusinessUnits: true, IncludeDisabled: true,
			ExcludedTables: []string{"invoice"}},
		Disputed:            []model.DisputedAnswer{{Point: "D-01", Answer: "no"}},
		OrganizationSetting: []model.Setting{{Name: "maxuploadfilesize", Value: "5120"}},
	}
}

func (s *sample) unit(label string, parent *model.BusinessUnit) *model.BusinessUnit {
	u := &model.BusinessUnit{Address: "business_unit." + label, Name: label, Parent: parent, Span: s.line()}
	u.DefaultTeam = &model.Team{Address: u.Address + ".default_team", Name: label, Default: true, BusinessUnit: u, Complete: true, Span: u.Span}
	s.p.BusinessUnits = append(s.p.BusinessUnits, u)
	s.p.Teams = append(s.p.Teams, u.DefaultTeam)
	return u
}

func legal() privilege.Legal {
	var all privilege.Legal
	for v := range all {
		all[v] = privilege.AllLevels
	}
	return all
}

func (s *sample) tables() {
	s.account = &model.Base{Name: "Account", Ownership: model.UserOrTeamOwned, Legal: legal(), Tables: []string{"account", "customeraddress"}}
	s.viewing = &model.Base{Name: "contoso_Viewing", Ownership: model.UserOrTeamOwned, Legal: legal(), Tables: []string{"contoso_viewing"}}
	s.p.Bases = []*model.Base{s.account, s.viewing}
	s.table = &model.Table{
		Fact: &model.TableFact{Name: "contoso_viewing", SchemaName: "contoso_Viewing", Base: s.viewing, Ownership: model.UserOrTeamOwned,
			PrimaryName: "contoso_name"},
		Span: s.line(), Classification: "internal", Audit: yes(), AccessTeams: true, Volume: "low",
		Columns: []model.Column{{Name: "contoso_ssn", Secured: yes(), Kind: "text", Span: s.line()}, {Name: "contoso_when", Audit: yes(),
			Span: s.line()}, {Name: "contoso_who", Span: s.line()}},
		Relationships: []model.Relationship{{Name: "account_viewings", Parent: "account", Assign: "none", Share: "none", Unshare: "none", Reparent: "none",
			Delete: "remove_link", Merge: "none", Span: s.line()}},
	}
	s.p.Tables = []*model.Table{s.table}
	s.p.Privileges = []string{"prvContoso"}
}

func (s *sample) role(label string, unit *model.BusinessUnit) *model.Role {
	r := &model.Role{Address: "role." + label, Name: label, BusinessUnit: unit, Complete: true, Span: s.line()}
	s.p.Roles = append(s.p.Roles, r)
	return r
}

func (s *sample) grant(r *model.Role, b *model.Base, level privilege.Level, verbs ...privilege.Verb) {
	for _, v := range verbs {
		r.Grants = append(r.Grants, model.Grant{Base: b, Verb: v, Level: level, Table: b.Tables[0], Span: s.line()})
	}
}

func (s *sample) roles() {
	s.basic, s.clerk, s.local = s.role("basic_user", s.root), s.role("clerk", s.root), s.role("local", s.north)
	s.assign(&s.inner.DefaultTeam.Assignments, s.clerk, s.inner)
	s.clerk.Description, s.clerk.Kind, s.clerk.Owner, s.clerk.Purpose, s.clerk.ReviewBy = "Clerks", "business", "Ann", "to serve", "2027-01-31"
	s.clerk.ID, s.clerk.BasedOn = "0000", "standard_role.basic_user"
	s.clerk.Inheritance = model.DirectUser
	s.grant(s.clerk, s.account, privilege.BusinessUnit, privilege.Read, privilege.Write)
	s.grant(s.clerk, s.viewing, privilege.User, privilege.Read)
	s.clerk.Privileges = []model.HeldPrivilege{{Name: "prvExportToExcel", Level: privilege.Organization, Span: s.line()}}
	s.clerk.Without = []string{"prvGoOffline"}
	s.grant(s.local, s.account, privilege.User, privilege.Read)
	s.basic.Address, s.basic.Standard, s.basic.Complete, s.basic.Span = "standard_role.basic_user", true, false, source.Span{}
	s.grant(s.basic, s.account, privilege.User, privilege.Read)
}

func (s *sample) user(label string, unit *model.BusinessUnit, roles ...*model.Role) *model.User {
	u := &model.User{Address: "user." + label, Name: label, UPN: label + "@contoso.example", BusinessUnit: unit, Enabled: true, Licensed: true, Span: s.line()}
	s.p.Users = append(s.p.Users, u)
	for _, r := range roles {
		s.assign(&u.Assignments, r, unit)
	}
	return u
}

func (s *sample) assign(to *[]model.Assignment, r *model.Role, anchor *model.BusinessUnit) {
	*to = append(*to, model.Assignment{Role: r, Anchor: anchor, Span: s.line()})
}

func (s *sample) join(t *model.Team, u *model.User) {
	at := s.line()
	t.Members, t.MemberSpans = append(t.Members, u), append(t.MemberSpans, at)
	u.Teams = append(u.Teams, model.Membership{Team: t, Span: at})
}

func (s *sample) team(label string, kind model.TeamType) *model.Team {
	t := &model.Team{Address: "team." + label, Name: label, Type: kind, BusinessUnit: s.north, Complete: true, Span: s.line()}
	s.p.Teams = append(s.p.Teams, t)
	return t
}

func (s *sample) principals() {
	s.profile = &model.ColumnSecurityProfile{Address: "column_security_profile.people", Name: "people", Description: "who sees numbers", ID: "0001",
		Span:    s.line(),
		Columns: []model.ColumnPermission{{Table: "contoso_viewing", Column: "contoso_ssn", Read: true, ReadUnmasked: "none", Span: s.line()}}}
	s.p.Profiles = []*model.ColumnSecurityProfile{{Address: "column_security_profile.nobody", Name: "nobody", Span: s.line()}, s.profile}
	s.chief = &model.Position{Address: "position.chief", Name: "chief", Span: s.line()}
	s.agent = &model.Position{Address: "position.agent", Name: "agent", Parent: s.chief, Span: s.line()}
	s.p.Positions = []*model.Position{s.agent, s.chief}
	s.ann, s.bob = s.user("ann", s.north, s.clerk), s.user("bob", s.root, s.basic)
	s.ann.Manager, s.ann.Position, s.ann.Profiles = s.bob, s.agent, []model.ProfileUse{{Profile: s.profile, Span: s.line()}}
	s.ann.Kind, s.ann.Owner, s.ann.Purpose, s.ann.ReviewBy = "person", "Bob", "to serve", "2027-01-31"
	s.bob.TenantRoles = []string{"global_reader"}
	s.app = s.user("sync", s.root, s.clerk)
	s.app.Address, s.app.UPN, s.app.Application, s.app.ApplicationID = "application_user.sync", "", true, "0002"
	s.app.Kind, s.app.JustInTime, s.app.BreakGlass = "service", true, true
	s.app.Authentication, s.app.Systems = "certificate", []string{"erp"}
	s.sales, s.project, s.grouped = s.team("sales", model.OwnerTeam), s.team("project", model.AccessTeam), s.team("grouped", model.EntraSecurityGroupTeam)
	s.assign(&s.sales.Assignments, s.clerk, s.north)
	s.sales.Administrator, s.sales.Profiles = s.bob, []model.ProfileUse{{Profile: s.profile, Span: s.line()}}
	s.staff = s.group("staff", true, s.ann)
	s.nested = s.group("nested", true, s.bob)
	s.staff.Groups, s.staff.Owners = []*model.EntraGroup{s.nested}, []*model.User{s.bob}
	s.nested.Members[0].Guest, s.nested.Guests = true, []*model.User{s.bob}
	s.grouped.Group, s.grouped.Membership = s.staff, "members_and_guests"
	s.assign(&s.grouped.Assignments, s.clerk, s.north)
	s.join(s.grouped, s.ann)
	s.join(s.sales, s.ann)
	s.join(s.grouped, s.bob)
	s.p.Environment.SecurityGroup = s.staff
}

func (s *sample) group(label string, complete bool, members ...*model.User) *model.EntraGroup {
	g := &model.EntraGroup{Address: "entra_group." + label, Name: label, ObjectID: "00-" + label, Kind: "security", Complete: complete, Members: members,
		Span: s.line()}
	for _, u := range members {
		u.Groups = append(u.Groups, g)
	}
	s.p.Groups = append(s.p.Groups, g)
	return g
}

func (s *sample) exceptions() {
	s.template = &model.AccessTeamTemplate{Address: "access_team_template.readers", Name: "readers", Table: "contoso_viewing",
		Rights: []privilege.Verb{privilege.Read}, Span: s.line()}
	s.p.Templates = []*model.AccessTeamTemplate{s.template}
	s.share = &model.Share{
		Address: "share.deal", Table: "account", Record: "1", With: []string{"team.sales", "user.bob"}, Rights: []privilege.Verb{privilege.Read, privilege.Write},
		Reason: "the deal", Expires: "2027-01-31", Span: s.line(),
	}
	s.p.Shares = []*model.Share{s.share}
	s.p.Waivers = []*model.Waiver{{Address: "waiver.one", Rule: "role/unused", Reason: "why"}}
	s.p.Lint = model.Lint{Include: []string{"standard_roles"}}
}

// order puts the lists into their order and numbers the tree.
func (s *sample) order() *sample {
	p := s.p
	children := map[*model.BusinessUnit][]*model.BusinessUnit{}
	slices.SortFunc(p.BusinessUnits, func(a, b *model.BusinessUnit) int { return cmp.Compare(a.Address, b.Address) })
	for _, u := range p.BusinessUnits {
		children[u.Parent] = append(children[u.Parent], u)
	}
	p.BusinessUnits = nil
	var number func(u *model.BusinessUnit)
	number = func(u *model.BusinessUnit) {
		u.First = len(p.BusinessUnits)
		p.BusinessUnits = append(p.BusinessUnits, u)
		for _, child := range children[u] {
			number(child)
		}
		u.Last = len(p.BusinessUnits) - 1
	}
	for _, u := range children[nil] {
		number(u)
	}
	slices.SortFunc(p.Teams, func(a, b *model.Team) int { return cmp.Compare(a.Address, b.Address) })
	slices.SortFunc(p.Users, func(a, b *model.User) int { return cmp.Compare(a.Address, b.Address) })
	slices.SortFunc(p.Groups, func(a, b *model.EntraGroup) int { return cmp.Compare(a.Address, b.Address) })
	for _, r := range p.Roles {
		slices.SortStableFunc(r.Grants, func(a, b model.Grant) int {
			return cmp.Or(cmp.Compare(a.Base.Name, b.Base.Name), cmp.Compare(a.Verb, b.Verb))
		})
	}
	return s
}
