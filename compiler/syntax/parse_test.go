package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func TestParse(t *testing.T) {
	body := parse(t, "\ufeffrole \"sales\" {\n  b = 1\n  a = \"x\"\n  grants {\n    account = { user = [\"read\"] }\n  }\n}\nteam east \"x\" {}\n")
	if got := outline(body); got != `role "sales"[b a grants[account]] team east "x"[]` {
		t.Errorf("got %s", got)
	}
	if pos := body.Blocks[1].Span.Pos(); pos.Line != 8 || pos.Column != 1 {
		t.Errorf("team stands at %v", pos)
	}
}

// outline is what a body holds, by the text of its spans.
func outline(b *Body) string {
	var parts []string
	for _, a := range b.Attrs {
		parts = append(parts, a.NameSpan.Text())
	}
	for _, block := range b.Blocks {
		parts = append(parts, block.Span.Text()+"["+outline(&block.Body)+"]")
	}
	return strings.Join(parts, " ")
}

// Each text has problems; what is right in it is read all the same.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want, outline string }{
		{"a {\n  x = 1\n  x = 2\n}\n", `3:3 x: the attribute "x" is here twice [duplicate-key] (2:3 "x" is first here)`, "a[x]"},
		{"x = { a = 1, b = 2, \"a\" = 3 }\n", `1:21 "a": the key "a" is here twice [duplicate-key] (1:7 "a" is first here)`, "x"},
		{"x = { a.b = 1 }\n", `1:7 a.b: as a key, a.b must stand in parentheses (a reference) or in quotes (a name) [syntax]`, "x"},
		{"role \"a\" {\n  x = \"abc\n}\nrole \"b\" {\n  y = 1\n}\n", `2:7 "abc: this string goes over the end of its line: a " is missing, or use \n or <<EOT [syntax]`, `role "b"[y]`},
		{"role \"a\" {\n  x = [1, 2\n}\nrole \"b\" {\n}\n", `3:1 }: a ] belongs here, to close the [ before it [syntax]`, `role "b"[]`},
		{"role \"a\" {\n  x = 1\n\nrole \"b\" {\n}\nteam \"c\" {\n}\n", `1:10 {: this { is never closed: a } is missing [syntax]`, `role "b"[] team "c"[]`},
		{"x = 1\n}\nrole \"b\" {\n}\n", `2:1 }: this } closes nothing [syntax]`, `x role "b"[]`},
		{"x = <<EOT\nabc\n", `1:5 <<: this heredoc is never closed: a line with EOT alone is missing [syntax]`, ""},
		{"x = 1 /* abc\n", `1:7 /*: this comment is never closed: a */ is missing [syntax]`, ""},
		{"x = \"${1\"\n", `1:9 ": this string goes over`, ""},
		{"x = \n", `1:5 ` + "\n" + `: an expression belongs here [syntax]`, "x"},
		{"x = 'a'\n", `1:5 ': this character has no place here`, ""},
		{"a { x = 1, y = 2 }\n", `1:10 ,: a block on one line may hold one attribute only`, ""},
		{"x = 1\nx = 2\n", `2:1 x: the attribute "x" is here twice [duplicate-key] (1:1 "x" is first here)`, "x"},
		{"x = \"a\xffb\"\n", "1:7 \xff: this byte (0xff) is not UTF-8 [invalid-utf8]", ""},
		{"x = 1e9999\n", `1:5 1e9999: this number is too large or too small`, "x"},
		{"x = a[null]\n", `1:6 [null]: null is not an index [invalid-value]`, "x"},
	} {
		t.Run(c.text, func(t *testing.T) {
			var diags diag.List
			body := Parse(&source.File{Name: "a", Text: []byte(c.text)}, &diags)
			said := strings.Join(lines(&diags), "; ")
			if !strings.HasPrefix(said, c.want) {
				t.Errorf("got  %s\nwant %s", said, c.want)
			}
			if got := outline(body); c.outline != "" && got != c.outline {
				t.Errorf("read %s, want %s", got, c.outline)
			}
		})
	}
}

// A large file is parsed in pieces: spans and attributes at the top are as if it were parsed in one.
func TestParseInPieces(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "role \"r%d\" {\n  name = \"Role %d\"\n}\nx%d = %d\n", i, i, i, i)
	}
	text.WriteString("x0 = 1\n")
	var diags diag.List
	file := &source.File{Name: "a", Text: []byte(text.String())}
	body := Parse(file, &diags)
	if pieces := guard(file, &diags); len(pieces) < 2 {
		t.Fatalf("the file has %d pieces, so this test shows nothing", len(pieces))
	}
	if got := lines(&diags); len(got) != 1 || !strings.HasPrefix(got[0], `20001:1 x0: the attribute "x0" is here twice`) {
		t.Errorf("got %s", got)
	}
	if len(body.Blocks) != 5000 || len(body.Attrs) != 5000 {
		t.Fatalf("got %d blocks and %d attributes", len(body.Blocks), len(body.Attrs))
	}
	for i, block := range body.Blocks {
		if want := fmt.Sprintf(`role "r%d"`, i); block.Span.Text() != want {
			t.Fatalf("block %d is %s", i, block.Span.Text())
		}
		if v, _ := block.Body.Attrs[0].Expr.Constant(); v.Text != fmt.Sprintf("Role %d", i) || v.Span.Text() != fmt.Sprintf(`"Role %d"`, i) {
			t.Fatalf("name of block %d is %s at %s", i, show(v), v.Span.Text())
		}
	}
}
