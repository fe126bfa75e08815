package world

import (
	"fmt"
	"slices"
	"strings"
)

// block writes one block: a single item as it is, several as the instances of a for_each.
func (p *printer) block(items []item) string {
	first := items[0]
	var attrs, inner []attr
	if first.name.Key == "" {
		attrs, inner = first.attrs, first.inner
	} else {
		attrs, inner = p.forEach(items)
	}
	attrs = shuffled(p, attrs)
	if first.name.In != nil {
		attrs = append([]attr{{name: "environments", value: p.words(first.name.In)}}, attrs...)
	}
	b := fmt.Sprintf("%s %q {\n", first.kind, first.name.Label)
	for _, a := range attrs {
		b += "  " + a.name + " = " + a.value + "\n"
	}
	b += first.nested
	if len(inner) > 0 {
		b += "  default_team {\n"
		for _, a := range inner {
			b += "    " + a.name + " = " + a.value + "\n"
		}
		b += "  }\n"
	}
	return b + "}\n"
}

// forEach is the attributes of the block whose instances are the items. Three spellings: a map of objects, a set with look-ups by key, and,
// where the keys are those of a block of business units, that block.
func (p *printer) forEach(items []item) (attrs, inner []attr) {
	table := columnsOf(items, func(i item) []attr { return i.attrs })
	within := columnsOf(items, func(i item) []attr { return i.inner })
	unit := p.unitBlock(items)
	var forEach string
	value := func(_ string, c column) string { // a look-up by key
		return "{ " + strings.Join(c.fields(items), ", ") + " }[each.key]"
	}
	switch {
	case unit != "" && !p.chance(3):
		forEach = p.ref(unit)
	case p.chance(3) || p.forward(items[0].kind, append(slices.Clone(table), within...)):
		var keys []string
		for _, i := range items {
			keys = append(keys, i.name.Key)
		}
		forEach = "toset(" + p.words(keys) + ")"
		unit = ""
	default:
		unit = ""
		forEach = p.objects(items, table, within)
		value = func(prefix string, c column) string { return "each.value." + prefix + c.name }
	}
	attrs = []attr{{name: "for_each", value: forEach}}
	if named := items[0].kind; named != "user" && named != "application_user" {
		attrs = append(attrs, attr{name: "name", value: fmt.Sprintf(`"%s ${each.key}"`, items[0].name.Label)})
	}
	for _, c := range table {
		if c.name == "business_unit" && unit != "" {
			attrs = append(attrs, attr{name: c.name, value: "each.value"})
			continue
		}
		attrs = append(attrs, attr{name: c.name, value: value("", c)})
	}
	for _, c := range within {
		inner = append(inner, attr{name: c.name, value: value("team_", c)})
	}
	return attrs, inner
}

// kinds in an order in which the keys of a for_each may depend on one another: a map whose values name instances of its own kind or of a
// later one would go round.
var kinds = []string{"business_unit", "entra_group", "role", "column_security_profile", "team", "user", "application_user"}

// forward reports whether a value names an instance of a block with for_each that is of this kind or a later one.
func (p *printer) forward(kind string, columns []column) bool {
	later := kinds[slices.Index(kinds, kind):]
	for _, i := range p.everything() {
		if i.name.Key == "" || !slices.Contains(later, i.kind) {
			continue
		}
		for _, c := range columns {
			text := strings.Join(c.values, " ")
			if strings.Contains(text, i.kind+"."+i.name.Label) || strings.Contains(text, i.kind+"["+quote(i.name.Label)) {
				return true
			}
		}
	}
	return false
}

// A column is one attribute of all instances.
type column struct {
	name   string
	values []string
}

func (c column) fields(items []item) []string {
	var fields []string
	for k, i := range items {
		fields = append(fields, i.name.Key+" = "+c.values[k])
	}
	return fields
}

func columnsOf(items []item, attrs func(item) []attr) []column {
	var columns []column
	for k, i := range items {
		for _, a := range attrs(i) {
			at := slices.IndexFunc(columns, func(c column) bool { return c.name == a.name })
			if at < 0 {
				at = len(columns)
				columns = append(columns, column{a.name, slices.Repeat([]string{a.none}, len(items))})
			}
			columns[at].values[k] = a.value
		}
	}
	return columns
}

func (p *printer) objects(items []item, table, within []column) string {
	text := "{\n"
	for k, i := range items {
		var fields []string
		for _, c := range table {
			fields = append(fields, c.name+" = "+c.values[k])
		}
		for _, c := range within {
			fields = append(fields, "team_"+c.name+" = "+c.values[k])
		}
		text += "    " + i.name.Key + " = { " + strings.Join(shuffled(p, fields), ", ") + " }\n"
	}
	return text + "  }"
}

// unitBlock is the block of business units with for_each that has exactly the keys of the items and is the business unit of each, "" where
// there is none.
func (p *printer) unitBlock(items []item) string {
	if items[0].kind == "business_unit" || p.r == nil {
		return ""
	}
	block := ""
	for _, i := range items {
		at := slices.IndexFunc(p.w.Units, func(u *Unit) bool { return u.Key == i.name.Key })
		if at < 0 {
			return ""
		}
		u := p.w.Units[at]
		unit := slices.IndexFunc(i.attrs, func(a attr) bool { return a.name == "business_unit" && a.value == u.Address() })
		if unit < 0 || u.In != nil || block != "" && block != "business_unit."+u.Label {
			return ""
		}
		block = "business_unit." + u.Label
	}
	if len(p.instances(block)) != len(items) {
		return ""
	}
	return block
}

// environments are the blocks of environments.
func (p *printer) environments() []string {
	var blocks []string
	for _, e := range p.w.Environments {
		b := fmt.Sprintf("environment %q {\n  type = \"sandbox\"\n", e.Name)
		if e.Matrix {
			b += "  ownership_across_business_units = true\n"
		}
		blocks = append(blocks, b+"}\n")
	}
	return blocks
}

// tables are the blocks of tables that are declared, or whose columns are secured.
func (p *printer) tables() []string {
	var blocks []string
	for _, t := range p.w.Tables {
		b := fmt.Sprintf("table %q {\n", t.Label)
		if t.Ownership != "" {
			b += "  ownership = " + quote(t.Ownership) + "\n"
		}
		if t.Activity {
			b += "  activity = true\n"
		}
		for _, c := range shuffled(p, t.Secured) {
			b += "  column " + quote(c) + " {\n    secured = true\n"
			if slices.Contains(t.Masked, c) {
				b += "    masking_rule = \"last_four\"\n"
			}
			b += "  }\n"
		}
		blocks = append(blocks, b+"}\n")
	}
	return blocks
}
