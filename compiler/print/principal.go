package print

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

// businessUnits writes the tree. A root of which nothing is said is implied.
func (p *printer) businessUnits() {
	units := p.policy.BusinessUnits
	if len(units) == 1 && units[0].Address == "business_unit.root" && len(p.businessUnit(units[0]).lines) == 0 {
		return
	}
	var blocks [][]string
	for _, u := range units {
		blocks = append(blocks, p.block(u.Address, p.businessUnit(u)))
	}
	p.add("business_units", blocks...)
}

func (p *printer) businessUnit(u *model.BusinessUnit) body {
	var b body
	b.text("name", u.Name, label(u.Address))
	if u.Parent != nil {
		b.say("parent", reference(u.Parent.Address))
	}
	b.truth("disabled", u.Disabled, false)
	if u.DefaultTeam == nil {
		return b
	}
	var holds body
	holds.list("roles", p.assigned(u.DefaultTeam.Assignments, u))
	holds.list("column_security_profiles", p.profilesOf(u.DefaultTeam.Profiles))
	if len(holds.lines) > 0 {
		b.apart()
		b.lines = append(b.lines, holds.block("default_team")...)
	}
	return b
}

func (p *printer) positions() {
	var blocks [][]string
	for _, o := range p.policy.Positions {
		var b body
		b.text("name", o.Name, label(o.Address))
		if o.Parent != nil {
			b.say("parent", reference(o.Parent.Address))
		}
		blocks = append(blocks, p.block(o.Address, b))
	}
	p.add("positions", blocks...)
}

func (p *printer) groups() {
	var blocks [][]string
	for _, g := range p.policy.Groups {
		var b body
		b.text("name", g.Name, label(g.Address))
		b.text("object_id", g.ObjectID, "")
		if g.Kind != "" {
			b.text("kind", g.Kind, "security")
		}
		b.truth("dynamic", g.Dynamic, false)
		p.members(&b, g)
		blocks = append(blocks, p.block(g.Address, b))
	}
	p.add("entra_groups", blocks...)
}

// members says who is in a group. That nobody is can be known, too: then the list is there, and empty.
func (p *printer) members(b *body, g *model.EntraGroup) {
	switch members := p.people(g.Members); {
	case !g.Complete:
		b.list("known_members", members)
	case len(members) == 0:
		b.say("members", "[]")
	default:
		b.list("members", members)
	}
	b.list("owners", p.people(g.Owners))
	if p.ownersKnown(g) && len(g.Owners) == 0 {
		b.say("owners", "[]")
	}
	b.list("guests", p.people(g.Guests))
	var nested []string
	for _, n := range g.Groups {
		nested = append(nested, reference(n.Address))
	}
	b.list("groups", nested)
}

// ownersKnown reports whether all owners of a group are known, which only the teams of its owners say.
func (p *printer) ownersKnown(g *model.EntraGroup) bool {
	return slices.ContainsFunc(p.policy.Teams, func(t *model.Team) bool { return t.Group == g && t.Membership == "owners" && t.Complete })
}

func (p *printer) people(users []*model.User) []string {
	var all []string
	for _, u := range users {
		all = append(all, reference(u.Address))
	}
	return all
}

// teams writes all but the default teams. Members of owner and access teams are written at the users.
func (p *printer) teams() {
	var blocks [][]string
	for _, t := range p.policy.Teams {
		if !t.Default {
			blocks = append(blocks, p.block(t.Address, p.team(t)))
		}
	}
	p.add("teams", blocks...)
}

func (p *printer) team(t *model.Team) body {
	var b body
	b.text("name", t.Name, label(t.Address))
	if t.Type != model.OwnerTeam && t.Group == nil { // a group says of what type its teams are
		b.say("type", quoted(t.Type.String()))
	}
	p.unit(&b, t.BusinessUnit)
	if t.Group != nil {
		b.say("entra_group", reference(t.Group.Address))
		if t.Membership != "" {
			b.text("membership", t.Membership, "members_and_guests")
		}
	}
	b.list("roles", p.assigned(t.Assignments, t.BusinessUnit))
	b.list("column_security_profiles", p.profilesOf(t.Profiles))
	if t.Administrator != nil {
		b.say("administrator", reference(t.Administrator.Address))
	}
	return b
}

