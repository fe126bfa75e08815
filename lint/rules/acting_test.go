package rules_test

import (
	"strings"
	"testing"
)

// What a disabled business unit holds gives nothing, and its people cannot enter (semantics S-BU-15, 16).
func TestWhoCannotActCountsForNothing(t *testing.T) {
	const units = `
business_unit "root" {}
business_unit "old" {
  parent   = business_unit.root
  disabled = true
}
business_unit "below" { parent = business_unit.old }
role "narrow" {
  grants { account = { user = ["read"] } }
}
role "wide" {
  grants { account = { user = ["read", "write"] } }
}
role "eraser" { privileges = ["prvDeleteAuditPartitions"] }
role "writer" {
  grants { contact = { user = ["write"] } }
}
`
	const prod = "environment \"prod\" { type = \"production\" }\n"
	in := func(unit, kind, name, lines string) string {
		return kind + " \"" + name + "\" {\n  business_unit = business_unit." + unit + "\n" + lines + "\n}\n"
	}
	member := "user \"ann\" { roles = [role.narrow] }\n"
	teamOf := func(unit string) string {
		return in(unit, "team", "t", "members = [user.ann]\n roles = [role.wide]")
	}
	admins := func(unit string) string {
		const admin = "roles = [standard_role.system_administrator]"
		return prod + in("root", "user", "ann", admin) + in(unit, "user", "bob", admin)
	}
	erasing := func(unit string) string {
		return in("root", "user", "ann", "roles = [role.writer]") + in(unit, "team", "t", "members = [user.ann]\n roles = [role.eraser]")
	}
	makers := func(unit string) string {
		return prod + in(unit, "user", "ann", "roles = [standard_role.system_customizer]")
	}
	for _, c := range []struct {
		rule         string
		policy       func(unit string) string
		acts, cannot []string
	}{
		{"role/subsumed", func(unit string) string { return member + teamOf(unit) }, []string{"info role.narrow"}, nil},
		{"assignment/redundant", func(unit string) string {
			return "user \"ann\" { roles = [role.narrow] }\n" + in(unit, "team", "t", "members = [user.ann]\n roles = [role.narrow]")
		}, []string{"info user.ann"}, nil},
		{"grant/sysadmin-min", admins, nil, []string{"warning environment.prod"}},
		{"audit/delete-evidence", erasing, []string{"error user.ann"}, nil},
		{"grant/maker-in-production", makers, []string{"warning user.ann"}, nil},
	} {
		t.Run(strings.ReplaceAll(c.rule, "/", "_"), func(t *testing.T) {
			expect(t, c.rule, units+c.policy("root"), c.acts)
			expect(t, c.rule, units+c.policy("old"), c.cannot)
			expect(t, c.rule, units+c.policy("below"), c.cannot)
		})
	}
}

// Of what somebody holds, rules say what it comes to, whatever stands beside it.
func TestWhatStandsBesideHidesNothing(t *testing.T) {
	const roles = `
role "both" {
  privileges = ["prvDeleteAuditPartitions"]
  grants {
    contact = { user = ["write"] }
    role    = { business_unit = ["create"] }
  }
}
role "first" {
  grants {
    contact = { user = ["write"] }
    role    = { business_unit = ["create"] }
  }
}
role "second" { privileges = ["prvDeleteAuditPartitions"] }
`
	ann := "user \"ann\" { roles = [role.both, role.first, role.second] }\n"
	for _, rule := range []string{"sod/admin-and-auditor", "audit/delete-evidence"} {
		excluded := "lint {\n  rule \"" + rule + "\" { exclude = [role.both] }\n}\n"
		expectConfigured(t, rule, roles+excluded+ann, []string{"error user.ann"})
		expectConfigured(t, rule, roles+excluded+"user \"ann\" { roles = [role.both, role.first] }\n", nil)
		expectConfigured(t, rule, roles+"user \"ann\" { roles = [role.both] }\n", []string{"error role.both"})
		expectConfigured(t, rule, roles+`
lint {
  rule "`+rule+`" { exclude = [role.both, team.t] }
}
team "t" {
  members = [user.ann]
  roles   = [role.first, role.second]
}
user "ann" { roles = [role.first, role.second] }
`, []string{"error user.ann"})
	}
}

// A person holds a profile whoever else does.
func TestAPersonHoldsAProfileWhoeverElseDoes(t *testing.T) {
	const profile = `
table "contact" {
  column "governmentid" {
    secured      = true
    masking_rule = "x"
  }
}
column_security_profile "p" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "all_records" }
  }
}
`
	const holds = "column_security_profiles = [column_security_profile.p]"
	for _, c := range []struct {
		name, holders string
		want          []string
	}{
		{"beside an empty team", "team \"aaa\" { " + holds + " }\nuser \"ann\" { " + holds + " }\n", []string{"warning column_security_profile.p"}},
		{"beside a service", "application_user \"a\" { " + holds + " }\nuser \"ann\" { " + holds + " }\n", []string{"warning column_security_profile.p"}},
		{"by the default team", "business_unit \"root\" {\n  default_team { " + holds + " }\n}\nuser \"ann\" {}\n", []string{"warning column_security_profile.p"}},
		{"a default team without people", "business_unit \"root\" {\n  default_team { " + holds + " }\n}\napplication_user \"a\" {}\n", nil},
		{"only a service", "application_user \"a\" { " + holds + " }\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, "column/unmasked-broad", profile+c.holders, c.want) })
	}
}

// What a role lacks is less certain where a team of unknown members may give it to those who hold the role.
func TestWhatARoleLacksAnUnknownTeamMayGive(t *testing.T) {
	const policy = `
environment "prod" { type = "production" }
entra_group "all" {}
entra_group "some" {}
table "new_visit" {
  ownership = "user_or_team"
  relationship "new_account_visits" { parent = "account" }
}
role "reader" {
  grants {
    account = { organization = ["read", "append_to"] }
    contact = { organization = ["read"] }
  }
}
role "editor" {
  grants {
    account   = { user = ["read"], organization = ["write"] }
    contact   = { organization = ["write"] }
    new_visit = { user = ["create", "read", "append"] }
  }
}
team "editors" {
  entra_group = entra_group.some
  roles       = [role.editor]
}
`
	const everybody = "team \"all\" {\n  entra_group = entra_group.all\n  roles = [role.reader]\n}\n"
	for rule, severity := range map[string][2]string{
		"priv/deeper-than-read": {"error", "warning"}, "priv/act-without-read": {"warning", "info"}, "priv/append-pair": {"warning", "info"},
	} {
		expect(t, rule, policy, []string{severity[0] + " role.editor"})
		expect(t, rule, policy+everybody, []string{severity[1] + " role.editor"})
	}
}
