package solution_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// No grant vanishes unseen: what is not read of a role is said, and a grant that stands where none is read is an error.
func TestUnreadPartsOfRoles(t *testing.T) {
	const head = `<Role id="{` + id1 + `}" name="A"`
	const grant = `<RolePrivilege name="prvReadAccount" level="Basic" />`
	one := func(title, text, says string) reading {
		return reading{title: title, files: map[string]string{
			"Other/Solution.xml": manifest("core", "0", componentOf("20", id1)), "Roles/A.xml": text,
		}, says: says}
	}
	run(t, []reading{
		one("all that is known", head+` isinherited="1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x" xmlns="y">
<IsCustomizable>1</IsCustomizable><IsAutoAssigned>0</IsAutoAssigned><Description>d</Description><!-- c --><RolePrivileges>`+grant+`</RolePrivileges></Role>`, ""),
		one("no privileges", head+`><RolePrivileges /></Role>`, ""),
		one("no list of privileges", head+` />`, `
			Roles/A.xml:1:1: warning: role "A" has no RolePrivileges: it grants nothing [invalid-solution]
			`),
		one("a misspelt list", head+`>
<RolePrivilegs>`+grant+`</RolePrivilegs></Role>`, `
			Roles/A.xml:2:1: error: role "A" has a RolePrivilege in "RolePrivilegs": expected it in RolePrivileges [invalid-solution] did you mean "RolePrivileges"?
			`),
		one("other capitals", head+` IsInherited="0">
<roleprivileges>`+grant+`</roleprivileges></Role>`, `
			Roles/A.xml:1:60: warning: role "A" has an attribute "IsInherited", which is not read [invalid-solution] did you mean "isinherited"?
			Roles/A.xml:2:1: error: role "A" has a RolePrivilege in "roleprivileges": expected it in RolePrivileges [invalid-solution] did you mean "RolePrivileges"?
			`),
		one("what a newer server writes", head+` inherited="0" appliesto="x"><AppliesTo><Table /></AppliesTo><RolePrivileges /></Role>`, `
			Roles/A.xml:1:60: warning: role "A" has an attribute "inherited", which is not read [invalid-solution] did you mean "isinherited"?
			Roles/A.xml:1:74: warning: role "A" has an attribute "appliesto", which is not read [invalid-solution]
			Roles/A.xml:1:88: warning: role "A" has an element "AppliesTo", which is not read [invalid-solution]
			`),
		one("something else, and no list", head+`><AppliesTo /></Role>`, `
			Roles/A.xml:1:1: warning: role "A" has no RolePrivileges: it grants nothing [invalid-solution]
			Roles/A.xml:1:60: warning: role "A" has an element "AppliesTo", which is not read [invalid-solution]
			`),
		one("a privilege outside of the list", head+`>
`+grant+`</Role>`, `
			Roles/A.xml:2:1: error: role "A" has a RolePrivilege where none is read: expected it in RolePrivileges [invalid-solution]
			`),
		one("something else in the list", head+`><RolePrivileges list="1">
<RolePrivileg name="prvReadAccount" level="Basic" />
<Privilege />
`+grant+`</RolePrivileges></Role>`, `
			Roles/A.xml:1:76: warning: role "A" has an attribute "list", which is not read [invalid-solution]
			Roles/A.xml:2:1: error: role "A" has an element "RolePrivileg" in RolePrivileges: expected RolePrivilege [invalid-solution] did you mean "RolePrivilege"?
			Roles/A.xml:3:1: error: role "A" has an element "Privilege" in RolePrivileges: expected RolePrivilege [invalid-solution]
			`),
		one("text in the list", head+`><RolePrivileges>prvReadAccount</RolePrivileges></Role>`, `
			Roles/A.xml:1:76: error: role "A" has text in RolePrivileges: expected RolePrivilege elements [invalid-solution]
			`),
		one("a privilege in a privilege", role(id1, "A", "", `<RolePrivilege name="prvReadAccount" level="Basic" depth="4" Level="Deep"><Filter />
<rolePrivilege name="prvWriteAccount" level="Basic" /></RolePrivilege>`), `
			Roles/A.xml:2:52: warning: privilege "prvReadAccount" has an attribute "depth", which is not read [invalid-solution]
			Roles/A.xml:2:62: warning: privilege "prvReadAccount" has an attribute "Level", which is not read [invalid-solution] did you mean "level"?
			Roles/A.xml:2:75: warning: privilege "prvReadAccount" has an element "Filter", which is not read [invalid-solution]
			Roles/A.xml:3:1: error: privilege "prvReadAccount" has a rolePrivilege where none is read: expected it in RolePrivileges [invalid-solution]
			`),
		one("names that no privilege has", role(id1, "A", "", `<RolePrivilege name=" prvReadAccount" level="Basic" />
<RolePrivilege name="prvRead Account" level="Basic" />
<RolePrivilege name="prvReadAccount&#xA0;" level="Basic" />
<RolePrivilege name="ReadAccount" level="Basic" />
<RolePrivilege name="pr" level="Basic" />
<RolePrivilege name="PrvReadAccount" level="Basic" />`), `
			Roles/A.xml:2:22: error: role "A" has the privilege " prvReadAccount": expected a name without white space [invalid-solution]
			Roles/A.xml:3:22: error: role "A" has the privilege "prvRead Account": expected a name without white space [invalid-solution]
			Roles/A.xml:4:22: error: role "A" has the privilege "prvReadAccount\u00a0": expected a name without white space [invalid-solution]
			Roles/A.xml:5:22: error: role "A" has the privilege "ReadAccount": expected a name that begins with prv [invalid-solution]
			Roles/A.xml:6:22: error: role "A" has the privilege "pr": expected a name that begins with prv [invalid-solution]
			`),
		{title: "in one file", files: map[string]string{"solution.xml": manifest("core", "0"), "customizations.xml": `<ImportExportXml><Roles>
<role /></Roles><FieldSecurityProfiles>
<Profile /></FieldSecurityProfiles></ImportExportXml>`}, says: `
			customizations.xml:2:1: warning: Roles has an element "role", which is not read: expected Role [invalid-solution] did you mean "Role"?
			customizations.xml:3:1: warning: FieldSecurityProfiles has an element "Profile", which is not read: expected FieldSecurityProfile [invalid-solution]
			`},
	})
}

