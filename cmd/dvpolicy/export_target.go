package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// An exportTarget is what export writes into: a folder or a zip, with the solution that it holds.
type exportTarget struct {
	path  string
	zip   bool
	files solution.Files
	have  *solution.Solution // nil: there is none yet
}

// changes are the files to write: of the solution that is there, or of a new one.
func (t exportTarget) changes(want *solution.Solution, o exportOrder, diags *diag.List) ([]solution.Change, []string, error) {
	if t.have != nil {
		if o.solution != "" && !strings.EqualFold(o.solution, t.have.UniqueName) {
			return nil, nil, fmt.Errorf("%s holds the solution %q, not %q", t.path, t.have.UniqueName, o.solution)
		}
		changes, left := solution.Update(t.files, t.have, want, diags)
		return changes, left, nil
	}
	if o.solution == "" || o.publisher == "" {
		return nil, nil, fmt.Errorf("%s holds no solution: a new one needs --solution NAME and --publisher NAME[:PREFIX]", t.path)
	}
	want.UniqueName = o.solution
	name, prefix, said := strings.Cut(o.publisher, ":")
	if !said {
		prefix = prefixOf(name)
	}
	want.Publisher = solution.Publisher{UniqueName: name, Prefix: prefix}
	changes := solution.Create(want, diags)
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error && !d.Span.Known() { // of a word on the command line
			return nil, nil, errors.New(d.Message)
		}
	}
	return changes, nil, nil
}

// reads reports whether a policy has a solution block for the target: not where the target is the input itself.
func (t exportTarget) reads(policies []*model.Policy, l *loaded) bool {
	if t.have == nil || len(l.solutions) > 0 {
		return false
	}
	mine := map[string]bool{}
	for _, f := range t.have.Files {
		mine[filepath.Join(t.path, filepath.FromSlash(f.Name))] = true
	}
	for _, p := range policies {
		for _, f := range p.Files {
			if mine[filepath.Join(l.folder, filepath.FromSlash(f.Name))] {
				return true
			}
		}
	}
	return false
}

// keepIDs lets roles and profiles that are there keep their ids.
func (t exportTarget) keepIDs(want *solution.Solution) {
	for _, w := range want.Roles {
		for _, h := range t.have.Roles {
			if strings.EqualFold(h.Name, w.Name) {
				w.ID = h.ID
			}
		}
	}
	for _, w := range want.Profiles {
		for _, h := range t.have.Profiles {
			if strings.EqualFold(h.Name, w.Name) {
				w.ID = h.ID
			}
		}
	}
}

// nameFiles names the files of the target, and those of the policy, from where people stand: diagnostics may be about both.
func (t exportTarget) nameFiles(policies []*model.Policy, folder string) {
	named := map[*source.File]bool{}
	name := func(files []*source.File, dir string) {
		for _, f := range files {
			if !named[f] {
				named[f] = true
				f.Name = path.Join(filepath.ToSlash(dir), f.Name)
			}
		}
	}
	if t.have != nil {
		name(t.have.Files, t.path)
	}
	for _, p := range policies {
		name(p.Files, folder)
	}
}

// prefixOf makes a publisher's prefix of its name, as the admin center proposes one: the first letters, in lower case.
func prefixOf(name string) string {
	const longest = 8
	var letters []rune
	for _, r := range strings.ToLower(name) {
		if 'a' <= r && r <= 'z' && len(letters) < longest {
			letters = append(letters, r)
		}
	}
	return string(letters)
}

// openTarget opens what is there already.
func openTarget(at string, diags *diag.List) (exportTarget, error) {
	t := exportTarget{path: at}
	info, err := os.Stat(at)
	if errors.Is(err, fs.ErrNotExist) && strings.EqualFold(filepath.Ext(at), ".zip") {
		return t, fmt.Errorf("%s is not there: a new solution is a folder, which \"pac solution pack\" makes a zip of", at)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("open %s: %w", at, input.Cause(err))
	}
	var all []*solution.Solution
	if t.zip = !info.IsDir(); t.zip {
		all, err = t.openZip(info.Size(), diags)
	} else if t.files, err = input.Folder(at); err == nil {
		all, err = solution.Read("", t.files, diags)
	}
	switch {
	case errors.Is(err, solution.ErrNone) && !t.zip:
		return t, nil
	case errors.Is(err, solution.ErrNone):
		return t, fmt.Errorf("%s holds no solution", at)
	case err != nil:
		return t, err
	case len(all) > 1:
		var paths []string
		for _, s := range all {
			paths = append(paths, s.At)
		}
		return t, fmt.Errorf("%s holds several solutions: name one of %s", at, list(paths))
	case len(all) == 1:
		t.have = all[0]
	}
	if t.zip && t.have != nil && strings.Contains(strings.ToLower(t.have.At), ".zip") {
		return t, fmt.Errorf("the solution lies in a zip within %s: take %s out of it first", at, t.have.At)
	}
	return t, nil
}

func (t *exportTarget) openZip(size int64, diags *diag.List) ([]*solution.Solution, error) {
	f, err := os.Open(t.path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", t.path, input.Cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(f) // members are read after this
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.path, input.Cause(err))
	}
	r := bytes.NewReader(text)
	if t.files, err = solution.OpenZip("", r, size, diags); err != nil || diags.HasErrors() {
		return nil, err
	}
	return solution.ReadZip("", r, size, diags)
}

// repack writes a zip again, if anything in it changed.
func (done exported) repack(path string, changes []solution.Change, dryRun bool) (exported, error) {
	for _, c := range changes {
		done.Written = append(done.Written, filepath.ToSlash(path)+"/"+c.Name)
	}
	if len(changes) == 0 || dryRun {
		return done, nil
	}
	old, err := os.OpenFile(path, os.O_RDWR, 0) // what is write-protected stays
	if err != nil {
		return done, fmt.Errorf("open %s: %w", path, input.Cause(err))
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return done, fmt.Errorf("open %s: %w", path, input.Cause(err))
	}
	return done, writeFile(path, func(w io.Writer) error { return solution.Repack(w, old, info.Size(), changes) })
}
