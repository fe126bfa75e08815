package solution_test

import "testing"

// Every problem of every file is reported, at what has to be changed.
func TestProblemsOfRoles(t *testing.T) {
	one := func(title, text, says string) reading {
		return reading{title: title, files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "Roles/A.xml": text}, says: says}
	}
	privileges := func(text string) string { return role(id1, "A", "", text) }
	run(t, []reading{
		one("no id and no name", `<Role><RolePrivileges /></Role>`, `
			Roles/A.xml:1:1: error: a role has no id [invalid-solution]
			Roles/A.xml:1:1: error: a role has no name [invalid-solution]
			`),
		one("an empty name", `<Role id="{`+id1+`}" name=" "/>`, `
			Roles/A.xml:1:51: error: a role has an empty name [invalid-solution]
			`),
		one("no GUID", `<Role id="{roleid}" name="A"><RolePrivileges/></Role>`, `
			Roles/A.xml:1:11: warning: the id "{roleid}" of role "A" is no GUID [invalid-solution]
			`),
		one("inheritance", role(id1, "A", ` isinherited="yes"`, ""), `
			Roles/A.xml:1:73: error: isinherited is "yes": expected 0 or 1 [invalid-solution]
			`),
		one("another document", `<Entity />`, `
			Roles/A.xml:1:1: error: the document is no Role [invalid-solution]
			`),
		one("levels", privileges(`<RolePrivilege name="prvA" level="global" />
<RolePrivilege name="prvB" level="None" />
<RolePrivilege name="prvC" level="RecordFilter" />
<RolePrivilege name="prvD" level="" />
<RolePrivilege name="prvE" /><RolePrivilege level="Basic" />`), `
			Roles/A.xml:2:35: error: the level of "prvA" is "global": expected Basic, Local, Deep or Global [unknown-level] did you mean "Global"?
			Roles/A.xml:3:35: warning: role "A" has the privilege "prvB" at level None, which grants nothing [no-access-level]
			Roles/A.xml:4:35: warning: role "A" has the privilege "prvC" for filtered rows only, which no access level says: it is kept, but not counted as access [no-access-level]
			Roles/A.xml:5:28: error: privilege "prvD" has an empty level [invalid-solution]
			Roles/A.xml:6:1: error: privilege "prvE" has no level [invalid-solution]
			Roles/A.xml:6:30: error: a privilege has no name [invalid-solution]
			`),
		one("a privilege twice", privileges(`<RolePrivilege name="prvA" level="Basic" />
<RolePrivilege name="PRVa" level="Basic" />
<RolePrivilege name="prva" level="Deep" />`), `
			Roles/A.xml:3:1: warning: role "A" has the privilege "PRVa" twice [duplicate-key]
				Roles/A.xml:2: the first is here
			Roles/A.xml:4:35: error: role "A" has the privilege "prva" at level Deep here, and at Basic before [two-levels]
				Roles/A.xml:2: here
			`),
		{title: "two roles", files: map[string]string{
			"Other/Solution.xml": manifest("core", "0"), "Roles/A.xml": role(id1, "A", "", ""), "Roles/B.xml": role(id1, "B", "", ""), "Roles/C.xml": role(id2, "a", "", ""),
		}, says: `
			Roles/B.xml:1:1: error: roles "A" and "B" have the same id "` + id1 + `" [duplicate-id]
				Roles/A.xml:1: "A" is here
			Roles/C.xml:1:1: error: there are two roles named "a" [duplicate-name]
				Roles/A.xml:1: the other is here
			`},
		{title: "listed and not there", files: map[string]string{"Other/Solution.xml": manifest("core", "0",
			`<RootComponent type="20" id="{`+id1+`}" />`, `<RootComponent type="70" id="{`+id2+`}" />`, `<RootComponent type="70" id="{572329c1-a042-4e22-be47-367c6374ea45}" />`)}, says: `
			Other/Solution.xml:7:17: warning: the manifest lists a role "` + id1 + `" that no file holds [missing-component]
			Other/Solution.xml:7:88: warning: the manifest lists a column security profile "` + id2 + `" that no file holds [missing-component]
			`},
		{title: "several files", files: map[string]string{"Other/Solution.xml": manifest("core", "7"), "Roles/A.xml": "<Role>", "Roles/B.xml": `<Role id="` + id1 + `"/>`}, says: `
			Other/Solution.xml:5:32: error: Managed is "7": expected 0 (unmanaged), 1 (managed) or 2 (both) [invalid-solution]
			Roles/A.xml:1:7: error: the file ends inside <Role>: expected </Role> [invalid-xml]
				Roles/A.xml:1: it is opened here
			Roles/B.xml:1:1: error: a role has no name [invalid-solution]
			`},
	})
}

