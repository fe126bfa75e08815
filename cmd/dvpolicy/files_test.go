package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Of several files that are to be written together, either all have their new text or none has.
func TestFilesAreReplacedTogether(t *testing.T) {
	for _, test := range []struct {
		name string
		stop func(t *testing.T, second string) // what is in the way of the second file
		now  func([]replacement) error
		done bool
	}{
		{"both can be written", func(*testing.T, string) {}, replaceFiles, true},
		{"no place for one", func(t *testing.T, second string) { remove(t, filepath.Dir(second)) }, replaceFiles, false},
		{"one cannot be renamed", func(*testing.T, string) {}, func(all []replacement) error {
			var files []pending
			for _, r := range all {
				f, err := prepare(r.path, bytesOf(r.now))
				if err != nil {
					return err
				}
				files = append(files, f)
			}
			files[1].discard()
			return commitAll(files, all)
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			all := []replacement{{filepath.Join(dir, "a"), []byte("old a"), []byte("new a")}, {filepath.Join(dir, "b", "b"), []byte("old b"), []byte("new b")}}
			if err := os.Mkdir(filepath.Join(dir, "b"), 0o755); err != nil {
				t.Fatal(err)
			}
			for _, r := range all {
				write(t, r.path, string(r.was))
			}
			test.stop(t, all[1].path)
			if err := test.now(all); (err == nil) != test.done {
				t.Errorf("error %v", err)
			}
			want := map[bool]string{true: "new a", false: "old a"}[test.done]
			if text, err := os.ReadFile(all[0].path); err != nil || string(text) != want {
				t.Errorf("the first file has %q, %v; want %q", text, err, want)
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if strings.HasPrefix(e.Name(), ".") {
					t.Errorf("%s is left", e.Name())
				}
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}
