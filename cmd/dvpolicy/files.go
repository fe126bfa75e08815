package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dvpolicy/dvpolicy/compiler/input"
)

// writeFile writes a file as a whole or not at all: to a temporary file beside it, which is renamed. A device or a pipe is written as it is.
func writeFile(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return writeDevice(path, write)
	}
	s, err := prepare(path, write)
	if err != nil {
		return err
	}
	defer s.discard()
	return s.commit()
}

// A pending file is written, but not yet where it belongs.
type pending struct{ path, temporary string }

func prepare(path string, write func(io.Writer) error) (pending, error) {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return pending{}, fmt.Errorf("write %s: it is a folder", path)
		}
		mode = info.Mode().Perm()
	}
	s := pending{path: path}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		s.path = real // a link stays a link
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), "."+filepath.Base(s.path)+".*")
	if err != nil {
		return s, fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	s.temporary = f.Name()
	buffered := bufio.NewWriterSize(f, 1<<20)
	err = write(buffered)
	if err = errors.Join(err, buffered.Flush(), f.Chmod(mode), f.Close()); err != nil {
		s.discard()
		return s, fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	return s, nil
}

func (s pending) commit() error {
	if err := os.Rename(s.temporary, s.path); err != nil {
		return fmt.Errorf("write %s: %w", s.path, input.Cause(err))
	}
	return nil
}

// discard takes away what was not committed.
func (s pending) discard() { os.Remove(s.temporary) }

// A replacement is a file's text, and what is to stand instead.
type replacement struct {
	path     string
	was, now []byte
}

// replaceFiles gives all files their new texts, or none: where one cannot be renamed, those before get their old text back.
func replaceFiles(all []replacement) error {
	var files []pending
	defer func() {
		for _, s := range files {
			s.discard()
		}
	}()
	for _, r := range all {
		s, err := prepare(r.path, bytesOf(r.now))
		if err != nil {
			return err
		}
		files = append(files, s)
	}
	return commitAll(files, all)
}

func commitAll(files []pending, all []replacement) error {
	for i, s := range files {
		if err := s.commit(); err != nil {
			for _, done := range all[:i] {
				err = errors.Join(err, writeFile(done.path, bytesOf(done.was)))
			}
			return err
		}
	}
	return nil
}

func bytesOf(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

func writeDevice(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(buffered), buffered.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	return nil
}
