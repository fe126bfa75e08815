// Package examples holds policies to copy. Its tests keep them right: they compile without a word, are in canonical form, and give the
// access that they promise.
package examples

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// all is every folder here: an example cannot be forgotten.
func all(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "ci" { // pipelines, no policy
			names = append(names, e.Name())
		}
	}
	for _, name := range []string{"contoso", "minimal", "swiss-cheese", "tour", "woodgrove"} {
		if !slices.Contains(names, name) {
			t.Fatalf("the folders are %q, and %q is not among them", names, name)
		}
	}
	return names
}

// open reads an example as the program does.
func open(t *testing.T, name string) *input.Policy {
	t.Helper()
	var diags diag.List
	policy, err := input.OpenPolicy(name, "", &diags)
	if err != nil {
		t.Fatal(err)
	}
	quiet(t, &diags)
	return policy
}

// quiet fails on errors and warnings alike: an example has neither.
func quiet(t *testing.T, diags *diag.List) {
	t.Helper()
	for _, d := range diags.Sorted() {
		at := d.Span.Pos()
		t.Errorf("%s:%d:%d: %s: %s [%s]", at.File, at.Line, at.Column, d.Severity, d.Message, d.Code)
	}
	if t.Failed() {
		t.FailNow()
	}
}

// build compiles a policy that has nothing to report, and gives its matrices by environment.
func build(t *testing.T, policy *input.Policy) map[string]*matrix.Matrix {
	t.Helper()
	program, diags := compiler.Compile(policy)
	quiet(t, diags)
	built := map[string]*matrix.Matrix{}
	for _, p := range program.Environments {
		built[p.Environment.Name] = matrix.Build(p)
	}
	return built
}

// files are the texts of an example, for a variation on it.
func files(t *testing.T, name string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(name, path)
		texts[filepath.ToSlash(inside)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestEveryExampleCompilesWithoutAWord(t *testing.T) {
	for _, name := range all(t) {
		t.Run(name, func(t *testing.T) {
			for environment, m := range build(t, open(t, name)) {
				if len(m.Principals(false)) == 0 {
					t.Errorf("environment %q has no principal", environment)
				}
			}
		})
	}
}

func TestEveryExampleIsInCanonicalForm(t *testing.T) {
	for _, name := range all(t) {
		for _, file := range open(t, name).Files {
			var diags diag.List
			formatted, ok := syntax.Format(file, &diags)
			quiet(t, &diags)
			if !ok || !bytes.Equal(formatted, file.Text) {
				t.Errorf("dvpolicy fmt would change %s/%s:\n%s", name, file.Name, cmp.Diff(string(file.Text), string(formatted)))
			}
		}
	}
}

func TestEveryArtifactFollowsItsSchemaAndReadsBack(t *testing.T) {
	artifact := artifactSchema(t)
	for _, name := range all(t) {
		built := build(t, open(t, name))
		for _, environment := range slices.Sorted(maps.Keys(built)) {
			t.Run(name+"/"+environment, func(t *testing.T) {
				written := encoded(t, built[environment])
				document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
				if err != nil {
					t.Fatal(err)
				}
				if err := artifact.Validate(document); err != nil {
					t.Error(err)
				}
				read, err := matrix.Decode(written)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(encoded(t, read), written) {
					t.Error("the artifact, read and written again, is another")
				}
			})
		}
	}
}

func artifactSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.ArtifactSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("matrix.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("matrix.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func encoded(t *testing.T, m *matrix.Matrix) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := m.Encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// reach is how far a principal reaches, in words: every part of the scope, not its headline.
func reach(t *testing.T, m *matrix.Matrix, principal, verb, table string) string {
	t.Helper()
	p, err := m.Resolve(principal)
	if err != nil {
		t.Fatal(err)
	}
	v, ok := privilege.ParseVerb(verb)
	if !ok {
		t.Fatalf("%q is no verb", verb)
	}
	s := m.Cell(p, table, v)
	if s.Organization {
		return "every row"
	}
	var parts []string
	for _, unit := range s.ParentChild {
		parts = append(parts, unit+" and below")
	}
	parts = append(parts, s.BusinessUnit...)
	if s.Personal {
		parts = append(parts, "own rows")
	}
	for _, team := range s.Teams {
		parts = append(parts, "rows of "+team)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// who is everybody who can do something, by address.
func who(t *testing.T, m *matrix.Matrix, verb, table string) []string {
	t.Helper()
	v, ok := privilege.ParseVerb(verb)
	if !ok || !m.HasTable(table) {
		t.Fatalf("there is no %q on %q", verb, table)
	}
	return principals(m.WhoCan(matrix.Filter{Table: table, Verbs: []privilege.Verb{v}}, false))
}

func principals(a matrix.Answer) []string {
	var names []string
	for _, r := range a.Rows {
		names = append(names, r.Principal)
	}
	return names
}
