package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// randomWorld is a policy with a little of everything.
func randomWorld(t *rapid.T) *world {
	w := newWorld()
	some := func(what string, most int) int { return rapid.IntRange(0, most).Draw(t, what) }
	for i := range 1 + some("units", 6) {
		var parent *model.BusinessUnit
		if i > 0 {
			parent = w.p.BusinessUnits[some("parent", i-1)]
		}
		w.unit(fmt.Sprint("u", i), parent)
	}
	for i := range 1 + some("bases", 3) {
		if tables := []string{fmt.Sprint("b", i, "x"), fmt.Sprint("b", i)}; some("tables", 1) == 0 {
			w.base(tables...)
		} else {
			w.base(tables[1])
		}
	}
	for i := range 1 + some("roles", 5) {
		w.randomRole(t, i)
	}
	for i := range some("profiles", 2) {
		w.profile(fmt.Sprint("p", i),
			model.ColumnPermission{Table: "b0", Column: "c0", Read: rapid.Bool().Draw(t, "read"), Create: true},
			model.ColumnPermission{Table: "b0", Column: fmt.Sprint("c", i), Update: true, ReadUnmasked: rapid.SampledFrom(unmasked).Draw(t, "unmasked")})
	}
	w.randomTables(t)
	w.randomGroups(t)
	for i := range some("users", 5) {
		w.randomUser(t, i)
	}
	for i := range some("teams", 4) {
		w.randomTeam(t, i)
	}
	for _, u := range w.p.BusinessUnits {
		if rapid.Bool().Draw(t, "default team has roles") {
			w.randomAssignments(t, &u.DefaultTeam.Assignments, u)
		}
	}
	w.randomRest(t)
	w.order()
	for _, u := range w.p.Users {
		slices.SortFunc(u.Teams, func(a, b model.Membership) int { return cmp.Compare(a.Team.Address, b.Team.Address) })
	}
	return w
}

func pick[T any](t *rapid.T, what string, items []T) T { return rapid.SampledFrom(items).Draw(t, what) }

func (w *world) randomRole(t *rapid.T, i int) {
	r := w.role(fmt.Sprintf(`r["Ö %d \"x\""]`, i))
	r.Inheritance = pick(t, "inheritance", []model.MemberInheritance{model.InheritanceOmitted, model.DirectUser, model.TeamOnly})
	if rapid.Bool().Draw(t, "role has a business unit") {
		r.BusinessUnit = pick(t, "role's unit", w.p.BusinessUnits)
	}
	r.Standard = rapid.Bool().Draw(t, "standard")
	r.Complete = !r.Standard
	for _, b := range w.p.Bases {
		for _, v := range []privilege.Verb{privilege.Create, privilege.Read, privilege.Share} {
			level := privilege.Level(rapid.IntRange(0, 4).Draw(t, "level"))
			if level == privilege.None {
				continue
			}
			for _, table := range b.Tables[:rapid.IntRange(1, len(b.Tables)).Draw(t, "named tables")] {
				g := model.Grant{Base: b, Verb: v, Level: level, Table: table, Span: w.line()}
				if r.Standard {
					g.Span = source.Span{}
				}
				r.Grants = append(r.Grants, g)
			}
		}
	}
	for _, name := range []string{"prvExportToExcel", "prvPrint"} {
		if rapid.Bool().Draw(t, name) {
			r.Privileges = append(r.Privileges, model.HeldPrivilege{Name: name, Level: privilege.Organization, Span: w.line()})
		}
	}
}

func (w *world) randomTables(t *rapid.T) {
	for _, b := range w.p.Bases {
		if rapid.Bool().Draw(t, "declared") {
			continue
		}
		secured := rapid.Bool().Draw(t, "secured")
		w.p.Privileges = []string{"prvDeclared"}
		w.p.Tables = append(w.p.Tables, &model.Table{
			Fact: &model.TableFact{Name: b.Tables[0], SchemaName: b.Name, Base: b, Ownership: b.Ownership, Activity: secured},
			Span: w.line(), Classification: "restricted", Audit: &secured,
			Columns:       []model.Column{{Name: "c0", Secured: &secured, Kind: "lookup", Span: w.line()}, {Name: "c9", Audit: &secured}},
			Relationships: []model.Relationship{{Name: "a_b", Parent: "account", Assign: "cascade", Merge: "none", Span: w.line()}},
		})
	}
}

func (w *world) randomGroups(t *rapid.T) {
	for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
		g := &model.EntraGroup{
			Address: fmt.Sprint("entra_group.g", i), Name: "G", ObjectID: "00", Kind: "security", Dynamic: i == 0,
			Complete: rapid.Bool().Draw(t, "complete"), Span: w.line(),
		}
		if i > 0 {
			g.Groups = w.p.Groups[:1]
		}
		w.p.Groups = append(w.p.Groups, g)
		w.p.Environment.SecurityGroup = g
	}
}

