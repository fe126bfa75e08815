package solution_test

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

const otherID = "33333333-3333-4333-8333-333333333333"

// roleFile is the file of a role with an id.
func roleFile(id, name string, said ...string) string {
	s := strings.ReplaceAll(clerk(said...), clerkID, id)
	return strings.ReplaceAll(s, `name="Clerk"`, `name="`+name+`"`)
}

func sales() *solution.Role {
	return &solution.Role{Name: "Sales & more", Grants: grantsAt("prvWriteAccount=Basic", "prvReadAccount=Deep")}
}

// What is new comes beside what is there, in the way of what is there.
func TestNewRolesAndProfiles(t *testing.T) {
	id := solution.ID("acme", "role", "Sales & more")
	profileNew := solution.ID("acme", "column security profile", "Payroll")
	crlf := strings.NewReplacer("\n", "\r\n")
	salesFile := roleFile(id, "Sales &amp; more", "prvReadAccount=Deep", "prvWriteAccount=Basic")
	withPayroll := func(s *solution.Solution) { s.Profiles = append(s.Profiles, &solution.Profile{Name: "Payroll"}) }
	withSales := func(s *solution.Solution) { s.Roles = append(s.Roles, sales()) }
	whole := func(roles, profiles string) string {
		return "<ImportExportXml" + xsi + ">\r\n  <Entities />\r\n  " + roles + "\r\n  <Workflows />\r\n  " + profiles + "\r\n  <Templates />\r\n</ImportExportXml>"
	}
	inWhole := func(id, name string) string {
		return "    <Role id=\"{" + id + "}\" name=\"" + name + "\">\r\n      <IsCustomizable>1</IsCustomizable>\r\n      <RolePrivileges>\r\n        <RolePrivilege name=\"prvReadAccount\" level=\"Deep\" />\r\n        <RolePrivilege name=\"prvWriteAccount\" level=\"Basic\" />\r\n      </RolePrivileges>\r\n    </Role>\r\n"
	}
	for _, test := range []struct {
		what string
		old  tree
		edit func(*solution.Solution)
		new  tree // the files that change
	}{
		{"the first role", tree{"Other/Solution.xml": manifestOf()}, withSales,
			tree{"Other/Solution.xml": manifestOf(componentOf("20", id)), "Roles/Sales & more.xml": salesFile}},
		{"in a folder", tree{"src/Other/Solution.xml": manifestOf(), "src/roles/Clerk.txt": ""}, withSales,
			tree{"src/Other/Solution.xml": manifestOf(componentOf("20", id)), "src/roles/Sales & more.xml": salesFile}},
		{"beside CRLF without BOM", tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": strings.TrimPrefix(crlf.Replace(clerk()), bom)}, withSales,
			tree{"Other/Solution.xml": manifestOf(inOrder("20", clerkID, id)...), "Roles/Sales & more.xml": strings.TrimPrefix(crlf.Replace(salesFile), bom)}},
		{"beside roles that say IsAutoAssigned", tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": strings.ReplaceAll(clerk(), "  <RoleP", "  <IsAutoAssigned>0</IsAutoAssigned>\n  <RoleP")}, withSales,
			tree{"Other/Solution.xml": manifestOf(inOrder("20", clerkID, id)...), "Roles/Sales & more.xml": strings.ReplaceAll(salesFile, "  <RolePrivileges>", "  <IsAutoAssigned>0</IsAutoAssigned>\n  <RolePrivileges>")}},
		{"beside tabs, and attributes on lines", tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": strings.ReplaceAll(lines(clerk("prvReadAccount=Deep")), "  ", "\t")}, withSales,
			tree{"Other/Solution.xml": manifestOf(inOrder("20", clerkID, id)...), "Roles/Sales & more.xml": strings.ReplaceAll(lines(salesFile), "  ", "\t")}},
		{"the first role, the manifest without BOM", tree{"Other/Solution.xml": strings.TrimPrefix(manifestOf(), bom) + "\n"}, withSales,
			tree{"Other/Solution.xml": strings.TrimPrefix(manifestOf(componentOf("20", id)), bom) + "\n", "Roles/Sales & more.xml": salesFile}},
		{"with all that it can say", tree{"Other/Solution.xml": manifestOf()}, func(s *solution.Solution) {
			s.Roles = append(s.Roles, &solution.Role{ID: strings.ToUpper(otherID), Name: "R", Description: "d", Inherited: solution.Off, Customizable: solution.Off})
		}, tree{"Other/Solution.xml": manifestOf(componentOf("20", otherID)), "Roles/R.xml": strings.NewReplacer(`name="R"`, `name="R" isinherited="0"`, "<IsCustomizable>1", "<IsCustomizable>0", "  <RoleP", "  <Description>d</Description>\n  <RoleP").Replace(roleFile(otherID, "R"))}},
		{"among other root components", tree{"Other/Solution.xml": manifestOf(`<RootComponent type="1" schemaName="acme_case" behavior="0" />`, componentOf("61", clerkID), `<RootComponent type="bot" schemaName="b" behavior="0" />`)}, func(s *solution.Solution) { withSales(s); withPayroll(s) },
			tree{"Other/Solution.xml": manifestOf(`<RootComponent type="1" schemaName="acme_case" behavior="0" />`, componentOf("20", id), componentOf("61", clerkID), componentOf("70", profileNew), `<RootComponent type="bot" schemaName="b" behavior="0" />`),
				"Roles/Sales & more.xml": salesFile, "Other/FieldSecurityProfiles.xml": profilesOf(profile("Payroll", "", profileNew))}},
		{"a profile where there are none", tree{"Other/Solution.xml": manifestOf(), "Other/FieldSecurityProfiles.xml": strings.TrimSuffix(strings.ReplaceAll(profilesOf(), ">\n</FieldSecurityProfiles>", " />"), "\n")}, withPayroll,
			tree{"Other/Solution.xml": manifestOf(componentOf("70", profileNew)), "Other/FieldSecurityProfiles.xml": profilesOf(profile("Payroll", "", profileNew))}},
		{"a profile behind another", tree{"Other/Solution.xml": manifestOf(componentOf("70", profileID)), "Other/FieldSecurityProfiles.xml": profilesOf(profile("Zulu", "", profileID))}, withPayroll,
			tree{"Other/Solution.xml": manifestOf(inOrder("70", profileID, profileNew)...), "Other/FieldSecurityProfiles.xml": profilesOf(profile("Zulu", "", profileID), profile("Payroll", "", profileNew))}},
		{"a role that the manifest does not list", tree{"Other/Solution.xml": manifestOf(), "Roles/Clerk.xml": clerk()}, func(*solution.Solution) {},
			tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID))}},
		{"a manifest without a list", tree{"Other/Solution.xml": strings.ReplaceAll(manifestOf(), "    <RootComponents />\n", "")}, withSales,
			tree{"Other/Solution.xml": manifestOf(componentOf("20", id)), "Roles/Sales & more.xml": salesFile}},
		{"a role with another id", tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": clerk()}, func(s *solution.Solution) { s.Roles[0].ID = otherID },
			tree{"Other/Solution.xml": manifestOf(componentOf("20", otherID)), "Roles/Clerk.xml": roleFile(otherID, "Clerk")}},
		{"into one file, between two roles", tree{"solution.xml": manifestOf(inOrder("20", clerkID, otherID)...), "customizations.xml": whole("<Roles>\r\n"+inWhole(clerkID, "Clerk")+inWhole(otherID, "tester")+"  </Roles>", "<FieldSecurityProfiles />")}, withSales,
			tree{"solution.xml": manifestOf(inOrder("20", clerkID, otherID, id)...), "customizations.xml": whole("<Roles>\r\n"+inWhole(clerkID, "Clerk")+inWhole(id, "Sales &amp; more")+inWhole(otherID, "tester")+"  </Roles>", "<FieldSecurityProfiles />")}},
		{"two into one file, by name", tree{"customizations.xml": whole("<Roles>\r\n"+inWhole(clerkID, "Clerk")+"  </Roles>", "<FieldSecurityProfiles />")}, func(s *solution.Solution) {
			s.Publisher.UniqueName = "acme"
			z, y := sales(), sales()
			z.ID, z.Name, y.ID, y.Name = otherID, "z", profileID, "Y"
			s.Roles = append(s.Roles, z, y)
		}, tree{"customizations.xml": whole("<Roles>\r\n"+inWhole(clerkID, "Clerk")+inWhole(profileID, "Y")+inWhole(otherID, "z")+"  </Roles>", "<FieldSecurityProfiles />")}},
		{"into one file without any", tree{"customizations.xml": whole("<Roles />", "<FieldSecurityProfiles></FieldSecurityProfiles>")}, func(s *solution.Solution) {
			s.Publisher.UniqueName = "acme"
			withSales(s)
			withPayroll(s)
		}, tree{"customizations.xml": whole("<Roles>\r\n"+inWhole(id, "Sales &amp; more")+"  </Roles>", "<FieldSecurityProfiles>\r\n"+crlf.Replace(indented(profile("Payroll", "", profileNew)))+"  </FieldSecurityProfiles>")}},
		{"into one file without their lists", tree{"customizations.xml": strings.NewReplacer("  <!-- r -->\r\n", "", "  <!-- p -->\r\n", "").Replace(whole("<!-- r -->", "<!-- p -->"))}, func(s *solution.Solution) {
			s.Publisher.UniqueName = "acme"
			withSales(s)
			withPayroll(s)
		}, tree{"customizations.xml": whole("<Roles>\r\n"+inWhole(id, "Sales &amp; more")+"  </Roles>", "<FieldSecurityProfiles>\r\n"+crlf.Replace(indented(profile("Payroll", "", profileNew)))+"  </FieldSecurityProfiles>")}},
	} {
		t.Run(test.what, func(t *testing.T) {
			want := test.old.read(t)
			test.edit(want)
			var diags diag.List
			changes, left := solution.Update(test.old.files(), test.old.read(t), want, &diags)
			if diags.Len() > 0 || len(left) > 0 {
				t.Errorf("left %q, reported\n%s", left, say(&diags))
			}
			after := test.old.after(t, changes)
			if len(changes) != len(test.new) {
				t.Errorf("%d changes, want %d", len(changes), len(test.new))
			}
			for _, c := range changes {
				if got, want := after[c.Name], test.new[c.Name]; got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", c.Name, got, want)
				}
			}
			var again diag.List
			if more, _ := solution.Update(after.files(), after.read(t), want, &again); len(more) > 0 || again.HasErrors() {
				t.Errorf("written twice, it changes again: %s\n%s", more[0].Text, say(&again))
			}
		})
	}
}

