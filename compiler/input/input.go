package input

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// An Input is what a path turned out to be: a policy or an artifact.
type Input struct {
	Policy   *Policy
	Artifact []byte // the JSON of a matrix artifact
	Folder   string // that the policy's files are named from: the path itself, or where it lies
	Close    func() // when the policy is compiled: data files are read when expressions ask for them; nil: there is nothing to do
}

// Open reads what the path names.
func Open(path, root string, diags *diag.List) (Input, error) {
	if strings.HasPrefix(path, "git:") {
		return openRevision(path, diags)
	}
	info, err := os.Stat(path)
	if err != nil {
		return Input{}, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	if !info.IsDir() {
		if strings.HasSuffix(path, Extension) {
			return Input{}, fmt.Errorf("%s is one file: name the policy's folder", path)
		}
		in, err := openSolutions(path, diags)
		if errors.Is(err, solution.ErrNone) {
			return openArtifact(path)
		}
		return in, err
	}
	p, err := OpenPolicy(path, root, diags)
	if err == nil && IsSolution(path) {
		return Input{}, fmt.Errorf("%s is a solution and holds a policy file, %s: one of them would not be read", path, p.Files[0].Name)
	}
	if !errors.Is(err, ErrNoPolicyFile) {
		return Input{Policy: p, Folder: path}, err
	}
	in, err := openSolutions(path, diags)
	if errors.Is(err, solution.ErrNone) {
		return Input{}, fmt.Errorf("%s has %w, and %w", path, ErrNoPolicyFile, err)
	}
	return in, err
}

// IsSolution reports whether a folder is itself a solution, not one that holds some.
func IsSolution(dir string) bool {
	for _, name := range []string{"Other/Solution.xml", "solution.xml", "customizations.xml"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return true
		}
	}
	return false
}

// openSolutions reads solutions that are an input by themselves.
func openSolutions(path string, diags *diag.List) (Input, error) {
	all, err := OpenSolution(path, "", diags)
	in := Input{Policy: &Policy{Brought: all}, Folder: path}
	if len(all) == 1 && all[0].Managed == solution.NotSaid && filepath.Ext(path) == ".xml" {
		in.Folder = filepath.Dir(path)
	}
	return in, err
}

// openArtifact reads an artifact, compressed or not.
func openArtifact(path string) (Input, error) {
	data, err := readAtMost(path, maxArtifact)
	if err != nil {
		return Input{}, fmt.Errorf("read %s: %w", path, Cause(err))
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		if data, err = inflate(data); err != nil {
			return Input{}, fmt.Errorf("read %s: %w", path, err)
		}
	}
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return Input{}, fmt.Errorf("%s is neither a policy folder, a solution, nor a matrix artifact", path)
	}
	return Input{Artifact: data}, nil
}

func inflate(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	data, err = io.ReadAll(io.LimitReader(z, maxArtifact+1))
	if err == nil && len(data) > maxArtifact {
		err = errors.New("it is larger than any artifact")
	}
	return data, err
}
