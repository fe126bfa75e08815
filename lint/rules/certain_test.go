package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

// What weighs most is what presets choose a rule by: nothing that it finds weighs more, or nobody would see it.
func TestNoRuleReportsAboveItsSeverity(t *testing.T) {
	weighed := func(t *testing.T, found []lint.Finding) {
		t.Helper()
		for _, f := range found {
			if f.Rule.Severity != lint.Off && f.Severity > f.Rule.Severity {
				t.Errorf("%s is of severity %s and says, as %s, %q", f.Rule.ID, f.Rule.Severity, f.Severity, f.Message)
			}
		}
	}
	for _, r := range rules.All() {
		weighed(t, lint.Run(rules.All(), matrices(t, r.Bad), lint.Options{Today: today}).Findings)
		weighed(t, lint.Run(rules.All(), matrices(t, r.Good), lint.Options{Today: today}).Findings)
	}
	for _, name := range artifactNames(t) {
		weighed(t, everything(solutionArtifact(t, name)).Findings)
	}
}

// What follows from who is in which team, a rule says as an error only where the policy knows that.
func TestRulesSayWhatIsCertain(t *testing.T) {
	const groups = `
environment "prod" {
  type = "production"
  hierarchy_security { model = "manager" }
}
entra_group "one" {}
entra_group "two" {}
role "writer" {
  grants { contact = { user = ["read", "write"] } }
}
role "reader" {
  grants { contact = { organization = ["read"] } }
}
role "hirer" {
  grants { role = { business_unit = ["create", "write"] } }
}
role "eraser" { privileges = ["prvDeleteAuditPartitions"] }
role "exporter" { privileges = ["prvExportToExcel"] }
role "placer" { privileges = ["prvAssignManager"] }
`
	const annMay = "not all members of team.t are known: user.ann may be one"
	const bothTeams = "not all members of team.s and team.t are known: somebody may be in both"
	team := func(name, group string, roles ...string) string {
		return "team \"" + name + "\" {\n  entra_group = entra_group." + group + "\n  roles = [" + strings.Join(roles, ", ") + "]\n}\n"
	}
	user := func(name string, roles ...string) string {
		return "user \"" + name + "\" { roles = [" + strings.Join(roles, ", ") + "] }\n"
	}
	for _, c := range []struct {
		name, rule, policy string
		want               []string // severity, address
	}{
		{"a group's team has both", "audit/delete-evidence", team("t", "one", "role.writer", "role.eraser"), []string{"error team.t"}},
		{"a group's team has both", "sod/admin-and-auditor", team("t", "one", "role.hirer", "role.eraser"), []string{"error team.t"}},
		{"a group's team has both", "grant/export-plus-org-read", team("t", "one", "role.reader", "role.exporter"), []string{"warning team.t"}},
		{"a group's team has both", "sod/assigner-and-beneficiary", team("t", "one", "role.writer", "role.placer"), []string{"error team.t"}},

		{"a user may be in a team", "audit/delete-evidence", team("t", "one", "role.eraser") + user("ann", "role.writer"), []string{annMay}},
		{"a user may be in a team", "audit/delete-evidence", team("t", "one", "role.writer") + user("ann", "role.eraser"), []string{annMay}},
		{"a user may be in a team", "sod/admin-and-auditor", team("t", "one", "role.eraser") + user("ann", "role.hirer"), []string{annMay}},
		{"a user may be in a team", "grant/export-plus-org-read", team("t", "one", "role.exporter") + user("ann", "role.reader"), []string{annMay}},
		{"a user may be in a team", "sod/assigner-and-beneficiary", team("t", "one", "role.placer") + user("ann", "role.writer"), []string{annMay}},
		{"a user may be in a team", "sod/assigner-and-beneficiary", team("t", "one", "role.writer") + user("ann", "role.placer"), []string{annMay}},
		{"no application is in a group", "audit/delete-evidence", team("t", "one", "role.eraser") + "application_user \"a\" { roles = [role.writer] }", nil},
		{"who is known to be in it", "audit/delete-evidence", team("t", "one", "role.eraser") +
			"user \"ann\" {\n  member_of = [entra_group.one]\n  roles = [role.writer]\n}\n",
			[]string{"error user.ann"}},

		{"all members are known", "audit/delete-evidence", "entra_group \"full\" { members = [user.bob] }\n" + team("t", "full", "role.eraser") +
			user("bob") + user("ann", "role.writer"), nil},

		{"who has both already", "audit/delete-evidence", team("t", "one", "role.eraser") + user("ann") +
			"team \"told\" {\n  members = [user.ann]\n  roles = [role.writer, role.eraser]\n}\n", []string{"error team.told"}},
		{"somebody may be in both", "audit/delete-evidence", team("s", "one", "role.eraser") + team("t", "two", "role.writer"), []string{bothTeams}},
		{"somebody may be in both", "sod/assigner-and-beneficiary", team("s", "one", "role.writer") + team("t", "two", "role.placer"), []string{bothTeams}},
		{"in both, all is reached", "sod/assigner-and-beneficiary", team("s", "one", "role.reader") + team("t", "two", "role.placer"), nil},
		{"an administrator", "audit/delete-evidence", team("t", "one", "role.eraser") + user("ann", "role.writer", "standard_role.system_administrator"), nil},
	} {
		t.Run(strings.ReplaceAll(c.rule, "/", "_")+"_"+c.name, func(t *testing.T) {
			expect(t, c.rule, groups+c.policy, c.want)
		})
	}
}