// inOrder are root components of a type by their ids.
func inOrder(kind string, ids ...string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, componentOf(kind, id))
	}
	for i := range all { // of two or three
		for j := range all[:i] {
			if all[i] < all[j] {
				all[i], all[j] = all[j], all[i]
			}
		}
	}
	return all
}

func indented(s string) string {
	return "  " + strings.TrimSuffix(strings.ReplaceAll(s, "\n", "\n  "), "  ")
}

// What cannot be written is said, and then nothing is.
func TestWhatCannotBeWritten(t *testing.T) {
	base := tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": clerk("prvReadAccount=Deep")}
	rename := func(name string) func(*solution.Solution) {
		return func(s *solution.Solution) { s.Roles = append(s.Roles, &solution.Role{Name: name}) }
	}
	managed := strings.ReplaceAll(base["Other/Solution.xml"], "<Managed>2", "<Managed>1")
	for _, test := range []struct {
		what string
		old  tree
		edit func(*solution.Solution)
		want string
	}{
		{"a managed solution", tree{"Other/Solution.xml": managed, "Roles/Clerk.xml": base["Roles/Clerk.xml"]}, rename("R"), `Other/Solution.xml:4:5: error: solution "acme_core" is managed: export into the unmanaged one [managed-solution]`},
		{"a backslash", base, rename(`Tester\Viewer`), `error: role "Tester\\Viewer" cannot be a file: Windows has no \ in names of files [invalid-file-name]`},
		{"a slash, and the file of another", tree{"Other/Solution.xml": base["Other/Solution.xml"], "Roles/a_b.xml": clerk()}, rename("A/B"), `error: role "A/B" would be the file "Roles/A_B.xml", and "Roles/a_b.xml" is there for something else [invalid-file-name]`},
		{"two that would be one file", base, func(s *solution.Solution) { rename("R_1")(s); rename("R/1")(s) }, `error: role "R_1" would be the file "Roles/R_1.xml", and "Roles/R_1.xml" is there for something else [invalid-file-name]`},
		{"a control character", base, rename("a\tb"), `error: role "a\tb" cannot be a file: it has a control character [invalid-file-name]`},
		{"a point at the end", base, rename("etc."), `error: role "etc." cannot be a file: a name of a file ends neither in a point nor in a space [invalid-file-name]`},
		{"a device", base, rename("Con.1"), `error: role "Con.1" cannot be a file: Windows keeps the name CON for a device [invalid-file-name]`},
		{"a port", base, rename("lpt²"), `error: role "lpt²" cannot be a file: Windows keeps the name LPT² for a device [invalid-file-name]`},
		{"a long name", base, rename(strings.Repeat("x", 241)), `cannot be a file: it is longer than 240 bytes [invalid-file-name]`},
		{"a file that differs in case", tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/sales.xml": clerk()}, rename("Sales"), `error: role "Sales" would be the file "Roles/Sales.xml", and "Roles/sales.xml" is there for something else [invalid-file-name]`},
		{"a name twice", base, func(s *solution.Solution) { rename("R")(s); rename("r")(s) }, `error: there are two roles named "r" [duplicate-name]`},
		{"an id twice", base, func(s *solution.Solution) {
			s.Roles = append(s.Roles, &solution.Role{Name: "R", ID: clerkID})
		}, `error: roles "Clerk" and "R" have the same id "11111111-1111-4111-8111-111111111111" [duplicate-id]`},
		{"System Administrator's profile", base, func(s *solution.Solution) {
			s.Profiles = append(s.Profiles, &solution.Profile{Name: "P", ID: "572329c1-a042-4e22-be47-367c6374ea45"})
		}, `error: column security profile "P" has the id of System Administrator's own, which is not written [invalid-solution]`},
	} {
		t.Run(test.what, func(t *testing.T) {
			want := test.old.read(t)
			want.Roles[0].Grants = nil // something that could be written
			test.edit(want)
			var diags diag.List
			changes, _ := solution.Update(test.old.files(), test.old.read(t), want, &diags)
			if got := say(&diags); !strings.Contains(got, test.want+"\n") || len(changes) > 0 {
				t.Errorf("%d changes, reported\n%swant\n%s", len(changes), got, test.want)
			}
		})
	}
}

// What was read from elsewhere, as a zip is, cannot be written here.
func TestOnlyFilesOfTheFolderAreWritten(t *testing.T) {
	base := tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": clerk("prvReadAccount=Deep")}
	elsewhere := tree{"x/Other/Solution.xml": base["Other/Solution.xml"], "x/Roles/Clerk.xml": base["Roles/Clerk.xml"]}
	want := base.read(t)
	want.Roles[0].Grants = nil
	var diags diag.List
	changes, _ := solution.Update(base.files(), elsewhere.read(t), want, &diags)
	if got := say(&diags); len(changes) > 0 || !strings.Contains(got, `"x/Roles/Clerk.xml" is not a file of the folder that is written into [invalid-solution]`) {
		t.Errorf("%d changes, reported\n%s", len(changes), got)
	}
}

func TestYAMLIsNotWritten(t *testing.T) {
	base := tree{"solutions/core/solution.yml": "SolutionManifest:\n  UniqueName: core\n  Managed: 0\n"}
	var diags diag.List
	changes, _ := solution.Update(base.files(), base.read(t), &solution.Solution{Roles: []*solution.Role{sales()}}, &diags)
	if got := say(&diags); len(changes) > 0 || !strings.Contains(got, `solution "core" has the YAML layout, which cannot be written yet: export into an unpacked one [not-yet]`) {
		t.Errorf("%d changes, reported\n%s", len(changes), got)
	}
}

// An app that names the id of a role that gets another one is left to people.
func TestAppOfAReplacedRoleIsReported(t *testing.T) {
	base := tree{"Other/Solution.xml": manifestOf(componentOf("20", clerkID)), "Roles/Clerk.xml": clerk(),
		"AppModules/acme_app/AppModule.xml": declared + "<AppModule><UniqueName>acme_app</UniqueName><AppModuleRoleMaps><Role id=\"{" + clerkID + "}\" /></AppModuleRoleMaps></AppModule>"}
	want := base.read(t)
	want.Roles[0].ID = otherID
	var diags diag.List
	changes, _ := solution.Update(base.files(), base.read(t), want, &diags)
	if got := say(&diags); len(changes) != 2 || !strings.Contains(got, `AppModules/acme_app/AppModule.xml:2:`) || !strings.Contains(got, `warning: app "acme_app" is for the role with the id "`+clerkID+`"`) {
		t.Errorf("%d changes, reported\n%s", len(changes), got)
	}
}

// Names that look dangerous and are not; of a slash the packager makes _, in the name of the file alone.
func TestNamesOfFiles(t *testing.T) {
	base := tree{"Other/Solution.xml": manifestOf()}
	for _, name := range []string{"R & D", "Console", "COM", "COM10", "a.b", ".a", "é", "100% (all)", "Tester/KPI Viewer", "con/1"} {
		var diags diag.List
		want := &solution.Solution{Roles: []*solution.Role{{Name: name}}}
		changes, _ := solution.Update(base.files(), base.read(t), want, &diags)
		file := "Roles/" + strings.ReplaceAll(name, "/", "_") + ".xml"
		if len(changes) != 2 || changes[1].Name != file || !strings.Contains(string(changes[1].Text), `name="`+strings.ReplaceAll(name, "&", "&amp;")+`"`) {
			t.Errorf("%q: %d changes\n%s", name, len(changes), say(&diags))
		}
	}
}

func TestWhatIsNotWantedIsNamed(t *testing.T) {
	base := tree{"Other/Solution.xml": manifestOf(), "Roles/Clerk.xml": clerk(), "Other/FieldSecurityProfiles.xml": payroll()}
	changes, left := solution.Update(base.files(), base.read(t), &solution.Solution{}, &diag.List{})
	if got, want := strings.Join(left, ", "), `role "Clerk", column security profile "Payroll"`; got != want || len(changes) > 0 {
		t.Errorf("%d changes, left %s, want %s", len(changes), got, want)
	}
}

// A role that was renamed keeps the id that its old name gave it; a new one with the old name gets another, every time the same.
func TestIDsAreUnique(t *testing.T) {
	id := solution.ID("acme", "role", "Sales")
	base := tree{"Other/Solution.xml": manifestOf(componentOf("20", id)), "Roles/Sales.xml": roleFile(id, "Buyers")}
	want := &solution.Solution{Roles: []*solution.Role{{Name: "SALESMEN"}, {Name: "Buyers"}, {Name: "Sales"}}}
	delete(base, "Roles/Sales.xml")
	base["Roles/Buyers.xml"] = roleFile(id, "Buyers")
	var diags diag.List
	changes, _ := solution.Update(base.files(), base.read(t), want, &diags)
	next := base.after(t, changes).read(t)
	ids := map[string]string{}
	for _, r := range next.Roles {
		ids[r.Name] = r.ID
	}
	if ids["Buyers"] != id || ids["Sales"] == id || ids["SALESMEN"] != solution.ID("ACME", "role", "Salesmen") || len(ids) != 3 || diags.Len() > 0 {
		t.Errorf("ids are %v\n%s", ids, say(&diags))
	}
	if again, _ := solution.Update(base.files(), base.read(t), want, &diags); string(again[1].Text) != string(changes[1].Text) {
		t.Error("written twice, the ids differ")
	}
}

// What is derived once must be derived the same for ever: environments know it.
func TestIDIsForEver(t *testing.T) {
	if got, want := solution.ID("Acme", "role", "Sales"), "1590f6a1-7af7-5af1-b48c-51217349120e"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCreate(t *testing.T) {
	want := &solution.Solution{UniqueName: "acme_core", Publisher: solution.Publisher{UniqueName: "acme", Prefix: "acme"},
		Roles:    []*solution.Role{sales(), {Name: "Clerk"}},
		Profiles: []*solution.Profile{{Name: "Payroll", Permissions: []solution.Permission{{Table: "a", Column: "b", Read: true}}}},
	}
	var diags diag.List
	made := tree{}.after(t, solution.Create(want, &diags))
	if diags.Len() > 0 {
		t.Fatal(say(&diags))
	}
	for name, want := range map[string]string{
		"Roles/Clerk.xml":                 roleFile(solution.ID("acme", "role", "Clerk"), "Clerk"),
		"Other/FieldSecurityProfiles.xml": profilesOf(profile("Payroll", "", solution.ID("acme", "column security profile", "Payroll"), permission("a.b", 4, 0, 0, 0))),
		"Other/Relationships.xml":         bom + declared + "<EntityRelationships" + xsi + " />",
		"Other/Customizations.xml": bom + declared + "<ImportExportXml" + xsi + `>
  <Entities />
  <Roles />
  <Workflows />
  <FieldSecurityProfiles />
  <Templates />
  <EntityMaps />
  <EntityRelationships />
  <OrganizationSettings />
  <optionsets />
  <CustomControls />
  <EntityDataProviders />
  <Languages>
    <Language>1033</Language>
  </Languages>
</ImportExportXml>`,
	} {
		if made[name] != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, made[name], want)
		}
	}
	got := made.read(t)
	if got.UniqueName != "acme_core" || got.Version != "1.0.0.0" || got.Managed != solution.Unmanaged || got.Publisher != want.Publisher || len(got.Roles) != 2 || len(got.Components) != 3 || len(made) != 6 {
		t.Errorf("created %d files: %+v", len(made), got)
	}
	if changes, left := solution.Update(made.files(), got, want, &diags); len(changes) > 0 || len(left) > 0 {
		t.Errorf("%d changes, left %q", len(changes), left)
	}
	if manifest := made["Other/Solution.xml"]; !strings.Contains(manifest, "<City xsi:nil=\"true\"></City>\n") || !strings.Contains(manifest, "<CustomizationPrefix>acme</CustomizationPrefix>\n") {
		t.Errorf("the manifest is\n%s", manifest)
	}
}

func TestCreateWantsNames(t *testing.T) {
	for _, test := range []struct{ name, publisher, prefix, want string }{
		{"", "p", "px", `the unique name of the solution is "": expected letters, digits and _, not beginning with a digit`},
		{"a b", "p", "px", `the unique name of the solution is "a b": expected letters, digits and _, not beginning with a digit`},
		{"s", "1p", "px", `the unique name of the publisher is "1p": expected letters, digits and _, not beginning with a digit`},
		{"s", "p", "p", `the prefix of the publisher is "p": expected 2 to 8 letters and digits, not beginning with a digit nor with mscrm`},
		{"s", "p", "mscrmx", `the prefix of the publisher is "mscrmx": expected 2 to 8 letters and digits, not beginning with a digit nor with mscrm`},
	} {
		var diags diag.List
		want := &solution.Solution{UniqueName: test.name, Publisher: solution.Publisher{UniqueName: test.publisher, Prefix: test.prefix}}
		if changes := solution.Create(want, &diags); len(changes) > 0 || diags.Len() != 1 || diags.Sorted()[0].Message != test.want {
			t.Errorf("%d changes, reported %s", len(changes), say(&diags))
		}
	}
}
