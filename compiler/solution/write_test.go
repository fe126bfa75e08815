package solution_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

const (
	bom       = "\uFEFF"
	declared  = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	xsi       = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
	clerkID   = "11111111-1111-4111-8111-111111111111"
	profileID = "22222222-2222-4222-8222-222222222222"
)

// A tree is the files of a solution, by name.
type tree map[string]string

func (f tree) files() solution.Files {
	files := solution.Files{Read: func(name string) ([]byte, error) {
		text, is := f[name]
		if !is {
			return nil, fmt.Errorf("no file %q", name)
		}
		return []byte(text), nil
	}}
	for name := range f {
		files.Names = append(files.Names, name)
	}
	slices.Sort(files.Names)
	return files
}

// after is the tree with changes made.
func (f tree) after(t *testing.T, changes []solution.Change) tree {
	t.Helper()
	next := tree{}
	for name, text := range f {
		next[name] = text
	}
	for _, c := range changes {
		if old, is := f[c.Name]; is != (c.Old != nil) || old != string(c.Old) {
			t.Errorf("%s: the change is from %q, want %q", c.Name, c.Old, old)
		}
		next[c.Name] = string(c.Text)
	}
	return next
}

// read is the one solution of a tree.
func (f tree) read(t *testing.T) *solution.Solution {
	t.Helper()
	var diags diag.List
	all, err := solution.Read("", f.files(), &diags)
	if err != nil || diags.HasErrors() || len(all) != 1 {
		t.Fatalf("%d solutions read: %v\n%s", len(all), err, say(&diags))
	}
	return all[0]
}

// manifestOf is a manifest with root components.
func manifestOf(components ...string) string {
	list := "<RootComponents />"
	if len(components) > 0 {
		list = "<RootComponents>\n      " + strings.Join(components, "\n      ") + "\n    </RootComponents>"
	}
	return bom + declared + "<ImportExportXml version=\"9.2\" languagecode=\"1033\"" + xsi + ">\n  <SolutionManifest>\n    <UniqueName>acme_core</UniqueName>\n    <Version>1.0</Version>\n    <Managed>2</Managed>\n    <Publisher>\n      <UniqueName>acme</UniqueName>\n      <CustomizationPrefix>acme</CustomizationPrefix>\n    </Publisher>\n    " + list + "\n    <MissingDependencies />\n  </SolutionManifest>\n</ImportExportXml>"
}

func componentOf(kind, id string) string {
	return fmt.Sprintf(`<RootComponent type="%s" id="{%s}" behavior="0" />`, kind, id)
}

// clerk is the file of a role, with its grants as name=Level.
func clerk(grants ...string) string {
	return bom + declared + `<Role id="{` + clerkID + `}" name="Clerk"` + xsi + ">\n  <IsCustomizable>1</IsCustomizable>\n  " + grantLines(grants) + "\n</Role>"
}

func grantLines(grants []string) string {
	if len(grants) == 0 {
		return "<RolePrivileges />"
	}
	s := "<RolePrivileges>\n"
	for _, g := range grants {
		name, level, _ := strings.Cut(g, "=")
		s += fmt.Sprintf("    <RolePrivilege name=\"%s\" level=\"%s\" />\n", name, level)
	}
	return s + "  </RolePrivileges>"
}

func grantsAt(said ...string) []solution.Grant {
	var all []solution.Grant
	for _, g := range said {
		name, level, _ := strings.Cut(g, "=")
		l, ok := privilege.ParseAPILevel(level)
		if !ok {
			panic("bug: no level " + level)
		}
		all = append(all, solution.Grant{Privilege: name, Level: l})
	}
	return all
}

// lines is a role with each attribute on a line of its own.
func lines(s string) string {
	s = strings.ReplaceAll(s, `<Role id="`, "<Role\n  id=\"")
	s = strings.ReplaceAll(s, `}" name="`, "}\"\n  name=\"")
	s = strings.ReplaceAll(s, "<RolePrivilege name", "<RolePrivilege\n      name")
	return strings.ReplaceAll(s, ` level=`, "\n      level=")
}

