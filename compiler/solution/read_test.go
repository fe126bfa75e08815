package solution_test

import (
	"errors"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// An unpacked solution is what the files around its Other/Solution.xml say, under whatever folder and in whatever case of letters.
func TestUnpackedSolution(t *testing.T) {
	run(t, []reading{{
		title: "everything",
		files: map[string]string{
			"src/other/solution.xml": manifest("core", "2", `<RootComponent type="1" schemaName="ac_case" behavior="0" />`, `<RootComponent type="20" id="{`+id1+`}" behavior="0" />`, `<RootComponent type="70" id="{`+id2+`}" behavior="0" />`),
			"src/Roles/Clerk.xml": "\ufeff" + role(id1, "Clerk &amp; Co", ` isinherited="0"`, `<RolePrivilege name="prvReadac_Case" level="Local" />
				<RolePrivilege name="prvWriteac_Case" level="Basic"/><RolePrivilege name="prvReadAccount" level="Deep" /><RolePrivilege name="prvExportToExcel" level="Global"></RolePrivilege>`),
			"src/Other/FieldSecurityProfiles.xml": `<FieldSecurityProfiles><FieldSecurityProfile name="Pay" description="d" fieldsecurityprofileid="{` + id2 + `}"><FieldPermissions>
				<FieldPermission><EntityName>ac_Case</EntityName><AttributeName>ac_pay</AttributeName><CanRead>4</CanRead><CanUpdate>0</CanUpdate><CanCreate>4</CanCreate><CanReadUnmasked>3</CanReadUnmasked></FieldPermission>
				<FieldPermission><EntityName>ac_case</EntityName><AttributeName>ac_tax</AttributeName><CanRead>0</CanRead><CanUpdate>4</CanUpdate><CanCreate>0</CanCreate></FieldPermission>
				</FieldPermissions></FieldSecurityProfile>
				<FieldSecurityProfile name="System Administrator" fieldsecurityprofileid="{572329C1-A042-4E22-BE47-367C6374EA45}" /></FieldSecurityProfiles>`,
			"src/Entities/ac_Case/Entity.xml": `<Entity><Name>ac_Case</Name><EntityInfo><entity Name="ac_Case"><attributes>
				<attribute PhysicalName="ac_Pay"><Type>money</Type><LogicalName>ac_pay</LogicalName><IsSecured>1</IsSecured><IsAuditEnabled>0</IsAuditEnabled></attribute>
				<attribute PhysicalName="ac_Old" unmodified="1"><LogicalName>ac_old</LogicalName><IsSecured>1</IsSecured></attribute>
				</attributes><OwnershipTypeMask>UserOwned</OwnershipTypeMask><IsAuditEnabled>1</IsAuditEnabled><IsActivity>0</IsActivity><IsRetrieveAuditEnabled>0</IsRetrieveAuditEnabled></entity></EntityInfo></Entity>`,
			"src/Entities/Account/Entity.xml": `<Entity><Name>Account</Name><RibbonDiffXml /></Entity>`,
			"src/Entities/Contact/Entity.xml": `<Entity><Name>Contact</Name><EntityInfo><entity Name="Contact" unmodified="1"><OwnershipTypeMask>UserOwned</OwnershipTypeMask><IsAuditEnabled>0</IsAuditEnabled></entity></EntityInfo></Entity>`,
			"src/Other/Relationships.xml":     `<EntityRelationships><EntityRelationship Name="ac_case_account" /></EntityRelationships>`,
			"src/Other/Relationships/Account.xml": `<EntityRelationships><EntityRelationship Name="ac_case_account"><EntityRelationshipType>OneToMany</EntityRelationshipType>
				<ReferencingEntityName>ac_Case</ReferencingEntityName><ReferencedEntityName>Account</ReferencedEntityName><CascadeAssign>Cascade</CascadeAssign><CascadeDelete>RemoveLink</CascadeDelete>
				<CascadeReparent>ActiveOnly</CascadeReparent><CascadeShare>UserOwned</CascadeShare><ReferencingAttributeName>ac_AccountId</ReferencingAttributeName></EntityRelationship>
				<EntityRelationship Name="ac_case_contact"><EntityRelationshipType>ManyToMany</EntityRelationshipType><ReferencingEntityName>ac_Case</ReferencingEntityName><FirstEntityName>ac_Case</FirstEntityName></EntityRelationship></EntityRelationships>`,
			"src/AppModules/ac_App/AppModule.xml":         `<AppModule><UniqueName>ac_App</UniqueName><AppModuleRoleMaps><Role Id="{` + id1 + `}" /></AppModuleRoleMaps></AppModule>`,
			"src/AppModules/ac_App/AppModule_managed.xml": `<AppModule><UniqueName>ac_App</UniqueName><AppModuleRoleMaps><Role id="{` + id2 + `}" /></AppModuleRoleMaps></AppModule>`,
			"src/WebResources/ac_/Roles/else.xml":         `<Settings />`,
		},
		want: `
			solution core at="src" version=1.0 managed=2 publisher=acme/ac title="Core"
			role "Clerk & Co" ` + id1 + ` inherited=0 customizable=1
			grant prvReadac_Case business_unit
			grant prvWriteac_Case user
			grant prvReadAccount parent_child
			grant prvExportToExcel organization
			profile "Pay" ` + id2 + ` description="d"
			permission ac_case.ac_pay create=true read=true update=false unmasked=all_records
			permission ac_case.ac_tax create=false read=false update=true unmasked=none
			table ac_case ac_Case user_or_team activity=0 audit=1 retrieve=0
			column ac_pay money secured=1 audit=0
			table account Account unknown
			table contact Contact unknown
			relationship ac_case_account ac_case.ac_accountid -> account assign="cascade" share="user_owned" reparent="active" delete="remove_link"
			app ac_App role ` + id1 + `
			component 1 ac_case behavior=0
			component 20 ` + id1 + ` behavior=0
			component 70 ` + id2 + ` behavior=0`,
	}})
}

// What is extracted and not unpacked, and a customizations.xml alone, hold everything in one document; a Role elsewhere in it is none.
func TestExtractedSolution(t *testing.T) {
	text := `<ImportExportXml><Entities><Entity><Name>ac_X</Name><FormXml><Role id="a" name="no role"/></FormXml></Entity></Entities>
		<Roles>` + role(id1, "Clerk", ` isinherited="1"`, "") + `</Roles>
		<AppModules><AppModule><UniqueName>a</UniqueName><AppModuleRoleMaps><Role id="{` + id1 + `}"/></AppModuleRoleMaps></AppModule></AppModules></ImportExportXml>`
	all := `
			role "Clerk" ` + id1 + ` inherited=1 customizable=1
			table ac_x ac_X unknown
			app a role ` + id1
	run(t, []reading{
		{title: "with a manifest", files: map[string]string{"x/solution.xml": manifest("core", "0"), "x/Customizations.xml": text},
			want: `
			solution core at="x" version=1.0 managed=0 publisher=acme/ac title="Core"` + all},
		{title: "alone", files: map[string]string{"customizations.xml": text, "readme.md": ""},
			want: `
			solution at="" version= managed=-1 publisher=/ title=""` + all},
		{title: "a manifest alone", files: map[string]string{"solution.xml": manifest("core", "0")},
			says: `solution.xml:0:1: error: no customizations.xml lies beside this manifest [invalid-solution]` + "\n"},
	})
}

// Masking rules are put on their columns, also of tables and columns that nothing else is said of.
func TestMasking(t *testing.T) {
	rule := func(table, column, more string) string {
		return `<attributemaskingrule uniquename="u"><attributelogicalname>` + column + `</attributelogicalname><entityname>` + table + `</entityname>` + more + `</attributemaskingrule>`
	}
	run(t, []reading{{
		title: "beside and within rules",
		files: map[string]string{
			"solution.xml":                       manifest("core", "0"),
			"customizations.xml":                 `<ImportExportXml><Entities><Entity><EntityInfo><entity Name="ac_X"><attributes><attribute><LogicalName>ac_a</LogicalName></attribute></attributes></entity></EntityInfo></Entity></Entities></ImportExportXml>`,
			"maskingrules/Stars/maskingrule.xml": `<maskingrule name="Stars and more"></maskingrule>`,
			"maskingrules/Stars/attributemaskingrules/one/attributemaskingrule.xml":  rule("ac_x", "ac_a", ""),
			"maskingrules/Others/attributemaskingrules/two/attributemaskingrule.xml": rule("ac_x", "ac_b", ""),
			"attributemaskingrules/three/attributemaskingrule.xml":                   rule("ac_y", "ac_c", "<maskingruleid><name>Elsewhere</name></maskingruleid>"),
			"attributemaskingrules/four/attributemaskingrule.xml":                    rule("ac_y", "ac_d", ""),
		},
		want: `
			solution core at="" version=1.0 managed=0 publisher=acme/ac title="Core"
			table ac_x ac_X unknown
			column ac_a mask="Stars and more"
			column ac_b mask="Others"
			table ac_y ac_y unknown
			column ac_c mask="Elsewhere"
			masking rule Stars and more`,
		says: `
			attributemaskingrules/four/attributemaskingrule.xml:1:1: error: nothing says by which rule ac_y.ac_d is masked: expected the file in the folder of its rule, or a maskingruleid [invalid-solution]
			`,
	}})
}

// Several solutions below a folder are all read; the same one twice is an error, unless it is the managed twin.
func TestSeveralSolutions(t *testing.T) {
	grant := `<RolePrivilege name="prvReadAccount" level="Basic" />`
	run(t, []reading{
		{title: "nested", files: map[string]string{
			"Other/Solution.xml": manifest("outer", "0"), "Roles/A.xml": role(id1, "A", "", grant),
			"sub/Other/Solution.xml": manifest("inner", "0"), "sub/Roles/B.xml": role(id2, "B", "", ""), "sub/old/customizations.xml": "no XML",
		}, want: `
			solution outer at="" version=1.0 managed=0 publisher=acme/ac title="Core"
			role "A" ` + id1 + ` customizable=1
			grant prvReadAccount user
			solution inner at="sub" version=1.0 managed=0 publisher=acme/ac title="Core"
			role "B" ` + id2 + ` customizable=1`},
		{title: "a managed twin", files: map[string]string{
			"Managed/Other/Solution.xml": manifest("Core", "1"), "Managed/Roles/A.xml": role(id1, "A", "", ""),
			"Unmanaged/Other/Solution.xml": manifest("core", "0"), "Unmanaged/Roles/A.xml": role(id1, "A", "", grant),
		}, want: `
			solution core at="Unmanaged" version=1.0 managed=0 publisher=acme/ac title="Core"
			role "A" ` + id1 + ` customizable=1
			grant prvReadAccount user`, says: `
			Managed/Other/Solution.xml:3:1: warning: "Managed" is the managed twin of "Unmanaged", and is not read [two-solutions]
			`},
		{title: "two releases", files: map[string]string{
			"old/Other/Solution.xml": manifest("core", "0"), "new/Other/Solution.xml": manifest("core", "0"),
		}, says: `
			new/Other/Solution.xml:3:1: error: the solution "core" is there 2 times: name one of "new", "old" [two-solutions]
				old/Other/Solution.xml:3: version 1.0
			`},
		{title: "two managed releases", files: map[string]string{"old/Other/Solution.xml": manifest("core", "1"), "new/Other/Solution.xml": manifest("core", "1")}, says: `
			new/Other/Solution.xml:3:1: error: the solution "core" is there 2 times: name one of "new", "old" [two-solutions]
				old/Other/Solution.xml:3: version 1.0
			`},
		{title: "roles without a solution", files: map[string]string{"pack/Roles/A.xml": role(id1, "A", "", ""), "pack/Roles/B.xml": ""},
			says: `
			pack/Roles/A.xml:0:1: error: the file is not read: it belongs to no solution, "pack/Other/Solution.xml" is missing [invalid-solution]
			`},
		{title: "roles beside a solution", files: map[string]string{"pack/Roles/A.xml": role(id1, "A", "", ""), "src/Other/Solution.xml": manifest("core", "0")},
			says: `
			pack/Roles/A.xml:0:1: warning: the file is not read: it belongs to no solution, "pack/Other/Solution.xml" is missing [invalid-solution]
			`},
		{title: "customizations without a manifest", files: map[string]string{"Other/Customizations.xml": ""},
			says: `
			Other/Customizations.xml:0:1: error: "Other/Solution.xml" is missing: nothing says which solution this is [invalid-solution]
			Other/Customizations.xml:1:1: error: the file is empty [invalid-solution]
			`},
		{title: "a solution.xml of something else", files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "tools/solution.xml": "<solution/>"},
			want: head("", "core")},
		{title: "two manifests", files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "other/solution.xml": manifest("core", "0")},
			says: `
			other/solution.xml:0:1: error: the folder has two manifests, this and "Other/Solution.xml" [invalid-solution]
			`},
		{title: "a moved role that cannot be read", files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "shared/Roles/A.xml": "<Role"},
			says: `
			shared/Roles/A.xml:1:1: warning: the file ends inside the tag <Role>: if this is Role, it is not read [invalid-xml]
			`},
		{title: "moved roles", files: map[string]string{"Other/Solution.xml": manifest("core", "0"), "shared/Roles/more/A.xml": role(id1, "A", "", "")},
			want: `
			solution core at="" version=1.0 managed=0 publisher=acme/ac title="Core"
			role "A" ` + id1 + ` customizable=1`},
	})
}

