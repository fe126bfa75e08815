package rules_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

var (
	corpus = flag.String("corpus", "../../testdata/solutions", "a folder of real solutions, those below folders called odd left out")
	pack   = flag.Bool("pack", false, "write testdata/corpus anew: an artifact of each solution of -corpus; read the diff of MEASURED.md")
)

// Artifacts of the real solutions that rules are measured on lie here: what a solution says, without its texts.
const artifacts = "../../testdata/corpus"

const artifactExtension = ".matrix.json.gz"

// solutions are those of the corpus, by their names within it: zips, unpacked folders, and folders with what zips have in them.
func solutions(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(*corpus, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == "odd":
			return fs.SkipDir
		case strings.EqualFold(e.Name(), "solution.xml"):
			path = filepath.Dir(path)
			if strings.EqualFold(filepath.Base(path), "Other") {
				path = filepath.Dir(path)
			}
		case !strings.HasSuffix(path, ".zip"):
			return nil
		}
		name, err := filepath.Rel(*corpus, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil || len(names) < 4 {
		t.Fatalf("%d solutions in %s: %v", len(names), *corpus, err)
	}
	return names
}

// solutionMatrix is what a solution of the corpus compiles to.
func solutionMatrix(t *testing.T, name string) *matrix.Matrix {
	t.Helper()
	var diags diag.List
	in, err := input.Open(filepath.Join(*corpus, filepath.FromSlash(name)), "", &diags)
	if err != nil || diags.HasErrors() {
		t.Fatalf("open %s: %v, %d problems", name, err, diags.Len())
	}
	program, found := compiler.Compile(in.Policy)
	if found.HasErrors() {
		t.Fatalf("%s: %s", name, found.Sorted()[0].Message)
	}
	return matrix.Build(program.Environments[0])
}

// solutionArtifact is the artifact of a solution that testdata/corpus has.
func solutionArtifact(t *testing.T, name string) *matrix.Matrix {
	t.Helper()
	f, err := os.Open(filepath.Join(artifacts, filepath.FromSlash(name)+artifactExtension))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	m, err := matrix.Decode(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

func writeArtifact(t *testing.T, name string, m *matrix.Matrix) {
	t.Helper()
	path := filepath.Join(artifacts, filepath.FromSlash(name)+artifactExtension)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Encode(z); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// everything is what all rules say of one environment, roles of managed solutions among them.
func everything(m *matrix.Matrix) lint.Result {
	return lint.Run(rules.All(), []*matrix.Matrix{m}, lint.Options{Today: today, Include: []string{"managed_roles"}})
}

// Linting an artifact says what linting the solution said that it was made of; and the artifacts that the table is measured on are those of
// the corpus.
func TestArtifactsOfSolutionsAreLintedAsTheSolutionsAre(t *testing.T) {
	findings := 0
	for _, name := range solutions(t) {
		source := solutionMatrix(t, name)
		if *pack {
			writeArtifact(t, name, source)
		}
		artifact := solutionArtifact(t, name)
		if source.Digest() != artifact.Digest() {
			t.Errorf("the artifact of %s has the digest %s, the solution %s: run with -pack -corpus where all solutions are", name, artifact.Digest(), source.Digest())
		}
		want, got := linesOfResult(everything(source)), linesOfResult(everything(artifact))
		findings += len(want)
		if !slices.Equal(want, got) {
			t.Errorf("of the artifact of %s is said otherwise than of the solution:\n%s\n\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if findings < 20 {
		t.Errorf("%d findings prove nothing", findings)
	}
}

// linesOfResult is all that a result says, one line each.
func linesOfResult(r lint.Result) []string {
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintf("%s:%d %s %s %s %s: %s", f.Span.File.Name, f.Span.Line(), f.Severity, f.Rule.ID, f.Address, f.Subject, f.Message))
	}
	for _, s := range r.Skipped {
		lines = append(lines, s.Rule.ID+" skipped: "+s.Reason)
	}
	return lines
}

// artifactNames are the solutions of which testdata/corpus has artifacts, sorted.
func artifactNames(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(artifacts, func(path string, _ fs.DirEntry, err error) error {
		name, is := strings.CutSuffix(path, artifactExtension)
		if err != nil || !is {
			return err
		}
		name, err = filepath.Rel(artifacts, name)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil || len(names) < 50 {
		t.Fatalf("%d artifacts in %s: %v", len(names), artifacts, err)
	}
	return names
}
