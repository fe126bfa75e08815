package rules

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Accounts of services are not people, however they came by their roles.
func TestServicesAreNoPeople(t *testing.T) {
	const services = `
user "job" {
  for_each    = toset(["a", "b", "c", "d", "e", "f", "g"])
  access_mode = "non_interactive"
  roles       = [standard_role.system_administrator]
}
user "sync" {
  for_each = toset(["a", "b"])
  kind     = "service"
  roles    = [standard_role.system_administrator]
}
`
	const ann = `
user "ann" { roles = [standard_role.system_administrator] }
`
	const writer = `
role "writer" {
  grants {
    account = { organization = ["write"] }
  }
}
user "sync" {
  for_each = toset(["a", "b", "c", "d"])
  kind     = "service"
  roles    = [standard_role.basic_user]
}
user "clerk" {
  for_each = toset(["a", "b", "c", "d", "e"])
  roles    = [role.writer]
}
`
	for _, c := range []struct {
		name, policy, want string
		rule               *lint.Rule
	}{
		{"too many administrators", services, "skipped", grantSysadminMax},
		{"a part of the administrators", services + ann, "", grantSysadminRatio},
		{"who steps in for the administrator", services + ann, "warning environment.default", grantSysadminMin},
		{"who holds a role of services", `
user "job" {
  access_mode = "non_interactive"
  roles       = [standard_role.service_writer]
}
user "ann" { roles = [standard_role.service_writer] }
`, "error user.ann", grantServiceRoleToHuman},
		{"what everybody holds", writer, "warning role.writer", grantRoleForEveryoneIsBroad},
		{"a profile for a business unit in which a service reads", `
column_security_profile "credit" {
  columns "account" {
    creditlimit = { read = true }
  }
}
business_unit "root" {
  default_team { column_security_profiles = [column_security_profile.credit] }
}
table "account" {
  column "creditlimit" { secured = true }
}
user "sync" {
  kind  = "service"
  roles = [standard_role.system_administrator]
}
`, "", columnProfileWithoutRead},
		{"who acts for others", `
role "sender" { privileges = ["prvActOnBehalfOfAnotherUser"] }
user "sync" {
  kind  = "service"
  roles = [role.sender]
}
user "ann" { roles = [role.sender] }
`, "error user.ann", userImpersonationHuman},
		{"services among people", services, "error user.sync[\"a\"], error user.sync[\"b\"]", userHumanAsService},
		{"accounts without an app", services, "", userNonInteractiveLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, c.rule, c.policy); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// To create reaches nobody's rows: only what changes those that are there counts.
func TestCreatingChangesNobodysRows(t *testing.T) {
	role := func(verb string) string {
		return `
role "base" {
  grants {
    account = { organization = ["` + verb + `"] }
    contact = { user = ["` + verb + `"] }
  }
  privileges = ["prvDeleteAuditPartitions"]
}
user "clerk" {
  for_each = toset(["a", "b", "c", "d", "e"])
  guest    = true
  roles    = [role.base]
}
`
	}
	for _, r := range []*lint.Rule{grantRoleForEveryoneIsBroad, userGuestPrivileged, auditDeleteEvidence} {
		if got := found(t, r, role("create")); got != "" {
			t.Errorf("%s: of create, found %q", r.ID, got)
		}
		if got := found(t, r, role("write")); got == "" {
			t.Errorf("%s: of write, found nothing", r.ID)
		}
	}
}
