package solution_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

var corpus = flag.String("corpus", "../../testdata/solutions", "a folder of real solutions")

// folder is the files below a folder of the disk.
func folder(t testing.TB, dir string) solution.Files {
	t.Helper()
	files := solution.Files{Read: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) }}
	err := filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			name, _ := filepath.Rel(dir, at)
			files.Names = append(files.Names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files.Names)
	return files
}

// say is every diagnostic, a line each.
func say(diags *diag.List) string {
	var b strings.Builder
	for _, d := range diags.Sorted() {
		p := d.Span.Pos()
		b.WriteString(strings.Join([]string{p.File, itoa(p.Line), itoa(p.Column), " " + [...]string{"error", "warning"}[d.Severity], " " + d.Message}, ":"))
		b.WriteString(strings.TrimRight(" ["+string(d.Code)+"] "+d.Hint, " ") + "\n")
		for _, n := range d.Notes {
			p := n.Span.Pos()
			b.WriteString("\t" + p.File + ":" + itoa(p.Line) + ": " + n.Message + "\n")
		}
	}
	return b.String()
}

// A carrier is one solution of the corpus, by itself: a folder or a zip.
type carrier struct{ path string }

// carriers are the folders and zips of the corpus that hold one solution each.
func carriers(t testing.TB) []carrier {
	t.Helper()
	var all []carrier
	for _, name := range folder(t, *corpus).Names {
		low := strings.ToLower(name)
		switch {
		case strings.Contains(name, "/odd/"):
		case strings.HasSuffix(low, "/other/solution.xml"):
			all = append(all, carrier{filepath.Dir(filepath.Dir(name))})
		case strings.HasSuffix(low, "/solution.xml"):
			all = append(all, carrier{filepath.Dir(name)})
		case strings.HasSuffix(low, ".zip"):
			all = append(all, carrier{name})
		}
	}
	return all
}

func (c carrier) read(t testing.TB, diags *diag.List) []*solution.Solution {
	t.Helper()
	at := filepath.Join(*corpus, c.path)
	if !strings.HasSuffix(at, ".zip") {
		all, err := solution.Read(c.path, folder(t, at), diags)
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		return all
	}
	f, err := os.Open(at)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	all, err := solution.ReadZip(c.path, f, info.Size(), diags)
	if err != nil {
		t.Fatalf("%s: %v", c.path, err)
	}
	return all
}

// Every real solution reads without an error or a warning, and has as many roles, grants, profiles, permissions and tables as a plain XML tokenizer
// finds in its files.
func TestCorpusIsReadWhole(t *testing.T) {
	var total counts
	solutions := carriers(t)
	for _, c := range solutions {
		var diags diag.List
		all := c.read(t, &diags)
		if len(all) != 1 {
			t.Errorf("%s: %d solutions, want 1\n%s", c.path, len(all), say(&diags))
			continue
		}
		if diags.Len() > 0 {
			t.Errorf("%s: a real solution has problems:\n%s", c.path, say(&diags))
		}
		want := count(t, filepath.Join(*corpus, c.path))
		if got := countOf(all[0]); got != want {
			t.Errorf("%s: read %+v, there are %+v", c.path, got, want)
		}
		total = total.plus(want)
	}
	if total.Roles == 0 || total.Profiles == 0 || total.Tables == 0 {
		t.Errorf("the corpus proves nothing: it has %+v", total)
	}
	t.Logf("%d solutions: %+v", len(solutions), total)
}

// The broken files of the corpus are errors with a file and a line.
func TestBrokenCorpusIsRefused(t *testing.T) {
	dirs := map[string]bool{}
	for _, name := range folder(t, *corpus).Names {
		if before, _, odd := strings.Cut(name, "/odd/"); odd {
			rest := strings.TrimPrefix(name, before+"/odd/")
			dirs[before+"/odd/"+strings.Split(rest, "/")[0]] = true
		}
	}
	for dir := range dirs {
		var diags diag.List
		files := folder(t, filepath.Join(*corpus, filepath.FromSlash(dir)))
		_, err := solution.Read(dir, files, &diags)
		if errors.Is(err, solution.ErrNone) && len(files.Names) == 1 {
			text, _ := files.Read(files.Names[0])
			_, err = solution.ReadXML(dir+"/"+files.Names[0], text, &diags)
		}
		if err != nil {
			t.Errorf("%s: %v", dir, err)
		}
		if !diags.HasErrors() {
			t.Errorf("%s: no error", dir)
		}
		for _, d := range diags.Sorted() {
			if d.Severity == diag.Error && d.Span.Pos().Line < 1 && d.Code != diag.InvalidSolution {
				t.Errorf("%s: an error without a line: %s", dir, say(&diags))
			}
		}
		t.Log(say(&diags))
	}
}
