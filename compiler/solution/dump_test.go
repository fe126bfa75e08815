package solution_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// memory is files that lie nowhere.
func memory(texts map[string]string) solution.Files {
	files := solution.Files{Read: func(name string) ([]byte, error) {
		text, ok := texts[name]
		if !ok {
			return nil, errors.New("there is no such file")
		}
		return []byte(text), nil
	}}
	for name := range texts {
		files.Names = append(files.Names, name)
	}
	slices.Sort(files.Names)
	return files
}

// dump is what was read, a line each; what is not stated is left out.
func dump(all []*solution.Solution) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		b.WriteString(strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ") + "\n")
	}
	for _, s := range all {
		line("solution %s at=%q version=%s managed=%d publisher=%s/%s title=%q", s.UniqueName, s.At, s.Version, s.Managed, s.Publisher.UniqueName, s.Publisher.Prefix, s.Title)
		for _, r := range s.Roles {
			line("role %q %s %s %s %s", r.Name, r.ID, said("description", r.Description), stated("inherited", r.Inherited), stated("customizable", r.Customizable))
			for _, g := range r.Grants {
				line("grant %s %s", g.Privilege, g.Level)
			}
			for _, g := range r.Filtered {
				line("filtered %s", g.Privilege)
			}
		}
		for _, p := range s.Profiles {
			line("profile %q %s %s", p.Name, p.ID, said("description", p.Description))
			for _, m := range p.Permissions {
				line("permission %s.%s create=%t read=%t update=%t unmasked=%s", m.Table, m.Column, m.Create, m.Read, m.Update, m.ReadUnmasked)
			}
		}
		for _, t := range s.Tables {
			line("table %s %s %s %s %s %s %s %s", t.Name, t.SchemaName, t.Ownership, stated("activity", t.Activity), stated("access_teams", t.AccessTeams),
				stated("audit", t.Audit), stated("retrieve", t.RetrieveAudit), stated("lists", t.RetrieveMultipleAudit))
			for _, c := range t.Columns {
				line("column %s %s %s %s %s", c.Name, c.Type, stated("secured", c.Secured), stated("audit", c.Audit), said("mask", c.MaskingRule))
			}
		}
		for _, r := range s.Relationships {
			line("relationship %s %s.%s -> %s %s %s %s %s %s", r.Name, r.Referencing, r.Lookup, r.Referenced, said("assign", r.Assign),
				said("share", r.Share), said("unshare", r.Unshare), said("reparent", r.Reparent), said("delete", r.Delete))
		}
		for _, r := range s.MaskingRules {
			line("masking rule %s", r.Name)
		}
		for _, a := range s.AppRoles {
			line("app %s role %s", a.App, a.RoleID)
		}
		for _, c := range s.Components {
			line("component %s %s%s behavior=%s", c.Type, c.ID, c.SchemaName, c.Behavior)
		}
	}
	return b.String()
}

func said(name, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf("%s=%q", name, value)
}

func stated(name string, f solution.Flag) string {
	return map[solution.Flag]string{solution.Off: name + "=0", solution.On: name + "=1"}[f]
}

// A reading is files and what comes of them: what was read, and what is said of it.
type reading struct {
	title string
	files map[string]string
	want  string // "" where only what is said matters
	says  string
}

func run(t *testing.T, tests []reading) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.title, func(t *testing.T) {
			var diags diag.List
			all, err := solution.Read("", memory(test.files), &diags)
			if err != nil {
				t.Fatal(err)
			}
			if got := say(&diags); got != trim(test.says) {
				t.Errorf("it says\n%s\nwant\n%s", got, trim(test.says))
			}
			if got := dump(all); test.want != "" && got != trim(test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, trim(test.want))
			}
		})
	}
}

// trim takes the indentation of a literal's lines away.
func trim(text string) string {
	text = strings.TrimPrefix(text, "\n")
	indent := text[:len(text)-len(strings.TrimLeft(text, "\t"))]
	var b strings.Builder
	for line := range strings.Lines(text) {
		if rest := strings.TrimPrefix(line, indent); strings.TrimSpace(rest) != "" {
			b.WriteString(strings.TrimSuffix(rest, "\n") + "\n")
		}
	}
	return b.String()
}

const (
	id1 = "11111111-1111-1111-1111-111111111111"
	id2 = "22222222-2222-2222-2222-222222222222"
)

// manifest is the text of Other/Solution.xml.
func manifest(name, managed string, components ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?>
<ImportExportXml languagecode="1033"><SolutionManifest>
<UniqueName>` + name + `</UniqueName>
<LocalizedNames><LocalizedName description="Kern" languagecode="1031" /><LocalizedName description="Core" languagecode="1033" /></LocalizedNames>
<Version>1.0</Version><Managed>` + managed + `</Managed>
<Publisher><UniqueName>acme</UniqueName><CustomizationPrefix>ac</CustomizationPrefix></Publisher>
<RootComponents>` + strings.Join(components, "") + `</RootComponents>
</SolutionManifest></ImportExportXml>`
}

// role is a role's file; the privileges begin on its second line.
func role(id, name, attributes, privileges string) string {
	return `<Role id="{` + id + `}" name="` + name + `"` + attributes + `><IsCustomizable>1</IsCustomizable><RolePrivileges>
` + privileges + `</RolePrivileges></Role>`
}