// users writes people and applications into a file each.
func (p *printer) users() {
	var people, applications [][]string
	for _, u := range p.policy.Users {
		if u.Application {
			applications = append(applications, p.block(u.Address, p.user(u)))
			continue
		}
		people = append(people, p.block(u.Address, p.user(u)))
	}
	p.add("users", people...)
	p.add("application_users", applications...)
}

func (p *printer) user(u *model.User) body {
	var b body
	b.text("name", u.Name, label(u.Address))
	if u.Application {
		b.text("application_id", u.ApplicationID, "")
		b.text("authentication", u.Authentication, "")
		b.list("systems", quotedAll(u.Systems))
	} else {
		p.person(&b, u)
	}
	b.truth("enabled", u.Enabled, true)
	b.truth("just_in_time", u.JustInTime, false)
	b.text("owner", u.Owner, "")
	b.text("purpose", u.Purpose, "")
	b.text("review_by", u.ReviewBy, "")
	p.unit(&b, u.BusinessUnit)
	b.list("member_of", p.teamsOf(u))
	b.list("roles", p.assigned(u.Assignments, u.BusinessUnit))
	b.list("column_security_profiles", p.profilesOf(u.Profiles))
	return b
}

func (p *printer) person(b *body, u *model.User) {
	l := label(u.Address)
	if !strings.Contains(l, "@") {
		l = ""
	}
	b.text("upn", u.UPN, l)
	if u.Manager != nil {
		b.say("manager", reference(u.Manager.Address))
	}
	if u.Position != nil {
		b.say("position", reference(u.Position.Address))
	}
	b.truth("guest", u.Guest, false)
	b.truth("licensed", u.Licensed, true)
	b.text("access_mode", u.AccessMode, "")
	b.text("kind", u.Kind, "")
	b.list("tenant_roles", quotedAll(u.TenantRoles))
	b.truth("break_glass", u.BreakGlass, false)
}

// teamsOf are the owner and access teams of a user, from whichever side the model says so.
func (p *printer) teamsOf(u *model.User) []string {
	teams := slices.Clone(p.memberOf[u])
	for _, m := range u.Teams {
		if !m.Team.Default && m.Team.Group == nil {
			teams = append(teams, m.Team)
		}
	}
	var all []string
	for _, t := range teams {
		all = append(all, reference(t.Address))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unit says in which business unit something is, where that is not the root.
func (p *printer) unit(b *body, u *model.BusinessUnit) {
	if u != nil && u.Parent != nil {
		b.say("business_unit", reference(u.Address))
	}
}

// assigned are the roles that a principal in a business unit holds. Instances of one role elsewhere stand together.
func (p *printer) assigned(all []model.Assignment, own *model.BusinessUnit) []string {
	var items []string
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Role == all[0].Role && all[n].JustInTime == all[0].JustInTime {
			n++
		}
		items = append(items, p.instances(all[:n], own)...)
		all = all[n:]
	}
	return items
}

// instances are the elements for instances of one role: itself where it is the principal's own, an object for the others.
func (p *printer) instances(same []model.Assignment, own *model.BusinessUnit) []string {
	role := reference(same[0].Role.Address)
	var items, anchors []string
	for _, a := range same {
		switch {
		case a.Anchor != own:
			anchors = append(anchors, reference(a.Anchor.Address))
		case a.JustInTime:
			items = append(items, "{ role = "+role+", just_in_time = true }")
		default:
			items = append(items, role)
		}
	}
	if len(anchors) == 0 {
		return items
	}
	unit := anchors[0]
	if len(anchors) > 1 {
		unit = "[" + strings.Join(anchors, ", ") + "]"
	}
	held := ""
	if same[0].JustInTime {
		held = ", just_in_time = true"
	}
	return append(items, "{ role = "+role+", business_unit = "+unit+held+" }")
}

func (p *printer) profilesOf(uses []model.ProfileUse) []string {
	var all []string
	for _, u := range uses {
		all = append(all, reference(u.Profile.Address))
	}
	return all
}
