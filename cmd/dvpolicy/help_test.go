package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every example of every help text works, in a folder that has our examples.
func TestExamplesOfHelpWork(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir+"/examples", os.DirFS("../../examples")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	ran := 0
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		for line := range strings.Lines(c.Example) {
			var log bytes.Buffer
			if code := run(shellWords(line)[1:], strings.NewReader(""), &log, &log); code != exitDone {
				t.Errorf("%s\nexit %d: %s", strings.TrimSpace(line), code, log.String())
			}
			ran++
		}
		for _, sub := range c.Commands() {
			if sub.Name() != "completion" { // whose texts are cobra's
				each(sub)
			}
		}
	}
	each((&program{}).command())
	if ran < 15 {
		t.Errorf("only %d examples ran", ran)
	}
}

// shellWords splits a line at spaces; single quotes keep words together.
func shellWords(line string) []string {
	words := regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1)
	for i, w := range words {
		words[i] = strings.Trim(w, "'")
	}
	return words
}

func TestColorIsForTerminalsThatShowIt(t *testing.T) {
	for _, test := range []struct {
		when            string
		terminal        bool
		variable, value string
		want            bool
	}{
		{"auto", true, "", "", true},
		{"auto", false, "", "", false},
		{"auto", true, "NO_COLOR", "1", false},
		{"auto", true, "TERM", "dumb", false},
		{"auto", true, "TERM", "xterm", true},
		{"always", false, "NO_COLOR", "1", true},
		{"never", true, "", "", false},
	} {
		got := colored(test.when, test.terminal, func(name string) string {
			if name == test.variable {
				return test.value
			}
			return ""
		})
		if got != test.want {
			t.Errorf("--color %s, terminal %t, %s=%s: %t", test.when, test.terminal, test.variable, test.value, got)
		}
	}
}
