package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A comment belongs to the top-level block that it stands in, behind or right above. # x stands for a comment that speaks to us.
func TestCommentsBelongToBlocks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"# x1\nrole \"a\" {}\n", "a: x1"},
		{"#x1\n\n# x2\n# prose\n# x3\nrole \"a\" {}\n", "a: x2 x3, none: x1"},
		{"# x1\n# prose\n\nrole \"a\" {}\n", "a:, none: x1"},
		{"role \"a\" {\n  # x1\n  grants {\n    account = { // x2\n      user = [\"read\"] /* x3 */ }\n  }\n} # x4\n# x5\nrole \"b\" {} // x6\n", "a: x1 x2 x3 x4, b: x5 x6"},
		{"role \"a\" {}\n\n# x1\n", "a:, none: x1"},
		{"/* x1\n */ role /* x2 */ \"a\" {}\n", "a: x1 x2"},
		{"/*/ x1 */ /*/ prose */\nrole \"a\" {}\n", "a: x1"},
		{"/**\n * x1\n */\nrole \"a\" {}\r\n", "a: x1"},
		{"# x1\r\nrole \"a\" {}\r\n\r\n# x2\r\n\r\nrole \"b\" {}", "a: x1, b:, none: x2"},
		{"role \"a\" {\n  x = \"# x1\"\n  y = <<EOT\n# x2\nEOT\n  z = \"${ 1 /* x3 */ }\"\n}\n", "a: x3"},
		{"# x1", "none: x1"},
		{"\ufeff# x1\nrole \"ä\" {} # x2 ä\n", "ä: x1 x2 ä"},
		{"# see x1\n# dvpolicy: what this is\n# dvpolicy:\nrole \"a\" {}\n", "a:"},
		{strings.Repeat("role \"a\" {}\n\n", 6000) + "# x1\nrole \"b\" {}\n", strings.Repeat("a:, ", 6000) + "b: x1"},
	} {
		file := &source.File{Name: "a", Text: []byte(strings.ReplaceAll(c.text, "x", "dvpolicy:x"))}
		file.Text = []byte(strings.ReplaceAll(string(file.Text), "dvpolicy:x = ", "x = "))
		var diags diag.List
		var got []string
		for _, b := range Parse(file, &diags).Blocks {
			line := b.Labels[0].Text + ":"
			for _, s := range b.Comments {
				line += " " + strings.TrimPrefix(s.Text(), "dvpolicy:")
			}
			got = append(got, line)
		}
		for _, d := range diags.Sorted() {
			if d.Code != diag.MisplacedComment {
				t.Errorf("%q: %s", c.text, d.Message)
			}
			got = append(got, "none: "+strings.TrimPrefix(d.Span.Text(), "dvpolicy:"))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%.200q:\ngot  %.200s\nwant %.200s", c.text, got, c.want)
		}
	}
}

// Where a file cannot be read, nobody complains of comments that may belong to what was not read, and none is told twice.
func TestCommentsNearWhatCannotBeRead(t *testing.T) {
	file := &source.File{Name: "a", Text: []byte("# dvpolicy:x1\nrole \"a\" {\n  # dvpolicy:x2\n\nrole \"b\" {\n  # dvpolicy:x3\n}\n# dvpolicy:x4\n")}
	var diags diag.List
	body := Parse(file, &diags)
	if got := strings.Join(lines(&diags), "; "); got != "2:10 {: this { is never closed: a } is missing [syntax]" {
		t.Error(got)
	}
	var said []string
	for _, c := range body.Blocks[0].Comments {
		said = append(said, c.Text())
	}
	if got := fmt.Sprint(said); got != "[dvpolicy:x3]" {
		t.Error(got)
	}
}

// What comments say goes where they go.
func TestFormatKeepsCommentsThatSpeak(t *testing.T) {
	file := &source.File{Name: "a", Text: []byte("# dvpolicy:ignore a/b\n\nrole \"a\" {\nx=1 # dvpolicy:ignore   a/b  reason=\"x  y\"\n}\n")}
	var diags diag.List
	formatted, ok := Format(file, &diags)
	if want := "# dvpolicy:ignore a/b\n\nrole \"a\" {\n  x = 1 # dvpolicy:ignore   a/b  reason=\"x  y\"\n}\n"; !ok || string(formatted) != want {
		t.Errorf("%t\n%s%v", ok, formatted, lines(&diags))
	}
}
