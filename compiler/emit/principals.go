package emit

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

func businessUnits(p *model.Policy) Step {
	s := Step{Kind: "business_units", Title: "Business units", Where: "table businessunit", Notes: []string{}}
	for _, u := range p.BusinessUnits {
		if u.Parent != nil {
			s.Items = append(s.Items, Item{{"name", u.Name}, {"parent", u.Parent.Name}, {"disabled", u.Disabled}})
		} else if u.Span.Known() {
			s.Notes = append(s.Notes, "The root is there already. The policy calls it "+u.Name+".")
		}
	}
	return s
}

const movesLoseRoles = "Moving a user or team to another business unit takes its roles away, so this comes before roles."

func users(p *model.Policy) Step {
	s := Step{Kind: "users", Title: "Users", Where: "table systemuser", Notes: []string{"New users are in the root."}}
	if !p.Environment.KeepRoles {
		s.Notes = append(s.Notes, movesLoseRoles)
	}
	late := false
	for _, u := range p.Users {
		if u.Application {
			continue
		}
		late = late || !u.Enabled && len(u.Assignments) > 0
		s.Items = append(s.Items, Item{
			{"user", name(u)}, {"business_unit", unitName(u.BusinessUnit)}, {"enabled", u.Enabled}, {"access_mode", cmp.Or(u.AccessMode, "read_write")},
		})
	}
	if g := p.Environment.SecurityGroup; g != nil && len(g.Groups) > 0 {
		s.Notes = append(s.Notes, "Members of groups nested in the security group are not there by themselves before they first sign in: add them.")
	}
	if late {
		s.Notes = append(s.Notes, "Disable a user after its roles are assigned: unless allowRoleAssignmentOnDisabledUsers is on, a disabled user is given none.")
	}
	return s
}

func applicationUsers(p *model.Policy) Step {
	s := Step{Kind: "application_users", Title: "Application users", Where: "table systemuser, with applicationid", Notes: []string{}}
	for _, u := range p.Users {
		if u.Application {
			s.Items = append(s.Items, Item{
				{"name", u.Name}, {"application_id", u.ApplicationID}, {"business_unit", unitName(u.BusinessUnit)}, {"enabled", u.Enabled},
			})
		}
	}
	return s
}

func teams(p *model.Policy) Step {
	s := Step{Kind: "teams", Title: "Teams", Where: "table team", Notes: []string{"Type, group and membership type cannot be changed once a team is there."}}
	grouped := false
	for _, t := range p.Teams {
		if t.Default {
			continue // made with its business unit
		}
		i := Item{{"name", t.Name}, {"type", t.Type.String()}, {"business_unit", unitName(t.BusinessUnit)}, {"group", ""}, {"group_object_id", ""}, {"membership", t.Membership}, {"members", []string{}}, {"administrator", ""}}
		if t.Group != nil {
			grouped = true
			i[3].Value, i[4].Value = t.Group.Name, t.Group.ObjectID
		} else {
			i[6].Value = names(t.Members)
		}
		if t.Administrator != nil {
			i[7].Value = name(t.Administrator)
		}
		s.Items = append(s.Items, i)
	}
	if grouped {
		s.Notes = append(s.Notes, "Members of a group's team appear when they first sign in: nobody adds them here.")
	}
	return s
}

func unitName(u *model.BusinessUnit) string {
	if u == nil {
		return ""
	}
	return u.Name
}

// A holder is a team or user that can hold roles and profiles.
type holder struct {
	kind, name string
	unit       *model.BusinessUnit
	roles      []model.Assignment
	profiles   []model.ProfileUse
}

// holders are the teams, then the users, each in the policy's order.
func holders(p *model.Policy) []holder {
	var all []holder
	for _, t := range p.Teams {
		kind := "team"
		if t.Default {
			kind = "default_team"
		}
		all = append(all, holder{kind, t.Name, t.BusinessUnit, t.Assignments, t.Profiles})
	}
	for _, u := range p.Users {
		kind := "user"
		if u.Application {
			kind = "application_user"
		}
		all = append(all, holder{kind, name(u), u.BusinessUnit, u.Assignments, u.Profiles})
	}
	return all
}

func (h holder) item(more ...Field) Item {
	return append(Item{{"holder_type", h.kind}, {"holder", h.name}, {"holder_business_unit", unitName(h.unit)}}, more...)
}

func roleAssignments(p *model.Policy) Step {
	s := Step{
		Kind: "role_assignments", Title: "Security roles of teams and users", Where: "relationships teamroles_association and systemuserroles_association",
		Notes: []string{"Every business unit has its own instance of a role. Assign the one of the business unit that is named.", onlyThese},
	}
	for _, h := range holders(p) {
		for _, a := range h.roles {
			s.Items = append(s.Items, h.item(Field{"role", a.Role.Name}, Field{"business_unit", a.Anchor.Name}, Field{"just_in_time", a.JustInTime}))
		}
	}
	if slices.ContainsFunc(s.Items, func(i Item) bool { return i[5].Value == true }) {
		s.Notes = append(s.Notes, "What is just in time is not held always: it is given on request.")
	}
	return s
}

func profileAssignments(p *model.Policy) Step {
	s := Step{
		Kind: "column_security_profiles", Title: "Column security profiles of teams and users", Where: "relationships teamprofiles_association and systemuserprofiles_association",
		Notes: []string{onlyThese},
	}
	for _, h := range holders(p) {
		for _, u := range h.profiles {
			s.Items = append(s.Items, h.item(Field{"profile", u.Profile.Name}))
		}
	}
	return s
}

const onlyThese = "What the policy's teams and users hold beside these, the policy does not give them: take it away."

func positions(p *model.Policy) Step {
	s := Step{Kind: "positions", Title: "Positions", Where: "table position", Notes: []string{}}
	done := map[*model.Position]bool{}
	var add func(x *model.Position)
	add = func(x *model.Position) { // those above first
		if done[x] {
			return
		}
		done[x] = true
		above := ""
		if x.Parent != nil {
			add(x.Parent)
			above = x.Parent.Name
		}
		s.Items = append(s.Items, Item{{"name", x.Name}, {"parent", above}})
	}
	for _, x := range p.Positions {
		add(x)
	}
	return s
}

func reporting(p *model.Policy) Step {
	s := Step{Kind: "managers_and_positions", Title: "Managers and positions of users", Where: "columns parentsystemuserid and positionid of table systemuser", Notes: []string{}}
	for _, u := range p.Users {
		if u.Manager == nil && u.Position == nil {
			continue
		}
		i := Item{{"user", name(u)}, {"manager", ""}, {"position", ""}}
		if u.Manager != nil {
			i[1].Value = name(u.Manager)
		}
		if u.Position != nil {
			i[2].Value = u.Position.Name
		}
		s.Items = append(s.Items, i)
	}
	return s
}