func TestUnreadPartsOfProfiles(t *testing.T) {
	const permission = `<FieldPermission><EntityName>a</EntityName><AttributeName>b</AttributeName><CanRead>4</CanRead><CanUpdate>0</CanUpdate><CanCreate>0</CanCreate></FieldPermission>`
	one := func(title, attributes, text, says string) reading {
		return reading{title: title, files: map[string]string{
			"Other/Solution.xml": manifest("core", "0", componentOf("70", id2)),
			"Other/FieldSecurityProfiles.xml": `<FieldSecurityProfiles><FieldSecurityProfile name="P" fieldsecurityprofileid="` + id2 + `"` + attributes + `>
` + text + `</FieldSecurityProfile></FieldSecurityProfiles>`,
		}, says: says}
	}
	run(t, []reading{
		one("all that is known", ` description="d"`, `<FieldPermissions>`+permission+`</FieldPermissions>`, ""),
		one("another attribute and element", ` Description="d"`, `<FieldPermission1s>`+permission+`</FieldPermission1s>`, `
			Other/FieldSecurityProfiles.xml:1:117: warning: column security profile "P" has an attribute "Description", which is not read [invalid-solution] did you mean "description"?
			Other/FieldSecurityProfiles.xml:2:1: error: column security profile "P" has a FieldPermission in "FieldPermission1s": expected it in FieldPermissions [invalid-solution] did you mean "FieldPermissions"?
			`),
		one("a permission outside of the list", "", permission, `
			Other/FieldSecurityProfiles.xml:2:1: error: column security profile "P" has a FieldPermission where none is read: expected it in FieldPermissions [invalid-solution]
			`),
		one("something else in the list", "", `<FieldPermissions>
<Permission /></FieldPermissions>`, `
			Other/FieldSecurityProfiles.xml:3:1: error: column security profile "P" has an element "Permission" in FieldPermissions: expected FieldPermission [invalid-solution]
			`),
		one("something else in a permission", "", `<FieldPermissions>`+strings.NewReplacer(`<FieldPermission>`, `<FieldPermission id="1">
<CanReed />`).Replace(permission)+`</FieldPermissions>`, `
			Other/FieldSecurityProfiles.xml:2:36: warning: the permission on "a.b" has an attribute "id", which is not read [invalid-solution]
			Other/FieldSecurityProfiles.xml:3:1: warning: the permission on "a.b" has an element "CanReed", which is not read [invalid-solution] did you mean "CanRead"?
			`),
	})
}

