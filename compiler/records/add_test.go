package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
)

const (
	groupA = "aaaaaaaa-0000-0000-0000-00000000000a"
	appID  = "bbbbbbbb-0000-0000-0000-00000000000b"
)

// everything is a small environment with all that is read.
var everything = dataXML(
	entity("businessunit",
		record("bu-b", "name", "Division B", "parentbusinessunitid", "{BU-0}|Woodgrove", "isdisabled", "True"),
		record("bu-0", "name", "Woodgrove", "businessunitid", "bu-0", "isdisabled", "False"),
		record("bu-a", "name", "Division A", "parentbusinessunitid", "bu-0"),
		record("bu-aa", "name", "Sales", "parentbusinessunitid", "bu-a"),
		record("bu-ba", "name", "Service", "parentbusinessunitid", "bu-b"),
	),
	entity("position",
		record("po-1", "name", "director"),
		record("po-2", "name", "Sales Manager", "parentpositionid", "po-1|director"),
	),
	entity("role", // copies of two roles in business units, as Dataverse keeps them
		record("role-0", "name", "Clerk", "businessunitid", "bu-0", "parentrootroleid", "role-0"),
		record("clerk-a", "name", "Clerk", "businessunitid", "bu-a|Division A", "parentrootroleid", "role-0"),
		record("clerk-b", "name", "CLERK", "businessunitid", "bu-b"),
		record("basic-a", "name", "Basic User", "businessunitid", "bu-a"),
	),
	entity("fieldsecurityprofile", record("pr-1", "name", "credit")),
	entity("systemuser",
		record("u-alice", "domainname", "alice@woodgrove.example", "fullname", "Alice", "businessunitid", "bu-a", "parentsystemuserid", "u-dora|Dora",
			"positionid", "po-2", "accessmode", "0", "islicensed", "1"),
		record("u-dora", "domainname", "WOODGROVE\\dora", "internalemailaddress", "dora@woodgrove.example", "fullname", "Dora", "businessunitid", "bu-0",
			"accessmode", "1", "isdisabled", "1", "islicensed", "False"),
		record("u-erp", "fullname", "# ERP", "applicationid", strings.ToUpper(appID), "businessunitid", "bu-0", "accessmode", "4"),
		links("systemuserroles", "u-alice", "role", "clerk-a", "basic-a"),
		links("systemuserroles_association", "u-erp", "role", "ROLE-0"),
		links("systemuserprofiles", "u-alice", "fieldsecurityprofile", "pr-1", administratorsProfile),
	),
	entity("team",
		record("t-def", "name", "Division A", "isdefault", "True", "businessunitid", "bu-a", "teamtype", "0"),
		record("t-own", "name", "sales", "isdefault", "False", "businessunitid", "bu-a", "teamtype", "0", "administratorid", "u-alice"),
		record("t-acc", "name", "Deal &quot;one&quot;", "businessunitid", "bu-0", "teamtype", "1"),
		record("t-grp", "name", "Group A", "businessunitid", "bu-b", "teamtype", "2", "membershiptype", "1", "azureactivedirectoryobjectid", groupA),
		links("teamroles", "t-def", "role", "basic-a"),
		links("teamroles", "t-own", "role", "clerk-a"),
		links("teamroles", "t-grp", "role", "clerk-b"),
		links("teammembership", "t-own", "systemuser", "u-dora", "u-alice", "u-erp"),
		links("teammembership", "t-acc", "systemuser", "u-alice"),
		links("teammembership", "t-grp", "systemuser", "u-alice"),
		links("teammembership", "t-def", "systemuser", "u-alice"),
		links("teamprofiles", "t-grp", "fieldsecurityprofile", "pr-1"),
	),
)

