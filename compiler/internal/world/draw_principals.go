package world

import (
	"fmt"
	"slices"
)

func (d *drawing) groups() {
	for n := range d.upTo("groups", 5) {
		for _, name := range d.names("g", "circle", n) {
			g := &Group{Name: name, Kind: one(d, "group kind", []string{"", "security", "microsoft_365"}), Known: d.sometimes("partly known", 4)}
			earlier := slices.DeleteFunc(d.visibleGroups(name.In), func(a string) bool { return a == g.Address() })
			slices.Reverse(earlier)
			if len(earlier) > 0 && d.upTo("nests the latest", 2) > 0 {
				g.Groups, earlier = earlier[:1:1], earlier[1:]
			}
			g.Groups = append(g.Groups, some(d, "nested group", earlier, 2)...)
			d.w.Groups = append(d.w.Groups, g)
		}
	}
}

func (d *drawing) visibleGroups(in []string) []string {
	return visible(d, in, d.w.Groups, func(g *Group) Name { return g.Name })
}

func (d *drawing) visibleProfiles(in []string) []string {
	return visible(d, in, d.w.Profiles, func(p *Profile) Name { return p.Name })
}

func (d *drawing) teams() {
	for n := range d.upTo("teams", 6) {
		for _, name := range d.names("t", "squad", n) {
			t := &Team{Name: name}
			switch d.upTo("team type", 7) {
			case 3:
				t.Type = "access"
			case 4, 5, 6, 7:
				d.groupTeam(t)
			default:
				t.Type = one(d, "owner", []string{"", "owner"})
			}
			t.Unit = d.home(name.In)
			t.Profiles = some(d, "team's profile", d.visibleProfiles(name.In), 1)
			if t.Type != "access" {
				t.Assignments = d.assignments(t.Unit, name.In, 4)
			}
			d.w.Teams = append(d.w.Teams, t)
		}
	}
}

// groupTeam makes a team that of a group. A group has one team for each membership in an environment (S-TM-13).
func (d *drawing) groupTeam(t *Team) {
	groups := d.visibleGroups(t.In)
	if len(groups) == 0 {
		return
	}
	slices.Reverse(groups) // the latest has most nested in it
	group := one(d, "team's group", groups)
	membership := one(d, "membership", []string{"members", "owners", "members_and_guests", "guests", "owners", ""})
	for _, other := range d.w.Teams {
		same := other.Membership == membership || other.Membership+membership == "members_and_guests"
		if other.Group == group && same {
			return
		}
	}
	t.Group, t.Membership = group, membership
	kinds := map[string]bool{}
	for _, g := range d.w.Groups {
		if g.Address() == group {
			kinds[g.Kind] = true
		}
	}
	// Where the group does not say what it is, the team does.
	if kinds[""] || len(kinds) > 1 {
		t.Type = "entra_security_group"
	}
	if kinds["microsoft_365"] {
		t.Type = ""
	}
}

// home is where a principal sits: "" is the root.
func (d *drawing) home(in []string) string {
	return one(d, "business unit", append([]string{""}, d.visibleUnits(in)...))
}

// An instance is a role at a business unit, "" for the principal's own.
type instance struct{ role, unit string }

// assignments are different instances that a principal of a business unit may hold in every environment where it exists: in classic mode its
// own business unit's, in matrix mode any in the subtree where the role is defined (S-RO-12, 13).
func (d *drawing) assignments(home string, in []string, most int) []Assignment {
	var legal []instance
	for _, role := range d.visibleRoles(in) {
		for _, unit := range append([]string{""}, d.visibleUnits(in)...) {
			if d.mayHold(role, home, unit, in) {
				legal = append(legal, instance{role, unit})
			}
		}
	}
	var list []Assignment
	for _, i := range some(d, "role", legal, most) {
		list = d.assign(list, i, home, in)
		if !d.sometimes("elsewhere too", 3) {
			continue
		}
		also := slices.DeleteFunc(slices.Clone(legal), func(x instance) bool { return x.role != i.role })
		for _, x := range some(d, "instance", also, 3) {
			list = d.assign(list, x, home, in)
		}
	}
	return list
}

// assign adds an instance, if the list does not have it yet under another name.
func (d *drawing) assign(list []Assignment, i instance, home string, in []string) []Assignment {
	for _, environment := range d.where(in) {
		e := &evaluator{w: d.w, env: environment}
		for _, a := range list {
			for _, unit := range append(slices.Clone(a.Units), own(a)...) {
				if a.Role == i.role && e.anchor(unit, home) == e.anchor(i.unit, home) {
					return list
				}
			}
		}
	}
	for k := range list {
		if list[k].Role == i.role && i.unit != "" && len(list[k].Units) > 0 && d.sometimes("list of business units", 2) {
			list[k].Units = append(list[k].Units, i.unit)
			return list
		}
	}
	a := Assignment{Role: i.role, OnRequest: d.sometimes("just in time", 10)}
	if i.unit != "" {
		a.Units = []string{i.unit}
	}
	return append(list, a)
}

// own is the unnamed business unit of an assignment that names none.
func own(a Assignment) []string {
	if len(a.Units) == 0 {
		return []string{""}
	}
	return nil
}

