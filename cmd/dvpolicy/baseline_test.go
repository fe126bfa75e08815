package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/schema"
)

// What --write-baseline writes follows its schema, byte for byte the same each time, and what lint prints of it, stale or not, follows its own.
func TestBaselinesFollowTheirSchema(t *testing.T) {
	findings, check := documentSchemas(t)
	baseline := baselineSchema(t)
	dir := t.TempDir()
	path, policy := filepath.Join(dir, "base.json"), filepath.Join(dir, "p.dv.hcl")
	var before []byte
	for range 2 {
		lintAs(t, exitDone, "../../examples/core.zip", "--preset", "strict", "--write-baseline", path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		follows(t, baseline, text)
		if before != nil && !bytes.Equal(before, text) {
			t.Error("the second baseline differs from the first")
		}
		before = text
	}
	if strings.Count(string(before), `"rule"`) < 3 {
		t.Fatalf("there is little in it: %s", before)
	}
	follows(t, findings, lintAs(t, exitDone, "../../examples/core.zip", "--preset", "strict", "--baseline", path, "-f", "json"))
	if err := os.WriteFile(policy, []byte("role \"x\" {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stale := lintAs(t, exitBad, dir, "--preset", "strict", "--baseline", path, "-f", "json")
	if !bytes.Contains(stale, []byte(`"stale":[{`)) {
		t.Errorf("nothing is stale: %s", stale)
	}
	follows(t, findings, stale)
	var out, log bytes.Buffer
	if code := run([]string{"check", dir, "--preset", "strict", "--baseline", path, "-f", "json"}, strings.NewReader(""), &out, &log); code != exitBad {
		t.Errorf("check: exit %d", code)
	}
	follows(t, check, out.Bytes())
}

func lintAs(t *testing.T, want int, args ...string) []byte {
	t.Helper()
	var out, log bytes.Buffer
	if code := run(append([]string{"lint", "--today", "2026-11-21"}, args...), strings.NewReader(""), &out, &log); code != want {
		t.Fatalf("exit %d, want %d: %s%s", code, want, out.String(), log.String())
	}
	return out.Bytes()
}

func baselineSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.BaselineSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("baseline", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("baseline")
}

func follows(t *testing.T, s *jsonschema.Schema, text []byte) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(document); err != nil {
		t.Error(err)
	}
}