func TestMigrationDataBecomesAPolicy(t *testing.T) {
	p := rolesOf("Clerk")
	p.Profiles = []*model.ColumnSecurityProfile{{Address: "column_security_profile.credit", Name: "credit"}}
	var diags diag.List
	comments := AddTo(p, []*Records{read(t, everything)}, &diags)
	want := `business_unit.root "Woodgrove" 0-4
business_unit["Division A"] "Division A" 1-2 below business_unit.root
business_unit.Sales "Sales" 2-2 below business_unit["Division A"]
business_unit["Division B"] "Division B" 3-4 below business_unit.root disabled
business_unit.Service "Service" 4-4 below business_unit["Division B"]
entra_group["Group A"] security "aaaaaaaa-0000-0000-0000-00000000000a" members [user["alice@woodgrove.example"]] guests []
business_unit["Division A"].default_team "Division A" owner in business_unit["Division A"] members [] + standard_role.basic_user in business_unit["Division A"]
team.sales "sales" owner in business_unit["Division A"] members [application_user["# ERP"] user["alice@woodgrove.example"] user["dora@woodgrove.example"]] + role.Clerk in business_unit["Division A"]
team["Deal \"one\""] "Deal \"one\"" access in business_unit.root members [user["alice@woodgrove.example"]]
team["Group A"] "Group A" entra_security_group in business_unit["Division B"] of entra_group["Group A"] (members) members [user["alice@woodgrove.example"]] + role.Clerk in business_unit["Division B"] + column_security_profile.credit
application_user["# ERP"] "# ERP" upn "" in business_unit.root application bbbbbbbb-0000-0000-0000-00000000000b + role.Clerk in business_unit.root
user["alice@woodgrove.example"] "Alice" upn "alice@woodgrove.example" in business_unit["Division A"] reports to user["dora@woodgrove.example"] is position["Sales Manager"] + role.Clerk in business_unit["Division A"] + standard_role.basic_user in business_unit["Division A"] + column_security_profile.credit
user["dora@woodgrove.example"] "Dora" upn "dora@woodgrove.example" in business_unit.root disabled unlicensed administrative
`
	if d := cmp.Diff(want, facts(p)); d != "" {
		t.Errorf("the policy (-want +got):\n%s", d)
	}
	if d := cmp.Diff("entra_group[\"Group A\"]: the name is that of a team: the group's own is not known here\n", remarks(comments)); d != "" {
		t.Errorf("comments (-want +got):\n%s", d)
	}
	if got := reports(&diags); len(got) > 0 {
		t.Errorf("diagnostics: %s", strings.Join(got, "\n"))
	}
	if p.Environment.Matrix {
		t.Error("matrix mode, without an instance of another business unit")
	}
	if m := p.Positions; len(m) != 2 || m[0].Address != "position.director" || m[1].Parent != m[0] {
		t.Errorf("positions %v", m)
	}
	if alice := p.Users[1]; len(alice.Teams) != 3 || alice.Teams[0].Team.Address > alice.Teams[1].Team.Address || alice.Groups[0].Address != `entra_group["Group A"]` {
		t.Errorf("alice's teams and groups: %v %v", alice.Teams, alice.Groups)
	}
	if got := p.Users[1].Assignments[0].Span; got.Text() != "clerk-a" || got.File.Name != "data.zip/data.xml" {
		t.Errorf("the assignment stands at %v %q", got.Pos(), got.Text())
	}
}

