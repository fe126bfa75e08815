package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// grantsFile is a policy file of about so many bytes, as generated policies are.
func grantsFile(size int) []byte {
	var b strings.Builder
	for role := 0; b.Len() < size; role++ {
		fmt.Fprintf(&b, "role \"role_%d\" {\n  name = \"Role %d\"\n  grants {\n", role, role)
		for table := range 100 {
			fmt.Fprintf(&b, "    new_table_%d = { user = [\"create\", \"write\"], business_unit = [\"read\", \"append_to\"] }\n", table)
		}
		fmt.Fprintf(&b, "  }\n}\nteam \"team_%d\" {\n  for_each = business_unit.division\n  roles = [role.role_%d, { role = role.role_1, business_unit = each.value }]\n}\n", role, role)
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	text := grantsFile(1 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var diags diag.List
		Parse(&source.File{Name: "a", Text: text}, &diags)
	}
}

func BenchmarkHCL(b *testing.B) {
	text := grantsFile(1 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		hclsyntax.ParseConfig(text, "a", hcl.InitialPos)
	}
}

func BenchmarkGuard(b *testing.B) {
	text := grantsFile(1 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var diags diag.List
		guard(&source.File{Name: "a", Text: text}, &diags)
	}
}

func BenchmarkCSV(b *testing.B) {
	var text strings.Builder
	text.WriteString("upn,unit,roles,manager\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "user%d@example.com,unit_%d,sales;clerk,user%d@example.com\n", i, i%100, i/10)
	}
	scope := &Scope{Read: func(string) ([]byte, error) { return []byte(text.String()), nil }}
	body := Parse(&source.File{Name: "a", Text: []byte(`a = { for u in csvdecode(file("users.csv")) : u.upn => u }`)}, &diag.List{})
	b.ReportAllocs()
	for b.Loop() {
		var diags diag.List
		if _, ok := body.Attrs[0].Expr.Eval(scope, &diags); !ok {
			b.Fatal(diags.Sorted()[0].Message)
		}
	}
}
