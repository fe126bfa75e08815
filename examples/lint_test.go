package examples

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// What contoso has that the recommended rules would flag, it accepts with a reason.
func TestContosoIsCleanUnderTheRecommendedRules(t *testing.T) {
	program, found := compiler.Compile(open(t, "contoso"))
	quiet(t, found)
	var all []*matrix.Matrix
	for _, e := range program.Environments {
		all = append(all, matrix.Build(e))
	}
	var diags diag.List
	waived := 0
	for _, f := range lint.Run(lint.Configure(rules.All(), all, &diags), all, "2026-11-22").Findings {
		switch {
		case f.Waived:
			waived++
		case f.Severity >= lint.Warning && f.Rule.Pack == "" && f.Rule.Severity != lint.Off:
			t.Errorf("%s: %s [%s]", f.Address, f.Message, f.Rule.ID)
		}
	}
	if waived < 10 {
		t.Errorf("only %d findings are waived: the waivers meet nothing", waived)
	}
	quiet(t, &diags)
}
