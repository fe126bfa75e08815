package solution_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// inYAML is a solution as Dataverse's git integration writes it.
func inYAML() map[string]string {
	return map[string]string{
		"app/solutions/core/solution.yml": `SolutionManifest:
  UniqueName: core
  LocalizedNames:
    LocalizedName:
      '@description': Core
      '@languagecode': '1033'
  Version: 1.0
  Managed: 0
  Publisher:
    UniqueName: acme
`,
		"app/solutions/core/rootcomponents.yml": `RootComponents:
  RootComponent:
    - '@type': 1
      '@schemaName': ac_case
      '@behavior': 0
    - '@type': '20'
      '@id': '{` + id1 + `}'
      '@behavior': '0'
    - '@type': 70
      '@id': '{` + id2 + `}'
`,
		"app/publishers/acme/publisher.yml": "Publisher:\n  UniqueName: acme\n  CustomizationPrefix: ac\n",
		"app/roles/clerk/role.yml": `Role:
  '@id': '{` + strings.ToUpper(id1) + `}'
  '@name': "Clerk, second"
  '@isinherited': '1'
  IsCustomizable: 1
  Description: ~
  RolePrivileges:
    RolePrivilege:
      - '@name': prvReadac_Case
        '@level': Local
      - { '@name': prvWriteac_Case, '@level': Basic }
`,
		"app/fieldsecurityprofiles/pay/fieldsecurityprofile.yml": `FieldSecurityProfile:
  '@name': Pay
  '@fieldsecurityprofileid': '{` + id2 + `}'
  FieldPermissions:
    FieldPermission:
      EntityName: ac_case
      AttributeName: ac_pay
      CanRead: 4
      CanUpdate: 0
      CanCreate: 0
`,
		"app/entities/ac_case/Entity.yml": `Entity:
  Name: ac_Case
  EntityInfo:
    entity:
      '@Name': ac_Case
      OwnershipTypeMask: UserOwned
      IsAuditEnabled: '1'
      IsActivity:
`,
		"app/entities/ac_case/attributes/ac_pay.yml": "attribute:\n  '@PhysicalName': ac_Pay\n  Type: money\n  LogicalName: ac_pay\n  IsSecured: 1\n",
		"app/entities/ac_case/formxml/main.yml":      "systemform:\n  formid: 1\n",
		"app/entityrelationships/r.yml":              "EntityRelationship:\n  '@Name': r\n  EntityRelationshipType: OneToMany\n  ReferencingEntityName: ac_Case\n  ReferencedEntityName: Account\n  CascadeDelete: Restrict\n",
		"app/appmodules/ac_App/appmodule.yml":        "AppModule:\n  UniqueName: ac_App\n  AppModuleRoleMaps:\n    Role:\n      '@id': '{" + id1 + "}'\n",
	}
}

// The YAML layout says what the XML would say: keys for elements, @keys for attributes, lists for repetition, and numbers as written.
func TestYAMLSolution(t *testing.T) {
	run(t, []reading{{
		title: "everything", files: inYAML(), want: `
			solution core at="app" version=1.0 managed=0 publisher=acme/ac title="Core"
			role "Clerk, second" ` + id1 + ` inherited=1 customizable=1
			grant prvReadac_Case business_unit
			grant prvWriteac_Case user
			profile "Pay" ` + id2 + `
			permission ac_case.ac_pay create=false read=true update=false unmasked=none
			table ac_case ac_Case user_or_team audit=1
			column ac_pay money secured=1
			relationship r ac_case. -> account delete="restrict"
			app ac_App role ` + id1 + `
			component 1 ac_case behavior=0
			component 20 ` + id1 + ` behavior=0
			component 70 ` + id2 + ` behavior=`,
	}})
}

