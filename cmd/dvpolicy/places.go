package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// samePlace reports whether what is written to two paths ends in one file, however they are spelled and whatever links lead there.
func samePlace(a, b string) bool {
	if realPlace(a) == realPlace(b) {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// realPlace is the path of a file without links, whether it is there yet or not.
func realPlace(path string) string {
	const mostLinks = 40
	for range mostLinks {
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// Places are the files that were read, and the folders of which all was.
type places struct {
	mutex sync.Mutex
	files []string
}

func (r *places) add(path string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !slices.Contains(r.files, path) {
		r.files = append(r.files, path)
	}
}

// watch notes what a policy reads beside its own files.
func (r *places) watch(folder string, p *input.Policy) {
	if read := p.Read; read != nil {
		p.Read = func(path string) ([]byte, error) {
			r.add(filepath.Join(folder, filepath.FromSlash(path)))
			return read(path)
		}
	}
	if solutions := p.Solutions; solutions != nil {
		p.Solutions = func(path string, diags *diag.List) ([]*solution.Solution, error) {
			r.add(filepath.Join(folder, filepath.FromSlash(path)))
			return solutions(path, diags)
		}
	}
}

// keep refuses targets that would write over what was read.
func (r *places) keep(targets []target) error {
	slices.Sort(r.files)
	for _, t := range targets {
		for _, f := range r.files {
			if t.path != "" && (samePlace(t.path, f) || below(f, t.path)) {
				return fmt.Errorf("-f %s=%s would write over what is read: %s", t.format, t.path, f)
			}
		}
	}
	return nil
}

// below reports whether a file is there, and lies below a folder.
func below(folder, path string) bool {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return false
	}
	if _, err := os.Stat(path); err != nil {
		return false
	}
	return strings.HasPrefix(realPlace(path), realPlace(folder)+string(filepath.Separator))
}
