package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/schema"
)

// What lint prints for tools follows its schema, for policies, solutions and nothing at all.
func TestFindingsFollowTheirSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.FindingsSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("findings", document); err != nil {
		t.Fatal(err)
	}
	findings := c.MustCompile("findings")
	for _, path := range []string{"contoso", "woodgrove", "minimal", "tour", "core.zip"} {
		var out, log bytes.Buffer
		if code := run([]string{"lint", "../../examples/" + path, "--preset", "strict", "-f", "json"}, strings.NewReader(""), &out, &log); code != exitDone && code != exitBad {
			t.Fatalf("%s: exit %d: %s", path, code, log.String())
		}
		printed, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := findings.Validate(printed); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