func TestProblemsOfYAML(t *testing.T) {
	var tests []reading
	add := func(title, text, says string) {
		files := inYAML()
		files["app/roles/clerk/role.yml"] = text
		tests = append(tests, reading{title: title, files: files, says: says})
	}
	add("no mapping", "- a\n", `
		app/roles/clerk/role.yml:1:1: error: expected a mapping with one key, the name of the document element [invalid-yaml]
		`)
	add("no mapping, after a byte order mark", "\ufeff- a\n", `
		app/roles/clerk/role.yml:1:1: error: expected a mapping with one key, the name of the document element [invalid-yaml]
		`)
	add("two documents", "a: 1\n---\nb: 2\n", `
		app/roles/clerk/role.yml:2:1: error: the file has a second document: expected one [invalid-yaml]
		`)
	add("two elements", "Role:\nRoles:\n", `
		app/roles/clerk/role.yml:2:1: error: the file has the keys "Role" and "Roles": expected one, the name of the document element [invalid-yaml]
		`)
	add("another element", "roles:\n", `
		app/roles/clerk/role.yml:1:1: error: the document is no Role [invalid-solution]
		`)
	add("an alias", "Role:\n  A: &a 1\n  B: *a\n", `
		app/roles/clerk/role.yml:2:6: error: an anchor or alias: solutions have none, and none is read [invalid-yaml]
		`)
	add("a tag", "Role:\n  A: !!binary abc\n", `
		app/roles/clerk/role.yml:2:6: error: the tag "!!binary": solutions have none, and none is read [invalid-yaml]
		`)
	add("a key twice", "Role:\n  '@id': a\n  '@id': b\n", `
		app/roles/clerk/role.yml:3:3: error: the key "@id" is there twice [duplicate-key]
		`)
	add("no YAML", "Role: [\n", `
		app/roles/clerk/role.yml:1:1: error: not YAML: did not find expected node content [invalid-yaml]
		`)
	add("no text", "Role: \xff\n", `
		app/roles/clerk/role.yml:1:1: error: the file is no UTF-8 text [invalid-utf8]
		`)
	add("too deep", "Role: "+strings.Repeat("{a: ", 300)+strings.Repeat("}", 300), `
		app/roles/clerk/role.yml:1:1028: error: more than 256 levels deep [limit-exceeded]
		`)
	add("a level", "Role:\n  '@id': "+id2+"\n  '@name': é\n  RolePrivileges:\n    RolePrivilege: {'@name': prvé, '@level': Globe}\n", `
		app/roles/clerk/role.yml:1:1: warning: the manifest does not list the role "é": packing would leave it out [missing-component]
		app/roles/clerk/role.yml:5:46: error: the level of "prvé" is "Globe": expected Basic, Local, Deep or Global [unknown-level] did you mean "Global"?
		`)
	files := inYAML()
	files["app/roles/clerk/role.yaml"] = files["app/roles/clerk/role.yml"]
	tests = append(tests, reading{title: "another ending", files: files, says: `
		app/roles/clerk/role.yaml:0:1: error: pac reads files *.yml only, so this would be left out [invalid-solution]
		`})
	long := strings.Repeat("é", 5000)
	add("far into a line", "Role: {'@id': "+id1+", '@name': R, Description: "+long+", RolePrivileges: {RolePrivilege: [{'@name': prvReadx, '@level': Bsic}]}}\n", `
		app/roles/clerk/role.yml:1:5143: error: the level of "prvReadx" is "Bsic": expected Basic, Local, Deep or Global [unknown-level] did you mean "Basic"?
		`)
	run(t, tests)
}

// Where two solutions share a folder, each has the roles that its own manifest lists.
func TestSharedYAMLFolder(t *testing.T) {
	files := inYAML()
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.Contains(name, "fieldsecurity") })
	files["app/solutions/more/solution.yml"] = "SolutionManifest:\n  UniqueName: more\n  Version: 1.0\n  Managed: 0\n"
	files["app/roles/other/role.yml"] = "Role:\n  '@id': '{" + id2 + "}'\n  '@name': Other\n  RolePrivileges:\n"
	var diags diag.List
	all, err := solution.Read("", memory(files), &diags)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %d solutions and %v, want 2", len(all), err)
	}
	if len(all[0].Roles) != 1 || all[0].At != "app/solutions/core" || len(all[1].Roles) != 0 || all[1].At != "app/solutions/more" {
		t.Errorf("got\n%s", dump(all))
	}
	want := `app/roles/other/role.yml:1:1: warning: none of the solutions of this folder lists the role "Other" in its rootcomponents.yml: it is not read [missing-component]` + "\n"
	if got := say(&diags); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
