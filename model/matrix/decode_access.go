package matrix

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

func (d *decoder) readAccess() {
	d.sections([]section{
		{"environment", d.readEnvironment},
		{"business_units", func() {
			d.array(func(int) { d.readUnit() })
			d.leave(nil, len(d.policy.BusinessUnits))
		}},
		{"groups", d.records(d.readGroup)},
		{"positions", d.records(d.readPosition)},
		{"bases", d.records(d.readBase)},
		{"tables", d.records(d.readTable)},
		{"privileges", func() { d.policy.Privileges = d.strings() }},
		{"roles", d.records(d.readRole)},
		{"column_security_profiles", d.records(d.readProfile)},
		{"access_team_templates", d.records(d.readTemplate)},
		{"shares", d.records(d.readShare)},
		{"teams", d.records(d.readTeam)},
		{"users", d.records(d.readUser)},
		{"classes_expanded", func() { d.bool() }}, // what is written out follows from the rest
		{"classes", d.records(d.readClass)},
		{"rows_expanded", func() { d.bool() }},
		{"rows", d.skip},
	})
}

func (d *decoder) readEnvironment() {
	e := &d.policy.Environment
	for _, s := range environmentSwitches(e) {
		*s.value = s.assumed
	}
	d.object(func(key string) {
		switch key {
		case "name":
			e.Name = d.string()
		case "type":
			e.Type = d.string()
		case "url":
			e.URL = d.string()
		case "security_group":
			referLater(d, d.groups, "group", func(g *model.EntraGroup) { e.SecurityGroup = g })
		case "audit":
			d.readAudit(&e.Audit)
		case "activity_logging":
			e.ActivityLogging = &model.ActivityLogging{}
			d.readLogging(e.ActivityLogging)
		case "hierarchy_security":
			e.Hierarchy = &model.HierarchySecurity{RestrictToBusinessUnits: true, IncludeDisabled: true}
			d.readHierarchy(e.Hierarchy)
		case "disputed":
			d.pairs(func(point, answer string) {
				e.Disputed = append(e.Disputed, model.DisputedAnswer{Point: point, Answer: answer})
			})
		case "settings":
			d.pairs(func(name, value string) {
				e.OrganizationSetting = append(e.OrganizationSetting, model.Setting{Name: name, Value: value})
			})
		default:
			d.toggle(key, environmentSwitches(e))
			if key == "ownership_across_business_units" { // it stands first, and decides what is assumed of the next
				e.Recompute = e.Matrix
			}
		}
	})
}

func (d *decoder) toggle(key string, toggles []toggle) {
	for _, s := range toggles {
		if s.key == key {
			*s.value = d.bool()
			return
		}
	}
	d.unknown(key)
}

// oneText reads a text field and reports whether it was one.
func (d *decoder) oneText(key string, texts []text) bool {
	for _, t := range texts {
		if t.key == key {
			*t.value = d.string()
			return true
		}
	}
	return false
}

func (d *decoder) pairs(pair func(name, value string)) {
	d.array(func(int) {
		both := d.strings()
		if len(both) != 2 {
			d.failf("a name and a value expected")
			return
		}
		pair(both[0], both[1])
	})
}

func (d *decoder) readAudit(a *model.Audit) {
	a.Declared = true
	d.object(func(key string) {
		if key == "retention_days" {
			a.RetentionDays = d.int()
			return
		}
		d.toggle(key, []toggle{{"enabled", &a.Enabled, false}, {"user_access", &a.UserAccess, false}, {"read", &a.Read, false}})
	})
}

func (d *decoder) readLogging(l *model.ActivityLogging) {
	d.object(func(key string) {
		switch key {
		case "enabled":
			l.Enabled = d.bool()
		case "retention_days":
			l.RetentionDays = d.int()
		case "exported_to":
			l.ExportedTo = d.string()
		case "alerts":
			l.Alerts = d.strings()
		default:
			d.unknown(key)
		}
	})
}

func (d *decoder) readHierarchy(h *model.HierarchySecurity) {
	d.object(func(key string) {
		switch key {
		case "model":
			h.Model = d.string()
		case "depth":
			h.Depth = d.int()
		case "write_levels":
			h.WriteLevels = d.int()
		case "restrict_to_business_units":
			h.RestrictToBusinessUnits = d.bool()
		case "include_disabled":
			h.IncludeDisabled = d.bool()
		case "excluded_tables":
			h.ExcludedTables = d.strings()
		default:
			d.unknown(key)
		}
	})
}

