package render

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A diagnostic shows its line with a caret under what one would change, whatever stands on the line.
func TestDiagnosticShowsItsPlace(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, test := range []struct{ name, text, at, want string }{
		{"a word", "role = rolle\n", "rolle", "     1 | role = rolle\n       |        ^^^^^ a hint\n"},
		{"characters of two bytes", "é = rolle", "rolle", "     1 | é = rolle\n       |     ^^^^^ a hint\n"},
		{"a tab", "\tx = 1\n", "x", "     1 |  x = 1\n       |  ^ a hint\n"},
		{"an escape sequence", "x\x1b[2J = 1\n", "1", "     1 | x·[2J = 1\n       |         ^ a hint\n"},
		{"a long line", long + "!" + long, "!", "     1 | " + strings.Repeat("x", 80) + "!" + strings.Repeat("x", 79) + "\n       | " + strings.Repeat(" ", 80) + "^ a hint\n"},
		{"several lines", "a = [\n1\n]\n", "[\n1\n]", "     1 | a = [\n       |     ^ a hint\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &source.File{Name: "f", Text: []byte(test.text)}
			start := int32(strings.Index(test.text, test.at))
			d := &diag.Diagnostic{Code: "c", Message: "m", Hint: "a hint", Span: source.Span{File: f, Start: start, End: start + int32(len(test.at))}}
			var out strings.Builder
			Diagnostics(&out, []*diag.Diagnostic{d}, "policies", Colors(false))
			if got := out.String(); !strings.Contains(got, test.want) || !strings.HasPrefix(got, "policies/f:1:") {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// Applying the lines of a diff to the first text gives the second.
func TestDiffLeadsFromOneTextToTheOther(t *testing.T) {
	texts := []string{"", "a\n", "a\nb\nc\n", "a\nx\nc\n", "x\na\nb\nc\nd\n", "c\nb\na\n", strings.Repeat("same\n", 20) + "end\n", "start\n" + strings.Repeat("same\n", 20)}
	for _, before := range texts {
		for _, after := range texts {
			var old, new []string
			for _, e := range edits(splitLines([]byte(before)), splitLines([]byte(after))) {
				if e.mark != '+' {
					old = append(old, e.text)
				}
				if e.mark != '-' {
					new = append(new, e.text)
				}
			}
			if strings.Join(old, "\n") != strings.TrimSuffix(before, "\n") || strings.Join(new, "\n") != strings.TrimSuffix(after, "\n") {
				t.Errorf("from %q to %q: %q, %q", before, after, old, new)
			}
		}
	}
}

func TestHunksShowEachChangeOnce(t *testing.T) {
	var lines []string
	for range 30 {
		lines = append(lines, "same")
	}
	before := strings.Join(lines, "\n") + "\n"
	lines[3], lines[8], lines[25] = "one", "two", "three"
	var out strings.Builder
	Diff(&out, "f", []byte(before), []byte(strings.Join(lines, "\n")+"\n"), Colors(false))
	got := out.String()
	if n := strings.Count(got, "@@ -"); n != 2 {
		t.Errorf("%d hunks, want 2: near changes are one\n%s", n, got)
	}
	for _, want := range []string{"+one\n", "+two\n", "+three\n"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q stands %d times in\n%s", want, strings.Count(got, want), got)
		}
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 role": Count(1, "role"), "0 roles": Count(0, "role"), "2 classes": Count(2, "class"), "3 entries": Count(3, "entry"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A policy cannot command the agent that shows its lines in a log.
func TestNoLineIsACommand(t *testing.T) {
	for line, want := range map[string]string{
		`role "##vso[task.complete result=Succeeded;]"`: `role "#·vso[task.complete result=Succeeded;]"`,
		`# ##[error]no`:  `# #·[error]no`,
		"## a title":     "## a title",
		"###VSO[x]":      "##·VSO[x]",
		"a\tb\x1b[2Jc##": "a b·[2Jc##",
		"a\u202eb\a\r\nc\u2028\u009b31m\xff\u200b": "a·b·  c ·31m··",
	} {
		if got := plain(line); got != want {
			t.Errorf("%q is shown as %q, want %q", line, got, want)
		}
	}
}