// anchor is the business unit of a role instance.
func (e *evaluator) anchor(unit, home string) string {
	if unit == "" {
		return e.unit(home)
	}
	return unit
}

func (d *drawing) mayHold(role, home, unit string, in []string) bool {
	for _, environment := range d.where(in) {
		e := &evaluator{w: d.w, env: environment}
		anchor := e.anchor(unit, home)
		if !e.below(anchor, map[string]bool{e.unit(e.role(role).Unit): true}, true) {
			return false
		}
		if !d.matrix(environment) && anchor != e.unit(home) {
			return false
		}
	}
	return true
}

func (d *drawing) defaultTeams() {
	for _, u := range d.w.Units {
		if u.Implied || !d.sometimes("default team", 3) {
			continue
		}
		u.DefaultTeam.Assignments = d.assignments(u.Address(), u.In, 2)
		u.DefaultTeam.Profiles = some(d, "default team's profile", d.visibleProfiles(u.In), 1)
	}
}

func (d *drawing) users() {
	for n := range d.upTo("users", 6) {
		for _, name := range d.names("u", "crew", n) {
			d.user(&User{Name: name, Disabled: d.sometimes("disabled", 6), Guest: d.sometimes("guest", 4)}, 6)
		}
	}
	for n := range d.upTo("application users", 2) {
		d.user(&User{Name: Name{Label: fmt.Sprint("app", n), In: d.in("application user")}, Application: true}, 3)
	}
}

func (d *drawing) user(u *User, most int) {
	u.Unit = d.home(u.In)
	u.Assignments = d.assignments(u.Unit, u.In, most)
	u.Profiles = some(d, "user's profile", d.visibleProfiles(u.In), 2)
	d.w.Users = append(d.w.Users, u)
}

// memberships draws who is in which team and group, each membership written at one end.
func (d *drawing) memberships() {
	for _, u := range d.w.Users {
		for _, a := range some(d, "member of team", d.joinable(u.In), 3) {
			d.join(u, a)
		}
		if u.Application {
			continue
		}
		for _, a := range some(d, "member of group", d.visibleGroups(u.In), 4) {
			d.join(u, a)
		}
	}
	for _, g := range d.w.Groups {
		people := d.people(g.In)
		g.Owners = some(d, "owner", people, 3)
		if !d.sometimes("lists guests", 2) {
			continue
		}
		// Who is listed here may own this group, or be a member of one around it.
		for _, a := range some(d, "listed guest", people, 4) {
			if !slices.Contains(g.Guests, a) {
				g.Guests = append(g.Guests, a)
			}
		}
	}
	for _, p := range d.w.Profiles {
		p.Users = some(d, "profile's user", d.lacking(d.people(p.In), p), 1)
		p.Teams = some(d, "profile's team", d.teamsWithout(p), 1)
	}
}

func (d *drawing) join(u *User, address string) {
	if d.upTo("written at", 1) == 0 || !d.writtenThere(u, address) {
		u.MemberOf = append(u.MemberOf, address)
	}
}

// joinable are the teams that take members by name.
func (d *drawing) joinable(in []string) []string {
	teams := slices.DeleteFunc(slices.Clone(d.w.Teams), func(t *Team) bool {
		return slices.ContainsFunc(d.w.Teams, func(x *Team) bool { return x.Address() == t.Address() && x.Group != "" })
	})
	return visible(d, in, teams, func(t *Team) Name { return t.Name })
}

// people are the users that exist wherever something limited to in does.
func (d *drawing) people(in []string) []string {
	users := slices.DeleteFunc(slices.Clone(d.w.Users), func(u *User) bool { return u.Application })
	return visible(d, in, users, func(u *User) Name { return u.Name })
}

// writtenThere writes a membership at the team or group, if that exists in the same environments as the user.
func (d *drawing) writtenThere(u *User, address string) bool {
	written := false
	for _, t := range d.w.Teams {
		if t.Address() == address && slices.Equal(t.In, u.In) {
			t.Members, written = append(t.Members, u.Address()), true
		}
	}
	for _, g := range d.w.Groups {
		if g.Address() != address || !slices.Equal(g.In, u.In) {
			continue
		}
		if u.Guest && d.sometimes("listed as guest", 2) {
			g.Guests = append(g.Guests, u.Address())
		} else {
			g.Members = append(g.Members, u.Address())
		}
		written = true
	}
	return written
}

// lacking are those users of a list that do not say themselves that they have the profile.
func (d *drawing) lacking(users []string, p *Profile) []string {
	return slices.DeleteFunc(users, func(a string) bool {
		return slices.ContainsFunc(d.w.Users, func(u *User) bool { return u.Address() == a && slices.Contains(u.Profiles, p.Address()) })
	})
}

func (d *drawing) teamsWithout(p *Profile) []string {
	return slices.DeleteFunc(visible(d, p.In, d.w.Teams, func(t *Team) Name { return t.Name }), func(a string) bool {
		return slices.ContainsFunc(d.w.Teams, func(t *Team) bool { return t.Address() == a && slices.Contains(t.Profiles, p.Address()) })
	})
}
