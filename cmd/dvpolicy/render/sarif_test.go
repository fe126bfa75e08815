package render

import (
	"compress/gzip"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	official "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/lint"
)

// officialSchema is the schema of OASIS, as the package go-sarif has it: in a constant that it keeps to itself.
func officialSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, err := strconv.Unquote(file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if title := document.(map[string]any)["title"]; title != "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema" {
		t.Fatalf("the schema is of %v", title)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("sarif")
}

func TestSARIFFollowsTheOfficialSchema(t *testing.T) {
	schema := officialSchema(t)
	for name, r := range reports() {
		text := written(t, r, "sarif")
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		read, err := official.FromString(text)
		if err != nil {
			t.Fatalf("%s: another reader: %v", name, err)
		}
		if run := sarifOf(t, r); len(read.Runs[0].Results) != len(run.Results) || len(read.Runs[0].Tool.Driver.Rules) != len(run.Tool.Driver.Rules) {
			t.Errorf("%s: another reader finds %d results", name, len(read.Runs[0].Results))
		}
	}
	wrong, _ := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(written(t, reports()["findings"], "sarif"), `"startLine":1`, `"startLine":0`, 1)))
	if schema.Validate(wrong) == nil {
		t.Error("line 0 passes: the schema is not asked")
	}
}

func sarifOf(t *testing.T, r Report) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, r, "sarif")), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

func TestSARIFOfFindings(t *testing.T) {
	run := sarifOf(t, reports()["findings"])
	if run.ColumnKind != "unicodeCodePoints" || run.Tool.Driver.SemanticVersion != "1.2.3" {
		t.Errorf("columns are %s, the version %s", run.ColumnKind, run.Tool.Driver.SemanticVersion)
	}
	clerk := run.Results[1]
	if rule := run.Tool.Driver.Rules[clerk.RuleIndex]; rule.ID != clerk.RuleID || rule.Configuration.Level != "warning" || rule.Properties.SecuritySeverity != "5.5" || rule.Help.Markdown != testRule.Page() {
		t.Errorf("its rule is %+v", rule)
	}
	at := clerk.Locations[0]
	if got := *at.Physical.Region; got != (sarifRegion{1, 5, 1, 12}) { // the text begins with a character of two bytes
		t.Errorf("it is at %+v", got)
	}
	if got := at.Physical.Artifact.URI; got != "policies/%C3%A4%20b/c%3Ad%25.dv.hcl" {
		t.Errorf("it is in %s", got)
	}
	if at.Logical[0].Name != "role.clerk" || clerk.Level != "warning" || len(clerk.Suppressions) > 0 {
		t.Errorf("it is %+v", clerk)
	}
	if len(run.Results[2].Suppressions) != 1 || len(run.Results) != 7 {
		t.Errorf("of %d results, the third has suppressions %v", len(run.Results), run.Results[2].Suppressions)
	}
	if everywhere := run.Results[0].Locations[0].Physical; everywhere.Artifact.URI != "policies" || everywhere.Region != nil {
		t.Errorf("what is about the policy is at %+v", everywhere)
	}
	if line := run.Results[5].Locations[0].Physical.Region; *line != (sarifRegion{StartLine: 7}) {
		t.Errorf("what is about a line is at %+v", line)
	}
	notes := run.Invocations[0].Notifications
	if len(notes) != 1 || notes[0].Rule.ID != testSkip.ID || run.Tool.Driver.Rules[notes[0].Rule.Index].ID != testSkip.ID || notes[0].Level != "note" {
		t.Errorf("what was skipped is %+v", notes)
	}
}

// Places are named from the root of the repository, as references that no scheme and no step up begins.
func TestURIsAreRelative(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.dv.hcl": "a/b.dv.hcl", "c:/x": "c%3A/x", "a b#?%": "a%20b%23%3F%25", "ö": "%C3%B6", `a\b`: "a%5Cb", "\xff": "%FF", "[x]": "%5Bx%5D",
	} {
		got := uri(name)
		if got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
		if u, err := url.Parse(got); err != nil || u.IsAbs() || u.Path != name {
			t.Errorf("%s reads as %v, %v", got, u, err)
		}
	}
}

