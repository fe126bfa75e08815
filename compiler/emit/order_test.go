package emit

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What the items of a step name, and the steps that make it.
var needs = []struct{ kind, field, made string }{
	{"entra_groups", "groups", "entra_groups"},
	{"business_units", "parent", "business_units"},
	{"roles_below_root", "business_unit", "business_units"},
	{"users", "business_unit", "business_units"},
	{"application_users", "business_unit", "business_units"},
	{"teams", "business_unit", "business_units"},
	{"teams", "group", "entra_groups"},
	{"teams", "members", "users application_users"},
	{"teams", "administrator", "users"},
	{"positions", "parent", "positions"},
	{"managers_and_positions", "user", "users"},
	{"managers_and_positions", "manager", "users"},
	{"managers_and_positions", "position", "positions"},
	{"role_assignments", "holder", "business_units teams users application_users"}, // a default team comes with its business unit
	{"role_assignments", "role", "solutions roles_below_root"},
	{"role_assignments", "business_unit", "business_units"},
	{"column_security_profiles", "holder", "business_units teams users application_users"},
	{"column_security_profiles", "profile", "solutions"},
	{"shares", "with", "teams users application_users"},
}

// given is what nobody has to make: the root and what Microsoft brings.
func given(p *model.Policy) map[string]bool {
	all := map[string]bool{"": true, p.BusinessUnits[0].Name: true}
	for _, r := range p.Roles {
		if r.Standard {
			all[r.Name] = true
		}
	}
	return all
}

func (i Item) names(field string) []string {
	for _, f := range i {
		if all, ok := f.Value.([]string); f.Name == field && ok {
			return all
		} else if f.Name == field {
			return []string{f.text()}
		}
	}
	return nil
}

func TestWhatAStepNamesAnEarlierOneHasMade(t *testing.T) {
	named := 0
	for _, p := range append(contoso(t), what(t, everyKind), what(t, enteringPolicy)) {
		known, made := given(p), map[string]bool{}
		for _, s := range StepsOf(p) {
			for _, i := range s.Items {
				for _, n := range needs {
					if n.kind != s.Kind {
						continue
					}
					for _, name := range i.names(n.field) {
						named++
						if !known[name] && !slices.ContainsFunc(strings.Fields(n.made), func(kind string) bool { return made[kind+" "+name] }) {
							t.Errorf("%s: %s name %s %q, which no earlier step has made", p.Environment.Name, s.Kind, n.field, name)
						}
					}
				}
				for _, field := range []string{"name", "user", "role"} {
					for _, name := range i.names(field) {
						made[s.Kind+" "+name] = true
					}
				}
			}
		}
	}
	if named < 100 {
		t.Errorf("the steps name %d things: too few to show an order", named)
	}
}

// Somebody who follows the steps has people in the groups before the others are disabled, columns secured before anybody can look, and
// roles to assign.
func TestOrderOfSteps(t *testing.T) {
	policies := append(contoso(t), what(t, everyKind))
	at := func(p *model.Policy, kind string) int {
		return slices.IndexFunc(StepsOf(p), func(s Step) bool { return s.Kind == kind })
	}
	for _, test := range []struct{ before, after, why string }{
		{"entra_groups", "admin_center", "the security group disables who is not in it"},
		{"orgdborgsettings", "role_assignments", "classic mode refuses instances of other business units"},
		{"business_units", "roles_below_root", "a role is made in its business unit"},
		{"solutions", "role_assignments", "roles come with their solution"},
		{"solutions", "columns", "columns come with their solution"},
		{"tables", "role_assignments", "what nobody audits yet, nobody should do yet"},
		{"columns", "role_assignments", "a column is open until it is secured"},
		{"tables", "access_team_templates", "a template needs a table with access teams"},
		{"users", "role_assignments", "who moves loses roles"},
		{"managers_and_positions", "hierarchy_security", "it gives managers what is below them"},
	} {
		together := false
		for _, p := range policies {
			before, after := at(p, test.before), at(p, test.after)
			if before < 0 || after < 0 {
				continue
			}
			if together = true; after < before {
				t.Errorf("%s: %s is not before %s, and %s", p.Environment.Name, test.before, test.after, test.why)
			}
		}
		if !together {
			t.Errorf("no policy needs both %s and %s", test.before, test.after)
		}
	}
}

const enteringPolicy = `
environment "prod" { security_group = entra_group.a_door }
entra_group "a_door" {
  groups        = [entra_group.staff]
  known_members = [user.outer]
  guests        = [user.guest]
  owners        = [user.owner]
}
entra_group "staff" { members = [user.ann] }
entra_group "other" {
  kind          = "microsoft_365"
  dynamic       = true
  known_members = [user.elsewhere]
}
entra_group "unused" { known_members = [user.elsewhere] }
team "others" {
  type        = "microsoft_365_group"
  entra_group = entra_group.other
}
user "ann" { upn = "ann@x.example" }
user "bob" {
  upn       = "bob@x.example"
  member_of = [entra_group.staff]
}
user "elsewhere" { upn = "elsewhere@x.example" }
user "guest" { upn = "guest@x.example" }
user "outer" { upn = "outer@x.example" }
user "owner" { upn = "owner@x.example" }
user "gone" {
  upn     = "gone@x.example"
  enabled = false
  roles   = [standard_role.basic_user]
}
user "chief" {
  upn          = "chief@x.example"
  tenant_roles = ["global_administrator"]
}
user "helper" {
  upn          = "helper@x.example"
  tenant_roles = ["dynamics_365_administrator"]
}
application_user "robot" { application_id = "00000000-0000-0000-0000-0000000000a1" }
`

