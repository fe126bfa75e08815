package solution

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Sizes that no solution needs more than, in bytes.
const (
	maxFile    = 256 << 20 // a file, or a zip within a zip
	maxAll     = 1 << 30   // everything that is read of one archive
	maxYAML    = 16 << 20
	maxEntries = 100_000
	maxRatio   = 1000    // of a member to its compressed form,
	ratioFrom  = 1 << 20 // where it has more bytes than this
	maxNested  = 3       // zips in zips
	maxPath    = 1024
	maxSteps   = 64 // folders of a path

	maxSolutions = 1000
)

// ErrRefused says that a file of an archive cannot be had, and that a diagnostic says why.
var ErrRefused = errors.New("refused: see the diagnostics")

// File reads a file as a source; its name is what at and name make together. It is not ok where a diagnostic says why there is none.
func (f Files) File(at, name string, diags *diag.List) (file *source.File, ok bool, err error) {
	text, err := f.Read(name)
	if errors.Is(err, ErrRefused) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", join(at, name), err)
	}
	file = &source.File{Name: join(at, name), Text: text}
	switch {
	case len(text) > maxFile:
		diags.Errorf(diag.LimitExceeded, whole(file.Name), "the file has %d bytes, a solution's at most %d", len(text), maxFile)
		return nil, false, nil
	case len(bytes.TrimSpace(bytes.TrimPrefix(text, bom))) == 0:
		diags.Errorf(diag.InvalidSolution, source.Span{File: file}, "the file is empty")
		return nil, false, nil
	}
	return file, true, nil
}

var bom = []byte("\ufeff")

// below is the part of the files that has these names in a folder.
func (f Files) below(dir string, names []string) Files {
	return Files{Names: names, Read: func(name string) ([]byte, error) { return f.Read(join(dir, name)) }}
}

func join(at, name string) string {
	switch {
	case at == "":
		return name
	case name == "":
		return at
	}
	return at + "/" + name
}

// parent is the folder that something lies in, "" for the top.
func parent(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}

// matches reports whether a name has the form of a pattern, without case. A part * is any one name, ** any number of folders, and *.xml a
// file with that ending.
func matches(pattern, name string) bool {
	return matchParts(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

func matchParts(pattern, name []string) bool {
	switch {
	case len(pattern) == 0 || len(name) == 0:
		return len(pattern) == len(name)
	case pattern[0] == "**":
		return matchParts(pattern[1:], name) || matchParts(pattern, name[1:])
	}
	return matchPart(pattern[0], name[0]) && matchParts(pattern[1:], name[1:])
}

func matchPart(pattern, name string) bool {
	if ending, any := strings.CutPrefix(pattern, "*"); any {
		return len(name) >= len(ending) && strings.EqualFold(name[len(name)-len(ending):], ending)
	}
	return strings.EqualFold(pattern, name)
}
