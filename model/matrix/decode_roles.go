package matrix

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A heldBase is what a role grants on a base.
type heldBase struct {
	base  *model.Base
	lanes privilege.Lanes
}

func (d *decoder) readTable() {
	f := &model.TableFact{}
	t := &model.Table{Fact: f}
	d.object(func(key string) {
		switch key {
		case "name":
			f.Name = d.string()
		case "schema_name":
			f.SchemaName = d.string()
		case "base":
			f.Base = refer(d, d.bases, "base")
		case "ownership":
			f.Ownership = parse(d, model.ParseOwnership, "ownership")
		case "activity":
			f.Activity = d.bool()
		case "not_auditable":
			f.NotAuditable = d.bool()
		case "primary_name":
			f.PrimaryName = d.string()
		case "classification":
			t.Classification = d.string()
		case "audit":
			t.Audit = d.maybe()
		case "retrieve_audit":
			t.RetrieveAudit = d.bool()
		case "access_teams":
			t.AccessTeams = d.bool()
		case "volume":
			t.Volume = d.string()
		case "columns":
			d.array(func(int) { t.Columns = append(t.Columns, d.column()) })
		case "relationships":
			d.array(func(int) { t.Relationships = append(t.Relationships, d.relationship()) })
		default:
			d.unknown(key)
		}
	})
	d.policy.Tables = append(d.policy.Tables, t)
}

func (d *decoder) column() model.Column {
	var c model.Column
	d.object(func(key string) {
		switch key {
		case "name":
			c.Name = d.string()
		case "classification":
			c.Classification = d.string()
		case "kind":
			c.Kind = d.string()
		case "masking_rule":
			c.MaskingRule = d.string()
		case "secured":
			c.Secured = d.maybe()
		case "audit":
			c.Audit = d.maybe()
		default:
			d.unknown(key)
		}
	})
	return c
}

func (d *decoder) relationship() model.Relationship {
	var r model.Relationship
	d.object(func(key string) {
		texts := append(cascades(&r), text{"name", &r.Name}, text{"parent", &r.Parent})
		if !d.oneText(key, texts) {
			d.unknown(key)
		}
	})
	return r
}

func (d *decoder) readRole() {
	r := &model.Role{Complete: true}
	var held []heldBase
	d.object(func(key string) {
		switch key {
		case "address":
			r.Address = d.string()
		case "name":
			r.Name = d.string()
		case "description":
			r.Description = d.string()
		case "business_unit":
			r.BusinessUnit = refer(d, d.units, "business unit")
		case "member_inheritance":
			r.Inheritance = parse(d, parseInheritance, "member inheritance")
		case "standard":
			r.Standard = d.bool()
		case "complete":
			r.Complete = d.bool()
		case "without_privileges":
			r.Without = d.strings()
		case "administrator":
			r.Administrator = d.bool()
		case "grants":
			held = d.grants()
		case "privileges":
			d.object(func(name string) {
				level := parse(d, privilege.ParseLevel, "access level")
				r.Privileges = append(r.Privileges, model.HeldPrivilege{Name: name, Level: level})
			})
		default:
			if !d.oneText(key, roleTexts(r)) {
				d.unknown(key)
			}
		}
	})
	declare(d, d.roles, r.Address, r)
	d.policy.Roles = append(d.policy.Roles, r)
	d.lanes = append(d.lanes, held)
}

func parseInheritance(name string) (model.MemberInheritance, bool) {
	for _, i := range []model.MemberInheritance{model.DirectUser, model.TeamOnly} {
		if i.String() == name {
			return i, true
		}
	}
	return model.InheritanceOmitted, false
}

func (d *decoder) grants() []heldBase {
	var held []heldBase
	d.object(func(name string) {
		b := d.bases[name]
		if b == nil {
			d.failf("no base is named %q", name)
			return
		}
		var lanes privilege.Lanes
		d.object(func(key string) {
			v, ok := privilege.ParseVerb(key)
			if !ok {
				d.unknown(key)
				return
			}
			lanes |= privilege.Lane(v, d.level())
		})
		held = append(held, heldBase{b, lanes})
	})
	return held
}

func (d *decoder) readProfile() {
	f := &model.ColumnSecurityProfile{}
	d.object(func(key string) {
		switch key {
		case "address":
			f.Address = d.string()
		case "name":
			f.Name = d.string()
		case "description":
			f.Description = d.string()
		case "columns":
			d.array(func(int) { f.Columns = append(f.Columns, d.permission()) })
		default:
			d.unknown(key)
		}
	})
	declare(d, d.profiles, f.Address, f)
	d.policy.Profiles = append(d.policy.Profiles, f)
}

func (d *decoder) permission() model.ColumnPermission {
	c := model.ColumnPermission{ReadUnmasked: "none"}
	d.object(func(key string) {
		switch key {
		case "table":
			c.Table = d.string()
		case "column":
			c.Column = d.string()
		case "read_unmasked":
			c.ReadUnmasked = parse(d, parseUnmasked, "way to read unmasked")
		default:
			d.toggle(key, []toggle{{"create", &c.Create, false}, {"read", &c.Read, false}, {"update", &c.Update, false}})
		}
	})
	return c
}

func parseUnmasked(name string) (string, bool) {
	for _, word := range unmasked {
		if word == name {
			return word, true
		}
	}
	return "", false
}

func (d *decoder) readTemplate() {
	t := &model.AccessTeamTemplate{}
	d.object(func(key string) {
		switch key {
		case "address":
			t.Address = d.string()
		case "name":
			t.Name = d.string()
		case "table":
			t.Table = d.string()
		case "rights":
			t.Rights = d.verbs()
		default:
			d.unknown(key)
		}
	})
	d.policy.Templates = append(d.policy.Templates, t)
}

func (d *decoder) verbs() []privilege.Verb {
	var verbs []privilege.Verb
	d.array(func(int) { verbs = append(verbs, parse(d, privilege.ParseVerb, "verb")) })
	return verbs
}

func (d *decoder) readShare() {
	s := &model.Share{}
	d.object(func(key string) {
		switch key {
		case "with":
			s.With = d.strings()
		case "rights":
			s.Rights = d.verbs()
		case "automated":
			s.Automated = d.bool()
		default:
			texts := []text{
				{"address", &s.Address}, {"table", &s.Table}, {"record", &s.Record}, {"reason", &s.Reason}, {"expires", &s.Expires},
			}
			if !d.oneText(key, texts) {
				d.unknown(key)
			}
		}
	})
	d.policy.Shares = append(d.policy.Shares, s)
}
