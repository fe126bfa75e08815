package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

const schemaDir = "../.."

func load(t *testing.T) (*facts, *catalogue) {
	t.Helper()
	f, err := readFacts(filepath.Join(schemaDir, "facts"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, c
}

// The text inside is compared: another release of Go may compress it otherwise.
func TestTheEmbeddedCatalogueIsWhatTheFactsMake(t *testing.T) {
	_, c := load(t)
	for name, want := range map[string]string{"catalogue.gz": encodeCatalogue(c), "roles.gz": encodeRoles(c)} {
		if got := unzip(t, filepath.Join(schemaDir, name)); got != want {
			t.Errorf("%s is not what facts/ make: run make generate", name)
		}
	}
}

func unzip(t *testing.T, path string) string {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheSameTextCompressesToTheSameBytes(t *testing.T) {
	if !bytes.Equal(compress("a\tb\n"), compress("a\tb\n")) {
		t.Error("compressing twice gives other bytes")
	}
}

// What Appendix A of the semantics counts in the environment dump.
func TestTheDumpHas592TablesIn39Classes(t *testing.T) {
	f, _ := load(t)
	count := map[string]int{}
	for _, table := range f.tables {
		if table.origin == "dump" {
			count["all"]++
			count[table.class]++
		}
	}
	for class, want := range map[string]int{"all": 592, "A1": 293, "A2": 176, "A3": 37, "A4": 12, "A5": 8, "A6": 7, "A9": 4, "A17": 2, "A37": 1, "A39": 1, "A40": 0} {
		if count[class] != want {
			t.Errorf("%d tables of the dump are in class %s, want %d", count[class], class, want)
		}
	}
}

func TestServiceRolesReachAsManyTablesAsTheSemanticsCount(t *testing.T) {
	f, _ := load(t)
	for _, c := range []struct {
		role string
		verb privilege.Verb
		want int
	}{
		{"Service Reader", privilege.Read, 571},
		{"Service Deleter", privilege.Delete, 561},
	} {
		r := roleOf(f, c.role)
		var n int
		for _, rr := range r.rows {
			if rr.row[c.verb] == privilege.Organization {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %s at organization on %d tables, want %d", c.role, c.verb, n, c.want)
		}
	}
}

// S-RO-30: the catalogue generates System Administrator; the dump has it, too.
func TestTheGeneratedSystemAdministratorIsTheDumpedOne(t *testing.T) {
	f, c := load(t)
	generated := map[string]letters.Row{}
	for _, g := range schema.StandardRoleByLabel(label(administrator)).Grants {
		r := generated[g.Base.Name]
		r[g.Verb] = g.Level
		generated[g.Base.Name] = r
	}
	dumped := c.roles[slices.IndexFunc(f.roles, func(r role) bool { return r.name == administrator })]
	if len(dumped.rows) != 592 {
		t.Errorf("the dumped role has %d tables, want 592", len(dumped.rows))
	}
	for _, b := range dumped.bases {
		if generated[b.base] != b.row {
			t.Errorf("base %s: generated %s, dumped %s", b.base, generated[b.base], b.row)
		}
	}
}

func TestEveryStandardRoleReadsAsItsDump(t *testing.T) {
	f, c := load(t)
	for i, r := range schema.StandardRoles() {
		if r.Administrator {
			continue
		}
		held := map[*model.Base]letters.Row{}
		for _, g := range r.Grants {
			row := held[g.Base]
			row[g.Verb] = g.Level
			held[g.Base] = row
		}
		for _, rr := range f.roles[i].rows {
			if b := schema.TableByName(rr.table).Base; held[b] != rr.row {
				t.Errorf("%s on %s: %s, dumped %s", r.Name, rr.table, held[b], rr.row)
			}
		}
		if len(held) != len(c.roles[i].bases) {
			t.Errorf("%s: %d bases, dumped %d", r.Name, len(held), len(c.roles[i].bases))
		}
	}
}

// Each case breaks one fact; the generator must name it.
func TestFactsThatContradictEachOther(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*facts)
		want  string
	}{
		{"two tables of one base at different levels in a role", func(f *facts) {
			rows := roleOf(f, "Basic User").rows
			rows[slices.IndexFunc(rows, func(rr roleRow) bool { return rr.table == "email" })].row[privilege.Read] = privilege.Organization
		}, "role Basic User, base Activity:"},
		{"a role that grants on part of a base", func(f *facts) {
			r := roleOf(f, "Basic User")
			r.rows = slices.DeleteFunc(r.rows, func(rr roleRow) bool { return rr.table == "email" })
		}, "role Basic User grants on 12 of the 13 tables of base Activity"},
		{"two tables of one base with different legal levels", func(f *facts) { tableOf(f, "customeraddress").class = "A2" }, "base Account: table account has levels A1"},
		{"two tables of one base with different owners", func(f *facts) { tableOf(f, "customeraddress").ownership = model.OrganizationOwned }, "base Account: table account is user_or_team-owned"},
		{"a base in other capitals", func(f *facts) { tableOf(f, "contact").base = "ACCOUNT" }, "base Account stands twice, in other capitals"},
		{"two tables that were seen with one base", func(f *facts) { tableOf(f, "contact").base = "Lead" }, "tables contact and lead have base Lead"},
		{"a class that is not there", func(f *facts) { tableOf(f, "contact").class = "A99" }, `class "A99"`},
		{"a shared table that is not there", func(f *facts) { f.sharing[0].tables = append(f.sharing[0].tables, "nosuch") }, "table nosuch is not in tables.tsv"},
		{"a role on a table without privileges", func(f *facts) { tableOf(f, "contact").ownership = model.NoPrivileges }, "grants on table contact, which has no privileges"},
	} {
		f, err := readFacts(filepath.Join(schemaDir, "facts"))
		if err != nil {
			t.Fatal(err)
		}
		c.spoil(f)
		if _, err := resolve(f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func tableOf(f *facts, name string) *table {
	return &f.tables[slices.IndexFunc(f.tables, func(t table) bool { return t.name == name })]
}

func TestLabels(t *testing.T) {
	for name, want := range map[string]string{
		"Basic User": "basic_user", "Agent 365 Tools Role": "agent_365_tools_role", "ApolloServiceRole": "apolloservicerole",
		"Flow-CDS Native Connector Role": "Flow-CDS Native Connector Role", "365 Role": "365 Role",
		"Export Customizations (Solution Checker)": "Export Customizations (Solution Checker)",
	} {
		if got := label(name); got != want {
			t.Errorf("%s has label %s, want %s", name, got, want)
		}
	}
}

func roleOf(f *facts, name string) *role {
	return &f.roles[slices.IndexFunc(f.roles, func(r role) bool { return r.name == name })]
}
