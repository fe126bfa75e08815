package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/dvpolicy/dvpolicy/compiler/input"
)

// A newFile is a file to be written below a folder, by its name from there.
type newFile struct {
	name string
	text []byte
}

// writeBelow writes files below a folder, which it makes, each as a whole or not at all. Nothing is written outside of the folder, whatever
// links lie in it.
func writeBelow(dir string, files []newFile) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write %s: %w", dir, input.Cause(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("write %s: %w", dir, input.Cause(err))
	}
	defer root.Close()
	for _, f := range files {
		if err := writeOne(root, f); err != nil {
			return fmt.Errorf("write %s: %w", path.Join(dir, f.name), input.Cause(err))
		}
	}
	return nil
}

func writeOne(root *os.Root, f newFile) error {
	if err := root.MkdirAll(path.Dir(f.name), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := root.Lstat(f.name); err == nil {
		if !info.Mode().IsRegular() {
			return errors.New("it is there, and no regular file")
		}
		if mode = info.Mode().Perm(); mode&0o200 == 0 {
			return errors.New("it is write-protected")
		}
	}
	temporary := path.Join(path.Dir(f.name), "."+path.Base(f.name)+".new")
	err := root.WriteFile(temporary, f.text, mode)
	if err == nil {
		err = root.Chmod(temporary, mode) // whatever the umask
	}
	if err == nil {
		err = root.Rename(temporary, f.name)
	}
	if err != nil {
		root.Remove(temporary)
	}
	return err
}

// notAPolicyFile refuses to write something else into a file of a policy.
func notAPolicyFile(flag, path string) error {
	if len(path) >= len(input.Extension) && path[len(path)-len(input.Extension):] == input.Extension {
		return fmt.Errorf("%s %s would write over a policy file", flag, path)
	}
	return nil
}