// A permission on a column that the same solution describes as open, or that it perhaps does not describe because of a slip, is a warning.
func TestPermissionsOnColumnsThatAreNotSecured(t *testing.T) {
	table := func(columns string) string {
		return `<Entity><Name>a_T</Name><EntityInfo><entity Name="a_T"><attributes>
` + columns + `</attributes></entity></EntityInfo></Entity>`
	}
	column := func(name, more string) string {
		return `<attribute PhysicalName="` + name + `"` + more + `</attribute>`
	}
	const at = "Other/FieldSecurityProfiles.xml"
	one := func(title, columns string, says string, named ...string) reading {
		var permissions string
		for _, name := range named {
			permissions += "<FieldPermission><EntityName>a_t</EntityName><AttributeName>" + name + `</AttributeName><CanRead>4</CanRead><CanUpdate>0</CanUpdate><CanCreate>0</CanCreate></FieldPermission>`
		}
		return reading{title: title, files: map[string]string{
			"Other/Solution.xml": manifest("core", "0", componentOf("70", id2)), "Entities/a_T/Entity.xml": table(columns),
			at: `<FieldSecurityProfiles><FieldSecurityProfile name="P" fieldsecurityprofileid="` + id2 + `"><FieldPermissions>` + permissions + `</FieldPermissions></FieldSecurityProfile></FieldSecurityProfiles>`,
		}, says: says}
	}
	salary := column("a_Salary", `><IsSecured>1</IsSecured>`)
	run(t, []reading{
		one("secured", salary, "", "a_salary"),
		one("not stated", column("a_Salary", `>`), "", "a_salary"),
		one("open", column("a_Salary", `><IsSecured>0</IsSecured>`), `
			`+at+`:1:195: warning: profile "P" has a permission on a_t.a_salary, which is not secured [column-not-secured]
				Entities/a_T/Entity.xml:2: the column is described here
			`, "a_salary"),
		one("a slip", salary, `
			`+at+`:1:195: warning: profile "P" has a permission on a_t.a_salery, and the solution describes the table without that column [column-not-secured] did you mean "a_salary"?
			`, "a_salery"),
		one("a column of another solution", salary, "", "a_bonus"),
		one("beside the one that is near", salary, "", "a_salary", "a_salar2"),
		one("a stub", salary+column("a_salar2", ` unmodified="1"><IsSecured>0</IsSecured>`), "", "a_salar2"),
		one("a table without columns", "", "", "a_salery"),
	})
}

