package change

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// text is a change in one line: kind, address, details.
func text(c Change) string {
	line := string(c.Kind) + " " + c.Address
	if c.From != "" {
		line += " from " + c.From
	}
	for _, d := range c.Details {
		line += fmt.Sprintf("; %s: %q -> %q", d.Attribute, d.From, d.To)
	}
	return line
}

func texts(all []Change) string {
	var lines []string
	for _, c := range all {
		lines = append(lines, text(c))
	}
	return strings.Join(lines, "\n")
}

func TestWhatChangesIsSaid(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(*sample)
		want string
	}{
		{"nothing", func(*sample) {}, ""},
		{"a wider grant", func(s *sample) { s.clerk.Grants[0].Level = privilege.Organization },
			`changed role.clerk; grants.account.read: "business_unit" -> "organization"`},
		{"a grant twice counts as the wider", func(s *sample) { s.grant(s.clerk, s.account, privilege.Organization, privilege.Read) },
			`changed role.clerk; grants.account.read: "business_unit" -> "organization"`},
		{"a grant twice, the second narrower", func(s *sample) { s.grant(s.clerk, s.account, privilege.User, privilege.Read) }, ""},
		{"a role elsewhere and just in time", func(s *sample) {
			s.ann.Assignments[0].Anchor, s.ann.Assignments[0].JustInTime = s.south, true
		}, "changed user.ann; roles: \"role.clerk\" -> \"\"; roles: \"\" -> \"role.clerk in business_unit.south, just in time\""},
		{"who is in a team is said of the user", func(s *sample) { s.join(s.project, s.bob) }, `changed user.bob; member_of: "" -> "team.project"`},
		{"who is in a group is said of the group, not of the user, nor of its teams", func(s *sample) {
			s.staff.Members, s.app.Teams = []*model.User{s.ann, s.app}, []model.Membership{{Team: s.grouped}}
			s.app.Groups = []*model.EntraGroup{s.staff}
		}, `changed entra_group.staff; members: "" -> "application_user.sync"`},
		{"what is assumed is no news of what is new", func(s *sample) { s.user("eve", s.root) }, `added user.eve; upn: "" -> "eve@contoso.example"`},
		{"nor is where it is said", func(s *sample) { s.clerk.Span, s.clerk.Grants[0].Span = s.line(), s.line() }, ""},
		{"nor what access mode is assumed anyway", func(s *sample) { s.ann.AccessMode = "read_write" }, ""},
		{"nor a cascade that is assumed anyway", func(s *sample) { s.table.Relationships[0].Delete = "" }, ""},
		{"a standard role in use follows from who holds it", func(s *sample) {
			s.p.Roles = slices.DeleteFunc(s.p.Roles, func(r *model.Role) bool { return r == s.basic })
			s.bob.Assignments = nil
		}, `changed user.bob; roles: "standard_role.basic_user" -> ""`},
		{"what is granted on follows from the grants", func(s *sample) {
			contact := &model.Base{Name: "Contact", Ownership: model.UserOrTeamOwned, Legal: legal(), Tables: []string{"contact"}}
			s.p.Bases = append(s.p.Bases, contact)
			s.grant(s.local, contact, privilege.User, privilege.Read)
		}, `changed role.local; grants.contact.read: "" -> "user"`},
		{"another catalogue", func(s *sample) { s.account.Legal[privilege.Share], s.account.Tables = 0, []string{"account", "thing"} },
			"changed catalogue; account.share: \"user, business_unit, parent_child, organization\" -> \"\"; " +
				"account.tables: \"customeraddress\" -> \"\"; account.tables: \"\" -> \"thing\""},
		{"System Administrator has what is declared, without a word", func(s *sample) {
			s.basic.Administrator = true
			s.grant(s.basic, s.viewing, privilege.Organization, privilege.Read)
			s.basic.Privileges = []model.HeldPrivilege{{Name: "prvContoso", Level: privilege.Organization}}
		}, `changed standard_role.basic_user; administrator: "false" -> "true"`},
		{"another name of the environment is a change of it", func(s *sample) { s.p.Environment.Name = "test" }, `changed environment.test; name: "prod" -> "test"`},
		{"default teams are their business unit's", func(s *sample) { s.unit("west", s.root) }, `added business_unit.west; parent: "" -> "business_unit.root"`},
	} {
		after := newSample()
		test.edit(after)
		if got := texts(Compare(newSample().p, after.order().p)); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

// What has another address and the same identity is renamed; what refers to it has not changed.
func TestWhatIsRenamed(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(*sample)
		want string
	}{
		{"a role, by its name", func(s *sample) { s.clerk.Address, s.clerk.ID = "role.new", "" }, "renamed role.new from role.clerk"},
		{"a role, by its id", func(s *sample) { s.clerk.Address, s.clerk.Name = "role.new", "New" }, `renamed role.new from role.clerk; name: "clerk" -> "New"`},
		{"a role that also changed", func(s *sample) { s.clerk.Address, s.clerk.Description = "role.new", "" },
			`renamed role.new from role.clerk; description: "Clerks" -> ""`},
		{"a business unit, with its default team", func(s *sample) {
			s.inner.Address, s.inner.DefaultTeam.Address = "business_unit.new", "business_unit.new.default_team"
		}, "renamed business_unit.new from business_unit.inner"},
		{"the root, by being it", func(s *sample) {
			s.root.Address, s.root.DefaultTeam.Address, s.root.Name = "business_unit.top", "business_unit.top.default_team", "Top"
		}, `renamed business_unit.top from business_unit.root; name: "root" -> "Top"`},
		{"a team", func(s *sample) { s.sales.Address, s.share.With[0] = "team.new", "team.new" }, "renamed team.new from team.sales"},
		{"a user, by the principal name", func(s *sample) { s.ann.Address, s.ann.UPN = "user.new", "Ann@contoso.example" },
			`renamed user.new from user.ann; upn: "ann@contoso.example" -> "Ann@contoso.example"`},
		{"an application, by its id", func(s *sample) { s.app.Address = "application_user.new" }, "renamed application_user.new from application_user.sync"},
		{"a group", func(s *sample) { s.staff.Address, s.staff.Name = "entra_group.new", "New" },
			`renamed entra_group.new from entra_group.staff; name: "staff" -> "New"`},
		{"a profile", func(s *sample) { s.profile.Address = "column_security_profile.new" },
			"renamed column_security_profile.new from column_security_profile.people"},
		{"a position", func(s *sample) { s.chief.Address = "position.new" }, "renamed position.new from position.chief"},
		{"a template", func(s *sample) { s.template.Address = "access_team_template.new" }, "renamed access_team_template.new from access_team_template.readers"},
		{"neither address nor identity: two things", func(s *sample) { s.template.Address, s.template.Name = "access_team_template.new", "New" },
			`added access_team_template.new; name: "" -> "New"; rights: "" -> "read"; table: "" -> "contoso_viewing"` + "\n" +
				`removed access_team_template.readers; rights: "read" -> ""; table: "contoso_viewing" -> ""`},
		{"the same address and another name: changed", func(s *sample) { s.clerk.Name, s.clerk.ID = "New", "" }, `changed role.clerk; name: "clerk" -> "New"`},
	} {
		after := newSample()
		test.edit(after)
		if got := texts(Compare(newSample().p, after.order().p)); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

// A name that two have tells neither from the other.
func TestANameThatTwoHaveTellsNothing(t *testing.T) {
	after := newSample()
	after.project.Address, after.project.Name, after.sales.Address = "team.a", "sales", "team.b"
	var got []string
	for _, c := range Compare(newSample().p, after.order().p) {
		if c.Construct == "team" {
			got = append(got, string(c.Kind)+" "+c.Address)
		}
	}
	if want := "added team.a, added team.b, removed team.project, removed team.sales"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// A solution carries roles of the root, profiles and what is said of tables; people do the rest in each environment.
func TestWhatASolutionCarries(t *testing.T) {
	after := newSample()
	after.clerk.Description, after.local.Description, after.profile.Description = "x", "x", "x"
	after.table.Volume, after.template.Rights, after.ann.Owner, after.sales.Name = "high", []privilege.Verb{privilege.Share}, "x", "x"
	after.p.Environment.URL, after.north.Name = "x", "x"
	var carried []string
	for _, c := range Compare(newSample().p, after.p) {
		if c.Portable {
			carried = append(carried, c.Address)
		}
	}
	if got := strings.Join(carried, " "); got != "table.contoso_viewing role.clerk column_security_profile.people" {
		t.Errorf("carried: %s", got)
	}
}

// Changes come by construct and address, with the place in the second policy, or in the first of what is gone.
func TestOrderAndPlaces(t *testing.T) {
	before, after := newSample(), newSample()
	after.role("b", after.root)
	after.role("a", after.root)
	after.p.Templates, after.north.Disabled = nil, true
	var got []string
	all := Compare(before.p, after.p)
	for _, c := range all {
		got = append(got, c.Address)
	}
	if want := "business_unit.north role.a role.b access_team_template.readers"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if all[0].Span != after.north.Span || all[3].Span != before.template.Span {
		t.Errorf("places: %v, %v", all[0].Span, all[3].Span)
	}
}