func TestNoSolution(t *testing.T) {
	var diags diag.List
	_, err := solution.Read("", memory(map[string]string{"readme.md": "", "a/b.xml": "<a/>"}), &diags)
	if !errors.Is(err, solution.ErrNone) || diags.Len() > 0 {
		t.Errorf("got %v and %q, want %v", err, say(&diags), solution.ErrNone)
	}
	if _, err = solution.ReadXML("a.xml", []byte("<a/>"), &diags); !errors.Is(err, solution.ErrNone) || diags.Len() > 0 {
		t.Errorf("a document that is no solution: got %v and %q, want %v", err, say(&diags), solution.ErrNone)
	}
}

// A file alone is read by what it is.
func TestReadXML(t *testing.T) {
	for _, test := range []struct{ text, want, says string }{
		{role(id1, "A", "", ""), "solution at=\"\" version= managed=-1 publisher=/ title=\"\"\nrole \"A\" " + id1 + " customizable=1\n", ""},
		{manifest("core", "0"), "", "x.xml:2:1: error: this is the manifest of a solution: expected its folder, its zip or its customizations.xml [invalid-solution]\n"},
		{"<Role", "", "x.xml:1:1: error: the file ends inside the tag <Role> [invalid-xml]\n"},
		{" \n", "", "x.xml:1:1: error: the file is empty [invalid-solution]\n"},
	} {
		var diags diag.List
		s, err := solution.ReadXML("x.xml", []byte(test.text), &diags)
		if err != nil {
			t.Fatal(err)
		}
		if got := dump([]*solution.Solution{s}); test.want != "" && got != test.want {
			t.Errorf("%s: got %s, want %s", test.text, got, test.want)
		}
		if got := say(&diags); got != test.says {
			t.Errorf("%s: it says %q, want %q", test.text, got, test.says)
		}
	}
}