// The order of entities, records and inputs makes no difference.
func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	build := func(all ...*Records) string {
		p := rolesOf("Clerk")
		var diags diag.List
		comments := AddTo(p, all, &diags)
		return facts(p) + remarks(comments)
	}
	whole := read(t, everything)
	turned, links := *whole, *whole
	turned.Rows, turned.Links = slices.Clone(whole.Rows), slices.Clone(whole.Links)
	slices.Reverse(turned.Rows)
	slices.Reverse(turned.Links)
	links.Rows, turned.told = nil, nil
	want := build(whole)
	for name, got := range map[string]string{"turned": build(&turned), "in two": build(&Records{Rows: turned.Rows}, &links)} {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// What cannot be found is a comment and a warning, never lost.
func TestWhatIsNotKnownIsSaid(t *testing.T) {
	user := func(fields ...string) string {
		return record("u", append([]string{"domainname", "u@x.example", "fullname", "U"}, fields...)...)
	}
	root := entity("businessunit", record("bu-0", "name", "Root"), record("bu-a", "name", "A", "parentbusinessunitid", "bu-0"))
	for _, test := range []struct {
		name     string
		data     []string
		roles    []string
		facts    string // lines that must be there
		comments string // all of them
		warning  string // part of one
	}{
		{
			name: "role without record", data: []string{root, entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "r-9"))},
			facts:    `user["u@x.example"] "U" upn "u@x.example" in business_unit.root`,
			comments: `user["u@x.example"]: it holds the role r-9: no role of that id is known, and the data has no record of it`,
			warning:  `warning: user["u@x.example"]: it holds the role r-9`,
		},
		{
			name: "role of no solution", data: []string{root, entity("role", record("r-9", "name", "Ghost", "businessunitid", "bu-0")),
				entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "r-9"))},
			comments: `user["u@x.example"]: it holds the role "Ghost" (r-9): no solution that was read has it, and it is no standard role`,
			warning:  "[unresolved-record]",
		},
		{
			name: "two roles of the name", roles: []string{"Clerk", "clerk"}, data: []string{root, entity("role", record("r-9", "name", "Clerk", "businessunitid", "bu-0")),
				entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "r-9"))},
			comments: `user["u@x.example"]: it holds the role "Clerk" (r-9): it can be role.Clerk or role.clerk`,
			warning:  "it can be",
		},
		{
			name: "id before name", roles: []string{"Clerk", "clerk"}, data: []string{root, entity("role", record("r-9", "name", "Clerk", "businessunitid", "bu-0", "parentrootroleid", "role-1")),
				entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "r-9"))},
			facts: `in business_unit.root + role.clerk in business_unit.root`,
		},
		{
			name: "a template's role", data: []string{root, entity("role", record("r-9", "name", "Systemadministrator", "businessunitid", "bu-0", "roletemplateid", "627090ff-40a3-4053-8790-584edc5be201")),
				entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "r-9"))},
			facts: `+ standard_role.system_administrator in business_unit.root`,
		},
		{
			name: "the instance of the root is that of the solution", roles: []string{"Clerk"}, data: []string{root,
				entity("systemuser", user("businessunitid", "bu-a"), links("systemuserroles", "u", "role", "role-0"))},
			facts:   `in business_unit.A + role.Clerk in business_unit.root`,
			warning: `holds the instance of role.Clerk in business_unit.root: the environment has ownership_across_business_units [needs-matrix-mode]`,
		},
		{
			name: "instance of no business unit", roles: []string{"Clerk"}, data: []string{root, entity("role", record("r-9", "name", "Clerk")),
				entity("systemuser", user("businessunitid", "bu-a"), links("systemuserroles", "u", "role", "r-9"))},
			facts:    `in business_unit.A + role.Clerk in business_unit.A`,
			comments: `user["u@x.example"]: of which business unit the role "Clerk" (r-9) is, is not in the data; of role.Clerk the instance of its own business unit is taken`,
			warning:  "[unresolved-record]",
		},
		{
			name: "exported from the other side", roles: []string{"Clerk"}, data: []string{root, entity("role", record("role-0", "name", "Clerk", "businessunitid", "bu-0"),
				links("systemuserroles", "role-0", "systemuser", "u")), entity("systemuser", user("businessunitid", "bu-0"), links("systemuserroles", "u", "role", "role-0"))},
			facts: `in business_unit.root + role.Clerk in business_unit.root`,
		},
		{
			name:    "holder without record",
			data:    []string{root, entity("role", links("teamroles", "role-0", "team", "t-9"))},
			warning: `data.zip/data.xml:17: warning: the team t-9 is not in the data, and what it holds is lost: relationship "teamroles" with role-0 [unresolved-record]`,
		},
		{
			name: "access team with a role", roles: []string{"Clerk"}, data: []string{root, entity("team", record("t", "name", "T", "teamtype", "1", "businessunitid", "bu-0"), links("teamroles", "t", "role", "role-0"))},
			comments: `team.T: it holds role.Clerk, and an access team can hold no role`,
			warning:  "an access team can hold no role",
		},
		{
			name:     "member, manager, administrator and position of nowhere",
			data:     []string{root, entity("systemuser", user("businessunitid", "bu-0", "parentsystemuserid", "u-9|Boss", "positionid", "po-9")), entity("team", record("t", "name", "T", "teamtype", "0", "businessunitid", "bu-0", "administratorid", "u-9|Boss"), links("teammembership", "t", "systemuser", "u-9"))},
			comments: "team.T: its administrator is Boss\nteam.T: its member u-9 is not in the data\nuser[\"u@x.example\"]: its manager (Boss) is no user of the data\nuser[\"u@x.example\"]: its position (po-9) is not in the data",
			warning:  "its manager (Boss)",
		},
		{
			name:     "business unit that only others name",
			data:     []string{root, entity("systemuser", user("businessunitid", "bu-9|Elsewhere"))},
			facts:    "business_unit.Elsewhere \"Elsewhere\" 2-2 below business_unit.root\n" + `user["u@x.example"] "U" upn "u@x.example" in business_unit.Elsewhere`,
			comments: `business_unit.Elsewhere: it is not in the data: only its name is known; it is put below the root`,
			warning:  "only its name is known",
		},
		{
			name:     "business unit that nobody names",
			data:     []string{root, entity("systemuser", user("businessunitid", "bu-9"))},
			facts:    `user["u@x.example"] "U" upn "u@x.example" in business_unit.root`,
			comments: `user["u@x.example"]: its business unit bu-9 is not known; it is put into the root`,
			warning:  "its business unit bu-9 is not known",
		},
		{
			name:     "parent that is not in the data",
			data:     []string{entity("businessunit", record("bu-a", "name", "A", "parentbusinessunitid", "bu-9"), record("bu-b", "name", "B", "parentbusinessunitid", "bu-a"))},
			facts:    "business_unit.root \"root\" 0-2\nbusiness_unit.A \"A\" 1-2 below business_unit.root\nbusiness_unit.B \"B\" 2-2 below business_unit.A",
			comments: "business_unit.A: the business unit above it (bu-9) is not in the data; it is put below the root\nbusiness_unit.root: the root is not in the data, so its name is not known",
			warning:  "the business unit above it",
		},
		{
			name:     "data that was not asked for parents",
			data:     []string{entity("businessunit", record("bu-a", "name", "A"), record("bu-b", "name", "B"))},
			facts:    "business_unit.A \"A\" 1-1 below business_unit.root\nbusiness_unit.B \"B\" 2-2 below business_unit.root",
			comments: "business_unit.root: the root is not in the data, so its name is not known",
			warning:  "the data does not say parentbusinessunitid",
		},
		{
			name: "names twice", data: []string{root, entity("team",
				record("t-1", "name", "Sales", "teamtype", "0", "businessunitid", "bu-0"), record("t-2", "name", "Sales", "teamtype", "0", "businessunitid", "bu-a"),
				record("t-3", "name", "Sales", "teamtype", "0", "businessunitid", "bu-a"), record("t-4", "name", "Service", "teamtype", "0", "businessunitid", "bu-a"))},
			facts: "team[\"Sales (Root)\"] \"Sales\"\nteam[\"Sales (t-2)\"] \"Sales\"\nteam[\"Sales (t-3)\"] \"Sales\"\nteam.Service \"Service\"",
		},
		{
			name: "group without id", data: []string{root, entity("team", record("t", "name", "G", "teamtype", "3", "membershiptype", "2", "businessunitid", "bu-0", "azureactivedirectoryobjectid", "none"),
				links("teammembership", "t", "systemuser", "u")), entity("systemuser", user("businessunitid", "bu-0"))},
			facts: `entra_group.G microsoft_365 "" members []` + "\n" + `team.G "G" microsoft_365_group in business_unit.root of entra_group.G (owners) members []`,
			comments: "entra_group.G: the name is that of a team: the group's own is not known here\nentra_group.G: the object id is not known (\"none\")\n" +
				"team.G: user[\"u@x.example\"] is a member, which its group cannot say",
			warning: "the object id is not known",
		},
		{
			name: "guests are guests", data: []string{root, entity("team", record("t", "name", "G", "teamtype", "2", "membershiptype", "3", "businessunitid", "bu-0", "azureactivedirectoryobjectid", groupA),
				links("teammembership", "t", "systemuser", "u")), entity("systemuser", user("businessunitid", "bu-0"))},
			facts:    `members [user["u@x.example"]] guests [user["u@x.example"]]` + "\n" + `in business_unit.root guest`,
			comments: "entra_group.G: the name is that of a team: the group's own is not known here",
		},
		{
			name:     "teams of single rows",
			data:     []string{root, entity("team", record("t", "name", "x", "teamtype", "1", "teamtemplateid", "tt", "businessunitid", "bu-0"), links("teammembership", "t", "systemuser", "u"))},
			warning:  `team "x" is of an access team template, for one row: it is left out [incomplete-records]`,
			comments: "",
		},
		{
			name:     "nothing but ids",
			data:     []string{entity("systemuser", record("00e7b0b9-1ace-e711-a970-000d3a192311"))},
			facts:    `user["00e7b0b9-1ace-e711-a970-000d3a192311"] "00e7b0b9-1ace-e711-a970-000d3a192311" upn "" in business_unit.root`,
			comments: "user[\"00e7b0b9-1ace-e711-a970-000d3a192311\"]: its business unit is not said; it is put into the root\nuser[\"00e7b0b9-1ace-e711-a970-000d3a192311\"]: its name is not in the data\nuser[\"00e7b0b9-1ace-e711-a970-000d3a192311\"]: it has no user principal name in the data",
			warning:  "the data does not say which roles users hold",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := rolesOf(test.roles...)
			var diags diag.List
			comments := AddTo(p, []*Records{read(t, dataXML(test.data...))}, &diags)
			for _, line := range strings.Split(test.facts, "\n") {
				if !strings.Contains(facts(p), line) {
					t.Errorf("want %s\nin\n%s", line, facts(p))
				}
			}
			if d := cmp.Diff(test.comments, strings.TrimSpace(remarks(comments))); d != "" {
				t.Errorf("comments (-want +got):\n%s", d)
			}
			if all := strings.Join(reports(&diags), "\n"); !strings.Contains(all, test.warning) || diags.HasErrors() {
				t.Errorf("want the warning %s\nin\n%s", test.warning, all)
			}
		})
	}
}