func TestProblemsOfProfilesTablesAndRelationships(t *testing.T) {
	one := func(title, text, says string) reading {
		return reading{title: title, files: map[string]string{"solution.xml": manifest("core", "0"), "customizations.xml": "<ImportExportXml>\n" + text + "</ImportExportXml>"}, says: says}
	}
	profile := func(permissions string) string {
		return `<FieldSecurityProfiles><FieldSecurityProfile name="P" fieldsecurityprofileid="{` + id1 + `}"><FieldPermissions>
` + permissions + `</FieldPermissions></FieldSecurityProfile></FieldSecurityProfiles>`
	}
	const column = `<FieldPermission><EntityName>a</EntityName><AttributeName>b</AttributeName>`
	run(t, []reading{
		one("values", profile(column+`<CanRead>1</CanRead><CanUpdate>0</CanUpdate><CanReadUnmasked>2</CanReadUnmasked></FieldPermission>`), `
			customizations.xml:3:1: warning: the permission on "a.b" has no CanCreate: that is 0, not allowed [invalid-solution]
			customizations.xml:3:85: error: CanRead of "a.b" is "1": expected 0 (not allowed) or 4 (allowed) [invalid-solution]
			customizations.xml:3:137: error: CanReadUnmasked of "a.b" is "2": expected 0 (nothing), 1 (one row) or 3 (all rows) [invalid-solution]
			`),
		one("no column, and one twice", profile(`<FieldPermission><EntityName>a</EntityName></FieldPermission>
`+column+`<CanRead>4</CanRead><CanUpdate>0</CanUpdate><CanCreate>0</CanCreate></FieldPermission>
`+column+`</FieldPermission>`), `
			customizations.xml:3:1: error: a permission of profile "P" does not say on which column: expected EntityName and AttributeName [invalid-solution]
			customizations.xml:5:1: error: profile "P" has two permissions on "a.b" [duplicate-key]
				customizations.xml:4: the first is here
			`),
		one("tables", `<Entities><Entity /><Entity><Name>A</Name><EntityInfo><entity><OwnershipTypeMask>Nobody</OwnershipTypeMask><IsActivity>perhaps</IsActivity></entity></EntityInfo></Entity>
<Entity><Name>a</Name></Entity></Entities>`, `
			customizations.xml:2:11: error: a table has no name: expected it in Name, or as an attribute of EntityInfo/entity [invalid-solution]
			customizations.xml:2:82: warning: the ownership of "a" is "Nobody": expected UserOwned, OrgOwned or BusinessOwned; it is taken as unknown [invalid-solution]
			customizations.xml:2:120: warning: IsActivity is "perhaps": expected 0 or 1 [invalid-solution]
			customizations.xml:3:1: error: the table "a" is there twice [duplicate-name]
				customizations.xml:2: the first is here
			`),
		one("relationships", `<EntityRelationships><EntityRelationship Name="r"><ReferencingEntityName>a</ReferencingEntityName><ReferencedEntityName>b</ReferencedEntityName><CascadeDelete>Maybe</CascadeDelete></EntityRelationship>
<EntityRelationship Name="R"><ReferencingEntityName>a</ReferencingEntityName><ReferencedEntityName>b</ReferencedEntityName></EntityRelationship></EntityRelationships>`, `
			customizations.xml:2:160: warning: CascadeDelete is "Maybe": expected NoCascade, Cascade, Active, UserOwned, RemoveLink or Restrict; it is taken as not stated [invalid-solution]
			customizations.xml:3:1: error: the relationship "R" is there twice [duplicate-name]
				customizations.xml:2: the other is here
			`),
		one("an app for nobody", `<AppModules><AppModule><UniqueName>x</UniqueName><AppModuleRoleMaps><Role /></AppModuleRoleMaps></AppModule></AppModules>`, `
			customizations.xml:2:69: error: the app "x" is opened to a role without an id [invalid-solution]
			`),
		one("a document type", `<!DOCTYPE a>`, `
			customizations.xml:2:1: error: a document type is not read: solutions have none, and it could declare entities [invalid-xml]
			`),
	})
}
