package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// found is what a rule finds in a policy: severities and addresses, and the environment where it is not all of them.
func found(t *testing.T, r *lint.Rule, text string) string {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
	if diags.HasErrors() {
		t.Fatalf("%d: %s", diags.Sorted()[0].Span.Line(), diags.Sorted()[0].Message)
	}
	var all []*matrix.Matrix
	for _, e := range program.Environments {
		all = append(all, matrix.Build(e))
	}
	result := lint.Run([]*lint.Rule{r}, all, lint.Options{Today: "2026-11-21"})
	var lines []string
	for _, f := range result.Findings {
		lines = append(lines, strings.TrimSpace(f.Severity.String()+" "+f.Address+" "+f.Environment))
	}
	for range result.Skipped {
		lines = append(lines, "skipped")
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

// cases are policies, by what is special about them, and what a rule finds.
type cases []struct{ name, policy, want string }

func (all cases) run(t *testing.T, r *lint.Rule, common string) {
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, r, common+c.policy); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

const clerkRoles = `
role "clerk" {
  grants {
    account = { user = ["write"], organization = ["read"] }
  }
}
role "local" {
  grants {
    account = { business_unit = ["write"] }
  }
}
`

const rootAndEast = `
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
`

const ann = `
user "ann" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "bob" { roles = [role.clerk] }
`

func TestBusinessUnitsThatKeepNothingApart(t *testing.T) {
	cases{
		{"whose people have the same reach elsewhere", rootAndEast + ann, "warning business_unit.east"},
		{"where nobody holds anything", rootAndEast, "skipped"},
		{"where teams are all there is", rootAndEast + `
team "t" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}`, "warning business_unit.east"},
		{"that a team without declared members reaches alone", rootAndEast + `
team "t" {
  business_unit = business_unit.east
  roles         = [role.local]
}`, ""},
		{"whose people would join the default team of the parent", `
business_unit "root" {
  default_team { roles = [role.local] }
}
business_unit "east" { parent = business_unit.root }
` + ann, ""},
		{"nor has anybody in it to join that", `
business_unit "root" {
  default_team { roles = [role.clerk] }
}
business_unit "east" { parent = business_unit.root }
user "bob" {}`, "warning business_unit.east"},
		{"but a disabled one shuts its people out", strings.Replace(rootAndEast, "{ parent = business_unit.root", "{\n  disabled = true\n  parent   = business_unit.root\n", 1) + ann, ""},
		{"but managers are not above their reports", `
environment "prod" {
  hierarchy_security { model = "manager" }
}` + rootAndEast + `
user "ann" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "bob" {
  manager = user.ann
  roles   = [role.clerk]
}`, ""},
		{"and managers may be anywhere", `
environment "prod" {
  hierarchy_security {
    model                      = "manager"
    restrict_to_business_units = false
  }
}` + rootAndEast + `
user "ann" {
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "bob" {
  manager = user.ann
  roles   = [role.clerk]
}`, "warning business_unit.east"},
		{"but it matters where the rows of an owner are", `
environment "prod" {
  ownership_across_business_units           = true
  recompute_ownership_across_business_units = false
}` + rootAndEast + ann, ""},
		{"but in one of several environments", `
environment "dev" {}
environment "prod" {}` + rootAndEast + ann + `
team "t" {
  environments  = ["prod"]
  business_unit = business_unit.east
  roles         = [role.local]
}`, ""},
		{"in an environment of two that says who holds what", `
environment "dev" {}
environment "prod" {}` + rootAndEast + `
team "t" {
  environments  = ["prod"]
  business_unit = business_unit.east
  roles         = [role.clerk]
}`, "warning business_unit.east"},
		{"but for what everybody has", rootAndEast + `
user "ann" {
  business_unit = business_unit.east
  roles         = [role.clerk, standard_role.basic_user]
}`, "info business_unit.east"},
		{"one below the other", `
business_unit "root" {}
business_unit "north" { parent = business_unit.root }
business_unit "east" { parent = business_unit.north }
` + ann, "warning business_unit.east, warning business_unit.north"},
	}.run(t, buNoIsolation, clerkRoles)
}

func TestSiblingsOfWhichOneWouldDo(t *testing.T) {
	const siblings = `
business_unit "root" {}
business_unit "unit" {
  for_each = toset(["a", "b", "c"])
  name     = each.key
  parent   = business_unit.root
}
user "boss" { roles = [role.local] }
`
	cases{
		{"all of three", siblings, `warning business_unit.unit["b"], warning business_unit.unit["c"]`},
		{"where nobody holds anything", strings.Replace(siblings, "roles = [role.local]", "", 1), "skipped"},
		{"not where people reach their own", siblings + `
user "u" {
  for_each      = business_unit.unit
  business_unit = each.value
  roles         = [role.local]
}`, ""},
		{"not where the parent would do", strings.Replace(siblings, "role.local", "role.clerk", 1), ""},
		{"not where one is disabled", siblings + `
business_unit "closed" {
  parent   = business_unit.root
  disabled = true
}`, `warning business_unit.unit["b"], warning business_unit.unit["c"]`},
		{"not where it has a default team with a role", siblings + `
business_unit "d" {
  parent = business_unit.root
  default_team { roles = [role.clerk] }
}
user "ann" {
  for_each      = business_unit.unit
  business_unit = each.value
}`, `warning business_unit.unit["b"], warning business_unit.unit["c"]`},
		{"but for what everybody has", siblings + `
user "u" {
  for_each      = business_unit.unit
  business_unit = each.value
  roles         = [standard_role.basic_user]
}`, `info business_unit.unit["b"], info business_unit.unit["c"]`},
	}.run(t, buSiblingEquivalent, clerkRoles)
}

func TestHowManyBusinessUnits(t *testing.T) {
	units := func(n string) string {
		return `
business_unit "root" {}
business_unit "u" {
  for_each = toset([for n in range(` + n + `) : "U ${n}"])
  name     = each.key
  parent   = business_unit.root
}`
	}
	cases{
		{"20", units("19"), ""},
		{"21", units("20"), "warning business_unit.root"},
		{"100", units("99"), "warning business_unit.root"},
		{"101", units("100"), "error business_unit.root"},
	}.run(t, buTooMany, "")
}

func TestWhatADefaultTeamHolds(t *testing.T) {
	holds := func(role string) string {
		return `
business_unit "root" {
  default_team { roles = [` + role + `] }
}
role "as_basic_user" { based_on = standard_role.basic_user }
role "currencies" {
  grants {
    transactioncurrency = { organization = ["write"] }
  }
}
role "creator" {
  grants {
    account = { organization = ["create"] }
  }
}
role "writer" {
  grants {
    account = { organization = ["write"] }
  }
}`
	}
	cases{
		{"the rows of everybody", holds("role.writer"), "error business_unit.root.default_team"},
		{"new rows", holds("role.creator"), "info business_unit.root.default_team"},
		{"what Microsoft gives everybody", holds("role.as_basic_user"), "info business_unit.root.default_team"},
		{"rows that nobody owns", holds("role.currencies"), "info business_unit.root.default_team"},
		{"everything", holds("standard_role.system_administrator"), "error business_unit.root.default_team"},
		{"nothing", holds(""), ""},
	}.run(t, buDefaultTeamRole, "")
}

func TestBusinessUnitsOfTheOrganizationChart(t *testing.T) {
	chain := func(more string) string {
		return `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "europe" { parent = business_unit.root }
business_unit "norway" { parent = business_unit.europe }
role "clerk" {}
` + more
	}
	cases{
		{"an empty one above another", chain(`user "ann" { business_unit = business_unit.norway }`), "info business_unit.europe"},
		{"nobody knows who is in it", chain(`team "t" { roles = [role.clerk] }`), "skipped"},
		{"somebody is", chain(`user "ann" { business_unit = business_unit.europe }`), ""},
		{"a team is", chain(`user "ann" {}
team "t" { business_unit = business_unit.europe }`), ""},
		{"a role is measured from it", chain(`user "ann" { roles = [{ role = role.clerk, business_unit = business_unit.europe }] }`), ""},
	}.run(t, buChain, "")
}

func TestTheRootIsCalledAfterAnEnvironment(t *testing.T) {
	named := func(expression string) string {
		return `
environment "dev" { url = "https://woodgrove-dev.crm.dynamics.com" }
environment "prod" { url = "https://woodgrove.crm.dynamics.com" }
business_unit "root" { name = ` + expression + ` }`
	}
	cases{
		{"the other one", named(`"Woodgrove (Dev)"`), "warning business_unit.root"},
		{"each after its own", named(`"Woodgrove ${env.name}"`), ""},
		{"the organization", named(`"Woodgrove Devices"`), ""},
	}.run(t, buRootRenamed, "")
}
