package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/schema"
)

// A policy whose findings have an environment, and are waived, and of whose rules some are skipped.
const everyKind = `environment "dev" { type = "sandbox" }
environment "prod" { type = "production" }
role "clerk" {
  grants { account = { organization = ["write"] } }
}
role "importer" {
  environments = ["prod"]
  grants { contact = { organization = ["write"] } }
}
role "old" {
  grants { lead = { organization = ["write"] } }
}
waiver "old" {
  rule   = "grant/org-write"
  target = role.old
  reason = "until it is gone"
}
`

// ran is what a command prints on a policy of one file.
func ran(t *testing.T, name, text string, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	if code := run(append(args, dir), strings.NewReader(""), &out, &log); code != exitDone && code != exitBad {
		t.Fatalf("%v: exit %d: %s", args, code, log.String())
	}
	return out.Bytes()
}

func documentSchemas(t *testing.T) (findings, check *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, text := range [][]byte{schema.FindingsSchema(), schema.CheckSchema()} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(document.(map[string]any)["$id"].(string), document); err != nil {
			t.Fatal(err)
		}
	}
	const at = "https://github.com/dvpolicy/dvpolicy/schema/"
	return c.MustCompile(at + "findings.schema.json"), c.MustCompile(at + "check.schema.json")
}

// What lint and check print for tools follows their schemas, with everything that a finding can have.
func TestEveryKindOfFindingFollowsTheSchemas(t *testing.T) {
	findings, check := documentSchemas(t)
	for _, command := range []string{"lint", "check"} {
		text := ran(t, "p.dv.hcl", everyKind, command, "-f", "json", "--preset", "strict", "--fail-level", "never")
		printed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		s, other := findings, check
		if command == "check" {
			s, other = check, findings
		}
		if err := s.Validate(printed); err != nil {
			t.Errorf("%s: %v", command, err)
		}
		if other.Validate(printed) == nil {
			t.Errorf("%s follows the schema of the other command, too", command)
		}
		for _, want := range []string{`"environment":"prod"`, `"waived":true`, `"skipped":[{"rule":`} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("%s: no %s", command, want)
			}
		}
	}
}

func TestCheckOfExamplesFollowsItsSchema(t *testing.T) {
	_, check := documentSchemas(t)
	for _, path := range []string{"contoso", "woodgrove", "core.zip"} {
		var out, log bytes.Buffer
		if code := run([]string{"check", "../../examples/" + path, "-f", "json"}, strings.NewReader(""), &out, &log); code != exitDone && code != exitBad {
			t.Fatalf("%s: exit %d: %s", path, code, log.String())
		}
		printed, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := check.Validate(printed); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A finding is the same one when lines move, blocks change places or a file is renamed: dashboards do not open it anew.
func TestFingerprintsSurviveMovedLines(t *testing.T) {
	blocks := strings.SplitAfter(everyKind, "\n}\n")
	moved := "# a line\n\n# and another\n"
	for i := len(blocks) - 1; i >= 0; i-- {
		moved += blocks[i] + "\n\n"
	}
	before := fingerprints(t, ran(t, "p.dv.hcl", everyKind, "lint", "-f", "sarif", "--preset", "strict", "--fail-level", "never"))
	after := fingerprints(t, ran(t, "renamed.dv.hcl", moved, "lint", "-f", "sarif", "--preset", "strict", "--fail-level", "never"))
	if len(before) < 3 {
		t.Fatalf("only %d findings", len(before))
	}
	same := 0
	for print, line := range before {
		if after[print] == 0 {
			t.Errorf("the finding of line %d is another", line)
		}
		if after[print] == line {
			same++
		}
	}
	if len(after) != len(before) || same == len(before) {
		t.Errorf("%d findings before, %d after, %d on the same line", len(before), len(after), same)
	}
	other := fingerprints(t, ran(t, "p.dv.hcl", strings.ReplaceAll(everyKind, "contact", "lead"), "lint", "-f", "sarif", "--preset", "strict", "--fail-level", "never"))
	if maps.Equal(before, other) {
		t.Error("findings of another table are the same")
	}
}

// fingerprints are the lines of the findings of a log, by what tells them apart.
func fingerprints(t *testing.T, log []byte) map[string]int {
	t.Helper()
	var document struct {
		Runs []struct {
			Results []struct {
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct{ Region struct{ StartLine int } }
				}
			}
		}
	}
	if err := json.Unmarshal(log, &document); err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, r := range document.Runs[0].Results {
		lines[r.PartialFingerprints["dvpolicy/v1"]+" "+r.PartialFingerprints["primaryLocationLineHash"]] = r.Locations[0].PhysicalLocation.Region.StartLine
	}
	return lines
}

// Every format that a command says it has is written, of valid and of invalid policies.
func TestEveryFormatOfEveryCommandIsWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/bad.dv.hcl", []byte("user \"a\" { roles = [role.nobody] }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, c := range (&program{}).command().Commands() {
		for _, format := range formatsOf(c)[2:] {
			for _, in := range []string{"../../examples/contoso", dir} {
				var out, log bytes.Buffer
				inputs := map[string][]string{"diff": {in, "../../examples/woodgrove"}}[c.Name()]
				code := run(append(append([]string{c.Name(), "-f", format}, inputs...), []string{in}[min(len(inputs), 1):]...), strings.NewReader(""), &out, &log)
				if code == exitFailed || out.Len() == 0 {
					t.Errorf("%s %s -f %s: exit %d, %d bytes: %s", c.Name(), in, format, code, out.Len(), log.String())
				}
				tried++
			}
		}
	}
	if want := 2 * 2 * len(findingFormats); tried < want {
		t.Errorf("%d tried, want %d", tried, want)
	}
}

func TestFormatsAreOfTheirCommand(t *testing.T) {
	plain, findings := &cobra.Command{Use: "x"}, &cobra.Command{Use: "lint", Annotations: everyEnvironmentIn(findingFormats...)}
	if _, err := parseTargets([]string{"sarif"}, plain); err == nil || err.Error() != `no format of x is called "sarif": it is one of text, json` {
		t.Errorf("got %v", err)
	}
	targets, err := parseTargets([]string{"text", "sarif=a", "junit=b"}, findings)
	if err != nil || len(targets) != 3 || targets[1] != (target{"sarif", "a"}) {
		t.Errorf("got %v, %v", targets, err)
	}
}
