package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

var columnSecurityProfileConstruct = &construct{
	name: "column_security_profile", labels: []string{"name"}, limits: true,
	doc: "Opens secured columns, on every row that its holders reach.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name in Dataverse."},
		{name: "description", is: text, doc: "What it is for."},
		{name: "users", is: refs("user", "application_user"), assumed: "[]", doc: "Its users: the mirror of column_security_profiles."},
		{name: "teams", is: refs("team"), assumed: "[]", doc: "Its teams: the mirror of column_security_profiles."},
	},
	blocks: []*construct{
		{name: "columns", labels: []string{"table"}, free: "column",
			doc: "One line for each column: `creditlimit = { read = true, update = true, create = false, read_unmasked = \"one_record\" }`."},
	},
	create: func(ev *evaluation, in *instance) {
		p := &model.ColumnSecurityProfile{Address: in.addr, Span: in.decl.span()}
		in.object = p
		ev.policy.Profiles = append(ev.policy.Profiles, p)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		if in.brought != nil {
			ev.bindBroughtProfile(in)
			return
		}
		p := in.object.(*model.ColumnSecurityProfile)
		p.Name, p.Description = b.name(), b.text("description")
		for _, n := range b.blocks {
			p.Columns = append(p.Columns, ev.columnPermissions(n)...)
		}
		sortColumns(p)
		for _, i := range b.list("users") {
			u := i.in.object.(*model.User)
			u.Profiles = append(u.Profiles, model.ProfileUse{Profile: p, Span: i.span})
		}
		for _, i := range b.list("teams") {
			t := i.in.object.(*model.Team)
			t.Profiles = append(t.Profiles, model.ProfileUse{Profile: p, Span: i.span})
		}
	},
	settle: (*evaluation).settleProfiles,
}

func sortColumns(p *model.ColumnSecurityProfile) {
	slices.SortFunc(p.Columns, func(x, y model.ColumnPermission) int {
		return cmp.Or(cmp.Compare(x.Table, y.Table), cmp.Compare(x.Column, y.Column))
	})
}

// columnPermissions reads the lines of one table.
func (ev *evaluation) columnPermissions(b *body) []model.ColumnPermission {
	fact := ev.tables.find(b.labels[0].Text)
	if fact == nil {
		ev.unknownTable(item{span: b.labels[0].Span, text: b.labels[0].Text})
		return nil
	}
	var all []model.ColumnPermission
	scope := ev.scope(b.in)
	for i := range b.free {
		a := &b.free[i]
		ev.logicalName(a.Name, a.NameSpan)
		v, ok := a.Expr.Eval(scope, &ev.diags)
		if !v.Span.Known() {
			v.Span = a.Expr.Span()
		}
		if !ok || !ev.expect(&attribute{name: a.Name}, v, syntax.Object) {
			continue
		}
		c := model.ColumnPermission{Table: fact.Name, Column: a.Name, ReadUnmasked: "none", Span: a.NameSpan}
		ev.permission(&c, v)
		all = append(all, c)
	}
	return all
}

var unmasked = attribute{name: "read_unmasked", is: oneOf("none", "one_record", "all_records")}

func (ev *evaluation) permission(c *model.ColumnPermission, v syntax.Value) {
	bools := map[string]*bool{"create": &c.Create, "read": &c.Read, "update": &c.Update}
	for _, f := range v.Fields {
		if !f.Value.Span.Known() {
			f.Value.Span = f.NameSpan
		}
		switch into := bools[f.Name]; {
		case (into != nil || f.Name == unmasked.name) && f.Value.Kind == syntax.Null:
		case into != nil:
			if ev.expect(&attribute{name: f.Name}, f.Value, syntax.Bool) {
				*into = f.Value.Bool
			}
		case f.Name == unmasked.name:
			if d := (decoded{}); ev.decodeText(&unmasked, f.Value, &d) {
				c.ReadUnmasked = d.text
			}
		default:
			d := ev.diags.Errorf(diag.UnknownAttribute, f.NameSpan, "a column of a profile has no attribute %q", f.Name)
			if d.Suggest(f.Name, []string{"create", "read", "read_unmasked", "update"}); f.Name == "write" {
				d.Hint = "did you mean \"update\"?"
			}
		}
	}
}