// What contradicts itself is an error.
func TestRecordsThatContradict(t *testing.T) {
	for _, test := range []struct {
		name, want string
		data       []string
	}{
		{"two roots", `error: business unit "B" has no parent, and an environment has one root [two-roots]`, []string{entity("businessunit",
			record("a", "name", "A"), record("b", "name", "B"), record("c", "name", "C", "parentbusinessunitid", "b"))}},
		{"business units in a circle", `error: business unit "B" lies below itself [business-unit-cycle]`, []string{entity("businessunit",
			record("a", "name", "A"), record("b", "name", "B", "parentbusinessunitid", "c"), record("c", "name", "C", "parentbusinessunitid", "b"))}},
		{"managers in a circle", `reports to itself [manager-cycle]`, []string{entity("systemuser",
			record("a", "domainname", "a@x.example", "parentsystemuserid", "b"), record("b", "domainname", "b@x.example", "parentsystemuserid", "a"))}},
		{"positions in a circle", `error: position.A is above itself [position-cycle]`, []string{entity("position", record("a", "name", "A", "parentpositionid", "a"))}},
		{"one id, two names", `error: the record a of "businessunit" says here that its name is "B" [duplicate-name]`, []string{entity("businessunit",
			record("a", "name", "A"), record("a", "name", "B"))}},
		{"one id twice", `warning: the record a of "businessunit" is there twice [duplicate-name]`, []string{entity("businessunit", record("a", "name", "A"), record("a", "name", "A"))}},
		{"neither true nor false", `error: isdisabled is True or False, not "yes" [invalid-value]`, []string{entity("businessunit", record("a", "name", "A", "isdisabled", "yes"))}},
		{"no type of team", `error: teamtype is one of 0 (owner), 1 (access), 2 (entra_security_group), 3 (microsoft_365_group), not "4" [invalid-value]`,
			[]string{entity("team", record("a", "name", "A", "teamtype", "4"))}},
		{"a group of two kinds", "[team-group-kind]", []string{entity("team",
			record("a", "name", "A", "teamtype", "2", "membershiptype", "0", "azureactivedirectoryobjectid", groupA),
			record("b", "name", "B", "teamtype", "3", "membershiptype", "1", "azureactivedirectoryobjectid", groupA))}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var diags diag.List
			AddTo(rolesOf(), []*Records{read(t, dataXML(test.data...))}, &diags)
			if all := strings.Join(reports(&diags), "\n"); !strings.Contains(all, test.want) {
				t.Errorf("want %s\nin\n%s", test.want, all)
			}
		})
	}
}

// A long chain of business units takes no longer than a flat tree.
func TestManyBusinessUnitsInAChain(t *testing.T) {
	rows := []*Row{{Table: "businessunit", ID: "0"}}
	for i := 1; i < 50_000; i++ {
		rows = append(rows, &Row{Table: "businessunit", ID: fmt.Sprint(i), Fields: []Field{{Name: parentUnit, Value: fmt.Sprint(i - 1)}}})
	}
	p := rolesOf()
	AddTo(p, []*Records{{Rows: rows}}, &diag.List{})
	if last := p.BusinessUnits[len(p.BusinessUnits)-1]; last.First != 49_999 || p.BusinessUnits[0].Last != 49_999 {
		t.Errorf("the last is numbered %d, the root ends at %d", last.First, p.BusinessUnits[0].Last)
	}
}
