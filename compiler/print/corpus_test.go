package print_test

import (
	"flag"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/print"
)

var corpus = flag.String("corpus", "../../testdata/solutions", "a folder of real solutions")

// A real solution, printed and compiled, gives the same access, unless its files say what they lack.
func TestRealSolutionsPrintedMeanTheSame(t *testing.T) {
	roles := 0
	for _, path := range unpacked(t) {
		t.Run(strings.TrimPrefix(path, *corpus), func(t *testing.T) {
			var diags diag.List
			in, err := input.Open(path, "", &diags)
			if err != nil || diags.HasErrors() {
				return // what cannot be read is the reader's to test
			}
			program, found := compiler.Compile(in.Policy)
			if found.HasErrors() {
				t.Fatalf("the solution does not compile: %s", found.Sorted()[0].Message)
			}
			for _, p := range program.Environments {
				roles += len(p.Roles)
				files := printed(t, p, print.Options{})
				if strings.Contains(joined(files), " cannot be written: ") {
					compile(t, files)
					continue
				}
				meansTheSame(t, p)
			}
		})
	}
	if roles == 0 {
		t.Errorf("no role is in any solution below %s", *corpus)
	}
}

// unpacked are the folders of solutions below the corpus.
func unpacked(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(*corpus, func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.EqualFold(e.Name(), "solution.xml") && strings.EqualFold(filepath.Base(filepath.Dir(path)), "other") {
			paths = append(paths, filepath.Dir(filepath.Dir(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	return paths
}
