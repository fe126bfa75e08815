package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

// Production is wider where somebody has an access there that the same principal has in none of the other environments.
func TestProductionIsWiderThanEachOtherEnvironment(t *testing.T) {
	const environments = `
environment "dev" { type = "sandbox" }
environment "test" { type = "sandbox" }
environment "prod" { type = "production" }
role "read" {
  grants { account = { organization = ["read"] } }
}
role "del" {
  grants { account = { organization = ["read", "delete"] } }
}
`
	user := func(name, environments, roles string) string {
		return "user \"" + name + "\" {\n  environments = [" + environments + "]\n  roles = [" + roles + "]\n}\n"
	}
	for _, c := range []struct {
		name, policy string
		want         []string // address and subject
	}{
		{"each access is in one of the others",
			user("ann", `"dev"`, "role.del") + user("ann", `"test"`, "role.read") + user("ann", `"prod"`, "role.read, role.del"), nil},
		{"wider than one, as wide as the other", user("ann", `"dev"`, "role.read") + user("ann", `"test", "prod"`, "role.del"), nil},
		{
			"wider than both", user("ann", `"dev"`, "") + user("ann", `"test"`, "role.read") + user("ann", `"prod"`, "role.del"),
			[]string{"user.ann table=account verb=delete level=organization other=environment.prod"},
		},
		{
			"where the principal is", user("ann", `"dev"`, "role.read") + user("ann", `"prod"`, "role.del"),
			[]string{"user.ann table=account verb=delete level=organization other=environment.prod"},
		},
		{
			"not who was as wide elsewhere, nor who is nowhere else",
			user("ann", `"dev", "test"`, "role.read") + user("ann", `"prod"`, "role.del") +
				user("bob", `"dev"`, "role.read") + user("bob", `"test", "prod"`, "role.del") + user("cleo", `"prod"`, "role.del"),
			[]string{"user.ann table=account verb=delete level=organization other=environment.prod"},
		},
		{
			"a team that gives more",
			user("ann", `"dev", "test", "prod"`, "") +
				"team \"all\" {\n  members = [user.ann]\n  roles = env.name == \"prod\" ? [role.read] : []\n}\n",
			[]string{"team.all table=account verb=read level=organization other=environment.prod"},
		},
		{
			"an administrator is one thing",
			user("ann", `"dev", "test"`, "role.read") + user("ann", `"prod"`, "standard_role.system_administrator"),
			[]string{"user.ann other=environment.prod"},
		},
		{
			"an administrator elsewhere",
			user("ann", `"dev"`, "role.read") + user("ann", `"test", "prod"`, "standard_role.system_administrator"), nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ruleOf(t, rules.ProductionWider)
			var got []string
			for _, f := range run(r, []*lint.Rule{r}, matrices(t, environments+c.policy)).Findings {
				got = append(got, strings.TrimSpace(f.Address+" "+f.Subject.String()))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