// The manifest and the files say the same, or a warning says what is missing where.
func TestManifestAgainstFiles(t *testing.T) {
	profiles := profilesOf(profile("P", "", id2))
	run(t, []reading{
		{title: "not listed", files: map[string]string{
			"Other/Solution.xml": manifest("core", "0", componentOf("20", id1)), "Roles/A.xml": role(id1, "A", "", ""), "Roles/B.xml": role(id2, "B", "", ""),
			"Other/FieldSecurityProfiles.xml": profiles,
		}, says: `
			Other/FieldSecurityProfiles.xml:3:3: warning: the manifest does not list the column security profile "P": packing would leave it out [missing-component]
			Roles/B.xml:1:1: warning: the manifest does not list the role "B": packing would leave it out [missing-component]
			`},
		{title: "a manifest that lists nothing", files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "Roles/A.xml": role(id1, "A", "", "")}},
		{title: "listed, and cannot be read", files: map[string]string{
			"Other/Solution.xml": manifest("core", "0", componentOf("20", id1), componentOf("70", id2)), "Roles/A.xml": "<Role>",
		}, says: `
			Roles/A.xml:1:7: error: the file ends inside <Role>: expected </Role> [invalid-xml]
				Roles/A.xml:1: it is opened here
			`},
		{title: "a manifest that says little", files: map[string]string{
			"a/Other/Solution.xml": "<ImportExportXml>\n<SolutionManifest><UniqueName>a</UniqueName></SolutionManifest></ImportExportXml>",
			"b/Other/Solution.xml": strings.ReplaceAll(manifest("b", "0"), "<Managed>0</Managed>", ""),
			"c/Other/Solution.xml": strings.ReplaceAll(manifest("c", "0"), "<UniqueName>acme</UniqueName>", ""),
		}, says: `
			a/Other/Solution.xml:2:1: warning: the manifest has no Version, no Managed, no Publisher [invalid-solution]
			b/Other/Solution.xml:2:38: warning: the manifest has no Managed [invalid-solution]
			c/Other/Solution.xml:2:38: warning: the manifest has no UniqueName of its Publisher [invalid-solution]
			`},
	})
}

// Another document is shown at its element, not at what stands before it.
func TestAnotherDocumentElement(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"Roles/A.xml", bom + declared + "<!-- c -->\n  <Entity a=\"b\">\n</Entity>", `<Entity a="b">`},
		{"Roles/A.xml", `<Entity />`, `<Entity />`},
	} {
		var diags diag.List
		if _, err := solution.Read("", memory(map[string]string{"Other/Solution.xml": manifest("core", "0"), test.name: test.text}), &diags); err != nil {
			t.Fatal(err)
		}
		if all := diags.Sorted(); len(all) != 1 || all[0].Span.Text() != test.want || all[0].Message != "the document is no Role" {
			t.Errorf("%q: the caret is not at %q: %s", test.text, test.want, say(&diags))
		}
	}
	yaml := inYAML()
	yaml["app/roles/clerk/role.yml"] = "# c\nroles:\n  a: 1\n"
	var diags diag.List
	if _, err := solution.Read("", memory(yaml), &diags); err != nil || say(&diags) != "app/roles/clerk/role.yml:2:1: error: the document is no Role [invalid-solution]\n" {
		t.Errorf("%v: %s", err, say(&diags))
	}
}

// Within a zip no path can be named: what is there twice has to be taken out.
func TestTwoSolutionsInAZip(t *testing.T) {
	core := string(packed(t, core()...))
	for _, test := range []struct {
		members []member
		want    string
	}{
		{[]member{{name: "new.zip", text: core}, {name: "old.zip", text: core}}, `the solution "core" is there 2 times: take one of them out of the zip: "new.zip", "old.zip"`},
		{[]member{{name: "a/Other/Solution.xml", text: manifest("core", "0")}, {name: "b/Other/Solution.xml", text: manifest("core", "0")}, {name: "c/Other/Solution.xml", text: manifest("core", "0")}},
			`the solution "core" is there 3 times: take all but one of them out of the zip: "a", "b", "c"`},
	} {
		var diags diag.List
		z := packed(t, test.members...)
		if _, err := solution.ReadZip("x.zip", bytes.NewReader(z), int64(len(z)), &diags); err != nil {
			t.Fatal(err)
		}
		if all := diags.Sorted(); len(all) != 1 || all[0].Message != test.want {
			t.Errorf("got %s, want %s", say(&diags), test.want)
		}
	}
}
