// Package input is what a path on the command line is: a policy folder or a matrix artifact.
package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Extension ends the names of policy files.
const Extension = ".dv.hcl"

// ErrNoPolicyFile says that a folder is no policy.
var ErrNoPolicyFile = errors.New("no policy file (*" + Extension + ")")

// Sizes that nobody needs more than, in bytes.
const (
	maxPolicyFile = 16 << 20
	maxDataFile   = 256 << 20
	maxArtifact   = 1 << 30
	maxPolicy     = 1 << 30 // all files of a policy together
	maxFiles      = 100_000
)

// A Policy is the files below one folder, and the data files and solutions that they name. Where the input was a solution, there are no
// files, and the policy is what the solution brings.
type Policy struct {
	Files     []*source.File // by name
	Read      func(path string) ([]byte, error)
	Solutions func(path string, diags *diag.List) ([]*solution.Solution, error)
	Brought   []*solution.Solution
}

// Memory is a policy that lies in no folder: file names and their text. Data files are read from it too.
func Memory(files map[string]string) *Policy {
	p := &Policy{Read: func(path string) ([]byte, error) {
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, fmt.Errorf("there is no file %q", path)
	}}
	p.Solutions = func(path string, diags *diag.List) ([]*solution.Solution, error) {
		return memorySolution(files, path, diags)
	}
	for name, text := range files {
		if strings.HasSuffix(name, Extension) {
			p.Files = append(p.Files, &source.File{Name: name, Text: []byte(text)})
		}
	}
	p.sort()
	return p
}

// memorySolution reads a solution of which every file lies below a name.
func memorySolution(files map[string]string, path string, diags *diag.List) ([]*solution.Solution, error) {
	below := solution.Files{Read: func(name string) ([]byte, error) { return []byte(files[path+"/"+name]), nil }}
	for name := range files {
		if rest, ok := strings.CutPrefix(name, path+"/"); ok {
			below.Names = append(below.Names, rest)
		}
	}
	slices.Sort(below.Names)
	all, err := solution.Read(path, below, diags)
	if err == solution.ErrNone {
		err = fmt.Errorf("%q holds %w", path, err)
	}
	return all, err
}

func (p *Policy) sort() {
	slices.SortFunc(p.Files, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
}

// OpenPolicy reads every policy file below a folder. Expressions may read data files below root; with root "" that is the git work tree
// around the folder, or the folder itself where there is none. What is too large is a diagnostic; what cannot be read is an error.
func OpenPolicy(dir, root string, diags *diag.List) (*Policy, error) {
	w := &walker{seen: map[string]string{}}
	if err := w.walk(dir, ""); err != nil {
		return nil, err
	}
	if len(w.found) == 0 {
		return nil, fmt.Errorf("%s has %w", dir, ErrNoPolicyFile)
	}
	p := &Policy{}
	total := int64(0)
	for _, f := range w.found {
		file := &source.File{Name: f.name}
		p.Files = append(p.Files, file)
		total += f.size
		if f.size > maxPolicyFile {
			diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "the file has %d bytes, a policy file at most %d: data belongs into CSV files", f.size, maxPolicyFile)
			continue
		}
		if total > maxPolicy {
			diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "the files of the policy have more than %d bytes", maxPolicy)
			break
		}
		text, err := readAtMost(f.path, maxPolicyFile)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.path, Cause(err))
		}
		file.Text = text
	}
	p.sort()
	reader, err := newReader(dir, root)
	if err != nil {
		return nil, err
	}
	p.Read, p.Solutions = reader.read, reader.solutions
	return p, nil
}

// A walker finds policy files. It follows links, so that nothing is left out silently, and refuses loops.
type walker struct {
	seen  map[string]string // real folder: the path it was seen under
	found []foundFile
}

type foundFile struct {
	path, name string
	size       int64
}

func (w *walker) walk(dir, name string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, Cause(err))
	}
	if first, again := w.seen[real]; again {
		return twice(first, dir)
	}
	w.seen[real] = dir
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, Cause(err))
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue // .git and its like
		}
		path, inner := filepath.Join(dir, e.Name()), strings.TrimPrefix(name+"/"+e.Name(), "/")
		if err := w.entry(e, path, inner); err != nil {
			return err
		}
	}
	return nil
}

// twice is the error of a folder that has two paths: one of them is a link, or lies behind one.
func twice(first, second string) error {
	link, other := second, first
	if info, err := os.Lstat(second); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		link, other = first, second
	}
	return fmt.Errorf("%s is a link to %s: the same files would be read twice", link, other)
}

func (w *walker) entry(e fs.DirEntry, path, name string) error {
	isPolicy := hasSuffixFold(e.Name(), Extension)
	if !e.IsDir() && !isPolicy && e.Type()&fs.ModeSymlink == 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		if !isPolicy && errors.Is(err, fs.ErrNotExist) {
			return nil // a dangling link to something else
		}
		return fmt.Errorf("read %s: %w", path, Cause(err))
	}
	switch {
	case info.IsDir():
		return w.walk(path, name)
	case !isPolicy:
		return nil
	case !strings.HasSuffix(e.Name(), Extension):
		return fmt.Errorf("%s would not be read: policy files are named *%s, in small letters", path, Extension)
	case !info.Mode().IsRegular():
		return fmt.Errorf("read %s: it is no regular file", path)
	case len(w.found) == maxFiles:
		return fmt.Errorf("the policy has more than %d files", maxFiles)
	}
	w.found = append(w.found, foundFile{path, name, info.Size()})
	return nil
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// Cause is an error without the path that the caller names already.
func Cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

func readAtMost(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if int64(len(data)) > limit {
			return nil, fmt.Errorf("it has more than %d bytes", limit)
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
	}
}
