package records

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

func TestIsMigration(t *testing.T) {
	for _, test := range []struct {
		files map[string]string
		want  bool
	}{
		{map[string]string{"data.xml": "", "data_schema.xml": "", "[Content_Types].xml": ""}, true},
		{map[string]string{"Data.xml": "", "DATA_SCHEMA.xml": ""}, true},
		{map[string]string{"solution.xml": "", "customizations.xml": ""}, false},
		{map[string]string{"x/data.xml": "", "x/data_schema.xml": ""}, false},
	} {
		if got := IsMigration(memory(test.files)); got != test.want {
			t.Errorf("IsMigration(%v) = %t", test.files, got)
		}
	}
}

// Data that does not say something, and was not asked for it, is not taken for saying that there is nothing.
func TestUntoldIsNotNothing(t *testing.T) {
	data := dataXML(entity("businessunit", record("b", "name", "B")), entity("team", record("t", "name", "T", "teamtype", "0", "businessunitid", "b")))
	schema := func(names ...string) string {
		var b strings.Builder
		b.WriteString(`<entities ><entity name="team"><fields /><relationships>`)
		for _, n := range names {
			b.WriteString(`<relationship name="` + n + `" manyToMany="true" />`)
		}
		return b.String() + "</relationships></entity></entities>"
	}
	for _, test := range []struct {
		schema string
		want   []string
	}{
		{schema("teamroles", "teammembership", "teamprofiles"), nil},
		{schema("teamroles", "teamprofiles_association"), []string{`data.xml:13: warning: the data does not say who is a member of teams (relationship "teammembership") [incomplete-records]`}},
	} {
		var diags diag.List
		r, err := ReadMigration("", memory(map[string]string{"data.xml": data, "data_schema.xml": test.schema}), &diags)
		if err != nil {
			t.Fatal(err)
		}
		AddTo(rolesOf(), []*Records{r}, &diags)
		if d := cmp.Diff(test.want, reports(&diags)); d != "" {
			t.Errorf("%s (-want +got):\n%s", test.schema, d)
		}
	}
}

func TestDataThatIsNotInOrder(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"<entities><entity></entities>", "[invalid-xml]"},
		{"<ImportExportXml />", "the document is no Configuration Migration data: its element is expected to be <entities> [invalid-value]"},
		{dataXML("<entity><records /></entity>"), "error: <entity> does not say the name of its table [missing-attribute]"},
		{dataXML(entity("team", "<record><field name=\"name\" value=\"T\" /></record>")), `error: a record of "team" has no id [missing-attribute]`},
		{dataXML(entity("team", record("a", "teamid", "b"))), `error: the record a of "team" says that its teamid is "b" [invalid-value]`},
		{dataXML(entity("team", record("a", "name", "b", "NAME", "c"))), `error: the record says "name" twice [duplicate-key]`},
		{dataXML(entity("team", "<record id=\"a\"><field value=\"x\" /></record>")), `error: <field> does not say its name [missing-attribute]`},
		{dataXML(entity("team", links("teamroles", "", "role", "r"))), `error: <m2mrelationship> does not say its sourceid [missing-attribute]`},
		{dataXML(entity("team", links("teamroles", "t", "role", " "))), `error: <targetid> is empty [missing-attribute]`},
		{dataXML(entity("team", links("teamroles", "t", "systemuser", "r"))), `error: relationship "teamroles" is between "team" and "role", not "team" and "systemuser" [invalid-value]`},
		{dataXML(entity("team", links("acme_team_role", "t", "role", "r"))), `warning: relationship "acme_team_role" between "team" and "role" is not read [incomplete-records]`},
		{dataXML(entity("role", links("roleprivileges", "t", "privilege", "r"))), `warning: relationship "roleprivileges" between "role" and "privilege" is not read [incomplete-records]`},
		{dataXML(entity("teamtemplate", record("a"))), `warning: access team templates (table "teamtemplate") are not read from data [incomplete-records]`},
		{dataXML(entity("account", record("a", "name", "x"), links("accountleads", "a", "lead", "b"))), ""},
	} {
		var diags diag.List
		if _, err := ReadMigration("", memory(map[string]string{"data.xml": test.data}), &diags); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(reports(&diags), "\n")
		if !strings.Contains(all, test.want) || test.want == "" && all != "" {
			t.Errorf("%s\nwant %s\nin\n%s", test.data, test.want, all)
		}
	}
}

