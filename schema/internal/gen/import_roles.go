package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// The environment dump: a fresh environment without Dynamics 365 apps, 2026. Roles of the other dumps are not standard: test leftovers
// ("Cannot read contact"), hand-made roles, and an older environment of one company.
const dumpFolder = "solutions/delegateas+XrmMockup/metadata-dump-2026/SecurityRoles"

// A dumpedRole is a role in a dump's XML.
type dumpedRole struct {
	Name           string
	RoleTemplateId string
	Tables         []struct {
		Key    string
		Rights []dumpedRight `xml:"Value>KeyValueOfAccessRightsRolePrivilegem0wz2Q90>Value"`
	} `xml:"Privileges>KeyValueOfstringArrayOfKeyValueOfAccessRightsRolePrivilegem0wz2Q90ty7Ep6D1"`
}

type dumpedRight struct {
	AccessRight, PrivilegeDepth                    string
	CanBeBasic, CanBeLocal, CanBeDeep, CanBeGlobal bool
}

func (r dumpedRight) legal() privilege.LevelSet {
	var s privilege.LevelSet
	for i, can := range []bool{r.CanBeBasic, r.CanBeLocal, r.CanBeDeep, r.CanBeGlobal} {
		if can {
			s |= privilege.Set(privilege.Levels()[i])
		}
	}
	return s
}

func (im *importer) readRoles() ([]role, error) {
	templates, err := im.readTemplates()
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(im.dir, dumpFolder, "*.xml"))
	if err != nil {
		return nil, err
	}
	var roles []role
	for _, path := range paths {
		r, err := im.readRole(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		r.template = templates[r.name]
		roles = append(roles, r)
	}
	slices.SortFunc(roles, func(a, b role) int { return strings.Compare(a.name, b.name) })
	return roles, nil
}

func (im *importer) readTemplates() (map[string]string, error) {
	records, err := im.records("role-templates.tsv", '\t')
	templates := map[string]string{}
	for _, r := range records {
		if r["has_template"] == "yes" {
			templates[r["role"]] = r["role_template_id"]
		}
	}
	return templates, err
}

// readRole reads a role and holds it against legal-levels.csv: the two come from the same environment.
func (im *importer) readRole(path string) (role, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return role{}, err
	}
	var dumped dumpedRole
	if err := xml.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &dumped); err != nil {
		return role{}, err
	}
	r := role{name: dumped.Name}
	for _, t := range dumped.Tables {
		legal, ok := im.legal[t.Key]
		if !ok {
			return role{}, fmt.Errorf("table %s is not in legal-levels.csv", t.Key)
		}
		rr := roleRow{table: t.Key}
		for _, right := range t.Rights {
			v, okVerb := verbByAPI(strings.TrimSuffix(right.AccessRight, "Access"))
			l, okLevel := privilege.ParseAPILevel(right.PrivilegeDepth)
			if !okVerb || !okLevel || legal[v] != right.legal() || !legal[v].Has(l) {
				return role{}, fmt.Errorf("table %s: %+v does not fit legal levels %s", t.Key, right, letters.Set(legal[v]))
			}
			rr.row[v] = l
		}
		r.rows = append(r.rows, rr)
	}
	slices.SortFunc(r.rows, func(a, b roleRow) int { return strings.Compare(a.table, b.table) })
	return r, nil
}

const rolesHead = `# The out-of-the-box roles of an environment without Dynamics 365 apps, and the level of each verb they hold on each table.
# Verbs in order: create read write delete append append_to assign share; B user, L business unit, D parent: child business units, G organization.
# Imported from role dumps of delegateas/XrmMockup (MIT, (c) 2015-2026 Context& A/S), folder metadata-dump-2026. Facts only, in this project's form.
# Miscellaneous privileges are not in the dumps. System Administrator stands here to be held against: the catalogue generates it.
`

func writeRoles(path string, roles []role) error {
	var b strings.Builder
	b.WriteString(rolesHead)
	for _, r := range roles {
		fmt.Fprintf(&b, "role\t%s\t%s\n", r.name, orDash(r.template))
		for _, rr := range r.rows {
			fmt.Fprintf(&b, "\t%s\t%s\n", rr.table, rr.row)
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
