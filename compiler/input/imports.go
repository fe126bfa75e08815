package input

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/records"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// Imports is what a policy can be made of.
type Imports struct {
	Solutions []*solution.Solution
	Records   []*records.Records
}

// OpenImports reads what the paths name. Files are named by those paths.
func OpenImports(paths []string, diags *diag.List) (*Imports, error) {
	in := &Imports{}
	for _, p := range paths {
		if err := in.open(p, path.Clean(filepath.ToSlash(p)), diags); err != nil {
			return nil, err
		}
	}
	return in, nil
}

func (in *Imports) open(path, at string, diags *diag.List) error {
	if found, err := in.records(path, at, diags); found || err != nil {
		return err
	}
	all, err := OpenSolution(path, at, diags)
	if errors.Is(err, solution.ErrNone) {
		return fmt.Errorf("%s is no solution, no Configuration Migration data and no deployment settings", path)
	}
	in.Solutions = append(in.Solutions, all...)
	return err
}

// records reads a path that holds records, if it does.
func (in *Imports) records(path, at string, diags *diag.List) (found bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	var one *records.Records
	switch {
	case info.IsDir():
		files, err := Folder(path)
		if err != nil || !records.IsMigration(files) {
			return false, err
		}
		one, err = records.ReadMigration(at, files, diags)
		if err != nil {
			return false, err
		}
	default:
		one, err = fileRecords(path, at, info.Size(), diags)
	}
	if one != nil {
		in.Records = append(in.Records, one)
	}
	return one != nil, err
}

// fileRecords reads settings, or data in a zip; nil where the file is neither.
func fileRecords(path, at string, size int64, diags *diag.List) (*records.Records, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, Cause(err))
	}
	defer f.Close()
	begins, err := firstBytes(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, Cause(err))
	}
	switch begins = bytes.TrimLeft(begins, "\xef\xbb\xbf \t\r\n"); {
	case bytes.HasPrefix(begins, []byte("PK")):
		var found diag.List // what is wrong with the archive is said when it is read for good
		files, err := solution.OpenZip(at, f, size, &found)
		if err != nil || !records.IsMigration(files) {
			return nil, nil
		}
		one, err := records.ReadMigration(at, files, &found)
		diags.Add(&found)
		if errors.Is(err, solution.ErrRefused) {
			return &records.Records{}, nil // and the diagnostics say why
		}
		return one, err
	case bytes.HasPrefix(begins, []byte("{")):
		text, err := readAtMost(path, maxPolicyFile)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, Cause(err))
		}
		if records.IsSettings(text) {
			return records.ReadSettings(at, text, diags)
		}
	}
	return nil, nil
}
