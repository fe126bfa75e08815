package records_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/print"
	"github.com/dvpolicy/dvpolicy/compiler/records"
	"github.com/dvpolicy/dvpolicy/model"
)

// What was read, printed as files of the language, compiles to the same units, teams, users and assignments.
func TestPrintedRecordsCompile(t *testing.T) {
	matrix := records.DataXML(
		records.Entity("businessunit", records.Record("0", "name", "Root"), records.Record("1", "name", "${a} &quot;b&quot;", "parentbusinessunitid", "0")),
		records.Entity("role", records.Record("role-0", "name", "Clerk", "businessunitid", "0"), records.Record("r-1", "name", "Clerk", "businessunitid", "1", "parentrootroleid", "role-0")),
		records.Entity("systemuser", records.Record("u", "domainname", "u@x.example", "fullname", "U", "businessunitid", "0"), records.Record("v", "fullname", "v@x.example", "businessunitid", "1"),
			records.Links("systemuserroles", "u", "role", "role-0", "r-1")),
		records.Entity("team", records.Record("t", "name", "T", "teamtype", "0", "businessunitid", "0"), records.Record("d", "name", "Root", "businessunitid", "0"), records.Links("teamroles", "t", "role", "r-1"),
			records.Links("teamroles", "d", "role", "role-0")),
	)
	for name, data := range map[string]string{"everything": records.Everything, "matrix mode": matrix} {
		t.Run(name, func(t *testing.T) {
			p := records.RolesOf("Clerk")
			p.Profiles = []*model.ColumnSecurityProfile{{Address: "column_security_profile.credit", Name: "credit"}}
			comments := records.AddTo(p, []*records.Records{records.Read(t, data)}, &diag.List{})
			files := map[string]string{}
			for _, f := range print.Policy(p, print.Options{Comments: comments}) {
				files[f.Name] = string(f.Text)
			}
			if p.Environment.Matrix { // what is printed has no environment
				files["environment.dv.hcl"] = `environment "x" { ownership_across_business_units = true }`
			}
			program, diags := compiler.Compile(input.Memory(files))
			if said := records.Reports(diags); len(said) > 0 {
				t.Fatalf("%s\n%v", strings.Join(said, "\n"), files)
			}
			if d := cmp.Diff(records.Facts(p), records.Facts(program.Environments[0])); d != "" {
				t.Errorf("compiled (-read +compiled):\n%s", d)
			}
		})
	}
}