func (w *world) randomUser(t *rapid.T, i int) {
	u := w.user(fmt.Sprintf(`staff["u%d@x.example"]`, i), pick(t, "user's unit", w.p.BusinessUnits))
	u.UPN = pick(t, "upn", []string{"", fmt.Sprintf("u%d@x.example", i), fmt.Sprintf("other%d@x.example", i)})
	u.Enabled, u.Guest = rapid.Bool().Draw(t, "enabled"), rapid.Bool().Draw(t, "guest")
	w.randomAssignments(t, &u.Assignments, u.BusinessUnit)
	w.randomProfiles(t, &u.Profiles)
	if i > 0 {
		u.Manager = w.p.Users[0]
	}
	for _, g := range w.p.Groups {
		if rapid.Bool().Draw(t, "in group") {
			g.Members, u.Groups = append(g.Members, u), append(u.Groups, g)
		}
	}
}

func (w *world) randomTeam(t *rapid.T, i int) {
	team := w.team(fmt.Sprintf(`t["%d"]`, i), pick(t, "team's unit", w.p.BusinessUnits))
	team.Type = pick(t, "type", []model.TeamType{model.OwnerTeam, model.AccessTeam, model.Microsoft365GroupTeam})
	if team.Type == model.Microsoft365GroupTeam && len(w.p.Groups) > 0 {
		team.Group, team.Membership, team.Complete = w.p.Groups[0], "owners", false
	}
	if team.Type.OwnsRows() {
		w.randomAssignments(t, &team.Assignments, team.BusinessUnit)
	}
	w.randomProfiles(t, &team.Profiles)
	for _, u := range w.p.Users {
		if rapid.Bool().Draw(t, "member") {
			w.join(team, u)
		}
	}
}

func (w *world) randomAssignments(t *rapid.T, to *[]model.Assignment, own *model.BusinessUnit) {
	for range rapid.IntRange(0, 3).Draw(t, "assignments") {
		anchor := own
		if rapid.Bool().Draw(t, "elsewhere") {
			anchor = pick(t, "anchor", w.p.BusinessUnits)
		}
		w.assign(to, pick(t, "role", w.p.Roles), anchor)
		(*to)[len(*to)-1].JustInTime = rapid.IntRange(0, 9).Draw(t, "just in time") == 0
	}
}

func (w *world) randomProfiles(t *rapid.T, to *[]model.ProfileUse) {
	for _, f := range w.p.Profiles {
		if rapid.Bool().Draw(t, "profile") {
			*to = append(*to, model.ProfileUse{Profile: f, Span: w.line()})
		}
	}
}

func (w *world) randomRest(t *rapid.T) {
	e := &w.p.Environment
	if rapid.Bool().Draw(t, "settings") {
		e.Type, e.URL, e.Matrix, e.AlwaysMove, e.Managed = "production", "https://x.example", true, false, true
		e.Audit = model.Audit{Declared: true, Enabled: true, RetentionDays: -1}
		e.ActivityLogging = &model.ActivityLogging{Enabled: true, ExportedTo: "siem", Alerts: []string{"a"}}
		e.Hierarchy = &model.HierarchySecurity{Model: "manager", Depth: 3, WriteLevels: 1, ExcludedTables: []string{"invoice"}}
		e.Disputed = []model.DisputedAnswer{{Point: "D-01", Answer: "no"}}
		e.OrganizationSetting = []model.Setting{{Name: "s", Value: "\t\"\\\u0001é"}}
		top := &model.Position{Address: "position.a", Name: "A", Span: w.line()}
		w.p.Positions = []*model.Position{top, {Address: "position.b", Name: "B", Parent: top, Span: w.line()}}
		w.p.Templates = []*model.AccessTeamTemplate{{Address: "access_team_template.d", Name: "D", Table: "b0", Rights: []privilege.Verb{privilege.Read}, Span: w.line()}}
		w.p.Shares = []*model.Share{{
			Address: "share.s", Table: "b0", Record: "1", With: []string{"organization"}, Rights: []privilege.Verb{privilege.Read, privilege.Write},
			Reason: "why", Expires: "2027-01-31", Automated: true, Span: w.line(),
		}}
	}
	for _, r := range w.p.Roles {
		if len(w.p.Positions) > 0 {
			r.Complete, r.Without = false, []string{"prvGoOffline"}
		}
	}
	for _, u := range w.p.Users {
		if len(w.p.Positions) > 0 {
			u.Position, u.AccessMode, u.TenantRoles, u.Owner = w.p.Positions[1], "read", []string{"global_administrator"}, "Ann"
		}
	}
	if len(w.p.Teams) > 0 && len(w.p.Users) > 0 {
		w.p.Teams[0].Administrator = w.p.Users[0]
	}
}
