package matrix

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// A readClass is what a class holds, before a principal makes its own of it: the anchor that is nil is the principal's business unit.
type readClass struct {
	roles    []model.Assignment
	teams    []*model.Team
	profiles []*model.ColumnSecurityProfile
}

func (d *decoder) readTeam() {
	t := &model.Team{Complete: true}
	var in string
	d.object(func(key string) {
		switch key {
		case "address":
			t.Address = d.string()
		case "name":
			t.Name = d.string()
		case "type":
			t.Type = parse(d, parseTeamType, "team type")
		case "business_unit":
			t.BusinessUnit = refer(d, d.units, "business unit")
		case "default":
			t.Default = d.bool()
		case "group":
			t.Group = refer(d, d.groups, "group")
		case "membership":
			t.Membership = d.string()
		case "complete":
			t.Complete = d.bool()
		case "administrator":
			referLater(d, d.users, "user", func(u *model.User) { t.Administrator = u })
		case "class":
			in = d.key()
		default:
			d.unknown(key)
		}
	})
	if d.err != nil {
		return
	}
	if t.BusinessUnit == nil {
		d.failf("%q has no business unit", t.Address)
		return
	}
	if t.Default {
		if t.BusinessUnit.DefaultTeam != nil {
			d.failf("%q has two default teams", t.BusinessUnit.Address)
			return
		}
		t.BusinessUnit.DefaultTeam = t
	}
	declare(d, d.teams, t.Address, t)
	d.policy.Teams = append(d.policy.Teams, t)
	d.ofTeam = append(d.ofTeam, in)
}

func parseTeamType(name string) (model.TeamType, bool) {
	for _, t := range []model.TeamType{model.OwnerTeam, model.AccessTeam, model.EntraSecurityGroupTeam, model.Microsoft365GroupTeam} {
		if t.String() == name {
			return t, true
		}
	}
	return model.OwnerTeam, false
}

func (d *decoder) readUser() {
	u := &model.User{}
	var in string
	for _, s := range userSwitches(u) {
		*s.value = s.assumed
	}
	d.object(func(key string) {
		switch key {
		case "address": // always first
			u.Address = d.string()
			u.Name, u.UPN = label(u.Address), assumedUPN(u.Address)
		case "name":
			u.Name = d.string()
		case "upn":
			u.UPN = d.string()
		case "business_unit":
			u.BusinessUnit = refer(d, d.units, "business unit")
		case "manager":
			referLater(d, d.users, "user", func(manager *model.User) { u.Manager = manager })
		case "position":
			u.Position = refer(d, d.positions, "position")
		case "tenant_roles":
			u.TenantRoles = d.strings()
		case "systems":
			u.Systems = d.strings()
		case "class":
			in = d.key()
		default:
			if texts := userTexts(u); !d.oneText(key, texts[:]) {
				toggles := userSwitches(u)
				d.toggle(key, toggles[:])
			}
		}
	})
	if d.err == nil && u.BusinessUnit == nil {
		d.failf("%q has no business unit", u.Address)
	}
	declare(d, d.users, u.Address, u)
	d.policy.Users = append(d.policy.Users, u)
	d.ofUser = append(d.ofUser, in)
}

// readClass leaves out the entries, which follow from the rest.
func (d *decoder) readClass() {
	c := &readClass{}
	var id string
	d.object(func(key string) {
		switch key {
		case "id":
			id = d.key()
		case "roles":
			d.array(func(int) { c.roles = append(c.roles, d.assignment()) })
		case "teams":
			d.array(func(int) { c.teams = append(c.teams, refer(d, d.teams, "team")) })
		case "column_security_profiles":
			d.array(func(int) { c.profiles = append(c.profiles, refer(d, d.profiles, "column security profile")) })
		case "entries":
			d.skip()
		default:
			d.unknown(key)
		}
	})
	declare(d, d.classes, id, c)
}

