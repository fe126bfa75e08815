package records

import (
	"cmp"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// The words of teams, by their numbers in Dataverse (semantics S-TM-01, S-TM-02).
var (
	teamTypes       = []string{"owner", "access", "entra_security_group", "microsoft_365_group"}
	membershipTypes = []string{"members_and_guests", "members", "owners", "guests"}
	groupKinds      = map[model.TeamType]string{model.EntraSecurityGroupTeam: "security", model.Microsoft365GroupTeam: "microsoft_365"}
)

const groupColumn = "azureactivedirectoryobjectid"

// A team in the making: who says it, and which group it asks for.
type team struct {
	team    *model.Team
	id      string
	span    source.Span // of the group's id
	groupID string
	unitID  string // that settings name
	settled func() // what is said of it once it has an address
}

// addTeams makes the teams of the data, then those of settings.
func (a *adder) addTeams(all []*Records) {
	var made []*team
	everybody := map[string]*team{} // by group, those of all its members
	add := func(t *team) {
		if made = append(made, t); t.team.Membership == membershipTypes[0] && everybody[t.groupID] == nil {
			everybody[t.groupID] = t
		}
	}
	for _, r := range a.of("team") {
		if t := a.teamOf(r); t != nil {
			add(t)
		}
	}
	for _, r := range all {
		for i := range r.Teams {
			if g := &r.Teams[i]; everybody[g.GroupID] != nil {
				a.sameTeam(everybody[g.GroupID], g)
			} else {
				add(a.settingsTeam(g))
			}
		}
	}
	var names []named
	for _, t := range made {
		names = append(names, named{t.team.Name, t.team.BusinessUnit.Name, t.id})
	}
	for i, label := range labels(names) {
		made[i].team.Address = model.Address("team", label)
	}
	a.addGroups(made)
	for _, t := range made {
		t.settled()
		a.p.Teams = append(a.p.Teams, t.team)
	}
}

// teamOf is the team of a row. Nil are default teams, which every business unit has, and those that Dataverse makes for single rows.
func (a *adder) teamOf(r *Row) *team {
	if r.field("teamtemplateid").Value != "" || r.field("regardingobjectid").Value != "" {
		a.teams[r.ID] = nil
		a.diags.Warnf(diag.IncompleteRecords, r.Span, "team %q is of an access team template, for one row: it is left out", a.nameOf(r, "name"))
		return nil
	}
	t := &model.Team{Name: a.nameOf(r, "name"), Span: r.Span}
	unit := a.units[bare(r.field("businessunitid").Value)]
	kind := r.field("teamtype").Value
	if a.truth(r, "isdefault", unit != nil && strings.EqualFold(unit.Name, t.Name) && (kind == "" || kind == "0")) {
		a.defaultTeam(r, unit)
		return nil
	}
	a.teams[r.ID] = t
	a.teamType(r, t)
	if t.BusinessUnit = unit; unit == nil {
		t.BusinessUnit = a.root
	}
	of := &team{team: t, id: r.ID, span: r.at(groupColumn), groupID: bare(r.field(groupColumn).Value)}
	of.settled = func() { a.sayOfTeam(r, t) }
	return of
}

// defaultTeam: what the default team of a business unit holds, the model says of the default team that it has.
func (a *adder) defaultTeam(r *Row, unit *model.BusinessUnit) {
	if unit == nil {
		a.teams[r.ID] = nil
		a.diags.Warnf(diag.UnresolvedRecord, r.at("businessunitid"), "the default team %q is of a business unit that is not in the data: it is left out", a.nameOf(r, "name"))
		return
	}
	a.teams[r.ID] = unit.DefaultTeam
}

func (a *adder) teamType(r *Row, t *model.Team) {
	n, said := a.choice(r, "teamtype", teamTypes...)
	t.Type = model.TeamType(n)
	if !said && r.field(groupColumn).Value != "" {
		t.Type = model.EntraSecurityGroupTeam
	}
	if t.Complete = groupKinds[t.Type] == ""; t.Complete {
		return
	}
	membership, _ := a.choice(r, "membershiptype", membershipTypes...)
	t.Membership = membershipTypes[membership]
}

// sayOfTeam says what is not known, once the team has an address, and finds its administrator.
func (a *adder) sayOfTeam(r *Row, t *model.Team) {
	a.unnamed(r, "name", t.Address)
	if f := r.field("businessunitid"); a.units[bare(f.Value)] == nil {
		a.unknownUnit(t.Address, r.at("businessunitid"), f.Value)
	}
	if r.field("teamtype").Value == "" {
		a.unresolved(t.Address, r.Span, "its type is not in the data; it is taken for %s", t.Type)
	}
	if t.Membership != "" && r.field("membershiptype").Value == "" {
		a.unresolved(t.Address, r.Span, "its membership type is not in the data; it is taken for %s", t.Membership)
	}
	if t.Membership == "" && r.field(groupColumn).Value != "" {
		a.unresolved(t.Address, r.at(groupColumn), "it names the group %s, which a team of type %s has not", r.field(groupColumn).Value, t.Type)
	}
	if f := r.field("administratorid"); f.Value != "" {
		if u := a.users[bare(f.Value)]; u != nil && !u.Application {
			t.Administrator = u
		} else {
			a.comment(t.Address, "its administrator is %s", said(f))
		}
	}
}

// settingsTeam is the team of deployment settings.
func (a *adder) settingsTeam(g *GroupTeam) *team {
	unit := a.units[g.UnitID]
	t := &model.Team{Name: g.Name, Span: g.Span, Type: model.EntraSecurityGroupTeam, Membership: membershipTypes[0], BusinessUnit: cmp.Or(unit, a.root)}
	settled := func() {
		if unit == nil {
			a.unknownUnit(t.Address, g.UnitSpan, g.UnitID)
		}
		a.settingsRoles(g, t)
	}
	return &team{team: t, id: g.GroupID, span: g.Span, groupID: g.GroupID, unitID: g.UnitID, settled: settled}
}

// sameTeam adds what settings say of a team that is there already: a group backs one team of all its members and guests (semantics S-TM-13).
func (a *adder) sameTeam(t *team, g *GroupTeam) {
	unit := a.units[g.UnitID]
	if !strings.EqualFold(t.team.Name, g.Name) || unit != nil && unit != t.team.BusinessUnit || t.unitID != "" && t.unitID != g.UnitID {
		a.diags.Errorf(diag.DuplicateName, g.Span, "the group %s has two teams of all its members: %q in %q, and %q", g.GroupID, t.team.Name, t.team.BusinessUnit.Name, g.Name).
			Note(t.team.Span, "the other is here")
		return
	}
	a.diags.Warnf(diag.DuplicateName, g.Span, "team %q is there already: what both say of roles is taken", g.Name).Note(t.team.Span, "the other is here")
	said := t.settled
	again := *g
	again.OnlyAdds = g.OnlyAdds && t.unitID == "" // which settings have said
	t.settled = func() { said(); a.settingsRoles(&again, t.team) }
}

func (a *adder) settingsRoles(g *GroupTeam, t *model.Team) {
	if g.OnlyAdds && len(g.Roles) > 0 {
		a.comment(t.Address, "roles that it holds beside these stay (skipRolesDeletion)")
	}
	for _, name := range g.Roles {
		role, why := a.roleByName(name.Name)
		if role == nil {
			a.unresolved(t.Address, name.Span, "it holds the role %q: %s", name.Name, why)
			continue
		}
		a.hold(&t.Assignments, model.Assignment{Role: role, Anchor: t.BusinessUnit, Span: name.Span})
	}
}

// addGroups makes the Entra groups that teams take their members from. Of a group its id is known, and the name of a team.
func (a *adder) addGroups(made []*team) {
	var ids []string
	var names []named
	for _, t := range made {
		kind := groupKinds[t.team.Type]
		if kind == "" {
			continue
		}
		id := t.groupID
		if id == "" {
			id = "of " + t.id // a group of its own
		}
		g := a.groups[id]
		if g == nil {
			g = &model.EntraGroup{Name: t.team.Name, Kind: kind, Span: t.span}
			if a.groups[id] = g; guid(id) {
				g.ObjectID = id
			}
			ids, names = append(ids, id), append(names, named{g.Name, "", id})
		} else if g.Kind != kind {
			a.diags.Errorf(diag.TeamGroupKind, t.span, "the group %s is of kind %q for %s, and of kind %q elsewhere", id, kind, t.team.Address, g.Kind).
				Note(g.Span, "the other is here")
		}
		t.team.Group = g
	}
	for i, label := range labels(names) {
		g := a.groups[ids[i]]
		g.Address = model.Address("entra_group", label)
		a.p.Groups = append(a.p.Groups, g)
		a.comment(g.Address, "the name is that of a team: the group's own is not known here")
		if g.ObjectID == "" {
			a.unresolved(g.Address, g.Span, "the object id is not known (%q)", strings.TrimPrefix(ids[i], "of "))
		}
	}
}