func (d *decoder) readUnit() {
	u := &model.BusinessUnit{First: len(d.policy.BusinessUnits)}
	d.object(func(key string) {
		switch key {
		case "address":
			u.Address = d.string()
		case "name":
			u.Name = d.string()
		case "parent":
			u.Parent = refer(d, d.units, "business unit before this one")
		case "disabled":
			u.Disabled = d.bool()
		default:
			d.unknown(key)
		}
	})
	if d.err != nil {
		return
	}
	if (u.Parent == nil) != (u.First == 0) {
		d.failf("the first business unit is the root, and no other is: %q", u.Address)
		return
	}
	d.leave(u.Parent, u.First)
	if d.err != nil {
		return
	}
	declare(d, d.units, u.Address, u)
	d.above = append(d.above, u)
	d.policy.BusinessUnits = append(d.policy.BusinessUnits, u)
}

// leave ends the subtrees that the next business unit does not lie in.
func (d *decoder) leave(parent *model.BusinessUnit, next int) {
	for len(d.above) > 0 && d.above[len(d.above)-1] != parent {
		d.above[len(d.above)-1].Last = next - 1
		d.above = d.above[:len(d.above)-1]
	}
	if parent != nil && len(d.above) == 0 {
		d.failf("a business unit stands apart from the others below %q", parent.Address)
	}
}

func (d *decoder) readGroup() {
	g := &model.EntraGroup{}
	users := func(set func(*model.User)) {
		d.array(func(int) { referLater(d, d.users, "user", set) })
	}
	d.object(func(key string) {
		switch key {
		case "address":
			g.Address = d.string()
		case "name":
			g.Name = d.string()
		case "object_id":
			g.ObjectID = d.string()
		case "kind":
			g.Kind = d.string()
		case "dynamic":
			g.Dynamic = d.bool()
		case "complete":
			g.Complete = d.bool()
		case "members":
			users(func(u *model.User) {
				g.Members = append(g.Members, u)
				u.Groups = append(u.Groups, g)
			})
		case "owners":
			users(func(u *model.User) { g.Owners = append(g.Owners, u) })
		case "guests":
			users(func(u *model.User) { g.Guests = append(g.Guests, u) })
		case "groups":
			d.array(func(int) {
				referLater(d, d.groups, "group", func(nested *model.EntraGroup) { g.Groups = append(g.Groups, nested) })
			})
		default:
			d.unknown(key)
		}
	})
	declare(d, d.groups, g.Address, g)
	d.policy.Groups = append(d.policy.Groups, g)
}

func (d *decoder) readPosition() {
	o := &model.Position{}
	d.object(func(key string) {
		switch key {
		case "address":
			o.Address = d.string()
		case "name":
			o.Name = d.string()
		case "parent":
			referLater(d, d.positions, "position", func(parent *model.Position) { o.Parent = parent })
		default:
			d.unknown(key)
		}
	})
	declare(d, d.positions, o.Address, o)
	d.policy.Positions = append(d.policy.Positions, o)
}

func (d *decoder) readBase() {
	b := &model.Base{Legal: allLegal()}
	d.object(func(key string) {
		switch key {
		case "name":
			b.Name = d.string()
		case "guessed":
			b.Guessed = d.bool()
		case "ownership":
			b.Ownership = parse(d, model.ParseOwnership, "ownership")
		case "legal":
			b.Legal = d.legal()
		case "tables":
			b.Tables = d.strings()
		default:
			d.unknown(key)
		}
	})
	declare(d, d.bases, b.Name, b)
	d.allBases = append(d.allBases, b)
}

func (d *decoder) legal() privilege.Legal {
	var legal privilege.Legal
	d.object(func(key string) {
		v, ok := privilege.ParseVerb(key)
		if !ok {
			d.unknown(key)
			return
		}
		d.array(func(int) { legal[v] |= privilege.Set(d.level()) })
	})
	return legal
}

// level is one that can be granted.
func (d *decoder) level() privilege.Level {
	l := parse(d, privilege.ParseLevel, "access level")
	if l == privilege.None {
		d.failf("a level that can be granted expected")
	}
	return l
}
