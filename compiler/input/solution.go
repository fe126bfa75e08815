package input

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// OpenSolution reads the solutions that a path holds: a folder, a zip, or a bare customizations.xml. at is put before the names of their
// files. It is solution.ErrNone where the path is something else.
func OpenSolution(path, at string, diags *diag.List) ([]*solution.Solution, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	if info.IsDir() {
		files, err := Folder(path)
		if err != nil {
			return nil, err
		}
		return solution.Read(at, files, diags)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	defer f.Close()
	begins, err := firstBytes(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, Cause(err))
	}
	switch {
	case bytes.HasPrefix(begins, []byte("PK")):
		return solution.ReadZip(at, f, info.Size(), diags)
	case bytes.HasPrefix(bytes.TrimLeft(begins, "\xef\xbb\xbf \t\r\n"), []byte("<")):
		text, err := readAtMost(path, maxDataFile)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, Cause(err))
		}
		if at == "" {
			at = filepath.Base(path)
		}
		s, err := solution.ReadXML(at, text, diags)
		if err != nil {
			return nil, err
		}
		return []*solution.Solution{s}, nil
	}
	return nil, solution.ErrNone
}

// firstBytes are enough to tell what a file is.
func firstBytes(f *os.File) ([]byte, error) {
	begins := make([]byte, 512)
	n, err := io.ReadFull(f, begins)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return begins[:n], err
}

// Folder is the files below a folder, those in folders that begin with a dot left out. A link is refused: what lies behind it may be
// anywhere.
func Folder(dir string) (solution.Files, error) {
	files := solution.Files{Read: func(name string) ([]byte, error) {
		return readAtMost(filepath.Join(dir, filepath.FromSlash(name)), maxDataFile)
	}}
	err := filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("open %s: %w", at, Cause(err))
		case at == dir:
			return nil
		case e.IsDir() && strings.HasPrefix(e.Name(), "."):
			return filepath.SkipDir
		case e.IsDir():
			return nil
		case e.Type()&fs.ModeSymlink != 0 && relevant(e.Name()):
			return fmt.Errorf("%s is a link: a solution is read from the files of its folder alone", at)
		case !e.Type().IsRegular():
			return nil
		case len(files.Names) == maxFiles:
			return fmt.Errorf("%s has more than %d files", dir, maxFiles)
		}
		name, err := filepath.Rel(dir, at)
		files.Names = append(files.Names, filepath.ToSlash(name))
		return err
	})
	slices.Sort(files.Names)
	return files, err
}

// relevant reports whether a file of that name may hold a part of a solution, or whether it may be a folder.
func relevant(name string) bool {
	extension := strings.ToLower(filepath.Ext(name))
	return slices.Contains([]string{".xml", ".yml", ".yaml", ""}, extension)
}

// solutions opens the solutions that blocks name, below the root, each once.
func (r *reader) solutions(name string, diags *diag.List) ([]*solution.Solution, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	result, again := r.solution[name]
	if !again {
		result.all, result.err = r.openSolution(name, &result.diags)
		r.solution[name] = result
	}
	diags.Add(result.diags.Copy())
	return result.all, result.err
}

type solutionResult struct {
	all   []*solution.Solution
	diags diag.List
	err   error
}

func (r *reader) openSolution(name string, diags *diag.List) ([]*solution.Solution, error) {
	real, err := r.locate(name)
	if err != nil {
		return nil, err
	}
	all, err := OpenSolution(real, path.Clean(filepath.ToSlash(name)), diags)
	if err == solution.ErrNone {
		return nil, fmt.Errorf("%q holds %w", name, err)
	}
	return all, err
}
