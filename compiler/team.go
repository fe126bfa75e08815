package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var teamConstruct = &construct{
	name: "team", labels: []string{"name"}, limits: true,
	doc: "A team. Its roles reach its members; an Entra or Microsoft 365 team takes its members from its group.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name in Dataverse, unique in its business unit."},
		{name: "type", is: oneOf("owner", "access", "entra_security_group", "microsoft_365_group"), assumed: "owner, or what its entra_group says", doc: "What kind of team."},
		{name: "business_unit", is: ref("business_unit"), assumed: "the root", doc: "The business unit it belongs to."},
		{name: "entra_group", is: ref("entra_group"), doc: "The group whose members it has."},
		{name: "membership", is: oneOf("members_and_guests", "members", "owners", "guests"), assumed: "members_and_guests", doc: "Which of the group's people are members of the team."},
		{name: "members", is: refs("user", "application_user"), assumed: "[]", doc: "The members of an owner or access team."},
		{name: "roles", is: assignments, assumed: "[]", doc: "What it holds: a role (measured from the team's own business unit), or `{ role = …, business_unit = … }`."},
		{name: "column_security_profiles", is: refs("column_security_profile"), assumed: "[]", doc: "The profiles of its members."},
		{name: "administrator", is: ref("user"), doc: "Who administers it."},
	},
	create: func(ev *evaluation, in *instance) {
		t := &model.Team{Address: in.addr, Span: in.decl.span()}
		in.object = t
		ev.policy.Teams = append(ev.policy.Teams, t)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		t := in.object.(*model.Team)
		t.Name = b.name()
		ev.nameFits(b, "team", t.Name, 160)
		t.BusinessUnit = ev.unitOf(b)
		if g := b.ref("entra_group"); g != nil {
			t.Group = g.object.(*model.EntraGroup)
		}
		if a := b.ref("administrator"); a != nil {
			t.Administrator = a.object.(*model.User)
		}
		t.Profiles = profileUses(b)
		t.Membership = b.text("membership")
		if !b.failed("type") && !b.failed("entra_group") && (t.Group == nil || t.Group.Kind != "") {
			ev.teamType(t, b)
		}
		switch {
		case t.Type != model.AccessTeam:
			t.Assignments = ev.assign(b, t.Address, t.BusinessUnit)
		case len(b.list("roles")) > 0:
			ev.diags.Errorf(diag.AccessTeamRole, b.spanOf("roles"), "access team %q cannot hold roles: it only receives shares", t.Name).
				Note(b.spanOf("type"), "the team is an access team")
		}
		if fromGroup(t.Type) {
			return // a list of members was reported
		}
		for _, m := range b.list("members") {
			ev.joins(t, m.in.object.(*model.User), m.span)
		}
	},
	settle: (*evaluation).settleTeams,
}

// unitOf is the business unit of a principal: the root where nothing is said, nil where what is said was reported.
func (ev *evaluation) unitOf(b *body) *model.BusinessUnit {
	if b.at("business_unit").failed {
		return nil
	}
	if u := b.ref("business_unit"); u != nil {
		return u.object.(*model.BusinessUnit)
	}
	return ev.unitRoot
}

func profileUses(b *body) []model.ProfileUse {
	var uses []model.ProfileUse
	for _, i := range b.list("column_security_profiles") {
		uses = append(uses, model.ProfileUse{Profile: i.in.object.(*model.ColumnSecurityProfile), Span: i.span})
	}
	return uses
}

