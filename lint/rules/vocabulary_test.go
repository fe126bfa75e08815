package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
)

// configured is what is wrong with a policy's lint block, as line:column: message (hint).
func configured(t *testing.T, text string) string {
	t.Helper()
	var diags diag.List
	lint.Configure(rules.All(), matrices(t, text), &diags)
	var said []string
	for _, d := range diags.Sorted() {
		one := fmt.Sprintf("%d:%d: %s [%s]", d.Span.Pos().Line, d.Span.Pos().Column, d.Message, d.Code)
		if d.Hint != "" {
			one += " (" + d.Hint + ")"
		}
		said = append(said, one)
	}
	return strings.Join(said, "\n")
}

// A slip in a parameter is an error where it stands: it would leave a rule without what it looks for.
func TestParametersTakeWhatMeansSomething(t *testing.T) {
	const own = `
environment "prod" {}
environment "test" {}
table "contoso_thing" {
  environments = ["test"]
  ownership    = "user_or_team"
}
privilege "prvContosoThing" {}
role "clerk" {}
`
	for _, c := range []struct{ rule, parameter, want string }{
		{"grant/org-write", `verbs = ["write", "wriet"]`, `"wriet" is no verb, which "verbs" of rule "grant/org-write" takes [invalid-value] (did you mean "write"?)`},
		{"grant/org-write", `verbs = []`, `without verbs rule "grant/org-write" has nothing to look for [invalid-value] (to switch it off: severity = "off")`},
		{"grant/org-write", `allow_tables = ["acount"]`, `"acount" is no table that the catalogue or the policy has, which "allow_tables" of rule "grant/org-write" takes [invalid-value] (did you mean "account"?)`},
		{"grant/org-write", `allow_tables = ["account", "contoso_thing"]`, ""},
		{"grant/org-write", `allow_tables = []`, ""},
		{"grant/delete-broad", `min_level = "organisation"`, `"organisation" is no access level, which "min_level" of rule "grant/delete-broad" takes [invalid-value] (did you mean "organization"?)`},
		{"grant/deep-from-root", `baseline = ["basic_user", "App Opener"]`, ""},
		{"grant/deep-from-root", `baseline = ["basic_usr"]`, `"basic_usr" is no standard role, which "baseline" of rule "grant/deep-from-root" takes [invalid-value] (did you mean "basic_user"?)`},
		{"grant/task-tier2", `privileges = ["prvcontosothing"]`, `"prvcontosothing" is no miscellaneous privilege that the catalogue or the policy has, which "privileges" of rule "grant/task-tier2" takes [invalid-value] (did you mean "prvContosoThing"?)`},
		{"grant/task-tier2", `privileges = ["prvContosoThing"]`, ""},
		{"grant/maker-in-production", `environment_types = ["prod"]`, `"prod" is no type of an environment, which "environment_types" of rule "grant/maker-in-production" takes [invalid-value] (it is one of production, sandbox, developer, trial, default)`},
		{"team/direct-user-role", `allow_roles = ["clerk"]`, `"clerk" is no address of a role, which "allow_roles" of rule "team/direct-user-role" takes [invalid-value]`},
		{"team/direct-user-role", `allow_roles = ["role.clerk", "standard_role.basic_user"]`, ""},
		{"role/naming", `pattern = "["`, "\"pattern\" of rule \"role/naming\" is no regular expression: error parsing regexp: missing closing ]: `[` [invalid-value]"},
		{"role/naming", `pattern = 3`, `"pattern" of rule "role/naming" takes a text [invalid-value]`},
		{"role/too-many", `max = -1`, `"max" of rule "role/too-many" is a number from 0, not -1 [invalid-value]`},
		{"role/too-many", `max = 0`, ""},
		{"audit/all-tables-ratio", `pct = 101`, `"pct" of rule "audit/all-tables-ratio" is a number from 0 to 100, not 101 [invalid-value]`},
		{"audit/all-tables-ratio", `pct = 100`, ""},
	} {
		t.Run(c.rule+" "+c.parameter, func(t *testing.T) {
			got := configured(t, own+fmt.Sprintf("lint {\n  rule %q {\n    %s\n  }\n}\n", c.rule, c.parameter))
			if _, said, _ := strings.Cut(got, ": "); said != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The place is that of the word.
func TestAWordOfAParameterIsReportedWhereItStands(t *testing.T) {
	got := configured(t, "lint {\n  rule \"grant/org-write\" { verbs = [\"write\", \"wriet\"] }\n}\n")
	if !strings.HasPrefix(got, "2:46: ") {
		t.Errorf("got %s", got)
	}
}

// What rules take by themselves, policies may say as well.
func TestDefaultsAreTaken(t *testing.T) {
	all := matrices(t, "")
	for _, r := range rules.All() {
		own := model.LintRule{Rule: r.ID}
		for _, q := range r.Params {
			own.Params = append(own.Params, model.LintParam{Name: q.Name, Value: q.Value})
		}
		all[0].Policy().Lint.Rules = append(all[0].Policy().Lint.Rules, own)
	}
	var diags diag.List
	lint.Configure(rules.All(), all, &diags)
	for _, d := range diags.Sorted() {
		t.Error(d.Message)
	}
}
