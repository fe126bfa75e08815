package change

import (
	"cmp"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func tables() construct[*model.Table] {
	return construct[*model.Table]{
		name: "table", notes: tableNotes(),
		items:    func(p *model.Policy) []*model.Table { return p.Tables },
		address:  func(t *model.Table) string { return model.Address("table", t.Fact.Name) },
		span:     func(t *model.Table) source.Span { return t.Span },
		portable: carried[*model.Table],
		say:      sayTable,
	}
}

// carried: a solution carries all of them.
func carried[T any](T) bool { return true }

// sayTable: what the catalogue knows of a table without the policy is no news.
func sayTable(s *saying, t *model.Table) {
	f := t.Fact
	s.add("ownership", f.Ownership.String())
	s.usually("schema_name", f.SchemaName, f.SchemaName)
	s.usually("primary_name", f.PrimaryName, f.PrimaryName)
	s.truth("activity", f.Activity, false)
	s.truth("not_auditable", f.NotAuditable, f.NotAuditable)
	if f.Base != nil {
		base := strings.ToLower(f.Base.Name)
		s.usually("privileges_of", base, base)
	}
	s.add("classification", t.Classification)
	s.maybe([3]string{"audit"}, t.Audit)
	s.truth("retrieve_audit", t.RetrieveAudit, false)
	s.truth("access_teams", t.AccessTeams, false)
	s.add("volume", t.Volume)
	for i := range t.Columns {
		sayColumn(s, &t.Columns[i])
	}
	for i := range t.Relationships {
		sayRelationship(s, &t.Relationships[i])
	}
}

// sayColumn: that there is a column is something too.
func sayColumn(s *saying, c *model.Column) {
	before := len(s.attributes)
	s.at([3]string{"columns", c.Name, "classification"}, c.Classification)
	s.at([3]string{"columns", c.Name, "kind"}, c.Kind)
	s.at([3]string{"columns", c.Name, "masking_rule"}, c.MaskingRule)
	s.maybe([3]string{"columns", c.Name, "secured"}, c.Secured)
	s.maybe([3]string{"columns", c.Name, "audit"}, c.Audit)
	if len(s.attributes) == before {
		s.at([3]string{"columns", c.Name}, "declared")
	}
}

// sayRelationship: what it does not say of a cascade is what is assumed.
func sayRelationship(s *saying, r *model.Relationship) {
	for _, a := range []struct {
		name, value string
		words       []string
	}{
		{"parent", r.Parent, []string{""}},
		{"assign", r.Assign, model.Cascades}, {"share", r.Share, model.Cascades}, {"unshare", r.Unshare, model.Cascades},
		{"reparent", r.Reparent, model.Cascades}, {"delete", r.Delete, model.DeleteCascades}, {"merge", r.Merge, model.MergeCascades},
	} {
		s.at([3]string{"relationships", r.Name, a.name}, cmp.Or(a.value, a.words[0]))
	}
}

func privileges() construct[string] {
	return construct[string]{
		name:     "privilege",
		items:    func(p *model.Policy) []string { return p.Privileges },
		address:  func(name string) string { return model.Address("privilege", name) },
		span:     func(string) source.Span { return source.Span{} },
		portable: carried[string],
		say:      func(*saying, string) {},
	}
}
