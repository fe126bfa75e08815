package compiler_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// Many users are evaluated at once: the same access, and the same problems in the same order, as one after the other.
func TestManyUsersOnAnyNumberOfProcessors(t *testing.T) {
	for _, slip := range []string{"", "roles = [role.nobody]", "business_unit = business_unit.unit", "upn = 7", "nme = \"x\""} {
		var users strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&users, "user \"u%d\" {\n  business_unit = business_unit.unit[\"%d\"]\n  roles = [role.r]\n  member_of = [team.t]\n", i, i%3)
			if i%1000 == 17 && slip != "" {
				fmt.Fprintf(&users, "  name = local.name\n")
			}
			users.WriteString("}\n")
		}
		if slip != "" {
			users.WriteString("user \"slip\" {\n  " + slip + "\n}\nuser \"other\" {\n  " + slip + "\n}\n")
		}
		in := input.Memory(map[string]string{"users.dv.hcl": users.String(), "policy.dv.hcl": `
locals { name = "somebody" }
business_unit "root" {}
business_unit "unit" {
  for_each = toset(["0", "1", "2"])
  parent   = business_unit.root
}
role "r" {
  grants {
    account = { business_unit = ["read"] }
  }
}
team "t" {}
`})
		var want string
		for _, n := range []int{1, 2, 5} {
			got := compiledWith(n, in)
			if want == "" {
				want = got
			}
			if got != want || slip != "" && !strings.Contains(got, "[") {
				t.Errorf("%q on %d processors:\n%s\nwant\n%s", slip, n, got, want)
			}
		}
	}
}

// compiledWith is what compiling on some processors says: the problems, or the digest of the access.
func compiledWith(processors int, in *input.Policy) string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	program, diags := compiler.Compile(in)
	var said strings.Builder
	for _, d := range diags.Sorted() {
		fmt.Fprintf(&said, "%v %s [%s]\n", d.Span.Pos(), d.Message, d.Code)
	}
	if diags.HasErrors() {
		return said.String()
	}
	return matrix.Build(program.Environments[0]).Digest()
}
