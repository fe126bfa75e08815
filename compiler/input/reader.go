package input

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"
)

// A reader reads the data files of a policy, each once. Nothing outside of its root, whatever links say.
type reader struct {
	dir, root string
	mutex     sync.Mutex
	once      map[string]readResult
	solution  map[string]solutionResult
}

type readResult struct {
	data []byte
	err  error
}

func newReader(dir, root string) (*reader, error) {
	if root == "" {
		root, _ = WorkTree(dir)
	} else if err := holds(root, dir); err != nil {
		return nil, err
	}
	real, err := realPath(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", root, Cause(err))
	}
	return &reader{dir: dir, root: real, once: map[string]readResult{}, solution: map[string]solutionResult{}}, nil
}

// holds wants a root that somebody named to be a folder around the policy's: another would only make every data file lie outside.
func holds(root, dir string) error {
	real, err := realPath(root)
	if err != nil {
		return fmt.Errorf("open --root %s: %w", root, Cause(err))
	}
	if info, err := os.Stat(real); err != nil || !info.IsDir() {
		return fmt.Errorf("--root %s is no folder", root)
	}
	folder, err := realPath(dir)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, Cause(err))
	}
	if inside, err := (&reader{root: real}).inside(folder); err != nil || !inside {
		return fmt.Errorf("--root %s does not hold the policy's folder %s", root, dir)
	}
	return nil
}

func realPath(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	return filepath.Abs(real)
}

// WorkTree is the git work tree around a folder; the folder itself where none is found.
func WorkTree(dir string) (tree string, found bool) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return dir, false
	}
	for {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at, true
		}
		above := filepath.Dir(at)
		if above == at {
			return dir, false
		}
		at = above
	}
}

func (r *reader) read(path string) ([]byte, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	result, again := r.once[path]
	if !again {
		result.data, result.err = r.readOnce(path)
		r.once[path] = result
	}
	return result.data, result.err
}

// locate is the real path of what a policy names, which lies below the root.
func (r *reader) locate(path string) (string, error) {
	if filepath.IsAbs(path) || strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("%q is no path below the policy's folder", path)
	}
	real, err := realPath(filepath.Join(r.dir, filepath.FromSlash(path)))
	if err != nil {
		if inside, absErr := r.inside(filepath.Join(r.dir, filepath.FromSlash(path))); absErr == nil && !inside {
			return "", outside(path)
		}
		return "", fmt.Errorf("read %q: %w", path, Cause(err))
	}
	if inside, err := r.inside(real); err != nil || !inside {
		return "", outside(path)
	}
	return real, nil
}

func (r *reader) readOnce(path string) ([]byte, error) {
	real, err := r.locate(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %q: %w", path, Cause(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("read %q: it is no regular file", path)
	case info.Size() > maxDataFile:
		return nil, fmt.Errorf("read %q: it has %d bytes, a data file at most %d", path, info.Size(), maxDataFile)
	}
	data, err := readAtMost(real, maxDataFile)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, Cause(err))
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("read %q: it is no UTF-8 text", path)
	}
	return data, nil
}

func outside(path string) error {
	return fmt.Errorf("%q lies outside of the git work tree (or of --root)", path)
}

func (r *reader) inside(path string) (bool, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	relative, err := filepath.Rel(r.root, absolute)
	if err != nil {
		return false, err
	}
	return relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)), nil
}
