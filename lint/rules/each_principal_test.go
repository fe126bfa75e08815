package rules

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Who is alike is not one: who is waived, excluded or known is that principal alone, and the next of the same kind is found.
func TestEachPrincipalIsFoundItself(t *testing.T) {
	for _, c := range []struct {
		name, policy, want string
		rule               *lint.Rule
	}{
		{"who cannot open an app", `
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" { roles = [role.clerk] }
user "ann" { member_of = [team.clerks] }
user "bob" { member_of = [team.clerks] }
`, "warning user.ann, warning user.bob", privMissingMinimum},
		{"who has no role of the own business unit", `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }
user "ann" { roles = [{ role = standard_role.basic_user, business_unit = business_unit.oslo }] }
user "bob" { roles = [{ role = standard_role.basic_user, business_unit = business_unit.oslo }] }
`, "error user.ann, error user.bob", privNoHomeBURole},
		{"who creates elsewhere", `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }
role "clerk" {
  grants {
    account = { business_unit = ["create", "read"] }
  }
}
user "ann" { roles = [standard_role.basic_user, { role = role.clerk, business_unit = business_unit.oslo }] }
user "bob" { roles = [standard_role.basic_user, { role = role.clerk, business_unit = business_unit.oslo }] }
`, "warning user.ann, warning user.bob", privOwningBUAppendTo},
		{"who owns nothing, beside one who holds the same directly", `
role "clerk" {
  member_inheritance = "team_only"
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" { roles = [role.clerk] }
user "ann" { roles = [role.clerk] }
user "bob" { member_of = [team.clerks] }
user "cleo" { member_of = [team.clerks] }
`, "warning user.bob, warning user.cleo", privMemberInheritance},
		{"who exports", `
role "reader" {
  grants {
    contact = { organization = ["read"] }
  }
}
role "exporter" { privileges = ["prvExportToExcel"] }
user "ann" { roles = [role.reader, role.exporter] }
user "bob" { roles = [role.reader, role.exporter] }
`, "warning user.ann, warning user.bob", grantExportPlusOrgRead},
		{"with whom a row is shared", `
user "ann" {}
user "bob" {}
share "pack" {
  table  = "account"
  record = "A-1001"
  with   = [user.ann, user.bob]
  rights = ["read"]
}
`, "warning share.pack, warning share.pack", shareToUser},
		{"what guests read", `
role "clerk" {
  grants {
    contact = { business_unit = ["read"] }
    lead    = { organization = ["read"] }
  }
}
entra_group "clerks" {}
team "clerks" {
  entra_group = entra_group.clerks
  membership  = "guests"
  roles       = [role.clerk]
}
`, "warning team.clerks, warning team.clerks", teamGuests},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, c.rule, c.policy); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}
