package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What no input may make the program need: time of the processor, because the machine may be busy with something else, and memory.
const (
	longest = 8 * time.Second // of all processors: below 5 on the clock of a free machine with two
	largest = 1 << 20         // KiB
)

// asProgram makes the test binary the program itself, so that a test can measure one run from outside.
const asProgram = "DVPOLICY_RUN_AS_PROGRAM"

// hostile are policies that nobody writes by accident. Each is refused with a diagnostic that says why.
var hostile = []struct {
	name, text, want string
}{
	{"200 KB of parentheses", "locals {\n  a = " + strings.Repeat("(", 200_000) + "\n}\n", "limit-exceeded"},
	{"50,000 nested lists", "locals {\n  a = " + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000) + "\n}\n", "limit-exceeded"},
	{"50,000 nested blocks", strings.Repeat("a {\n", 50_000), "limit-exceeded"},
	{"50,000 nested objects", "locals {\n  a = " + strings.Repeat("{ a = ", 50_000) + "1" + strings.Repeat("}", 50_000) + "\n}\n", "limit-exceeded"},
	{"300,000 operators", "locals {\n  a = 1" + strings.Repeat(" + 1", 300_000) + "\n}\n", "limit-exceeded"},
	{"300,000 negations", "locals {\n  a = " + strings.Repeat("!", 300_000) + "true\n}\n", "limit-exceeded"},
	{"100,000 conditions", "locals {\n  a = " + strings.Repeat("true ? 1 : ", 100_000) + "2\n}\n", "limit-exceeded"},
	{"nested templates", "locals {\n  a = " + strings.Repeat(`"${`, 20_000) + "1" + strings.Repeat(`}"`, 20_000) + "\n}\n", "limit-exceeded"},
	{"a for in a for in a for over 1,000 values", `locals {
  n = range(1000)
  a = [for x in local.n : [for y in local.n : [for z in local.n : x + y + z]]]
}
user "a" { name = "${length(local.a)}" }
`, "limit-exceeded"},
	{"a product of ten million", `locals {
  n = range(216)
  a = setproduct(local.n, local.n, local.n)
}
user "a" { name = "${length(local.a)}" }
`, "limit-exceeded"},
	{"a number of a hundred million digits", "locals {\n  a = 1e99999999 + 1\n}\n", "limit-exceeded"},
	{"text of a gigabyte", "locals {\n  a = format(\"%1000000000s\", \"x\")\n}\n", "limit-exceeded"},
	{"a file outside of the policy", "locals {\n  a = file(\"../../../../etc/passwd\")\n}\n", "file-not-readable"},
	{"a device", "locals {\n  a = file(\"/dev/zero\")\n}\n", "file-not-readable"},
	{"bytes that are no text", "user \"\xff\xfe\" {}\n", "invalid-utf8"},
	{"zeros", strings.Repeat("\x00", 1000), "syntax"},
	{"a string without an end", "user \"a {\n", "syntax"},
	{"a heredoc without an end", "locals {\n  a = <<E\n" + strings.Repeat("x\n", 1000), "syntax"},
	{"a yaml bomb", "locals {\n  a = yamldecode(<<E\n" + yamlBomb() + "E\n  )\n}\n", "invalid-call limit-exceeded"},
}

func yamlBomb() string {
	text := "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 12; i++ {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
	}
	return text
}

func TestHostilePoliciesAreRefusedInTime(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "hostile.dv.hcl"), h.text)
			code, log := measured(t, dir, "validate", ".")
			if code != exitInvalid {
				t.Errorf("exit %d, want %d: %.300s", code, exitInvalid, log)
			}
			for _, want := range strings.Fields(h.want) {
				if strings.Contains(log, "["+want+"]") {
					return
				}
			}
			t.Errorf("no diagnostic [%s]: %.300s", h.want, log)
		})
	}
}

func TestHostileFoldersAreRefused(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, dir string)
		code int
		want string
	}{
		{"a policy file of 2 GiB", func(t *testing.T, dir string) {
			f, err := os.Create(filepath.Join(dir, "large.dv.hcl"))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(f.Truncate(2<<30), f.Close()); err != nil {
				t.Fatal(err)
			}
		}, exitInvalid, "limit-exceeded"},
		{"a link to itself", func(t *testing.T, dir string) {
			link(t, "loop.dv.hcl", filepath.Join(dir, "loop.dv.hcl"))
		}, exitFailed, "loop.dv.hcl"},
		{"a folder that holds itself", func(t *testing.T, dir string) {
			link(t, ".", filepath.Join(dir, "again"))
		}, exitFailed, "again is a link to"},
		{"a data file outside, by a link", func(t *testing.T, dir string) {
			link(t, "/etc/passwd", filepath.Join(dir, "users.csv"))
			write(t, filepath.Join(dir, "users.dv.hcl"), "locals {\n  a = file(\"users.csv\")\n}\n")
		}, exitInvalid, "lies outside"},
		{"a pipe", func(t *testing.T, dir string) {
			if err := syscall.Mkfifo(filepath.Join(dir, "pipe.dv.hcl"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, exitFailed, "no regular file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "policy.dv.hcl"), "business_unit \"root\" {}\n")
			test.make(t, dir)
			code, log := measured(t, dir, "validate", ".")
			if code != test.code || !strings.Contains(log, test.want) {
				t.Errorf("exit %d, want %d and %q: %.300s", code, test.code, test.want, log)
			}
		})
	}
}

// TestHostileArtifactsAreRefused: what is no artifact is exit 3, with a reason.
func TestHostileArtifactsAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"an empty object":   "{}",
		"deep nesting":      strings.Repeat("{\"a\":", 200_000),
		"another version":   `{"format":"dvpolicy/matrix","version":2}`,
		"half an artifact":  `{"format":"dvpolicy/matrix","version":1,"catalogue":"2026-11",`,
		"a list of nothing": `{"format":"dvpolicy/matrix","version":1,"access":{"roles":[[]]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "m.json"), text)
			code, log := measured(t, dir, "check", "m.json")
			if code != exitInvalid || !strings.Contains(log, "m.json: error: ") {
				t.Errorf("exit %d, want %d: %.300s", code, exitInvalid, log)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

// measured runs the program in a process of its own, and wants it to end in time and within memory.
func measured(t *testing.T, dir string, args ...string) (int, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Dir, c.Env = dir, append(os.Environ(), asProgram+"=1")
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	err = c.Run()
	if took := c.ProcessState.UserTime() + c.ProcessState.SystemTime(); took > longest {
		t.Errorf("it took %v", took)
	}
	if used := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; used > largest {
		t.Errorf("it needed %d MiB", used>>10)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), log.String()
}
