package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// Which tables enter the catalogue:
//
//   - every table of the environment dump (legal-levels.csv), whose System Administrator holds something on it: origin "dump";
//   - tables that another role dump or environment metadata shows (seen_in C or B) and that come from Microsoft: their name has no publisher
//     prefix, or one of firstParty: origin "apps", mostly Dynamics 365;
//   - not tables that are only seen in solutions and their metadata (A, E), which are samples and templates, nor those of the people whose
//     environments were dumped (dg_, ctx_ outside the environment dump, cpr_, new_, msec_, mock_).
//
// A table-guess line of privileges.tsv never names a base; only what was seen in a privilege's name does.
var firstParty = []string{"msdyn", "msfp", "li", "sales"}

// An importer holds the research data while facts are made of it.
type importer struct {
	dir    string
	legal  map[string]privilege.Legal // of the environment dump
	flags  map[string]privilege.Legal // of every dump
	bases  map[string]string          // as seen in privilege names
	tables []table
}

func importFacts(from, to string) error {
	im := &importer{dir: from, legal: map[string]privilege.Legal{}, flags: map[string]privilege.Legal{}, bases: map[string]string{}}
	lines, err := readTSV(filepath.Join(to, "levels.tsv"), 1+privilege.VerbCount)
	if err != nil {
		return err
	}
	f := &facts{}
	for _, l := range lines {
		if err := f.readClass(l); err != nil {
			return err
		}
	}
	for _, step := range []func() error{im.readLegal, im.readPrivileges, func() error { return im.readTables(f.classes) }} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := writeTables(filepath.Join(to, "tables.tsv"), im.tables); err != nil {
		return err
	}
	roles, err := im.readRoles()
	if err != nil {
		return err
	}
	return writeRoles(filepath.Join(to, "roles.tsv"), roles)
}

// records reads a file of the research data as a list of name to text.
func (im *importer) records(name string, comma rune) ([]map[string]string, error) {
	file, err := os.Open(filepath.Join(im.dir, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes = comma, true
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var records []map[string]string
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, c := range cells {
			m[all[0][i]] = c
		}
		records = append(records, m)
	}
	return records, nil
}

func (im *importer) readLegal() error {
	records, err := im.records("legal-levels.csv", ',')
	for _, r := range records {
		var legal privilege.Legal
		for _, v := range privilege.Verbs() {
			s, ok := letters.ParseSet(orDash(r[v.API()]))
			if !ok {
				return fmt.Errorf("legal-levels.csv: %s %s: %q are no levels", r["table"], v.API(), r[v.API()])
			}
			legal[v] = s
		}
		im.legal[r["table"]] = legal
	}
	return err
}

func (im *importer) readPrivileges() error {
	records, err := im.records("privileges.tsv", '\t')
	for _, r := range records {
		v, ok := verbByAPI(r["access_right"])
		if !ok || r["table_logical"] == "" {
			continue
		}
		for _, t := range strings.Split(r["table_logical"], ",") {
			if r["kind"] == "table" {
				base := r["privilege"][len("prv"+v.API()):]
				if seen := im.bases[t]; seen != "" && seen != base {
					return fmt.Errorf("privileges.tsv: base %s and %s of table %s", seen, base, t)
				}
				im.bases[t] = base
			}
			if s := canBe(r); s != 0 {
				legal := im.flags[t]
				if legal[v] != 0 && legal[v] != s {
					return fmt.Errorf("privileges.tsv: %s %s at %s and at %s", t, v, letters.Set(legal[v]), letters.Set(s))
				}
				legal[v] = s
				im.flags[t] = legal
			}
		}
	}
	return err
}

func canBe(r map[string]string) privilege.LevelSet {
	var s privilege.LevelSet
	for i, column := range []string{"can_be_basic", "can_be_local", "can_be_deep", "can_be_global"} {
		if r[column] == "1" {
			s |= privilege.Set(privilege.Levels()[i])
		}
	}
	return s
}

func verbByAPI(name string) (privilege.Verb, bool) {
	for _, v := range privilege.Verbs() {
		if v.API() == name {
			return v, true
		}
	}
	return 0, false
}

func (im *importer) readTables(classes []class) error {
	records, err := im.records("tables.tsv", '\t')
	for _, r := range records {
		t := table{name: r["table_logical"], schema: r["table_schema"], base: im.bases[r["table_logical"]]}
		t.origin = im.origin(t.name, r["seen_in"])
		if t.origin == "" {
			continue
		}
		legal, dumped := im.legal[t.name]
		if !dumped {
			legal = im.flags[t.name]
		}
		t.ownership = ownership(r["ownership"], legal)
		if legal != (privilege.Legal{}) {
			i := slices.IndexFunc(classes, func(c class) bool { return c.legal == legal })
			if i < 0 {
				return fmt.Errorf("levels.tsv has no class for table %s: %s", t.name, row(legal))
			}
			t.class = classes[i].name
		}
		im.tables = append(im.tables, t)
	}
	slices.SortFunc(im.tables, func(a, b table) int { return strings.Compare(a.name, b.name) })
	return err
}

func row(legal privilege.Legal) string {
	var cells []string
	for _, s := range legal {
		cells = append(cells, letters.Set(s))
	}
	return strings.Join(cells, "\t")
}

func (im *importer) origin(name, seen string) string {
	if _, ok := im.legal[name]; ok {
		return "dump"
	}
	prefix, _, prefixed := strings.Cut(name, "_")
	if strings.ContainsAny(seen, "BC") && (!prefixed || slices.Contains(firstParty, prefix)) {
		return "apps"
	}
	return ""
}

// ownership reads tables.tsv. Personal tables with levels of their own ("special") are owned by users (S-TB-09); what can be shared is no
// business unit's, whatever its levels suggest (S-TB-06).
func ownership(text string, legal privilege.Legal) model.Ownership {
	switch {
	case text == "None":
		return model.NoPrivileges
	case strings.HasPrefix(text, "OrganizationOwned"):
		return model.OrganizationOwned
	case text == "BusinessOwned" && legal[privilege.Share] == 0:
		return model.BusinessUnitOwned
	}
	return model.UserOrTeamOwned
}

const tablesHead = `# The tables of the catalogue. Imported: see schema/internal/gen/import.go for which tables enter and which do not.
# Origin: role dumps and metadata of delegateas/XrmMockup (MIT, (c) 2015-2026 Context& A/S); table metadata of rnwood/Rnwood.Dataverse.Data.PowerShell
# (MIT, (c) 2025 Rob Wood and contributors); capitals of privilege names from exported roles (Microsoft and community samples, MIT) and
# SimorC/DynamicsCRM-Security-Roles-Checker (MIT, (c) 2018 Rafael Simor). Facts only, in this project's form.
# base: as seen in privilege names. class: of levels.tsv. origin: dump is an environment without Dynamics 365 apps, apps is elsewhere.
# table	schema name	base	ownership	class	origin
`

func writeTables(path string, tables []table) error {
	var b strings.Builder
	b.WriteString(tablesHead)
	for _, t := range tables {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\n", t.name, orDash(t.schema), orDash(t.base), t.ownership, orDash(t.class), t.origin)
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