func expect(t *testing.T, rule, policy string, want []string) {
	t.Helper()
	r := ruleOf(t, rule)
	var got []string
	result := run(r, []*lint.Rule{r}, matrices(t, policy))
	for _, f := range result.Findings {
		got = append(got, f.Severity.String()+" "+f.Address)
	}
	for _, s := range result.Skipped {
		got = append(got, s.Reason)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// expectConfigured is expect, of a rule as the policy configures it.
func expectConfigured(t *testing.T, rule, policy string, want []string) {
	t.Helper()
	all := matrices(t, policy)
	var diags diag.List
	configured := lint.Configure([]*lint.Rule{ruleOf(t, rule)}, all, &diags)
	var got []string
	for _, f := range run(configured[0], configured, all).Findings {
		got = append(got, f.Severity.String()+" "+f.Address)
	}
	if !slices.Equal(got, want) || diags.Len() > 0 {
		t.Errorf("%s: got %q, want %q; %d problems", rule, got, want, diags.Len())
	}
}

// Who holds a role that is based on System Administrator is an administrator, for every rule that says so. One cannot appoint others by it.
func TestACopyOfSystemAdministratorMakesAdministrators(t *testing.T) {
	const policy = `
environment "prod" { type = "production" }
role "nearly" { based_on = standard_role.system_administrator }
role "again" { based_on = role.nearly }
user "ann" { roles = [standard_role.system_administrator] }
user "bob" { roles = [role.again] }
user "cleo" {}
user "dan" {
  guest = true
  roles = [role.nearly]
}
`
	three := "lint {\n  rule \"grant/sysadmin-ratio\" { always = 2 }\n}\n"
	expectConfigured(t, "grant/sysadmin-ratio", policy+three, []string{"warning environment.prod"})
	expectConfigured(t, "grant/sysadmin-ratio", three+strings.ReplaceAll(policy, "role.again", "standard_role.basic_user"), nil)
	expect(t, "grant/sysadmin-min", policy, []string{"warning environment.prod"})
	expect(t, "user/standing-admin", policy, []string{"warning user.ann", "warning user.bob", "warning user.dan"})
	expect(t, "user/guest-privileged", policy, []string{"warning user.dan"})
}

// The message says who they are, and who can become one.
func TestTooFewAdministratorsAreNamed(t *testing.T) {
	const admins = `
environment "prod" {}
user "ann" { roles = [standard_role.system_administrator] }
lint {
  rule "grant/sysadmin-min" { min = 4 }
}
`
	for _, c := range []struct{ policy, want string }{
		{admins, "user.ann alone is System Administrator, fewer than 4"},
		{admins + "user \"bob\" { roles = [standard_role.system_administrator] }\n", "user.ann and user.bob alone are System Administrator, fewer than 4"},
		{admins + "user \"bob\" { tenant_roles = [\"global_administrator\"] }\n",
			"user.ann and user.bob alone are, or can make themselves, System Administrator, fewer than 4"},
	} {
		all := matrices(t, c.policy)
		var diags diag.List
		configured := lint.Configure([]*lint.Rule{ruleOf(t, "grant/sysadmin-min")}, all, &diags)
		found := lint.Run(configured, all, lint.Options{Today: today}).Findings
		if len(found) != 1 || found[0].Message != c.want {
			t.Errorf("got %+v, want %q", found, c.want)
		}
	}
}

// Owners of the environment's group enter, and those of a group in it do not (semantics S-EN-07).
func TestOwnersOfTheEnvironmentsGroupEnter(t *testing.T) {
	policy := func(owned string) string {
		return `
environment "prod" { security_group = entra_group.all }
entra_group "all" {
  groups  = [entra_group.staff]
  members = []
` + map[string]string{"all": "  owners = [user.ann]"}[owned] + `
}
entra_group "staff" {
  members = []
` + map[string]string{"staff": "  owners = [user.ann]"}[owned] + `
}
entra_group "board" { members = [user.ann] }
team "board" { entra_group = entra_group.board }
user "ann" {}
`
	}
	expect(t, "team/group-not-in-env-group", policy("all"), nil)
	expect(t, "team/group-not-in-env-group", policy("staff"), []string{"error team.board"})
}
