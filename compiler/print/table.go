package print

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

// declarable reports whether a policy can declare a table that the catalogue lacks.
func declarable(name string) bool {
	return model.LogicalName(name) && schema.BaseByName(name) == nil
}

// tables writes what is said of tables. Those of which nothing is known but that they are there share a block.
func (p *printer) tables() {
	var blocks [][]string
	var unknown []*model.Table
	for _, t := range p.policy.Tables {
		name, address := t.Fact.Name, "table"+step(t.Fact.Name)
		b, declares := p.said(t), schema.TableByName(name) == nil
		switch {
		case declares && !p.canName(name):
			blocks = append(blocks, p.commented(address, remarks([]string{name + " cannot be written: no policy can declare a table of this name"})))
		case declares && t.Fact.Ownership == model.UnknownOwnership && len(b.lines)+len(p.comments[address]) == 0:
			unknown = append(unknown, t)
		case declares:
			blocks = append(blocks, p.block(address, body{append(fact(t.Fact).lines, b.lines...)}))
		case len(b.lines) > 0:
			blocks = append(blocks, p.block(address, b))
		}
	}
	if len(unknown) > 0 {
		blocks = append(blocks, p.unknown(unknown))
	}
	p.add("tables", blocks...)
}

// said is what is known of a table beyond what it is.
func (p *printer) said(t *model.Table) body {
	var b body
	b.text("classification", t.Classification, "")
	b.maybe("audit", t.Audit)
	b.truth("retrieve_audit", t.RetrieveAudit, false)
	b.truth("access_teams", t.AccessTeams, false)
	b.text("volume", t.Volume, "")
	for _, c := range t.Columns {
		b.column(t.Fact.Name, c)
	}
	cascades := false // activities may be the children of many: what they regard is one lookup
	for _, r := range t.Relationships {
		r.Assign, r.Share = cmp.Or(r.Assign, "none"), cmp.Or(r.Share, "none")
		r.Unshare, r.Reparent = cmp.Or(r.Unshare, "none"), cmp.Or(r.Reparent, "none")
		why := forbidden(r, p.canName(r.Parent), cascades)
		b.relationship(r, why)
		cascades = cascades || why == "" && r.Cascades() && !t.Fact.Activity
	}
	return b
}

// fact says what a table is that the catalogue lacks.
func fact(f *model.TableFact) body {
	b := body{schemaName(f)}
	switch {
	case f.Activity:
		b.say("activity", "true")
	case f.Ownership == model.NoPrivileges:
		b.lines = append(b.lines, remarks([]string{"That it has no privileges of its own cannot be written"})...)
		b.say("ownership", `"unknown"`)
	default:
		b.say("ownership", quoted(f.Ownership.String()))
	}
	return b
}

// schemaName says how the name stands in privileges, where it has capitals.
func schemaName(f *model.TableFact) []string {
	var b body
	if name := privilegeName(f); strings.EqualFold(name, f.Name) {
		b.text("schema_name", name, f.Name)
	}
	return b.lines
}

func privilegeName(f *model.TableFact) string {
	if f.Base != nil && !f.Activity {
		return f.Base.Name
	}
	return cmp.Or(f.SchemaName, f.Name)
}

// unknown is the block of the tables that nobody describes.
func (p *printer) unknown(tables []*model.Table) []string {
	label := "unknown"
	for n := 2; p.declared[label] != nil; n++ {
		label = fmt.Sprintf("unknown_%d", n)
	}
	b := body{lines: []string{"for_each = {"}}
	for _, t := range tables {
		name := privilegeName(t.Fact)
		if !strings.EqualFold(name, t.Fact.Name) {
			name = t.Fact.Name
		}
		b.say(key(t.Fact.Name), quoted(name))
	}
	b.lines = append(b.lines, "}", "schema_name = each.value", `ownership = "unknown"`)
	return append(remarks([]string{"Tables that neither the catalogue nor the solution describes: any verb, any level."}), b.block("table "+quoted(label))...)
}

// column says what is known of a column.
func (b *body) column(table string, c model.Column) {
	inner, notes := columnFacts(table, c)
	if strings.ToLower(c.Name) != c.Name || c.Name == "" {
		inner, notes = body{}, []string{"it cannot be written: no policy can name the column"}
	}
	for _, n := range notes {
		b.lines = append(b.lines, remarks([]string{c.Name + ": " + n})...)
	}
	if len(inner.lines) > 0 {
		b.within("column "+quoted(c.Name), inner)
	}
}

// columnFacts is what a policy can say of a column, and in words what it cannot.
func columnFacts(table string, c model.Column) (b body, refused []string) {
	secured := c.Secured
	if why := schema.Unsecurable(table, c.Name, c.Kind); why != "" && secured != nil && *secured {
		refused, secured = append(refused, "secured = true cannot be written: "+why), nil
	}
	b.maybe("secured", secured)
	b.maybe("audit", c.Audit)
	b.text("classification", c.Classification, "")
	if slices.Contains(model.ColumnKinds, c.Kind) {
		b.say("kind", quoted(c.Kind))
	}
	switch {
	case c.MaskingRule == "":
	case secured == nil || !*secured:
		refused = append(refused, "masking_rule = "+quoted(c.MaskingRule)+" cannot be written: the column is not secured")
	default:
		b.say("masking_rule", quoted(c.MaskingRule))
	}
	return b, refused
}

// relationship says what a relationship cascades, where that is not what is assumed, the first of its words; or why it cannot be said.
func (b *body) relationship(r model.Relationship, why string) {
	if why != "" {
		b.lines = append(b.lines, remarks([]string{fmt.Sprintf("%s: the relationship to %s cannot be written: %s", r.Name, r.Parent, why)})...)
		return
	}
	var inner body
	inner.say("parent", quoted(r.Parent))
	for _, a := range []struct {
		name, value string
		words       []string
	}{
		{"assign", r.Assign, model.Cascades}, {"share", r.Share, model.Cascades}, {"unshare", r.Unshare, model.Cascades},
		{"reparent", r.Reparent, model.Cascades}, {"delete", r.Delete, model.DeleteCascades}, {"merge", r.Merge, model.MergeCascades},
	} {
		switch {
		case a.value == "":
		case slices.Contains(a.words, a.value):
			inner.text(a.name, a.value, a.words[0])
		default:
			inner.lines = append(inner.lines, remarks([]string{a.name + " = " + a.value + " cannot be written"})...)
		}
	}
	b.within("relationship "+quoted(r.Name), inner)
}

func forbidden(r model.Relationship, known, cascades bool) string {
	switch {
	case !known:
		return "no policy can name the table"
	case cascades && r.Cascades():
		return "another cascades already, and a table has one such parent"
	}
	return ""
}

// declarablePrivilege reports whether a policy can declare a miscellaneous privilege.
func declarablePrivilege(name string) bool {
	_, _, _, known := schema.ParsePrivilege(name)
	return !known && len(name) > len("prv") && strings.EqualFold(name[:len("prv")], "prv")
}

// privileges declares those that the catalogue lacks.
func (p *printer) privileges() {
	var blocks [][]string
	for _, name := range p.policy.Privileges {
		address := "privilege" + step(name)
		if declarablePrivilege(name) {
			blocks = append(blocks, p.block(address, body{}))
			continue
		}
		blocks = append(blocks, p.commented(address, remarks([]string{name + " cannot be written: no policy can declare it"})))
	}
	p.add("privileges", blocks...)
}
