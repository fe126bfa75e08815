package emit

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

var update = flag.Bool("update", false, "write the steps of the examples into testdata; read the diff")

func contoso(t *testing.T) []*model.Policy {
	t.Helper()
	var diags diag.List
	in, err := input.OpenPolicy("../../examples/contoso", "", &diags)
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, in)
}

func compiled(t *testing.T, in *input.Policy) []*model.Policy {
	t.Helper()
	program, diags := compiler.Compile(in)
	for _, d := range diags.Sorted() {
		t.Fatalf("%v %s", d.Span.Pos(), d.Message)
	}
	return program.Environments
}

// what compiles one policy of one environment.
func what(t *testing.T, policy string) *model.Policy {
	t.Helper()
	return compiled(t, input.Memory(map[string]string{"policy.dv.hcl": policy}))[0]
}

func output(t *testing.T, write func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStepsOfContoso(t *testing.T) {
	all := contoso(t)
	prod := slices.DeleteFunc(slices.Clone(all), func(p *model.Policy) bool { return p.Environment.Name != "prod" })
	got := output(t, func(b *bytes.Buffer) error { return StepsMarkdown(b, prod) })
	const golden = "testdata/contoso_prod.md"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("steps of prod (-want +got):\n%s", d)
	}
}

// What is written as JSON is what the published JSON Schema says, and the same each time.
func TestJSONFollowsItsSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.StepsSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("steps.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("steps.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, environments := range [][]*model.Policy{contoso(t), {what(t, everyKind)}, {what(t, `role "x" {}`)}, nil} {
		text := output(t, func(b *bytes.Buffer) error { return StepsJSON(b, environments) })
		if again := output(t, func(b *bytes.Buffer) error { return StepsJSON(b, environments) }); again != text {
			t.Error("written twice, it differs")
		}
		steps, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(steps); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		for _, p := range environments {
			for _, step := range StepsOf(p) {
				kinds[step.Kind] = true
			}
		}
	}
	if len(kinds) != 20 {
		t.Errorf("the policies need %d kinds of steps, want all 20: %v", len(kinds), kinds)
	}
	wrong := `{"format": "dvpolicy/steps", "version": 1, "environments": [{"name": "x", "type": "", "url": "", "steps": [
		{"kind": "positions", "title": "", "where": "", "notes": [], "settings": [], "items": [{"name": "x"}]}]}]}`
	if v, err := jsonschema.UnmarshalJSON(strings.NewReader(wrong)); err != nil || s.Validate(v) == nil {
		t.Errorf("the schema lets an item without its fields pass (%v)", err)
	}
}

// everyKind needs the steps that contoso does not.
const everyKind = `
environment "prod" {
  settings = { plugintracelogsetting = "0", EnableTDSEndpoint = "false", restrictGuestUserAccess = "true" }
  hierarchy_security {
    model                      = "manager"
    restrict_to_business_units = false
  }
}
business_unit "root" { name = "Root" }
business_unit "a" {
  name   = "A | B"
  parent = business_unit.root
  default_team { roles = [standard_role.basic_user] }
}
role "local" { business_unit = business_unit.a }
table "contact" {
  relationship "account_contacts" {
    parent = "account"
    assign = "cascade"
  }
}
user "boss" { upn = "boss@x.example" }
user "clerk" {
  upn           = "clerk@x.example"
  manager       = user.boss
  business_unit = business_unit.a
  roles         = [role.local]
}
team "helpers" {
  members       = [user.clerk, user.boss]
  administrator = user.boss
}
`

func step(t *testing.T, p *model.Policy, kind string) Step {
	t.Helper()
	for _, s := range StepsOf(p) {
		if s.Kind == kind {
			return s
		}
	}
	t.Fatalf("no step %q", kind)
	return Step{}
}

func settings(s Step) string {
	var all []string
	for _, x := range s.Settings {
		all = append(all, x.Name+" = "+x.Value)
	}
	return strings.Join(all, ", ")
}

