package solution_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Whatever a zip holds, it is read or refused, the same way each time.
func FuzzZip(f *testing.F) {
	f.Add(packed(f, core()...))
	f.Add(packed(f, member{name: `a\b.zip`, text: string(packed(f, core()...))}))
	f.Add(packed(f, member{name: "r/Other/Solution.xml", text: manifest("core", "0")}, member{name: "r/Roles/A.xml", text: role(id1, "A", "", "")}))
	var yaml []member
	for name, text := range inYAML() {
		yaml = append(yaml, member{name: name, text: text})
	}
	f.Add(packed(f, yaml...))
	f.Fuzz(func(t *testing.T, text []byte) {
		read := func() (string, string) {
			var diags diag.List
			all, err := solution.ReadZip("x.zip", bytes.NewReader(text), int64(len(text)), &diags)
			if err != nil && err != solution.ErrNone {
				t.Fatalf("an error of the machine: %v", err)
			}
			if err == nil && all == nil && !diags.HasErrors() {
				t.Fatal("nothing is read, and nothing is said")
			}
			holds(t, all, &diags)
			return dump(all), say(&diags)
		}
		got, says := read()
		if again, saysAgain := read(); got != again || says != saysAgain {
			t.Errorf("read twice:\n%s%s\nand\n%s%s", got, says, again, saysAgain)
		}
	})
}

// Whatever the text of a role, a profile, a table or a customizations.xml is, in XML or in YAML.
func FuzzRead(f *testing.F) {
	grants := `<RolePrivilege name="prvReadAccount" level="Basic" /><RolePrivilege name="prvA" level="RecordFilter" />`
	f.Add(`<ImportExportXml><Roles>`+role(id1, "A", ` isinherited="1"`, grants)+`</Roles></ImportExportXml>`, false)
	f.Add(role(id1, "A", "", grants), false)
	for _, text := range inYAML() {
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, yaml bool) {
		var diags diag.List
		if yaml {
			all, err := solution.Read("", memory(map[string]string{"solutions/a/solution.yml": text, "roles/a/role.yml": text, "entities/a/entity.yml": text}), &diags)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, all, &diags)
			return
		}
		s, err := solution.ReadXML("customizations.xml", []byte(text), &diags)
		if err == nil {
			holds(t, []*solution.Solution{s}, &diags)
		}
		all, err := solution.Read("", memory(map[string]string{"Other/Solution.xml": text, "Roles/a.xml": text, "Entities/a/Entity.xml": text}), &diags)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, all, &diags)
	})
}

// holds looks at what is always so: every place lies in its file, names are there, and a role has a privilege once.
func holds(t *testing.T, all []*solution.Solution, diags *diag.List) {
	t.Helper()
	within := func(s source.Span) {
		t.Helper()
		if s.File == nil || s.Start < 0 || s.Start > s.End || !s.File.Lines && int(s.End) > len(s.File.Text) {
			t.Errorf("a place outside of its file: %v", s)
		}
	}
	for _, d := range diags.Sorted() {
		within(d.Span)
		for _, n := range d.Notes {
			within(n.Span)
		}
	}
	for _, s := range all {
		within(s.Span)
		for _, r := range s.Roles {
			within(r.Span)
			seen := map[string]bool{}
			for _, g := range append(r.Grants[:len(r.Grants):len(r.Grants)], r.Filtered...) {
				within(g.Span)
				if seen[strings.ToLower(g.Privilege)] {
					t.Errorf("role %q has %q twice", r.Name, g.Privilege)
				}
				seen[strings.ToLower(g.Privilege)] = true
			}
			for _, g := range r.Grants {
				if g.Level == privilege.None || g.Level > privilege.Organization {
					t.Errorf("%q is granted at %v", g.Privilege, g.Level)
				}
			}
			if r.Name == "" || r.ID == "" {
				t.Error("a role without a name or an id")
			}
		}
		for _, p := range s.Profiles {
			within(p.Span)
			for _, m := range p.Permissions {
				within(m.Span)
				if m.Table == "" || m.Column == "" || m.ReadUnmasked == "" {
					t.Errorf("an incomplete permission: %+v", m)
				}
			}
		}
		for _, table := range s.Tables {
			within(table.Span)
			if table.Name != strings.ToLower(table.SchemaName) {
				t.Errorf("table %q has the schema name %q", table.Name, table.SchemaName)
			}
			for _, c := range table.Columns {
				within(c.Span)
			}
		}
		for _, c := range s.Components {
			within(c.Span)
		}
	}
}