// settleProfiles checks what a profile says against what is declared of the columns, and sorts who holds what.
func (ev *evaluation) settleProfiles() {
	ev.broughtTwice("column_security_profile")
	names := unique{ev: ev, what: "column security profile"}
	twice := map[string]bool{} // names that a solution has brought: a second is said of both
	for _, in := range ev.all("column_security_profile") {
		p := in.object.(*model.ColumnSecurityProfile)
		if folded := strings.ToLower(p.Name); in.brought == nil || !twice[folded] {
			names.add(folded, p.Name, in.addr, in.place("name"))
			twice[folded] = in.brought != nil
		}
		if in.brought != nil {
			continue // Dataverse has accepted it
		}
		for _, c := range p.Columns {
			if ev.opensSecured(p, c) {
				ev.unmaskable(c)
			}
		}
	}
	for _, u := range ev.policy.Users {
		u.Profiles = profilesOnce(u.Profiles)
	}
	for _, t := range ev.policy.Teams {
		t.Profiles = profilesOnce(t.Profiles)
	}
}

// opensSecured refuses a column that is open without any profile: the policy declares it so, or Dataverse cannot secure it (S-CS-03).
func (ev *evaluation) opensSecured(p *model.ColumnSecurityProfile, c model.ColumnPermission) bool {
	var declared model.Column
	var secured []string // columns of the table that the policy secures, and this profile does not name
	if t := ev.tables.declared[c.Table]; t != nil {
		for _, column := range t.Columns {
			switch {
			case column.Name == c.Column:
				declared = column
			case column.Secured != nil && *column.Secured && !names(p, c.Table, column.Name):
				secured = append(secured, column.Name)
			}
		}
	}
	why := schema.Unsecurable(c.Table, c.Column, declared.Kind)
	switch {
	case declared.Secured != nil && *declared.Secured: // whether it can be is said there
	case why != "":
		ev.diags.Errorf(diag.ColumnNotSecurable, c.Span, "a profile cannot open %s.%s, which cannot be secured: %s", c.Table, c.Column, why)
		return false
	case declared.Secured != nil:
		ev.diags.Errorf(diag.ColumnNotSecured, c.Span, "a profile opens secured columns, and %s.%s is declared with secured = false", c.Table, c.Column).
			Note(declared.Span, "the column is declared here")
		return false
	case declared.Name == "":
		if near := diag.Nearest(c.Column, secured); near != "" {
			ev.diags.Warnf(diag.ColumnNotSecured, c.Span, "no file secures %s.%s", c.Table, c.Column).Hint = "did you mean \"" + near + "\"?"
		}
	}
	return true
}

// names reports whether a profile has a line for a column.
func names(p *model.ColumnSecurityProfile, table, column string) bool {
	return slices.ContainsFunc(p.Columns, func(c model.ColumnPermission) bool { return c.Table == table && c.Column == column })
}

// unmaskable: the unmasked value needs Read, and a masking rule on the column (semantics S-CS-12).
func (ev *evaluation) unmaskable(c model.ColumnPermission) {
	if c.ReadUnmasked == "none" {
		return
	}
	if !c.Read {
		ev.diags.Errorf(diag.UnmaskedNeedsRead, c.Span, "%s.%s is read unmasked, but not read: read_unmasked needs read = true", c.Table, c.Column)
	}
	t := ev.tables.declared[c.Table]
	if t == nil {
		return
	}
	for _, declared := range t.Columns {
		if declared.Name == c.Column && declared.MaskingRule == "" {
			ev.diags.Errorf(diag.UnmaskedNeedsMasking, c.Span, "%s.%s is read unmasked, but has no masking rule", c.Table, c.Column).
				Note(declared.Span, "the column is declared here")
		}
	}
}

// profilesOnce is each profile once, by address: the two sides may say the same.
func profilesOnce(uses []model.ProfileUse) []model.ProfileUse {
	slices.SortFunc(uses, func(a, b model.ProfileUse) int {
		return cmp.Or(cmp.Compare(a.Profile.Address, b.Profile.Address), a.Span.Compare(b.Span))
	})
	return slices.CompactFunc(uses, func(a, b model.ProfileUse) bool { return a.Profile == b.Profile })
}