// Each edit is of the file of one role, and is that of those bytes alone.
func TestRoleEdits(t *testing.T) {
	give := func(said ...string) func(*solution.Role) {
		return func(r *solution.Role) { r.Grants = grantsAt(said...) }
	}
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	for _, test := range []struct {
		what      string
		old       string
		edit      func(*solution.Role)
		new       string // "" for no change
		diagnoses string
	}{
		{what: "nothing", old: clerk("prvReadAccount=Deep"), edit: give("prvReadAccount=Deep")},
		{what: "nothing, in another order and case", old: clerk("prvAppendAccount=Basic", "prvReadAccount=Deep"), edit: give("PRVREADACCOUNT=Deep", "prvappendaccount=Basic")},
		{what: "a level", old: clerk("prvReadAccount=Deep", "prvReadNote=Basic"), edit: give("prvReadAccount=Global", "prvReadNote=Basic"), new: clerk("prvReadAccount=Global", "prvReadNote=Basic")},
		{what: "a level of a privilege in another case", old: clerk("PrvReadAccount=Deep"), edit: give("prvReadAccount=Basic"), new: clerk("PrvReadAccount=Basic")},
		{what: "first, between and last", old: clerk("prvCreateAccount=Deep", "prvReadAccount=Deep"), edit: give("prvWriteAccount=Local", "prvReadAccount=Deep", "prvDeleteAccount=Basic", "prvCreateAccount=Deep", "prvAssignAccount=Global"),
			new: clerk("prvAssignAccount=Global", "prvCreateAccount=Deep", "prvDeleteAccount=Basic", "prvReadAccount=Deep", "prvWriteAccount=Local")},
		{what: "two at one place, _ before letters", old: clerk("prvReadA=Deep", "prvReadz=Deep"), edit: give("prvReadA=Deep", "prvReadz=Deep", "prvReadab=Basic", "prvReadA_b=Basic"), new: clerk("prvReadA=Deep", "prvReadA_b=Basic", "prvReadab=Basic", "prvReadz=Deep")},
		{what: "one goes", old: clerk("prvReadAccount=Deep", "prvReadNote=Basic"), edit: give("prvReadNote=Basic"), new: clerk("prvReadNote=Basic")},
		{what: "the last goes", old: clerk("prvReadAccount=Deep", "prvReadNote=Basic"), edit: give("prvReadAccount=Deep"), new: clerk("prvReadAccount=Deep")},
		{what: "one goes and its neighbours come", old: clerk("prvReadB=Deep", "prvReadD=Deep"), edit: give("prvReadA=Basic", "prvReadC=Basic", "prvReadD=Deep"), new: clerk("prvReadA=Basic", "prvReadC=Basic", "prvReadD=Deep")},
		{what: "all are replaced", old: clerk("prvReadB=Deep"), edit: give("prvReadA=Basic"), new: clerk("prvReadA=Basic")},
		{what: "all go", old: clerk("prvReadAccount=Deep", "prvReadNote=Basic"), edit: give(), new: clerk()},
		{what: "the first come", old: clerk(), edit: give("prvReadAccount=Deep", "prvReadNote=Basic"), new: clerk("prvReadAccount=Deep", "prvReadNote=Basic")},
		{what: "the first come, into two tags", old: strings.ReplaceAll(clerk(), "<RolePrivileges />", "<RolePrivileges></RolePrivileges>"), edit: give("prvReadAccount=Deep"), new: clerk("prvReadAccount=Deep")},
		{what: "the first come, into a line", old: strings.ReplaceAll(clerk(), "<RolePrivileges />", "<RolePrivileges>\n  </RolePrivileges>"), edit: give("prvReadAccount=Deep"), new: clerk("prvReadAccount=Deep")},
		{what: "the list itself", old: strings.ReplaceAll(clerk(), "  <RolePrivileges />\n", ""), edit: give("prvReadAccount=Deep"), new: clerk("prvReadAccount=Deep")},
		{what: "None is no grant", old: clerk("prvReadAccount=Deep"), edit: func(r *solution.Role) { r.Grants[0].Level = privilege.None }, new: clerk()},
		{what: "None that was written stays", old: clerk("prvReadAccount=None"), edit: give()},
		{what: "CRLF", old: crlf(clerk("prvReadB=Deep", "prvReadC=Deep")), edit: give("prvReadA=Basic", "prvReadC=Deep"), new: crlf(clerk("prvReadA=Basic", "prvReadC=Deep"))},
		{what: "without BOM, with a final newline", old: strings.TrimPrefix(clerk("prvReadB=Deep"), bom) + "\n", edit: give("prvReadB=Basic"), new: strings.TrimPrefix(clerk("prvReadB=Basic"), bom) + "\n"},
		{what: "attributes on lines", old: lines(clerk("prvReadB=Deep")), edit: give("prvReadA=Global", "prvReadB=Deep", "prvReadC=Global"), new: lines(clerk("prvReadA=Global", "prvReadB=Deep", "prvReadC=Global"))},
		{what: "attributes on lines, the first", old: lines(clerk()), edit: give("prvReadA=Global"), new: lines(clerk("prvReadA=Global"))},
		{what: "tags without a space", old: strings.ReplaceAll(clerk("prvReadB=Deep"), " />", "/>"), edit: give("prvReadA=Global", "prvReadB=Deep"), new: strings.ReplaceAll(clerk("prvReadA=Global", "prvReadB=Deep"), " />", "/>")},
		{what: "tags without a space, none left", old: strings.ReplaceAll(clerk("prvReadB=Deep"), " />", "/>"), edit: give(), new: strings.ReplaceAll(clerk(), " />", "/>")},
		{what: "tabs", old: strings.ReplaceAll(clerk("prvReadB=Deep"), "  ", "\t"), edit: give("prvReadA=Global", "prvReadB=Deep"), new: strings.ReplaceAll(clerk("prvReadA=Global", "prvReadB=Deep"), "  ", "\t")},
		{what: "all on one line", old: strings.NewReplacer("\n", "", "  ", "").Replace(clerk("prvReadB=Deep")), edit: give("prvReadA=Global", "prvReadB=Deep"), new: strings.NewReplacer("\n", "", "  ", "").Replace(clerk("prvReadA=Global", "prvReadB=Deep"))},
		{what: "a comment stays", old: strings.ReplaceAll(clerk("prvReadA=Deep", "prvReadB=Deep"), "    <RolePrivilege name=\"prvReadB", "    <!-- why -->\n    <RolePrivilege name=\"prvReadB"), edit: give(), new: strings.ReplaceAll(clerk("x=Deep"), `<RolePrivilege name="x" level="Deep" />`, "<!-- why -->")},
		{what: "single quotes", old: strings.ReplaceAll(clerk("prvReadA=Deep"), `"Deep"`, `'Deep'`), edit: give("prvReadA=Basic"), new: strings.ReplaceAll(clerk("prvReadA=Basic"), `"Basic"`, `'Basic'`)},
		{what: "filtered rows stay", old: clerk("prvReadA=RecordFilter", "prvReadB=Deep"), edit: func(r *solution.Role) { r.Grants, r.Filtered = nil, nil }, new: clerk("prvReadA=RecordFilter")},
		{what: "filtered rows that are granted", old: clerk("prvReadA=RecordFilter"), edit: give("prvReadA=Deep"), new: clerk("prvReadA=Deep")},
		{what: "off where nothing is stated", old: clerk(), edit: func(r *solution.Role) { r.Inherited = solution.Off }, new: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="0"`)},
		{what: "off, attributes on lines", old: lines(clerk()), edit: func(r *solution.Role) { r.Inherited = solution.Off }, new: strings.ReplaceAll(lines(clerk()), `name="Clerk"`, "name=\"Clerk\"\n  isinherited=\"0\"")},
		{what: "on where nothing is stated", old: clerk(), edit: func(r *solution.Role) { r.Inherited = solution.On }},
		{what: "on instead of off", old: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="0"`), edit: func(r *solution.Role) { r.Inherited = solution.On }, new: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="1"`)},
		{what: "not said, which is on, instead of off", old: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="0"`), edit: func(r *solution.Role) { r.Inherited = solution.Unstated }, new: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="1"`)},
		{what: "not said whether off or on", old: strings.ReplaceAll(clerk(), `name="Clerk"`, `name="Clerk" isinherited="1"`), edit: func(r *solution.Role) { r.Inherited = solution.Unstated }},
		{what: "an apostrophe in single quotes", old: strings.ReplaceAll(clerk(), `"Clerk"`, `'Clerk'`), edit: func(r *solution.Role) { r.Name = "O'Neil" }, new: strings.ReplaceAll(clerk(), `"Clerk"`, `'O&apos;Neil'`)},
		{what: "an apostrophe in double quotes", old: clerk(), edit: func(r *solution.Role) { r.Name = "O'Neil" }, new: strings.ReplaceAll(clerk(), `"Clerk"`, `"O'Neil"`)},
		{what: "a description", old: clerk(), edit: func(r *solution.Role) { r.Description = "Reads & writes\n\"all\"" }, new: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>Reads &amp; writes\n\"all\"</Description>\n  <RolePrivileges")},
		{what: "a description, CRLF", old: crlf(clerk()), edit: func(r *solution.Role) { r.Description = "a\nb" }, new: crlf(strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>a\nb</Description>\n  <RolePrivileges"))},
		{what: "another description", old: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>a</Description>\n  <RolePrivileges"), edit: func(r *solution.Role) { r.Description = "b" }, new: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>b</Description>\n  <RolePrivileges")},
		{what: "a description instead of an empty one", old: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description />\n  <RolePrivileges"), edit: func(r *solution.Role) { r.Description = "b" }, new: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>b</Description>\n  <RolePrivileges")},
		{what: "no description is no wish", old: strings.ReplaceAll(clerk(), "  <RolePrivileges", "  <Description>a</Description>\n  <RolePrivileges"), edit: func(r *solution.Role) { r.Description = "" }},
		{what: "the name in another case", old: clerk(), edit: func(r *solution.Role) { r.Name = "CLERK" }, new: strings.ReplaceAll(clerk(), `"Clerk"`, `"CLERK"`)},
		{what: "another name, the same id", old: clerk(), edit: func(r *solution.Role) { r.Name = `R&D "1"` }, new: strings.ReplaceAll(clerk(), `"Clerk"`, `"R&amp;D &quot;1&quot;"`)},
		{what: "miscellaneous privileges that are not all known stay", old: clerk("prvExportToExcel=Global", "prvReadAccount=Deep"), edit: func(r *solution.Role) { r.Grants, r.KeepMiscellaneous = nil, true }, new: clerk("prvExportToExcel=Global")},
		{what: "miscellaneous privileges that are all known go", old: clerk("prvExportToExcel=Global", "prvReadAccount=Deep"), edit: func(r *solution.Role) { r.Grants = grantsAt("prvReadAccount=Deep") }, new: clerk("prvReadAccount=Deep")},
		{what: "what nobody knows stays, and that is said", old: clerk("prvFlyacme_Kite=Global", "prvReadAccount=Deep"), edit: func(r *solution.Role) { r.Grants, r.KeepMiscellaneous = nil, true }, new: clerk("prvFlyacme_Kite=Global"),
			diagnoses: "Roles/Clerk.xml:5:5: warning: role \"Clerk\" keeps \"prvFlyacme_Kite\", of which nothing says what it is about: the policy does not state all privileges of the role that have no table [unknown-privilege]\n"},
		{what: "privileges of tables that the policy knows go", old: clerk("prvReadacme_Kite=Global", "prvWriteacme_Kite=Global"), edit: func(r *solution.Role) { r.Grants, r.KeepMiscellaneous = grantsAt("prvReadacme_kite=Basic"), true }, new: clerk("prvReadacme_Kite=Basic")},
	} {
		t.Run(test.what, func(t *testing.T) {
			before := tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": test.old}
			want := before.read(t)
			test.edit(want.Roles[0])
			var diags diag.List
			changes, left := solution.Update(before.files(), before.read(t), want, &diags)
			if got := say(&diags); got != test.diagnoses || len(left) > 0 {
				t.Errorf("left %q, reported\n%s", left, got)
			}
			after := before.after(t, changes)
			if test.new == "" {
				test.new = test.old
			}
			if got := after["Roles/Clerk.xml"]; got != test.new {
				t.Errorf("got\n%s\nwant\n%s", got, test.new)
			}
			if (test.new == test.old) != (len(changes) == 0) || after["Other/Solution.xml"] != before["Other/Solution.xml"] {
				t.Errorf("%d changes", len(changes))
			}
			after.read(t)
		})
	}
}
