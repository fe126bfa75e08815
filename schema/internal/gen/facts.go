package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// facts are the files of schema/facts as they stand.
type facts struct {
	version       string
	classes       []class
	tables        []table // by name
	sharing       []sharing
	known         map[string]known // by logical name
	miscellaneous []model.Miscellaneous
	roles         []role // by name
}

// A class is the legal levels that many tables have in common.
type class struct {
	name  string
	legal privilege.Legal
}

// A table is a line of tables.tsv.
type table struct {
	name, schema string
	base         string // as it was seen in privilege names, "" where only guessed
	ownership    model.Ownership
	class        string // "" where no dump shows its levels
	origin       string
}

// A sharing says that tables have one privilege base, or one of another name.
type sharing struct {
	base    string
	guessed bool
	tables  []string
	line    line
}

// A known is what is known of a table without any dump.
type known struct {
	schema, primary          string
	notAudited, noPrivileges bool
}

// A role is a standard role as its dump shows it.
type role struct {
	name, template string
	rows           []roleRow // by table
}

type roleRow struct {
	table string
	row   letters.Row
}

func readFacts(dir string) (*facts, error) {
	f := &facts{known: map[string]known{}}
	for _, file := range []struct {
		name    string
		columns int
		read    func(*facts, line) error
	}{
		{"catalogue.tsv", 2, (*facts).readVersion},
		{"levels.tsv", 1 + privilege.VerbCount, (*facts).readClass},
		{"tables.tsv", 6, (*facts).readTable},
		{"sharing.tsv", 3, (*facts).readSharing},
		{"known.tsv", 3, (*facts).readKnown},
		{"miscellaneous.tsv", 6, (*facts).readMiscellaneous},
		{"roles.tsv", 3, (*facts).readRole},
	} {
		lines, err := readTSV(filepath.Join(dir, file.name), file.columns)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if err := file.read(f, l); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *facts) readVersion(l line) error {
	f.version = l.cell(1)
	return nil
}

func (f *facts) readClass(l line) error {
	c := class{name: l.cell(0)}
	for v := range c.legal {
		s, ok := letters.ParseSet(l.cells[1+v])
		if !ok {
			return l.errorf("%q are no levels", l.cells[1+v])
		}
		c.legal[v] = s
	}
	f.classes = append(f.classes, c)
	return nil
}

func (f *facts) readTable(l line) error {
	ownership, ok := model.ParseOwnership(l.cell(3))
	if !ok {
		return l.errorf("%q is no ownership", l.cell(3))
	}
	f.tables = append(f.tables, table{name: l.cell(0), schema: l.cell(1), base: l.cell(2), ownership: ownership, class: l.cell(4), origin: l.cell(5)})
	return nil
}

func (f *facts) readSharing(l line) error {
	f.sharing = append(f.sharing, sharing{base: l.cell(0), guessed: l.cell(1) == "guessed", tables: strings.Fields(l.cell(2)), line: l})
	return nil
}

func (f *facts) readKnown(l line) error {
	marks := strings.Fields(l.cell(2))
	f.known[strings.ToLower(l.cell(0))] = known{
		schema: l.cell(0), primary: l.cell(1),
		notAudited: slices.Contains(marks, "not_audited"), noPrivileges: slices.Contains(marks, "no_privileges"),
	}
	return nil
}

func (f *facts) readMiscellaneous(l line) error {
	m := model.Miscellaneous{Name: l.cell(0), Label: l.cell(1), Privacy: l.cell(3) == "privacy", Levels: privilege.AllLevels, Note: l.cell(5)}
	for m.Sensitivity.String() != l.cell(2) {
		if m.Sensitivity == model.High {
			return l.errorf("%q is no sensitivity", l.cell(2))
		}
		m.Sensitivity++
	}
	if text := l.cell(4); text != "" {
		s, ok := letters.ParseSet(text)
		if !ok {
			return l.errorf("%q are no levels", text)
		}
		m.Levels = s
	}
	f.miscellaneous = append(f.miscellaneous, m)
	return nil
}

// readRole reads "role NAME TEMPLATE" and, of the role before, "" TABLE LEVELS.
func (f *facts) readRole(l line) error {
	if l.cell(0) == "role" {
		f.roles = append(f.roles, role{name: l.cell(1), template: l.cell(2)})
		return nil
	}
	row, ok := letters.ParseRow(l.cells[2])
	if !ok || len(f.roles) == 0 {
		return l.errorf("want a role's table and the level of each verb")
	}
	r := &f.roles[len(f.roles)-1]
	r.rows = append(r.rows, roleRow{l.cell(1), row})
	return nil
}
