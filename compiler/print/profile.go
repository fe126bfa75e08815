package print

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

func (p *printer) profiles() {
	var blocks [][]string
	for _, f := range p.policy.Profiles {
		var b body
		b.text("name", f.Name, label(f.Address))
		b.text("description", f.Description, "")
		for rest := f.Columns; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].Table == rest[0].Table {
				n++
			}
			p.columns(&b, rest[:n])
			rest = rest[n:]
		}
		blocks = append(blocks, p.block(f.Address, b))
	}
	p.add("column_security_profiles", blocks...)
}

// columns writes what a profile opens in one table.
func (p *printer) columns(b *body, columns []model.ColumnPermission) {
	var inner body
	table, seen := columns[0].Table, map[string]bool{}
	for _, c := range columns {
		if why := p.closed(c, seen[c.Column]); why != "" {
			inner.lines = append(inner.lines, remarks([]string{fmt.Sprintf("%s: %s cannot be written: %s", c.Column, permission(c), why)})...)
			continue
		}
		seen[c.Column] = true
		if why := p.masked(c); why != "" {
			inner.lines = append(inner.lines, remarks([]string{fmt.Sprintf("%s: read_unmasked = %q cannot be written: %s", c.Column, c.ReadUnmasked, why)})...)
			c.ReadUnmasked = "none"
		}
		inner.say(c.Column, permission(c))
	}
	b.apart()
	if !p.canName(table) {
		b.lines = append(b.lines, remarks([]string{table + " cannot be written: no policy can name the table, so these are left out:"})...)
		b.lines = append(b.lines, remarks(inner.lines)...)
		return
	}
	b.lines = append(b.lines, inner.block("columns "+quoted(table))...)
}

func permission(c model.ColumnPermission) string {
	var allowed []string
	for _, a := range []struct {
		name string
		is   bool
	}{{"create", c.Create}, {"read", c.Read}, {"update", c.Update}} {
		if a.is {
			allowed = append(allowed, a.name+" = true")
		}
	}
	if c.ReadUnmasked != "none" && c.ReadUnmasked != "" {
		allowed = append(allowed, "read_unmasked = "+quoted(c.ReadUnmasked))
	}
	if len(allowed) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(allowed, ", ") + " }"
}

// stated is what the policy says of a column, nothing where it says nothing.
func (p *printer) stated(table, column string) model.Column {
	if t := p.declared[table]; t != nil {
		for _, c := range t.Columns {
			if c.Name == column {
				return c
			}
		}
	}
	return model.Column{Name: column}
}

// closed says why a profile cannot open a column, "" where it can.
func (p *printer) closed(c model.ColumnPermission, again bool) string {
	stated := p.stated(c.Table, c.Column)
	switch {
	case again:
		return "the profile has it twice"
	case !model.Identifier(c.Column) || strings.ToLower(c.Column) != c.Column:
		return "no policy can name the column"
	case stated.Secured != nil && !*stated.Secured:
		return "the column is not secured"
	}
	return schema.Unsecurable(c.Table, c.Column, stated.Kind)
}

// masked says why the unmasked value of a column cannot be opened, "" where it can, or is not.
func (p *printer) masked(c model.ColumnPermission) string {
	if c.ReadUnmasked == "none" || c.ReadUnmasked == "" {
		return ""
	}
	facts, _ := columnFacts(c.Table, p.stated(c.Table, c.Column))
	masked := slices.ContainsFunc(facts.lines, func(l string) bool { return strings.HasPrefix(l, "masking_rule") })
	switch {
	case !c.Read:
		return "the profile does not open the column to read"
	case len(facts.lines) > 0 && !masked:
		return "the column has no masking rule"
	}
	return ""
}
