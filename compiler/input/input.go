package input

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// An Input is what a path turned out to be: exactly one of the fields is set.
type Input struct {
	Policy   *Policy
	Artifact []byte // the JSON of a matrix artifact
}

// Open reads what the path names.
func Open(path, root string, diags *diag.List) (Input, error) {
	if strings.HasPrefix(path, "git:") {
		return Input{}, fmt.Errorf("%s: this version does not read git revisions", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return Input{}, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	if !info.IsDir() {
		return openFile(path)
	}
	p, err := OpenPolicy(path, root, diags)
	if err != nil && isSolution(path) {
		return Input{}, fmt.Errorf("%s is a solution, which this version does not read", path)
	}
	return Input{Policy: p}, err
}

func isSolution(dir string) bool {
	for _, name := range []string{"Other/Solution.xml", "solution.xml", "customizations.xml"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return true
		}
	}
	return false
}

// openFile reads an artifact, compressed or not.
func openFile(path string) (Input, error) {
	if strings.HasSuffix(path, Extension) {
		return Input{}, fmt.Errorf("%s is one file: name the policy's folder", path)
	}
	data, err := readAtMost(path, maxArtifact)
	if err != nil {
		return Input{}, fmt.Errorf("read %s: %w", path, Cause(err))
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		if data, err = inflate(data); err != nil {
			return Input{}, fmt.Errorf("read %s: %w", path, err)
		}
	}
	if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
		return Input{}, fmt.Errorf("%s is a zip file: this version does not read solutions", path)
	}
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return Input{}, fmt.Errorf("%s is neither a policy folder nor a matrix artifact", path)
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
