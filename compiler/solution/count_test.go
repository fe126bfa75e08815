package solution_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

func itoa(n int) string { return strconv.Itoa(n) }

// counts is how much there is of a solution's security.
type counts struct{ Roles, Grants, Profiles, Permissions, Tables, Columns, Relationships, AppRoles, MaskingRules, Components int }

func (c counts) plus(o counts) counts {
	sum := reflect.ValueOf(&c).Elem()
	for i := range sum.NumField() {
		sum.Field(i).SetInt(sum.Field(i).Int() + reflect.ValueOf(o).Field(i).Int())
	}
	return c
}

func countOf(s *solution.Solution) counts {
	c := counts{
		Roles: len(s.Roles), Profiles: len(s.Profiles), Tables: len(s.Tables), Relationships: len(s.Relationships),
		AppRoles: len(s.AppRoles), MaskingRules: len(s.MaskingRules), Components: len(s.Components),
	}
	for _, t := range s.Tables {
		c.Columns += len(t.Columns)
	}
	for _, r := range s.Roles {
		c.Grants += len(r.Grants)
	}
	for _, p := range s.Profiles {
		c.Permissions += len(p.Permissions)
	}
	return c
}

// count counts the elements of all files of a folder, a zip, or a zip in a zip, by their paths in the documents, with a reader that has
// nothing in common with ours.
func count(t testing.TB, at string) counts {
	t.Helper()
	if strings.HasSuffix(at, ".zip") {
		text, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		return countZip(t, text)
	}
	var total counts
	for _, name := range folder(t, at).Names {
		text, err := os.ReadFile(filepath.Join(at, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		total = total.plus(countFile(t, name, text))
	}
	return total
}

func countZip(t testing.TB, text []byte) counts {
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	var total counts
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		inner, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".zip") {
			total = total.plus(countZip(t, inner))
			continue
		}
		total = total.plus(countFile(t, f.Name, inner))
	}
	return total
}

func countFile(t testing.TB, name string, text []byte) counts {
	// Where a thing begins, by the path of its elements. Only relationships from one to many have ReferencingEntityName.
	paths := map[string]func(*counts) *int{
		"Roles/Role": roles, "Roles/Role/RolePrivileges/RolePrivilege": grants,
		"FieldSecurityProfiles/FieldSecurityProfile":                                  func(c *counts) *int { return &c.Profiles },
		"FieldSecurityProfiles/FieldSecurityProfile/FieldPermissions/FieldPermission": func(c *counts) *int { return &c.Permissions },
		"Entities/Entity": tables,
		"Entities/Entity/EntityInfo/entity/attributes/attribute":       columns,
		"EntityRelationships/EntityRelationship/ReferencingEntityName": func(c *counts) *int { return &c.Relationships },
		"AppModules/AppModule/AppModuleRoleMaps/Role":                  appRoles,
	}
	prefix := "ImportExportXml/"
	switch base := strings.ToLower(path.Base(name)); {
	case base == "customizations.xml":
	case base == "solution.xml":
		paths = map[string]func(*counts) *int{"SolutionManifest/RootComponents/RootComponent": func(c *counts) *int { return &c.Components }}
	case base == "entity.xml":
		prefix, paths = "", map[string]func(*counts) *int{"Entity": tables, "Entity/EntityInfo/entity/attributes/attribute": columns}
	case base == "appmodule.xml":
		prefix, paths = "", map[string]func(*counts) *int{"AppModule/AppModuleRoleMaps/Role": appRoles}
	case base == "maskingrule.xml":
		prefix, paths = "", map[string]func(*counts) *int{"maskingrule": func(c *counts) *int { return &c.MaskingRules }}
	case base == "fieldsecurityprofiles.xml", path.Base(path.Dir(name)) == "Relationships":
		prefix = ""
	case path.Ext(base) == ".xml" && path.Base(path.Dir(name)) == "Roles":
		prefix, paths = "", map[string]func(*counts) *int{"Role": roles, "Role/RolePrivileges/RolePrivilege": grants}
	default:
		return counts{}
	}
	var c counts
	d := xml.NewDecoder(bytes.NewReader(text))
	var at []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return c
		}
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", name, err))
		}
		switch e := token.(type) {
		case xml.StartElement:
			at = append(at, e.Name.Local)
			unmodified := slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "unmodified" })
			if n := paths[strings.TrimPrefix(strings.Join(at, "/"), prefix)]; n != nil && !unmodified {
				*n(&c)++
			}
		case xml.EndElement:
			at = at[:len(at)-1]
		}
	}
}

func roles(c *counts) *int    { return &c.Roles }
func grants(c *counts) *int   { return &c.Grants }
func tables(c *counts) *int   { return &c.Tables }
func columns(c *counts) *int  { return &c.Columns }
func appRoles(c *counts) *int { return &c.AppRoles }
