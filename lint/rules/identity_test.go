package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Who accepts a finding accepts what it says of its subject, not what is granted under the same address later: that is another finding.
func TestMoreUnderOneAddressIsAnotherFinding(t *testing.T) {
	const guest = `
user "ann" {
  guest = true
  roles = [role.r]
}
`
	const matrix = `
environment "prod" {
  type                            = "production"
  ownership_across_business_units = true
}
business_unit "root" {}
business_unit "a" { parent = business_unit.root }
`
	const seller = `
environment "prod" {
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants { contact = { user = ["read", "write"] } }
}
user "dora" { roles = [role.seller] }
user "eve" { roles = [role.seller] }
user "ann" {
  roles   = [role.seller]
  manager = user.dora
}
`
	const share = `
user "ann" {}
user "bob" {}
share "s" {
  table  = "account"
  record = "A"
`
	const environments = `
environment "dev" { type = "sandbox" }
environment "prod" { type = "production" }
user "ann" { roles = [role.r] }
role "r" { environments = ["dev"] }
`
	role := func(name, grants string) string { return "role \"" + name + "\" {\n  grants { " + grants + " }\n}\n" }
	const everybody = `
user "u" {
  for_each = toset(["a", "b", "c", "d", "e"])
  roles    = [role.r]
}
`
	const auditor = "role \"r\" {\n  privileges = [\"prvDeleteAuditPartitions\"]\n"
	for _, c := range []struct{ rule, before, after string }{
		{"drift/prod-wider-than-test", environments + "role \"r\" {\n  environments = [\"prod\"]\n  grants { account = { user = [\"read\"] } }\n}",
			environments + "role \"r\" {\n  environments = [\"prod\"]\n  grants { account = { user = [\"read\", \"write\"] } }\n}"},
		{"drift/prod-wider-than-test", environments + "role \"r\" {\n  environments = [\"prod\"]\n  grants { account = { user = [\"read\"] } }\n}",
			environments + "role \"r\" {\n  environments = [\"prod\"]\n  grants { account = { organization = [\"read\"] } }\n}"},
		{"share/to-user", share + "with = [user.ann]\n rights = [\"read\"]\n}", share + "with = [user.ann, user.bob]\n rights = [\"read\"]\n}"},
		{"share/to-user", share + "with = [user.ann]\n rights = [\"read\"]\n}", share + "with = [user.ann]\n rights = [\"read\", \"write\"]\n}"},
		{"grant/maker-in-production",
			matrix + "user \"ann\" { roles = [{ role = standard_role.system_customizer, business_unit = business_unit.a }] }",
			matrix + "user \"ann\" { roles = [standard_role.system_customizer, { role = standard_role.system_customizer, business_unit = business_unit.a }] }"},
		{"user/guest-privileged", guest + role("r", `account = { organization = ["write"] }`), guest + role("r", `account = { organization = ["write", "delete"] }`)},
		{"user/guest-privileged", guest + role("r", `account = { organization = ["write"] }`), guest + `
role "r" {
  grants {
    account = { organization = ["write"] }
    contact = { organization = ["write"] }
  }
}
`},
		{"user/guest-privileged", guest + role("r", `account = { business_unit = ["write"] }`), guest + role("r", `account = { organization = ["write"] }`)},
		{"hier/widens-sensitive", seller, seller + "user \"zed\" {\n  roles = [role.seller]\n  manager = user.eve\n}"},
		{"audit/delete-evidence",
			auditor + "  grants { contact = { user = [\"write\"] } }\n}",
			auditor + "  grants {\n contact = { user = [\"write\"] }\n lead = { user = [\"write\"] }\n }\n}"},
		{"team/guests", `
entra_group "g" {}
team "t" {
  entra_group = entra_group.g
  roles       = [role.r]
}
` + role("r", `contact = { organization = ["read"] }`), `
entra_group "g" {}
team "t" {
  entra_group = entra_group.g
  roles       = [role.r]
}
role "r" {
  grants {
    contact = { organization = ["read"] }
    lead    = { organization = ["read"] }
  }
}
`},
		{"grant/role-for-everyone-is-broad",
			everybody + role("r", `account = { organization = ["write"] }`),
			everybody + role("r", `account = { organization = ["write", "delete"] }`)},
	} {
		t.Run(strings.ReplaceAll(c.rule, "/", "_"), func(t *testing.T) {
			r := ruleOf(t, c.rule)
			before, after := fingerprints(run(r, []*lint.Rule{r}, matrices(t, c.before))), fingerprints(run(r, []*lint.Rule{r}, matrices(t, c.after)))
			if len(before) == 0 {
				t.Fatal("nothing is found before")
			}
			if !slices.ContainsFunc(after, func(one string) bool { return !slices.Contains(before, one) }) {
				t.Errorf("%d findings, and all of them were there before", len(after))
			}
		})
	}
}

func fingerprints(r lint.Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Fingerprint())
	}
	return all
}
