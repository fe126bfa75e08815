package records

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

const settingsText = "\ufeff" + `{
  "EnvironmentVariables": [{"SchemaName": "x", "Value": "y"}],
  "AadGroupTeamConfiguration": [
    {
      "aadGroupTeamName": "Sales",
      "aadSecurityGroupId": "AAAAAAAA-0000-0000-0000-00000000000A",
      "aadGroupTeamBusinessUnitId": "bu-a",
      "dataverseSecurityRoleNames": ["clerk", "Basic User", "Ghost"],
      "skipRolesDeletion": "false"
    },
    {"aadGroupTeamName": "Service", "aadSecurityGroupId": "aaaaaaaa-0000-0000-0000-00000000000b",
     "aadGroupTeamBusinessUnitId": "bu-9", "dataverseSecurityRoleNames": ["Clerk"], "skipRolesDeletion": "true"}
  ]
}`

func TestSettingsBecomeGroupTeams(t *testing.T) {
	var diags diag.List
	settings, err := ReadSettings("prod.json", []byte(settingsText), &diags)
	if err != nil {
		t.Fatal(err)
	}
	data := read(t, dataXML(entity("businessunit", record("bu-0", "name", "Root"), record("bu-a", "name", "A", "parentbusinessunitid", "bu-0"))))
	p := rolesOf("Clerk")
	comments := AddTo(p, []*Records{settings, data}, &diags)
	want := `business_unit.root "Root" 0-1
business_unit.A "A" 1-1 below business_unit.root
entra_group.Sales security "aaaaaaaa-0000-0000-0000-00000000000a" members [] guests []
entra_group.Service security "aaaaaaaa-0000-0000-0000-00000000000b" members [] guests []
team.Sales "Sales" entra_security_group in business_unit.A of entra_group.Sales (members_and_guests) members [] + role.Clerk in business_unit.A + standard_role.basic_user in business_unit.A
team.Service "Service" entra_security_group in business_unit.root of entra_group.Service (members_and_guests) members [] + role.Clerk in business_unit.root
`
	if d := cmp.Diff(want, facts(p)); d != "" {
		t.Errorf("the policy (-want +got):\n%s", d)
	}
	wantComments := `entra_group.Sales: the name is that of a team: the group's own is not known here
entra_group.Service: the name is that of a team: the group's own is not known here
team.Sales: it holds the role "Ghost": no solution that was read has it, and it is no standard role
team.Service: its business unit bu-9 is not known; it is put into the root
team.Service: roles that it holds beside these stay (skipRolesDeletion)
`
	if d := cmp.Diff(wantComments, remarks(comments)); d != "" {
		t.Errorf("comments (-want +got):\n%s", d)
	}
	wantDiags := `prod.json:8: warning: team.Sales: it holds the role "Ghost": no solution that was read has it, and it is no standard role [unresolved-record]
prod.json:12: warning: team.Service: its business unit bu-9 is not known; it is put into the root [unresolved-record]`
	if d := cmp.Diff(wantDiags, strings.Join(reports(&diags), "\n")); d != "" {
		t.Errorf("diagnostics (-want +got):\n%s", d)
	}
	if at := p.Roles[0]; at.Name != "Clerk" || p.Files[0].Name != "data.zip/data.xml" || p.Files[1].Name != "prod.json" {
		t.Errorf("roles and files: %v, %v", p.Roles, p.Files)
	}
	if at := p.Teams[len(p.Teams)-1].Span.Pos(); at.Line != 11 || at.Column != 5 {
		t.Errorf("the second team stands at %v", at)
	}
}

// A group backs one team of all its members, whoever says it.
func TestGroupTwice(t *testing.T) {
	one := func(name, unit, role string) string {
		return `{"aadGroupTeamName": "` + name + `", "aadSecurityGroupId": "` + groupA + `", "aadGroupTeamBusinessUnitId": "` + unit +
			`", "dataverseSecurityRoleNames": ["` + role + `"], "skipRolesDeletion": "false"}`
	}
	for _, test := range []struct{ name, first, second, roles, want string }{
		{"the same", one("Sales", "bu-0", "Clerk"), one("sales", "bu-0", "Chief"), " + role.Chief in business_unit.root + role.Clerk in business_unit.root",
			`warning: team "sales" is there already: what both say of roles is taken [duplicate-name]`},
		{"another name", one("Sales", "bu-0", "Clerk"), one("Service", "bu-0", "Chief"), " + role.Clerk in business_unit.root",
			`error: the group ` + groupA + ` has two teams of all its members: "Sales" in "Root", and "Service" [duplicate-name]`},
		{"another business unit", one("Sales", "bu-a", "Clerk"), one("Sales", "bu-0", "Chief"), " + role.Clerk in business_unit.A", "[duplicate-name]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var diags diag.List
			settings, err := ReadSettings("x.json", []byte(`{"AadGroupTeamConfiguration": [`+test.first+","+test.second+`]}`), &diags)
			if err != nil {
				t.Fatal(err)
			}
			p := rolesOf("Clerk", "Chief")
			data := read(t, dataXML(entity("businessunit", record("bu-0", "name", "Root"), record("bu-a", "name", "A", "parentbusinessunitid", "bu-0"))))
			AddTo(p, []*Records{settings, data}, &diags)
			if team := p.Teams[len(p.Teams)-1]; holds(team.Assignments, nil) != test.roles {
				t.Errorf("%s holds%s, want%s", team.Address, holds(team.Assignments, nil), test.roles)
			}
			if all := strings.Join(reports(&diags), "\n"); !strings.Contains(all, test.want) {
				t.Errorf("want %s\nin\n%s", test.want, all)
			}
		})
	}
}

