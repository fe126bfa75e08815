package main

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

var corpus = flag.String("corpus", "../../testdata/solutions", "a folder of real solutions, those below folders called odd left out")

// corpusPaths are the zips and the unpacked solutions of the corpus.
func corpusPaths(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(*corpus, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == "odd":
			return fs.SkipDir
		case strings.HasSuffix(path, ".zip"):
			paths = append(paths, path)
		case strings.EqualFold(e.Name(), "Solution.xml") && strings.EqualFold(filepath.Base(filepath.Dir(path)), "Other"):
			paths = append(paths, filepath.Dir(filepath.Dir(path)))
		}
		return nil
	})
	if err != nil || len(paths) < 4 {
		t.Fatalf("%d solutions in %s: %v", len(paths), *corpus, err)
	}
	return paths
}

// Read, written as a policy and compiled again, every real solution gives the same access. importing compares the digests itself; here it
// is asked of the artifacts again, so that it cannot fail to.
func TestEveryRealSolutionIsTheSamePolicy(t *testing.T) {
	roles, lines := 0, 0
	for _, path := range corpusPaths(t) {
		out := t.TempDir()
		var log bytes.Buffer
		if code := run([]string{"import", path, "-o", out}, strings.NewReader(""), &log, &log); code != exitDone {
			t.Errorf("import %s: exit %d: %s", path, code, log.String())
			continue
		}
		if read, written := digestOf(t, path), digestOf(t, out); read != written {
			t.Errorf("%s has the digest %s, what import makes of it %s", path, read, written)
		}
		files, _ := filepath.Glob(filepath.Join(out, "roles", "*"))
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			roles++
			lines += bytes.Count(text, []byte("\n"))
		}
	}
	t.Logf("%d roles, %d lines", roles, lines)
}

func digestOf(t *testing.T, path string) string {
	t.Helper()
	p := &program{err: io.Discard}
	l, err := p.load(path, "")
	if err != nil || !l.valid {
		t.Fatalf("load %s: %v", path, err)
	}
	return l.matrices[0].Digest()
}

// What was read and not changed is not written: no role, no profile, no manifest, in a folder or in a zip.
func TestEveryRealSolutionIsWrittenAsItWas(t *testing.T) {
	for _, path := range corpusPaths(t) {
		p := &program{err: io.Discard}
		l, err := p.load(path, "")
		if err != nil {
			t.Fatal(err)
		}
		var diags diag.List
		target, err := openTarget(path, &diags)
		if err != nil {
			if strings.Contains(err.Error(), "lies in a zip within") {
				continue
			}
			t.Errorf("%s: %v", path, err)
			continue
		}
		want, _ := solution.FromModel(l.matrices[0].Policy(), true)
		if target.have.Managed == solution.ManagedOnly {
			target.have.Managed = solution.Unmanaged // which export refuses to write into
		}
		changes, left, err := target.changes(want, exportOrder{out: path}, &diags)
		if err != nil || diags.HasErrors() {
			t.Errorf("%s: %v, %d problems", path, err, diags.Len())
		}
		for _, c := range changes {
			t.Errorf("%s: %s would change, from\n%s\nto\n%s", path, c.Name, c.Old, c.Text)
		}
		if len(left) > 0 {
			t.Errorf("%s: %v are not in the policy", path, left)
		}
	}
}

// A zip that is written again holds the same members: what changed is changed, and all else is as it was, in the same order.
func TestRepackedZipsHoldTheSameMembers(t *testing.T) {
	zips := slices.DeleteFunc(corpusPaths(t), func(path string) bool { return !strings.HasSuffix(path, ".zip") })
	for _, path := range zips {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		old := members(t, text)
		changed := old[0]
		changed.text += " "
		var again bytes.Buffer
		change := solution.Change{Name: strings.ReplaceAll(changed.name, `\`, "/"), Text: []byte(changed.text)}
		if err := solution.Repack(&again, bytes.NewReader(text), int64(len(text)), []solution.Change{change}); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		old[0] = changed
		if got := members(t, again.Bytes()); !slices.Equal(old, got) {
			t.Errorf("%s does not hold the same members any more", path)
		}
	}
}

type member struct{ name, text, time string }

func members(t *testing.T, archive []byte) []member {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil && z == nil {
		t.Fatal(err)
	}
	var all []member
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, member{f.Name, string(text), f.Modified.UTC().String()})
	}
	return all
}