func (d *decoder) assignment() model.Assignment {
	if d.next() == '"' {
		return model.Assignment{Role: refer(d, d.roles, "role")}
	}
	var a model.Assignment
	d.object(func(key string) {
		switch key {
		case "role":
			a.Role = refer(d, d.roles, "role")
		case "business_unit":
			a.Anchor = refer(d, d.units, "business unit")
		case "just_in_time":
			a.JustInTime = d.bool()
		default:
			d.unknown(key)
		}
	})
	if a.Role == nil {
		d.failf("an assignment without role")
	}
	return a
}

// link follows the references to what stood further on, and gives every principal what its class holds.
func (d *decoder) link() {
	for _, follow := range d.later {
		follow()
	}
	d.checkNames()
	if d.err != nil {
		return
	}
	for i, t := range d.policy.Teams {
		if c := d.class(t.Address, d.ofTeam[i]); c != nil {
			t.Assignments, t.Profiles = c.assignments(t.BusinessUnit), c.profileUses()
			if len(c.teams) > 0 {
				d.failf("%q is a team, and cannot be a member of teams", t.Address)
			}
		}
	}
	for i, u := range d.policy.Users {
		if c := d.class(u.Address, d.ofUser[i]); c != nil {
			u.Assignments, u.Profiles = c.assignments(u.BusinessUnit), c.profileUses()
			u.Teams = make([]model.Membership, 0, len(c.teams))
			for _, t := range c.teams {
				if t.Default {
					d.failf("%q is listed as a member of the default team %q", u.Address, t.Address)
				}
				u.Teams = append(u.Teams, model.Membership{Team: t})
			}
		}
	}
	d.checkCycles()
}

func (d *decoder) class(address, id string) *readClass {
	c := d.classes[id]
	if c == nil {
		d.failf("%q has a class %q that does not exist", address, id)
	}
	return c
}

func (c *readClass) assignments(owns *model.BusinessUnit) []model.Assignment {
	all := slices.Clone(c.roles)
	for i := range all {
		if all[i].Anchor == nil {
			all[i].Anchor = owns
		}
	}
	return all
}

func (c *readClass) profileUses() []model.ProfileUse {
	var uses []model.ProfileUse
	for _, f := range c.profiles {
		uses = append(uses, model.ProfileUse{Profile: f})
	}
	return uses
}

// checkNames: what Build takes for granted.
func (d *decoder) checkNames() {
	for _, t := range d.policy.Teams {
		if d.roles[t.Address] != nil {
			d.failf("%q is a role and a team", t.Address)
		}
	}
	for _, u := range d.policy.Users {
		if d.roles[u.Address] != nil || d.teams[u.Address] != nil {
			d.failf("%q is a user and something else", u.Address)
		}
	}
	if max(len(d.units), len(d.teams), len(d.roles)) >= 1<<partBits-int(firstTeam) {
		d.failf("more business units, teams or roles than a matrix holds")
	}
	if _, _, err := placeTables(d.allBases, d.policy.Tables); err != nil {
		d.failf("%v", err)
	}
}

// checkCycles: whoever walks up managers and positions must arrive.
func (d *decoder) checkCycles() {
	if u := cyclic(d.policy.Users, func(u *model.User) *model.User { return u.Manager }); u != nil {
		d.failf("%q is its own manager, directly or through others", u.Address)
	}
	if o := cyclic(d.policy.Positions, func(o *model.Position) *model.Position { return o.Parent }); o != nil {
		d.failf("%q is its own parent, directly or through others", o.Address)
	}
}

// cyclic is an item from which the way up never ends.
func cyclic[T any](items []*T, up func(*T) *T) *T {
	ends := make(map[*T]bool) // false while on the way
	for _, item := range items {
		var way []*T
		for ; item != nil && !ends[item]; item = up(item) {
			if _, again := ends[item]; again {
				return item
			}
			ends[item] = false
			way = append(way, item)
		}
		for _, passed := range way {
			ends[passed] = true
		}
	}
	return nil
}
