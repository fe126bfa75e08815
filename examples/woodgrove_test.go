package examples

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// What "Security concepts in Microsoft Dataverse" says of Woodgrove. Contacts 1 and 2 belong to Division A, contact 3 to Division B. The
// numbers are those of the worked examples in the project's semantics.

const (
	divisionA = `business_unit.division["a"]`
	divisionB = `business_unit.division["b"]`
)

func TestWoodgroveHierarchicalAUserReadsTheContactsOfTheirOwnDivision(t *testing.T) {
	m := build(t, open(t, "woodgrove"))["hierarchical"]
	if got, want := reach(t, m, "user.a", "read", "contact"), divisionA+", own rows"; got != want { // WX-01
		t.Errorf("user A reads %s, want %s", got, want)
	}
	if got, want := reach(t, m, "user.b", "read", "contact"), divisionB+", own rows"; got != want { // WX-02
		t.Errorf("user B reads %s, want %s", got, want)
	}
}

func TestWoodgroveMatrixAUserWorksWhereTheirGroupsAre(t *testing.T) {
	m := build(t, open(t, "woodgrove"))["matrix"]
	for _, verb := range []string{"create", "read", "write"} {
		if got, want := reach(t, m, "user.a", verb, "contact"), divisionA+", "+divisionB+", own rows"; got != want {
			t.Errorf("user A, of both groups: %s reaches %s, want %s", verb, got, want)
		}
		if got, want := reach(t, m, "user.b", verb, "contact"), divisionB+", own rows"; got != want {
			t.Errorf("user B, of one group: %s reaches %s, want %s", verb, got, want)
		}
	}
	// Setting Owning Business Unit needs append to on the business unit, at business unit level.
	if got := reach(t, m, "user.b", "append_to", "businessunit"); !strings.HasPrefix(got, divisionB) || strings.Contains(got, divisionA) {
		t.Errorf("user B may let %s own rows, want %s", got, divisionB)
	}
	// Nobody deletes others' contacts: the role does not say so, and Basic User is about one's own rows.
	for _, user := range []string{"user.a", "user.b"} {
		if got := reach(t, m, user, "delete", "contact"); got != "own rows" {
			t.Errorf("%s deletes %s, want own rows", user, got)
		}
	}
}

func TestWoodgroveEveryGroupTeamSitsInTheRootAndWorksInItsOwnBusinessUnit(t *testing.T) {
	m := build(t, open(t, "woodgrove"))["matrix"]
	for team, unit := range map[string]string{`team.unit["a"]`: divisionA, `team.unit["b"]`: divisionB, `team.unit["root"]`: "business_unit.root"} {
		if got, want := reach(t, m, team, "read", "contact"), unit+", own rows"; got != want {
			t.Errorf("%s reads %s, want %s", team, got, want)
		}
		p, err := m.Resolve(team)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Team(p).BusinessUnit.Address; got != "business_unit.root" {
			t.Errorf("%s sits in %s", team, got)
		}
	}
}

func TestWoodgroveAnswersAreFinal(t *testing.T) {
	for environment, m := range build(t, open(t, "woodgrove")) {
		for _, table := range []string{"account", "contact"} {
			p, err := m.Resolve("user.b")
			if err != nil {
				t.Fatal(err)
			}
			e, err := m.Explain(p, privilege.Read, table)
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Notes) > 0 {
				t.Errorf("environment %s hedges about %s: %q", environment, table, e.Notes)
			}
		}
	}
}

func TestWoodgroveWithAnotherLevel(t *testing.T) {
	const line = `{ business_unit = ["create", "read", "write", "append", "append_to"] }`
	for _, c := range []struct{ wx, level, want string }{
		{"WX-03", "organization", "every row"},
		{"WX-04", "user", "own rows"},
	} {
		m := build(t, varied(t, line, `{ `+c.level+` = ["read"] }`))["hierarchical"]
		if got := reach(t, m, "user.a", "read", "contact"); got != c.want {
			t.Errorf("%s: with contact read at %s, user A reads %s, want %s", c.wx, c.level, got, c.want)
		}
	}
}

func TestWoodgroveOneRoleFromOneDivision(t *testing.T) { // WX-06: a user in the root, with Y from Division A alone
	m := build(t, added(t, `user "c" { roles = [{ role = role.y, business_unit = business_unit.division["a"] }] }`, "matrix"))["matrix"]
	if got, want := reach(t, m, "user.c", "read", "contact"), divisionA+", own rows"; got != want {
		t.Errorf("reads %s, want %s", got, want)
	}
	if got := reach(t, m, "user.c", "read", "usersettings"); got != "nothing" {
		t.Errorf("reads %s of user settings, though the user has no role from the root", got)
	}
}

func TestWoodgroveHierarchicalForbidsRolesOfAnotherDivision(t *testing.T) { // WX-07
	policy := added(t, `user "c" { roles = [{ role = role.y, business_unit = business_unit.division["b"] }] }`, "hierarchical")
	_, diags := compiler.Compile(policy)
	var got []diag.Code
	for _, d := range diags.Sorted() {
		got = append(got, d.Code)
	}
	if diff := cmp.Diff([]diag.Code{diag.RoleNotAssignable}, got); diff != "" {
		t.Error(diff)
	}
}

// varied is Woodgrove with one thing said otherwise.
func varied(t *testing.T, was, is string) *input.Policy {
	t.Helper()
	texts := files(t, "woodgrove")
	if strings.Count(texts["woodgrove.dv.hcl"], was) != 1 {
		t.Fatalf("woodgrove.dv.hcl no longer says %s once", was)
	}
	texts["woodgrove.dv.hcl"] = strings.Replace(texts["woodgrove.dv.hcl"], was, is, 1)
	return input.Memory(texts)
}

// added is Woodgrove with one more block, in one environment.
func added(t *testing.T, block, environment string) *input.Policy {
	t.Helper()
	texts := files(t, "woodgrove")
	texts["added.dv.hcl"] = strings.Replace(block, "{ ", "{\n  environments = [\""+environment+"\"]\n  ", 1)
	texts["added.dv.hcl"] = strings.TrimSuffix(texts["added.dv.hcl"], " }") + "\n}\n"
	return input.Memory(texts)
}
