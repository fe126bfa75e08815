package render

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var (
	testRule = &lint.Rule{ID: "grant/org-write", Severity: lint.Warning, Summary: "a role writes everywhere", Why: "Because `x` | y.", Bad: "b", Good: "g", Sources: []string{"s"}}
	testInfo = &lint.Rule{ID: "role/naming", Severity: lint.Info, Summary: "a role is named otherwise", Why: "Names.", Pack: "tidy"}
	testFail = &lint.Rule{ID: "user/guest-privileged", Severity: lint.Error, Summary: "a guest", Why: "Guests."}
	testSkip = &lint.Rule{ID: "env/no-security-group", Severity: lint.Error, Summary: "an environment is open", Why: "Open."}
)

// hostile is what a name can be that somebody chose to break a format.
const hostile = "a]b;c%d,e:f|g`h``i<script>&\"'*_~$[x](http://evil.example)\r\n::error::x\n##vso[task.complete result=Succeeded;]\x00\x1b\u2028\ufffe]]>@admins #1 GH-2 \xff🙂"

var testOrigin = Origin{Version: "1.2.3", Name: func(file string) string { return path.Join("policies", file) }}

var testMeasure = Measure{Fails: func(s lint.Severity) bool { return s >= lint.Warning }, Baseline: "ci/base.json"}

// testFindings are findings of every kind.
func testFindings() lint.Result {
	f := &source.File{Name: "ä b/c:d%.dv.hcl", Text: []byte("é = \"clerk\"\nrole \"x\" {\n}\n")}
	whole := &source.File{Name: "customizations.xml", Lines: true}
	at := func(from, to int32) source.Span { return source.Span{File: f, Start: from, End: to} }
	return lint.Result{
		Ran:     []*lint.Rule{testSkip, testRule, testInfo, testFail},
		Skipped: []lint.Skipped{{Rule: testSkip, Reason: "no file says | it"}},
		Findings: []lint.Finding{
			{Rule: testInfo, Severity: lint.Info, Message: "about the policy"},
			{Rule: testRule, Severity: lint.Warning, Message: "clerk writes", Address: "role.clerk", Subject: lint.Subject{Table: "account"}, Span: at(5, 12)},
			{Rule: testRule, Severity: lint.Warning, Message: "accepted", Address: "role.old", Span: at(13, 17), Waived: true},
			{Rule: testRule, Severity: lint.Warning, Message: "in one", Address: "role.one", Span: at(13, 25), Environment: "prod"},
			{Rule: testInfo, Severity: lint.Info, Message: "a file as a whole", Span: source.Span{File: whole}},
			{Rule: testRule, Severity: lint.Warning, Message: "a line", Address: "role.two", Span: source.Span{File: whole, Start: 7, End: 7}},
			{Rule: testFail, Severity: lint.Error, Message: hostile, Address: `role["` + hostile + `"]`, Span: at(0, 2)},
		},
	}
}

func testDiagnostics() []*diag.Diagnostic {
	f := &source.File{Name: "p.dv.hcl", Text: []byte("a = b\nc = d\n")}
	return []*diag.Diagnostic{
		{Code: "unknown-role", Message: "no " + hostile, Hint: "did you mean?", Span: source.Span{File: f, Start: 4, End: 5}, Environments: []string{"dev", "prod"},
			Notes: []diag.Note{{Span: source.Span{File: f, Start: 6, End: 7}, Message: "declared here"}, {Message: "nowhere"}}},
		{Severity: diag.Warning, Code: "a-doubt", Message: "doubtful", Span: source.Span{File: f, Start: 6, End: 7}},
		{Code: "invalid-artifact", Message: "broken", Span: source.Span{File: &source.File{Name: "x.json", Lines: true}}},
	}
}

// many are so many findings, of so many addresses.
func many(n, addresses int) lint.Result {
	f := &source.File{Name: "p.dv.hcl", Text: []byte(strings.Repeat("x\n", 1000))}
	r := lint.Result{Ran: []*lint.Rule{testRule, testFail}}
	for i := range n {
		rule := testRule
		if i%10 == 9 {
			rule = testFail
		}
		r.Findings = append(r.Findings, lint.Finding{
			Rule: rule, Severity: rule.Severity, Message: fmt.Sprintf("number %d", i), Address: fmt.Sprintf("role.r%d", i%addresses),
			Subject: lint.Subject{Table: fmt.Sprint(i)}, Span: source.Span{File: f, Start: int32(i%1000) * 2, End: int32(i%1000)*2 + 1},
		})
	}
	return r
}

// reports are what every format has to write.
func reports() map[string]Report {
	return map[string]Report{
		"findings":    ReportFindings(testFindings(), testMeasure, testOrigin),
		"nothing":     ReportFindings(lint.Result{Ran: []*lint.Rule{testRule}}, testMeasure, testOrigin),
		"no rules":    ReportFindings(lint.Result{}, testMeasure, testOrigin),
		"diagnostics": ReportDiagnostics(testDiagnostics(), testOrigin),
		"many":        ReportFindings(many(12_000, 3_000), testMeasure, testOrigin),
	}
}

func veryMany() Report { return ReportFindings(many(100_000, 60_000), testMeasure, testOrigin) }

func written(t *testing.T, r Report, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Formats()[format](&out); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.String()
}

// What is stale in a baseline fails a run, so that every format says it.
func TestStaleEntriesAreToldInEveryFormat(t *testing.T) {
	r := lint.Result{Ran: []*lint.Rule{testRule}, Stale: []lint.Stale{
		{Entry: lint.Entry{Rule: "grant/gone", Address: "role.gone", Subject: "table=lead", Fingerprint: "0"}, Why: "no longer occurs"},
	}}
	for format := range (Report{}).Formats() {
		got := written(t, ReportFindings(r, testMeasure, testOrigin), format)
		for _, want := range []string{"no longer occurs", "stale-baseline", "ci/base.json"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %s in %s", format, want, got)
			}
		}
	}
}

func TestFormatsAreWrittenAlikeTwice(t *testing.T) {
	for format := range (Report{}).Formats() {
		first := written(t, ReportFindings(testFindings(), testMeasure, testOrigin), format)
		if again := written(t, ReportFindings(testFindings(), testMeasure, testOrigin), format); again != first {
			t.Errorf("%s differs from one time to the next", format)
		}
	}
}