// rows are the items of a step as people read them.
func rows(s Step) []string {
	var all []string
	for _, i := range s.Items {
		var row []string
		for _, f := range i {
			row = append(row, f.text())
		}
		all = append(all, strings.Join(row, " | "))
	}
	return all
}

func wantRows(t *testing.T, s Step, want ...string) {
	t.Helper()
	if got := rows(s); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", s.Kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Whoever the policy puts into a group is named, whichever side says it, with what is known of the others.
func TestGroupsNameTheirMembers(t *testing.T) {
	wantRows(t, step(t, what(t, enteringPolicy), "entra_groups"), // name, kind, dynamic, object id, groups, members, all of them?, owners, guests
		"staff | security |  |  |  | ann@x.example, bob@x.example | yes |  | ",
		"a_door | security |  |  | staff | guest@x.example, outer@x.example | no | owner@x.example | guest@x.example",
		"other | microsoft_365 | yes |  |  | elsewhere@x.example | no |  | ")
}

func notes(s Step) string { return strings.Join(s.Notes, "\n") }

// Users whom the policy has in the environment, and not in its group, are named where the group is set.
func TestWhoIsOutsideTheSecurityGroup(t *testing.T) {
	const known = `known_members = [user.outer]`
	for _, test := range []struct{ policy, want string }{
		{enteringPolicy, "does not know whether these users are in the group. See first that they are, or they are disabled: elsewhere@x.example, helper@x.example."},
		{strings.Replace(enteringPolicy, known, `members = [user.outer]`, 1), "leaves these users out of the group, so they are disabled: elsewhere@x.example, helper@x.example."},
		{strings.Replace(enteringPolicy, known, `known_members = [user.outer, user.elsewhere, user.helper]`, 1), ""},
	} {
		got := notes(step(t, what(t, test.policy), "admin_center"))
		if !strings.Contains(got, test.want) || (test.want == "") == strings.Contains(got, "these users") {
			t.Errorf("%s\nwant %q in the notes of\n%s", got, test.want, test.policy)
		}
	}
	users := notes(step(t, what(t, enteringPolicy), "users"))
	for _, want := range []string{"nested in the security group", "Disable a user after its roles"} {
		if !strings.Contains(users, want) {
			t.Errorf("the notes of the users do not say %q:\n%s", want, users)
		}
	}
}

// Roles below the root are made by hand, standard roles are there: a solution must carry the others, and every profile.
func TestWhatSolutionsMustCarry(t *testing.T) {
	p := what(t, `
business_unit "root" {}
business_unit "a" { parent = business_unit.root }
role "everywhere" {}
role "of_the_root" { business_unit = business_unit.root }
role "local" { business_unit = business_unit.a }
table "contact" {
  column "fax" { secured = true }
}
column_security_profile "fax" {
  columns "contact" {
    fax = { read = true }
  }
}
user "u" {
  upn   = "u@x.example"
  roles = [standard_role.basic_user]
}
`)
	wantRows(t, step(t, p, "solutions"), "role | everywhere | ", "role | of_the_root | ", "column_security_profile | fax | ")
	wantRows(t, step(t, p, "roles_below_root"), "local | a")

	p.Roles[0].Span = source.Span{File: &source.File{Name: "core/Roles/everywhere.xml"}}
	wantRows(t, step(t, p, "solutions"), "role | everywhere | core/Roles/everywhere.xml", "role | of_the_root | ", "column_security_profile | fax | ")
	if got := notes(step(t, p, "solutions")); !strings.Contains(got, "those without a file: dvpolicy export") {
		t.Errorf("nothing says who writes what has no file:\n%s", got)
	}
}

// A policy that declares no environment says nothing of its settings but what its assignments need.
func TestSettingsOfAnEnvironmentThatIsNotDeclared(t *testing.T) {
	const units = `
business_unit "root" {}
business_unit "a" { parent = business_unit.root }
role "r" {}
`
	for _, s := range StepsOf(what(t, units)) {
		if len(s.Settings) > 0 {
			t.Errorf("%s: %s, of which the policy says nothing", s.Kind, settings(s))
		}
	}
	across := what(t, units+`
environment "x" { ownership_across_business_units = true }
team "t" { roles = [{ role = role.r, business_unit = business_unit.a }] }`)
	for _, e := range []model.Environment{{AlwaysMove: true}, {Matrix: true, Recompute: true, AlwaysMove: true}} {
		across.Environment = e
		var got []string
		for _, s := range StepsOf(across) {
			if len(s.Settings) > 0 {
				got = append(got, s.Kind+": "+settings(s))
			}
		}
		if want := []string{"orgdborgsettings: EnableOwnershipAcrossBusinessUnits = true"}; !slices.Equal(got, want) {
			t.Errorf("settings %q, want %q", got, want)
		}
	}
}
