package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var entraGroupConstruct = &construct{
	name: "entra_group", labels: []string{"name"}, limits: true,
	doc: "A group of Microsoft Entra ID, and what is known of its members. Membership lives in Entra: `members` given is all of them, `known_members` is some.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its display name."},
		{name: "object_id", is: guid, doc: "Its object id in Entra."},
		{name: "kind", is: oneOf("security", "microsoft_365"), assumed: "security", doc: "Which kind of group."},
		{name: "dynamic", is: truth, assumed: "false", doc: "Membership is computed by Entra."},
		{name: "members", is: refs("user"), doc: "Every member. Complete: answers about the group's teams are final."},
		{name: "known_members", is: refs("user"), assumed: "[]", doc: "Some members: answers about users then say \"and its other members\"."},
		{name: "owners", is: refs("user"), assumed: "[]", doc: "The group's owners, for teams with membership `owners`."},
		{name: "guests", is: refs("user"), assumed: "[]", doc: "Members that are guests of the tenant, in this group and in every other."},
		{name: "groups", is: refs("entra_group"), assumed: "[]", doc: "Groups nested in this one. Their members count, for teams as for the environment."},
		{name: "member_of", is: refs("entra_group"), assumed: "[]", doc: "Groups that this one is nested in: the mirror of groups."},
	},
	create: func(ev *evaluation, in *instance) {
		g := &model.EntraGroup{Address: in.addr, Span: in.decl.span()}
		in.object = g
		ev.policy.Groups = append(ev.policy.Groups, g)
		ev.groups[g] = &groupMembers{}
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		g := in.object.(*model.EntraGroup)
		g.Name, g.ObjectID, g.Dynamic = b.name(), strings.ToLower(b.text("object_id")), b.truth("dynamic")
		if g.Kind = b.textOr("kind", "security"); b.failed("kind") {
			g.Kind = "" // reported
		}
		g.Complete = b.set("members")
		m := ev.groups[g]
		m.ownersGiven = b.set("owners")
		for _, name := range []string{"members", "known_members", "guests"} {
			for _, i := range b.list(name) {
				m.members = append(m.members, memberAt{i.in.object.(*model.User), i.span})
			}
		}
		for _, i := range b.list("guests") {
			u := i.in.object.(*model.User)
			m.guests, u.Guest = append(m.guests, memberAt{u, i.span}), true
		}
		for _, i := range b.list("owners") {
			m.owners = append(m.owners, memberAt{i.in.object.(*model.User), i.span})
		}
		for _, i := range b.list("groups") {
			g.Groups = append(g.Groups, i.in.object.(*model.EntraGroup))
		}
		for _, i := range b.list("member_of") {
			outer := i.in.object.(*model.EntraGroup)
			outer.Groups = append(outer.Groups, g)
		}
	},
	settle: (*evaluation).settleGroups,
}

// groupMembers are the users that a group names, or that name the group, with the place of each.
type groupMembers struct {
	members, owners, guests []memberAt
	ownersGiven             bool
}

type memberAt struct {
	user *model.User
	span source.Span
}

// sortedMembers is each user once, by address, with the first place that names it.
func sortedMembers(all []memberAt) []memberAt {
	slices.SortFunc(all, func(a, b memberAt) int {
		return cmp.Or(cmp.Compare(a.user.Address, b.user.Address), a.span.Compare(b.span))
	})
	return slices.CompactFunc(all, func(a, b memberAt) bool { return a.user == b.user })
}

// settleGroups sorts what the groups know, and checks that each object id is one group.
func (ev *evaluation) settleGroups() {
	byAddress(ev.policy.Groups, func(x *model.EntraGroup) string { return x.Address })
	ids := unique{ev: ev, what: "object id"}
	for _, in := range ev.all("entra_group") {
		g := in.object.(*model.EntraGroup)
		m := ev.groups[g]
		m.members, m.owners, m.guests = sortedMembers(m.members), sortedMembers(m.owners), sortedMembers(m.guests)
		g.Members, g.Owners, g.Guests = usersOf(m.members), usersOf(m.owners), usersOf(m.guests)
		for _, u := range g.Members {
			u.Groups = append(u.Groups, g)
		}
		byAddress(g.Groups, func(x *model.EntraGroup) string { return x.Address })
		g.Groups = slices.Compact(g.Groups)
		if g.ObjectID != "" {
			ids.add(g.ObjectID, g.ObjectID, g.Address, in.place("object_id"))
		}
	}
}

func usersOf(members []memberAt) []*model.User {
	var users []*model.User
	for _, m := range members {
		users = append(users, m.user)
	}
	return users
}

// teamMembers are the users of a group team by its membership type (semantics S-TM-02, S-TM-16), nested groups included, and whether
// those are all. Owners are the group's own. Member or guest is what a user is in the tenant, by whatever group that is known.
func (ev *evaluation) teamMembers(g *model.EntraGroup, membership string) (members []memberAt, complete bool) {
	if membership == "owners" {
		for _, m := range ev.groups[g].owners {
			if !m.user.Guest {
				members = append(members, m)
			}
		}
		return members, ev.groups[g].ownersGiven
	}
	complete = true
	for _, n := range g.WithNested() {
		complete = complete && n.Complete
		for _, m := range ev.groups[n].members {
			if membership == "members_and_guests" || m.user.Guest == (membership == "guests") {
				members = append(members, m)
			}
		}
	}
	return sortedMembers(members), complete
}