func TestMessagesHaveNoLinks(t *testing.T) {
	if got := messageText("[here](http://evil.example)"); got != `[here]\(http://evil.example)` {
		t.Errorf("got %s", got)
	}
}

// What code scanning would refuse or drop is grouped by rule, the worst last.
func TestSARIFStaysBelowTheLimits(t *testing.T) {
	large := veryMany()
	for name, test := range map[string]struct {
		Report
		findings, results int
	}{"many": {reports()["many"], 12_000, mostResults}, "very many": {large, 100_000, mostResults}} {
		run := sarifOf(t, test.Report)
		if n := len(run.Results); n != test.results {
			t.Errorf("%s: %d results, want %d", name, n, test.results)
		}
		total, ids := 0, map[string]bool{}
		for _, one := range run.Results {
			total += max(1, one.Count)
			if len(one.Locations) > mostLocations {
				t.Errorf("%s: %d locations", name, len(one.Locations))
			}
			ids[one.Fingerprints["primaryLocationLineHash"]] = true
		}
		if total != test.findings || len(ids) != len(run.Results) {
			t.Errorf("%s: %d findings in %d results of %d identities, want %d", name, total, len(run.Results), len(ids), test.findings)
		}
	}
	all := sarifOf(t, reports()["many"]).Results
	if got := all[0]; got.Message.Text != "number 9" || got.Count != 0 {
		t.Errorf("the first is %q, an error of the first lines", got.Message.Text)
	}
	last := all[len(all)-1]
	if !strings.HasSuffix(last.Message.Text, " more of this rule)") || last.Level != "warning" || last.Count != 12_000-mostResults+1 {
		t.Errorf("the last is %q, %d times", last.Message.Text, last.Count)
	}
	var size counter
	z := gzip.NewWriter(&size)
	io.WriteString(z, written(t, large, "sarif"))
	if z.Close(); size > 10<<20 {
		t.Errorf("%d bytes, code scanning takes 10 MB", size)
	}
}

// Alerts are known by their identities: however many findings there are, one more makes few others.
func TestOneFindingMoreChangesFewAlerts(t *testing.T) {
	identities := func(r lint.Result) map[string]bool {
		all := map[string]bool{}
		for _, one := range sarifOf(t, ReportFindings(r, testMeasure, testOrigin)).Results {
			all[one.Fingerprints["primaryLocationLineHash"]] = true
		}
		return all
	}
	for _, n := range []int{mostResults - 1, mostResults, mostResults + 1, 2 * mostResults} {
		r := many(n, n)
		before := identities(r)
		r.Findings = slices.Insert(r.Findings, 3, lint.Finding{Rule: testFail, Severity: lint.Error, Message: "new", Address: "role.new"})
		gone := 0
		after := identities(r)
		for id := range before {
			if !after[id] {
				gone++
			}
		}
		if gone > 3 || len(after) > mostResults {
			t.Errorf("of %d findings and one more, %d alerts are others, %d in all", n, gone, len(after))
		}
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

func TestSARIFOfAnInvalidPolicy(t *testing.T) {
	run := sarifOf(t, reports()["diagnostics"])
	one := run.Results[0]
	if one.RuleID != "unknown-role" || one.Level != "error" || run.Invocations[0].Successful || !strings.HasSuffix(one.Message.Text, "(in dev, prod); did you mean?") {
		t.Errorf("got %+v", one)
	}
	if len(one.Related) != 2 || one.Related[0].Message.Text != "declared here" || one.Related[0].Physical.Region.StartLine != 2 {
		t.Errorf("its notes are %+v", one.Related)
	}
	for _, one := range run.Results {
		if run.Tool.Driver.Rules[one.RuleIndex].ID != one.RuleID {
			t.Errorf("%s has the rule of another", one.RuleID)
		}
	}
}
