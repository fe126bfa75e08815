package matrix

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

func writeTable(w *writer, t *model.Table) {
	f := t.Fact
	w.field("name", f.Name)
	w.opt("schema_name", f.SchemaName)
	if f.Base != nil {
		w.field("base", f.Base.Name)
	}
	w.field("ownership", f.Ownership.String())
	w.optBool("activity", f.Activity, false)
	w.optBool("not_auditable", f.NotAuditable, false)
	w.opt("primary_name", f.PrimaryName)
	w.opt("classification", t.Classification)
	w.optMaybe("audit", t.Audit)
	w.optBool("retrieve_audit", t.RetrieveAudit, false)
	w.optBool("access_teams", t.AccessTeams, false)
	w.opt("volume", t.Volume)
	if columns := columnsOf(t); len(columns) > 0 {
		records(w, "columns", columns, func(c model.Column) {
			w.field("name", c.Name)
			w.opt("classification", c.Classification)
			w.opt("kind", c.Kind)
			w.opt("masking_rule", c.MaskingRule)
			w.optMaybe("secured", c.Secured)
			w.optMaybe("audit", c.Audit)
		})
	}
	if relationships := relationshipsOf(t); len(relationships) > 0 {
		records(w, "relationships", relationships, func(r model.Relationship) {
			w.field("name", r.Name)
			w.opt("parent", r.Parent)
			for _, c := range cascades(&r) {
				w.opt(c.key, *c.value)
			}
		})
	}
}

func columnsOf(t *model.Table) []model.Column {
	return byName(t.Columns, func(c model.Column) string { return c.Name })
}

func relationshipsOf(t *model.Table) []model.Relationship {
	return byName(t.Relationships, func(r model.Relationship) string { return r.Name + "\x00" + r.Parent })
}

type text struct {
	key   string
	value *string
}

func cascades(r *model.Relationship) []text {
	return []text{
		{"assign", &r.Assign}, {"share", &r.Share}, {"unshare", &r.Unshare},
		{"reparent", &r.Reparent}, {"delete", &r.Delete}, {"merge", &r.Merge},
	}
}

// writeRole: grants have a line for each base, under the name that its privileges have: prvReadAccount is a grant on Account.
func (m *Matrix) writeRole(w *writer, r *model.Role) {
	w.field("address", r.Address)
	w.field("name", r.Name)
	w.opt("description", r.Description)
	if r.BusinessUnit != nil {
		w.field("business_unit", r.BusinessUnit.Address)
	}
	w.opt("member_inheritance", r.Inheritance.String())
	w.optBool("standard", r.Standard, false)
	w.optBool("complete", r.Complete, true)
	w.optStrings("without_privileges", r.Without)
	w.optBool("administrator", r.Administrator, false)
	for _, t := range roleTexts(r) {
		w.opt(t.key, *t.value)
	}
	w.key("grants")
	w.open('{')
	for b, base := range m.bases {
		if lanes := m.lanes[b*len(m.roles)+int(m.roleAt[r])]; lanes != 0 {
			w.line()
			w.name(quote(base.Name))
			w.levels(lanes)
		}
	}
	w.closeLines('}')
	if privileges := privilegesOf(r); len(privileges) > 0 {
		w.key("privileges")
		w.open('{')
		for _, held := range privileges {
			w.line()
			w.name(quote(held.Name))
			w.string(held.Level.String())
		}
		w.closeLines('}')
	}
}

func roleTexts(r *model.Role) []text {
	return []text{
		{"kind", &r.Kind}, {"owner", &r.Owner}, {"purpose", &r.Purpose}, {"review_by", &r.ReviewBy},
	}
}

// privilegesOf are a role's miscellaneous privileges, by name, each once.
func privilegesOf(r *model.Role) []model.HeldPrivilege {
	held := byName(r.Privileges, func(h model.HeldPrivilege) string { return h.Name })
	return slices.CompactFunc(held, func(a, b model.HeldPrivilege) bool { return a.Name == b.Name })
}

// levels writes the level of each verb that has one.
func (w *writer) levels(lanes privilege.Lanes) {
	w.open('{')
	for v := privilege.Verb(0); v < privilege.VerbCount; v++ {
		if l := lanes.Level(v); l != privilege.None {
			w.separate()
			w.out = append(append(append(w.out, '"'), v.String()...), `":"`...)
			w.out = append(append(w.out, l.String()...), '"')
		}
	}
	w.close('}')
}

func writeProfile(w *writer, f *model.ColumnSecurityProfile) {
	w.field("address", f.Address)
	w.field("name", f.Name)
	w.opt("description", f.Description)
	records(w, "columns", permissionsOf(f), func(c model.ColumnPermission) {
		w.field("table", c.Table)
		w.field("column", c.Column)
		w.optBool("create", c.Create, false)
		w.optBool("read", c.Read, false)
		w.optBool("update", c.Update, false)
		if c.ReadUnmasked != "none" {
			w.opt("read_unmasked", c.ReadUnmasked)
		}
	})
}

func permissionsOf(f *model.ColumnSecurityProfile) []model.ColumnPermission {
	return byName(f.Columns, func(c model.ColumnPermission) string { return c.Table + "\x00" + c.Column })
}

func writeTemplate(w *writer, t *model.AccessTeamTemplate) {
	w.field("address", t.Address)
	w.field("name", t.Name)
	w.field("table", t.Table)
	w.verbs("rights", t.Rights)
}

func writeShare(w *writer, s *model.Share) {
	w.field("address", s.Address)
	w.field("table", s.Table)
	w.field("record", s.Record)
	w.optStrings("with", s.With)
	w.verbs("rights", s.Rights)
	w.opt("reason", s.Reason)
	w.opt("expires", s.Expires)
	w.optBool("automated", s.Automated, false)
}

func (w *writer) verbs(key string, verbs []privilege.Verb) {
	var names []string
	for _, v := range verbs {
		names = append(names, v.String())
	}
	w.optStrings(key, names)
}
