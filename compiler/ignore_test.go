package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
)

// A comment waives what its block declares, by the names that findings have for it, where the block exists.
func TestACommentIsAWaiverOfItsBlock(t *testing.T) {
	program, diags := compiler.Compile(input.Memory(map[string]string{
		"b.dv.hcl": `
environment "prod" {} # dvpolicy:ignore a/prod
environment "test" {}

# dvpolicy:ignore a/unit
business_unit "root" {}
role "clerk" {
  # dvpolicy:ignore b/all count=3 privilege="prvBulkDelete" until = 2027-01-31 table=account reason="a \"b\" \\ c"
  # dvpolicy:ignore b/all
  environments = ["test"]
}
`,
		"a.dv.hcl": `
/* dvpolicy:ignore c/each
   reason=x */
team "sales" {
  for_each = toset(["b", "a"])
  business_unit = business_unit.root
}
table "secrets" {
  for_each = toset(["lead", "contact"])
  audit    = true # dvpolicy:ignore c/table reason=""
}
waiver "first" {
  rule  = "x/y"
  table = "account"
}
`}))
	for _, d := range diags.Sorted() {
		t.Error(d.Message)
	}
	var got []string
	for _, p := range program.Environments {
		for _, w := range p.Waivers {
			got = append(got, fmt.Sprint(p.Environment.Name, " ", w.Address, " ", w.Rule, w.RuleSpan.Text(), " ", w.Targets, w.Table, w.Privilege, w.Count, w.Reason, w.Expires))
		}
	}
	want := []string{
		`prod waiver.first x/y"x/y" []account0`,
		`prod team.sales c/eachc/each [team.sales["a"] team.sales["b"]]0x`,
		`prod table.secrets c/tablec/table [table.contact table.lead]0`,
		`prod environment.prod a/proda/prod [environment.prod]0`,
		`prod business_unit.root a/unita/unit [business_unit.root business_unit.root.default_team]0`,
		`test waiver.first x/y"x/y" []account0`,
		`test team.sales c/eachc/each [team.sales["a"] team.sales["b"]]0x`,
		`test table.secrets c/tablec/table [table.contact table.lead]0`,
		`test business_unit.root a/unita/unit [business_unit.root business_unit.root.default_team]0`,
		`test role.clerk b/allb/all [role.clerk]accountprvBulkDelete3a "b" \ c2027-01-31`,
		`test role.clerk b/allb/all [role.clerk]0`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}
