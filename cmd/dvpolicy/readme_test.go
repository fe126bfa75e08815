package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README is a promise: every command in it prints what it says. A block starts with "$ dvpolicy" (or go run ./cmd/dvpolicy), and
// is all that the command writes. Run with -update to write the outputs, and read the diff.
func TestReadmePrintsWhatItSays(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	policy := regexp.MustCompile("(?s)`mistake.dv.hcl`:\n\n```hcl\n(.*?)```").FindSubmatch(readme)
	if policy == nil {
		t.Fatal("the README has no policy mistake.dv.hcl")
	}
	if err := os.MkdirAll(filepath.Join(dir, "mistake"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mistake", "mistake.dv.hcl"), policy[1], 0o644); err != nil {
		t.Fatal(err)
	}
	zip, err := os.ReadFile(filepath.Join(root, "examples", "core.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "core.zip"), zip, 0o644); err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```console\n\\$ ([^\n]*)\n(.*?)```")
	ran := 0
	got := blocks.ReplaceAllFunc(readme, func(block []byte) []byte {
		ran++
		m := blocks.FindSubmatch(block)
		printed := printedBy(t, string(m[1]), root, dir)
		if !*update && string(m[2]) != printed {
			t.Errorf("$ %s\ngot:\n%s\nthe README says:\n%s", m[1], printed, m[2])
		}
		return []byte("```console\n$ " + string(m[1]) + "\n" + printed + "```")
	})
	if ran < 4 {
		t.Errorf("%d commands ran, the README has more", ran)
	}
	if *update {
		if err := os.WriteFile(filepath.Join(root, "README.md"), got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeCommandsWork runs the commands that the README names within its text, on a copy of the examples.
func TestReadmeCommandsWork(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("../../examples")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(dir, "examples"))); err != nil { // core.zip, as somebody has it
		t.Fatal(err)
	}
	t.Chdir(dir)
	commands := regexp.MustCompile("`dvpolicy ([^`]*)`").FindAllSubmatch(readme, -1)
	if len(commands) < 8 {
		t.Errorf("%d commands found, the README has more", len(commands))
	}
	for _, c := range commands {
		var out, log bytes.Buffer
		if code := run(onOneDay(string(c[1])), strings.NewReader(""), &out, &log); code != exitDone {
			t.Errorf("dvpolicy %s: exit %d: %s", c[1], code, log.String())
		}
	}
}

// printedBy runs one command line of the README, at the root of the project.
func printedBy(t *testing.T, line, root, dir string) string {
	t.Helper()
	args, ok := strings.CutPrefix(line, "dvpolicy ")
	if !ok {
		args, ok = strings.CutPrefix(line, "go run ./cmd/dvpolicy ")
	}
	if !ok {
		t.Fatalf("no test runs %q", line)
	}
	if strings.HasSuffix(args, " mistake") || strings.HasSuffix(args, " core.zip") {
		t.Chdir(dir)
	} else {
		t.Chdir(root)
	}
	var out bytes.Buffer
	run(onOneDay(args), strings.NewReader(""), &out, &out)
	return out.String()
}

// onOneDay is a command line on the day on which the examples are right: what they accept, they accept until another.
func onOneDay(line string) []string {
	args := strings.Fields(line)
	if args[0] == "check" || args[0] == "lint" || args[0] == "diff" {
		args = append(args, "--today", "2026-11-22")
	}
	return args
}