// teamType settles what kind of team it is, and what that kind may say. Semantics S-TM-07.
func (ev *evaluation) teamType(t *model.Team, b *body) {
	t.Type = map[string]model.TeamType{
		"access": model.AccessTeam, "entra_security_group": model.EntraSecurityGroupTeam, "microsoft_365_group": model.Microsoft365GroupTeam,
	}[b.text("type")]
	if !b.set("type") && t.Group != nil {
		t.Type = groupTeamTypes[t.Group.Kind]
	}
	grouped := fromGroup(t.Type)
	switch {
	case grouped && t.Group == nil:
		ev.diags.Errorf(diag.TeamWithoutGroup, b.spanOf("type"), "team %q takes its members from a group, and names none", t.Name).Hint = "it needs entra_group"
	case grouped && groupTeamTypes[t.Group.Kind] != t.Type:
		ev.diags.Errorf(diag.TeamGroupKind, b.spanOf("type"), "team %q is of type %q, but its group is of kind %q", t.Name, t.Type.String(), t.Group.Kind).
			Note(t.Group.Span, "the group is declared here")
	case !grouped && t.Group != nil:
		ev.diags.Errorf(diag.TeamGroupKind, b.spanOf("entra_group"), "team %q is of type %q, which has no group", t.Name, t.Type.String()).
			Note(b.spanOf("type"), "the type is said here")
	}
	if grouped && b.set("members") {
		ev.diags.Errorf(diag.TeamMembersFromGroup, b.spanOf("members"), "the members of team %q come from its group", t.Name).
			Hint = "say members or known_members of the entra_group"
	}
	if !grouped && t.Group == nil && b.set("membership") {
		ev.diags.Errorf(diag.TeamGroupKind, b.spanOf("membership"), "membership is for teams of a group, and team %q is of type %q", t.Name, t.Type.String())
	}
	if grouped && t.Membership == "" {
		t.Membership = "members_and_guests"
	}
	t.Complete = !grouped
}

func fromGroup(t model.TeamType) bool {
	return t == model.EntraSecurityGroupTeam || t == model.Microsoft365GroupTeam
}

var groupTeamTypes = map[string]model.TeamType{"security": model.EntraSecurityGroupTeam, "microsoft_365": model.Microsoft365GroupTeam}

// settleTeams finds the members of every team, gives each user its teams, and checks names and groups.
func (ev *evaluation) settleTeams() {
	ev.bindDefaultTeams()
	ev.uniqueTeams()
	for _, u := range ev.policy.BusinessUnits {
		ev.policy.Teams = append(ev.policy.Teams, u.DefaultTeam)
	}
	byAddress(ev.policy.Teams, func(x *model.Team) string { return x.Address })
	for _, t := range ev.policy.Teams {
		members := sortedMembers(slices.DeleteFunc(ev.joined[t], func(m memberAt) bool { return !ev.mayJoin(t, m) }))
		if t.Group != nil && fromGroup(t.Type) {
			members, t.Complete = ev.teamMembers(t.Group, t.Membership)
		}
		for _, m := range members {
			t.Members = append(t.Members, m.user)
			t.MemberSpans = append(t.MemberSpans, m.span)
			m.user.Teams = append(m.user.Teams, model.Membership{Team: t, Span: m.span})
		}
	}
}

// joins notes a member of a team, from either side.
func (ev *evaluation) joins(t *model.Team, u *model.User, at source.Span) {
	ev.joined[t] = append(ev.joined[t], memberAt{u, at})
}

// mayJoin refuses members of teams that take theirs from elsewhere.
func (ev *evaluation) mayJoin(t *model.Team, m memberAt) bool {
	switch {
	case t.Default:
		ev.diags.Errorf(diag.TeamMembersFromGroup, m.span, "the members of %s are the users of its business unit", t.Address)
	case t.Group != nil:
		ev.diags.Errorf(diag.TeamMembersFromGroup, m.span, "the members of %s come from its group", t.Address).
			Hint = "name " + t.Group.Address + " instead"
	default:
		return true
	}
	return false
}

// uniqueTeams: a team's name is taken once in its business unit, the default team's included (S-TM-04, S-BU-07); a group backs one team
// for each membership type (S-TM-13).
func (ev *evaluation) uniqueTeams() {
	names, groups := unique{ev: ev, what: "team"}, unique{ev: ev, what: "group team"}
	for _, in := range ev.all("team") {
		t := in.object.(*model.Team)
		if t.BusinessUnit == nil {
			continue // reported
		}
		if t.Name != "" && strings.EqualFold(t.Name, t.BusinessUnit.Name) {
			d := ev.diags.Errorf(diag.DuplicateName, in.place("name"), "team %q has the name of its business unit, which is the name of the default team", t.Name)
			if t.BusinessUnit.Span.Known() {
				d.Note(t.BusinessUnit.Span, "the business unit is here")
			}
		}
		names.add(t.BusinessUnit.Address+"\n"+strings.ToLower(t.Name), t.Name, in.addr, in.place("name"))
		if t.Group != nil && t.Membership != "" {
			what := t.Group.Address + ", membership " + t.Membership
			groups.add(what, what, in.addr, in.place("entra_group"))
		}
	}
}
