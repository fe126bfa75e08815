package schema

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// row is what a role grants on a table, in letters from create to share.
func row(t *testing.T, label, table string) string {
	t.Helper()
	r := StandardRoleByLabel(label)
	if r == nil {
		t.Fatalf("no standard role %s", label)
	}
	var row letters.Row
	for _, g := range r.Grants {
		if g.Base == TableByName(table).Base {
			row[g.Verb] = g.Level
		}
	}
	return row.String()
}

func TestStandardRolesGrantWhatTheSemanticsObserved(t *testing.T) {
	for _, c := range []struct{ role, table, want string }{
		{"basic_user", "account", "BBBBBBBB"},
		{"basic_user", "contact", "BBBBBBBB"},
		{"basic_user", "annotation", "BBBBBBBB"},
		{"basic_user", "task", "BBBBBBBB"},
		{"basic_user", "phonecall", "BBBBBBBB"},
		{"system_customizer", "account", "BBBBBBBB"},
		{"system_customizer", "organization", "-GG-----"},
		{"environment_maker", "account", "--------"},
		{"knowledge_manager", "account", "BBBBBBBG"},
		{"system_administrator", "account", "GGGGGGGG"},
		{"system_administrator", "opportunity", "GGGGGGGG"},
		{"system_administrator", "position", "GGGGGG--"},
		{"system_administrator", "audit", "---G----"},
		{"system_administrator", "businessunit", "GGGGGG--"},
		{"system_administrator", "userquery", "BBBB--BB"},
		{"system_administrator", "userform", "BBBB--BB"},
	} {
		if got := row(t, c.role, c.table); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.role, c.table, got, c.want)
		}
	}
}

func TestStandardRolesAreNamedByLabelOrName(t *testing.T) {
	for _, c := range []struct{ label, name, template string }{
		{"basic_user", "Basic User", "236750cd-45ae-4939-ab12-b24b920ced93"},
		{"Basic User", "Basic User", "236750cd-45ae-4939-ab12-b24b920ced93"},
		{"system_administrator", "System Administrator", "627090ff-40a3-4053-8790-584edc5be201"},
		{"Export Customizations (Solution Checker)", "Export Customizations (Solution Checker)", ""},
		{"app_opener", "App Opener", ""},
	} {
		r := StandardRoleByLabel(c.label)
		if r == nil || r.Name != c.name || r.TemplateID != c.template {
			t.Errorf("%q finds %v, want %s with template %q", c.label, r, c.name, c.template)
		}
	}
	for _, label := range []string{"Cannot read contact", "cannot_read_contact", "XrmMockup Test User", "export_customizations_solution_checker", ""} {
		if StandardRoleByLabel(label) != nil {
			t.Errorf("%q is a standard role", label)
		}
	}
}

func TestThereAre102StandardRolesSortedByName(t *testing.T) {
	all := StandardRoles()
	if len(all) != 102 {
		t.Errorf("%d standard roles, want 102", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b *StandardRole) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("they are not sorted by name")
	}
	for _, r := range all {
		if StandardRoleByLabel(r.Label) != r || StandardRoleByLabel(r.Name) != r {
			t.Errorf("label %s or name %s finds another role", r.Label, r.Name)
		}
		if r.Complete != (r.Name == "System Administrator") || r.Complete != (len(r.Privileges) > 0) {
			t.Errorf("%s: complete %v, %d miscellaneous privileges", r.Name, r.Complete, len(r.Privileges))
		}
	}
}

func TestEveryGrantOfEveryStandardRoleIsLegal(t *testing.T) {
	var n int
	for _, r := range StandardRoles() {
		for i, g := range r.Grants {
			n++
			if g.Level == privilege.None || !g.Base.Legal[g.Verb].Has(g.Level) {
				t.Errorf("%s: %s at %s is not legal", r.Name, g.Base.Privilege(g.Verb), g.Level)
			}
			if i == 0 {
				continue
			}
			if p := r.Grants[i-1]; p.Base.Name > g.Base.Name || p.Base == g.Base && p.Verb >= g.Verb {
				t.Errorf("%s: %s stands before %s", r.Name, p.Base.Privilege(p.Verb), g.Base.Privilege(g.Verb))
			}
		}
	}
	if n < 20000 {
		t.Errorf("only %d grants", n)
	}
}

func TestSystemAdministratorHoldsEveryPrivilege(t *testing.T) {
	held := map[string]bool{}
	r := StandardRoleByLabel("system_administrator")
	for _, g := range r.Grants {
		held[g.Base.Privilege(g.Verb)] = true
	}
	for _, b := range Bases() {
		for _, v := range privilege.Verbs() {
			if held[b.Privilege(v)] != b.Has(v) {
				t.Errorf("%s: held %v, exists %v", b.Privilege(v), !b.Has(v), b.Has(v))
			}
		}
	}
	if len(r.Privileges) != len(Miscellaneous()) || !r.Administrator {
		t.Errorf("%d of %d miscellaneous privileges, administrator %v", len(r.Privileges), len(Miscellaneous()), r.Administrator)
	}
}