func TestDataThatCannotBeRead(t *testing.T) {
	var diags diag.List
	broken := solution.Files{Names: []string{"data.xml"}, Read: func(string) ([]byte, error) { return nil, fs.ErrPermission }}
	if _, err := ReadMigration("x.zip", broken, &diags); !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), "read x.zip/data.xml: ") {
		t.Errorf("error %v", err)
	}
	if _, err := ReadMigration("x.zip", memory(nil), &diags); err != nil || !strings.Contains(strings.Join(reports(&diags), ""), "there is no data.xml") {
		t.Errorf("error %v, %v", err, reports(&diags))
	}
}

var corpus = flag.String("corpus", "", "a folder of real files; those named *data*.xml beside a *schema*.xml are read as Configuration Migration data")

// Real data is read without an error. Without a corpus it is data of the shape that the tool's own exports have.
func TestRealData(t *testing.T) {
	files := map[string]string{"(here)": dataXML(
		entity("role", record("3dac4d9e-568c-e611-80d4-00155d42a122", "roleid", "3dac4d9e-568c-e611-80d4-00155d42a122")),
		entity("systemuser", record("00e7b0b9-1ace-e711-a970-000d3a192311", "systemuserid", "00e7b0b9-1ace-e711-a970-000d3a192311"),
			links("systemuserroles", "00e7b0b9-1ace-e711-a970-000d3a192311", "role", "3dac4d9e-568c-e611-80d4-00155d42a122")))}
	if *corpus != "" {
		err := filepath.WalkDir(*corpus, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".xml") {
				return err
			}
			text, err := os.ReadFile(path)
			if start := string(text[:min(len(text), 300)]); strings.Contains(start, "<entities") && strings.Contains(string(text), "<record ") {
				files[path] = string(text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	links := 0
	for name, text := range files {
		var diags diag.List
		r, err := ReadMigration("", memory(map[string]string{"data.xml": text}), &diags)
		if err != nil {
			t.Fatal(err)
		}
		AddTo(rolesOf("Clerk"), []*Records{r}, &diags)
		if links += len(r.Links); diags.HasErrors() {
			t.Errorf("%s: %s", name, strings.Join(reports(&diags), "\n"))
		}
		if got, want := len(r.Links), strings.Count(text, "<targetid>"); got != want {
			t.Errorf("%s: %d links, want %d", name, got, want)
		}
	}
	t.Logf("%d files, %d links", len(files), links)
}

// Whatever the bytes are, reading them ends with records or with diagnostics, and the tree of business units is a tree.
func FuzzReadMigration(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(dataXML(entity("businessunit", record("a", "parentbusinessunitid", "b"), record("b", "parentbusinessunitid", "a")))))
	f.Add([]byte(dataXML(entity("team", record("a", "isdefault", "1"), record("b", "teamtype", "2"), links("teamroles", "b", "role", "role-0")))))
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		r, err := ReadMigration("", memory(map[string]string{"data.xml": string(text)}), &diags)
		if err != nil {
			t.Fatal(err)
		}
		p := rolesOf("Clerk")
		AddTo(p, []*Records{r}, &diags)
		reports(&diags)
		seen := map[string]bool{}
		for i, u := range p.BusinessUnits {
			if u.First != i || u.Last < i || u.Parent != nil && !u.Parent.Contains(u) || seen[u.Address] {
				t.Errorf("business unit %d is %s %d-%d", i, u.Address, u.First, u.Last)
			}
			seen[u.Address] = true
		}
		for _, team := range p.Teams {
			if seen[team.Address] || !seen[team.BusinessUnit.Address] {
				t.Errorf("%s is there twice, or nowhere", team.Address)
			}
			seen[team.Address] = true
		}
	})
}