func TestSettingsThatAreNotInOrder(t *testing.T) {
	team := func(fields string) string { return `{"AadGroupTeamConfiguration": [{` + fields + `}]}` }
	for _, test := range []struct{ text, want string }{
		{`{`, `x.json:1: error: this is no JSON: the text ends too early [invalid-value]`},
		{``, `x.json:1: error: this is no JSON: the text ends too early [invalid-value]`},
		{"{\n\n  x", `x.json:3: error: this is no JSON: invalid character 'x'`},
		{"{} {}", `x.json:1: error: this is no JSON: there is more after the end of the document [invalid-value]`},
		{"[]", `x.json:1: error: the document is of kind list, and object is expected [invalid-value]`},
		{"{\"a\": \"\xff\"}", `x.json:1: error: the file is not UTF-8 [invalid-utf8]`},
		{strings.Repeat("[", 200), "it is nested more than 100 deep"},
		{strings.Repeat("[", 20000), "it is nested more than 100 deep"},
		{`{"AadGroupTeamConfiguration": {}}`, `error: AadGroupTeamConfiguration is of kind object, and list is expected [invalid-value]`},
		{`{"AadGroupTeamConfiguration": [1]}`, `error: an element of AadGroupTeamConfiguration is of kind number, and object is expected [invalid-value]`},
		{"{\"a\": 1,\n\"A\": 2}", `x.json:2: error: the key "A" is in the object twice [duplicate-key]`},
		{team(`"aadGroupTeamName": 5, "aadSecurityGroupId": "x"`), `error: aadGroupTeamName is of kind number, and string is expected [invalid-value]`},
		{team(`"aadGroupTeamName": "T"`), `error: the team does not say its aadSecurityGroupId [missing-attribute]`},
		{team(`"aadGroupTeamName": " ", "aadSecurityGroupId": "x"`), `error: the team does not say its aadGroupTeamName [missing-attribute]`},
		{team(`"aadGroupTeamName": "T", "aadSecurityGroupId": "x", "dataverseSecurityRoleNames": "Clerk"`), `error: dataverseSecurityRoleNames is of kind string, and list is expected [invalid-value]`},
		{team(`"aadGroupTeamName": "T", "aadSecurityGroupId": "x", "dataverseSecurityRoleNames": ["a", null]`), `error: name 2 of dataverseSecurityRoleNames is of kind null, and string is expected [invalid-value]`},
	} {
		var diags diag.List
		if _, err := ReadSettings("x.json", []byte(test.text), &diags); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(reports(&diags), "\n"); !strings.Contains(all, test.want) {
			t.Errorf("%.60q: want %s\nin\n%s", test.text, test.want, all)
		}
	}
}

func TestIsSettings(t *testing.T) {
	for text, want := range map[string]bool{
		settingsText: true, `{"aadgroupteamconfiguration": null}`: true, `{}`: false, `{"EnvironmentVariables": []}`: false, `[]`: false, `{"a"`: false,
		`{"AadGroupTeamConfiguration"`: true, // which reading reports
	} {
		if got := IsSettings([]byte(text)); got != want {
			t.Errorf("IsSettings(%.40q) = %t", text, got)
		}
	}
}

// Whatever the bytes are, reading them ends with records or with diagnostics.
func FuzzReadSettings(f *testing.F) {
	f.Add([]byte(settingsText))
	f.Add([]byte(`{"AadGroupTeamConfiguration": [{"aadGroupTeamName": null, "aadSecurityGroupId": "{}"}]}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		r, err := ReadSettings("x.json", text, &diags)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range r.Teams {
			if s := g.Span.Text(); !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") {
				t.Errorf("a team stands at %q", s)
			}
		}
		AddTo(rolesOf("Clerk"), []*Records{r}, &diags)
		reports(&diags)
	})
}