// Only what the policy says, or rests on, is a setting to make.
func TestSettingsThatThePolicyRestsOn(t *testing.T) {
	for _, test := range []struct{ policy, kind, want string }{
		{`environment "x" {}`, "orgdborgsettings", "EnableOwnershipAcrossBusinessUnits = false"},
		{`environment "x" { ownership_across_business_units = true }`, "orgdborgsettings",
			"EnableOwnershipAcrossBusinessUnits = true, RecomputeOwnershipAcrossBusinessUnits = true, AlwaysMoveRecordToOwnerBusinessUnit = true, DoNotRemoveRolesOnChangeBusinessUnit = false"},
		{everyKind, "orgdborgsettings", "EnableOwnershipAcrossBusinessUnits = false, EnableTDSEndpoint = false"},
		{everyKind, "organization", "sharetopreviousowneronassign = false, plugintracelogsetting = 0, restrictGuestUserAccess = true"},
		{"environment \"x\" {\n audit {\n enabled = true\n retention_days = -1\n }\n}", "organization",
			"sharetopreviousowneronassign = false, isauditenabled = true, isuseraccessauditenabled = false, isreadauditenabled = false, auditretentionperiodv2 = -1"},
		{`environment "x" {}`, "hierarchy_security", "ishierarchicalsecuritymodelenabled = false"},
		{everyKind, "hierarchy_security", "ishierarchicalsecuritymodelenabled = true, usepositionhierarchy = false, maxdepthforhierarchicalsecuritymodel = 3, " +
			"ManagersMustBeInSameOrParentBusinessUnitAsReports = false, HierarchyLevelForHierarchyFeature = 1, AuthorizationEnableHSMForDisabledUsers = true"},
		{`environment "x" { managed = true }`, "admin_center", "Managed Environment = on"},
	} {
		if got := settings(step(t, what(t, test.policy), test.kind)); got != test.want {
			t.Errorf("%s of\n%s\n%s\nwant\n%s", test.kind, test.policy, got, test.want)
		}
	}
	for _, s := range StepsOf(what(t, `environment "x" {}`)) {
		if s.Kind == "admin_center" || len(s.Items) > 0 {
			t.Errorf("a policy that says nothing needs step %q", s.Kind)
		}
	}
}

// Who assigns has to know of which business unit the instance is, and what needs matrix mode.
func TestInstancesOfOtherBusinessUnits(t *testing.T) {
	p := what(t, `
environment "x" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "a" { parent = business_unit.root }
role "r" {}
team "t" { roles = [role.r, { role = role.r, business_unit = business_unit.a }] }
user "u" {
  upn   = "u@x.example"
  roles = [{ role = role.r, just_in_time = true }]
}
`)
	var got []string
	for _, i := range step(t, p, "role_assignments").Items {
		var row []string
		for _, f := range i {
			row = append(row, f.text())
		}
		got = append(got, strings.Join(row, ","))
	}
	want := []string{"team,t,root,r,a,", "team,t,root,r,root,", "user,u@x.example,root,r,root,yes"}
	if !slices.Equal(got, want) {
		t.Errorf("assignments %q, want %q", got, want)
	}
	if notes := strings.Join(step(t, p, "orgdborgsettings").Notes, "\n"); !strings.Contains(notes, "another business unit than their holder's: 1.") {
		t.Errorf("notes of the settings: %s", notes)
	}
}

// What a solution says of a table, it carries itself.
func TestTablesOfSolutionsAreLeftOut(t *testing.T) {
	p := what(t, "table \"contact\" {\n audit = true\n column \"fax\" { secured = true }\n}")
	if len(step(t, p, "tables").Items) != 1 || len(step(t, p, "columns").Items) != 1 {
		t.Fatal("the policy's own table is not among the steps")
	}
	xml := source.Span{File: &source.File{Name: "core/Entities/Contact/Entity.xml"}}
	p.Tables[0].Span, p.Tables[0].Columns[0].Span = xml, xml
	for _, s := range StepsOf(p) {
		if s.Kind == "tables" || s.Kind == "columns" {
			t.Errorf("step %q names what the solution carries", s.Kind)
		}
	}
}

func TestPlainShowsTextAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"contoso_payment": "contoso_payment", "_x_": `\_x\_`, "a|b": `a\|b`, "<b>": `\<b\>`, "a\nb": "a b", "[x](y)": `\[x\](y)`, "a\\b": `a\\b`, "&amp;": `\&amp;`, "# ERP": `\# ERP`,
	} {
		if got := plain(text); got != want {
			t.Errorf("plain(%q) = %q, want %q", text, got, want)
		}
	}
}
