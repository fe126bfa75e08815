package records

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const (
	dataFile   = "data.xml"
	schemaFile = "data_schema.xml"
	maxData    = 256 << 20
)

// IsMigration reports whether files are those of the Configuration Migration tool.
func IsMigration(files solution.Files) bool {
	return find(files, dataFile) != "" && find(files, schemaFile) != ""
}

// find is a file by its name without case, "" where there is none.
func find(files solution.Files, name string) string {
	at := slices.IndexFunc(files.Names, func(n string) bool { return strings.EqualFold(n, name) })
	if at < 0 {
		return ""
	}
	return files.Names[at]
}

var keepData = markup.Keep{"entities": {"entity": {
	"records":          {"record": {"field": {}}},
	"m2mrelationships": {"m2mrelationship": {"targetids": {"targetid": {}}}},
}}}

var keepSchema = markup.Keep{"entities": {"entity": {"relationships": {"relationship": {}}}}}

// ReadMigration reads the data of the Configuration Migration tool. The schema beside it, where there is one, says what the data was asked for.
func ReadMigration(at string, files solution.Files, diags *diag.List) (*Records, error) {
	m := &migration{Records: &Records{told: map[relation]bool{}}, diags: diags}
	if find(files, dataFile) == "" {
		m.diags.Errorf(diag.IncompleteRecords, source.Span{File: &source.File{Name: path.Join(at, dataFile), Lines: true}}, "there is no %s", dataFile)
	}
	for _, part := range []struct {
		name string
		keep markup.Keep
		read func(entity *markup.Element)
	}{
		{dataFile, keepData, m.entity},
		{schemaFile, keepSchema, m.asked},
	} {
		if err := m.file(at, find(files, part.name), files, part.keep, part.read); err != nil {
			return nil, err
		}
	}
	return m.Records, nil
}

// migration reads one input.
type migration struct {
	*Records
	diags *diag.List
}

func (m *migration) file(at, name string, files solution.Files, keep markup.Keep, read func(entity *markup.Element)) error {
	if name == "" {
		return nil
	}
	text, err := files.Read(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", path.Join(at, name), err)
	}
	file := &source.File{Name: path.Join(at, name), Text: text}
	if len(text) > min(maxData, math.MaxInt32) {
		file.Text, file.Lines = nil, true
		m.diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "the file has %d bytes, and at most %d are read", len(text), maxData)
		return nil
	}
	m.Files = append(m.Files, file)
	root, ok := markup.Parse(file, keep, m.diags)
	if !ok {
		return nil
	}
	if root == nil || root.Name != "entities" {
		m.diags.Errorf(diag.InvalidValue, source.Span{File: file}, "the document is no Configuration Migration data: its element is expected to be <entities>")
		return nil
	}
	for _, e := range root.Children {
		read(e)
	}
	return nil
}

// asked notes which relationships the data was asked for: one of which nothing is said then has no rows.
func (m *migration) asked(entity *markup.Element) {
	for _, relationships := range entity.Children {
		for _, r := range relationships.Children {
			if name, _ := r.Attr("name"); relationOf(name) != none {
				m.told[relationOf(name)] = true
			}
		}
	}
}

func (m *migration) entity(e *markup.Element) {
	name, ok := e.Attr("name")
	if !ok {
		m.diags.Errorf(diag.MissingAttribute, e.Tag, "<entity> does not say the name of its table")
		return
	}
	table := strings.ToLower(name)
	rows := m.children(e, "records", "record")
	if what, left := leftTables[table]; left && len(rows) > 0 {
		m.diags.Warnf(diag.IncompleteRecords, e.Tag, "%s (table %q) are not read from data", what, table)
	}
	for _, r := range m.children(e, "m2mrelationships", "m2mrelationship") {
		m.links(table, r)
	}
	if readTables[table] == "" {
		return
	}
	for _, r := range rows {
		m.row(table, r)
	}
}

// children are the elements of a name below an element between.
func (m *migration) children(e *markup.Element, between, name string) []*markup.Element {
	var all []*markup.Element
	for _, b := range e.Children {
		if b.Name != between {
			continue
		}
		for _, c := range b.Children {
			if c.Name == name {
				all = append(all, c)
			}
		}
	}
	return all
}

func (m *migration) row(table string, e *markup.Element) {
	r := &Row{Table: table, Span: e.Tag}
	for _, f := range e.Children {
		m.field(r, f)
	}
	key := r.field(table + "id")
	id, _ := e.Attr("id")
	r.ID = bare(cmp.Or(id, key.Value))
	switch {
	case r.ID == "":
		m.diags.Errorf(diag.MissingAttribute, e.Tag, "a record of %q has no id", table)
		return
	case key.Value != "" && bare(key.Value) != r.ID:
		m.diags.Errorf(diag.InvalidValue, key.Span, "the record %s of %q says that its %sid is %q", r.ID, table, table, key.Value)
	}
	m.Rows = append(m.Rows, r)
}

func (m *migration) field(r *Row, e *markup.Element) {
	name, ok := e.Attr("name")
	if !ok {
		m.diags.Errorf(diag.MissingAttribute, e.Tag, "<field> does not say its name")
		return
	}
	f := Field{Name: strings.ToLower(name), Span: e.Tag}
	if v := e.Attribute("value"); v != nil {
		f.Value, f.Span = strings.TrimSpace(v.Value), v.Raw
	}
	f.Named, _ = e.Attr("lookupentityname")
	f.Named = strings.TrimSpace(f.Named)
	if f.Value == "" {
		return // as a field that is not there
	}
	if first := r.field(f.Name); first.Span.Known() {
		m.diags.Errorf(diag.DuplicateKey, e.Tag, "the record says %q twice", f.Name).Note(first.Span, "the first is here")
		return
	}
	r.Fields = append(r.Fields, f)
}

// links reads a many-to-many relationship, from whichever side it was exported.
func (m *migration) links(table string, e *markup.Element) {
	name, _ := e.Attr("m2mrelationshipname")
	target, _ := e.Attr("targetentityname")
	target = strings.ToLower(target)
	rel := relationOf(name)
	if rel == none {
		m.unread(table, target, name, e)
		return
	}
	is := relations[rel]
	if (table != is.holder || target != is.other) && (table != is.other || target != is.holder) {
		m.diags.Errorf(diag.InvalidValue, e.Tag, "relationship %q is between %q and %q, not %q and %q", name, is.holder, is.other, table, target)
		return
	}
	m.told[rel] = true
	from, _ := e.Attr("sourceid")
	if bare(from) == "" {
		m.diags.Errorf(diag.MissingAttribute, e.Tag, "<m2mrelationship> does not say its sourceid")
		return
	}
	for _, t := range m.children(e, "targetids", "targetid") {
		l := Link{Relation: rel, Holder: bare(from), Other: bare(t.Text), Span: t.Inner}
		if l.Other == "" {
			m.diags.Errorf(diag.MissingAttribute, t.Tag, "<targetid> is empty")
			continue
		}
		if table == is.other {
			l.Holder, l.Other = l.Other, l.Holder
		}
		m.Links = append(m.Links, l)
	}
}

// unread says of a relationship that is not read, where it could be about access: both its sides are.
func (m *migration) unread(table, target, name string, e *markup.Element) {
	_, is := readTables[table]
	_, leads := readTables[target]
	if is && (leads || target == "privilege") {
		m.diags.Warnf(diag.IncompleteRecords, e.Tag, "relationship %q between %q and %q is not read", name, table, target)
	}
}
