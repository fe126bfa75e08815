package syntax

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func format(text string) (string, []string) {
	var diags diag.List
	out, _ := Format(&source.File{Name: "a", Text: []byte(text)}, &diags)
	return string(out), lines(&diags)
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"\n\n", ""},
		{"a=1", "a = 1\n"},
		{"\ufeffa=1\n\n\n", "a = 1\n"},
		{"a=1\r\nbcd=2\r\n", "a   = 1\nbcd = 2\n"},
		{"# note\r\na { # here\r\nb=1\r\n}\r\n", "# note\na { # here\n  b = 1\n}\n"},
		{"a = <<E\r\nx\r\nE\r\n", "a = <<E\nx\r\nE\n"},
		{"x=[for k,v in y:k if v]", "x = [for k, v in y : k if v]\n"},
		{"a = \"${ b }\"\n", "a = \"${b}\"\n"},
		{"a = 1 # last", "a = 1 # last\n"},
		{"/* a\r\n b */\na=1\n", "/* a\n b */\na = 1\n"},
		{"x = { a = 1, a = 2 }\n", "x = { a = 1, a = 2 }\n"},
		{"a{}\n\n\nb \"c\"  {\n\td=1\n}\n", "a {}\n\n\nb \"c\" {\n  d = 1\n}\n"},
	} {
		got, problems := format(c.text)
		if got != c.want || len(problems) > 0 {
			t.Errorf("%q is formatted as %q %s, want %q", c.text, got, problems, c.want)
		}
		if again, _ := format(got); again != got {
			t.Errorf("%q is formatted again as %q", got, again)
		}
	}
}

func TestFormatRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a = \n", "an expression belongs here"},
		{"a = " + strings.Repeat("(", 100), "nested at most"},
		{"a = \"\xff\"\n", "not UTF-8"},
		{strings.Repeat("a", 1_000_000) + " = 1\n" + strings.Repeat("b = 1\n", 1) + strings.Repeat("# \n", 1000), "too long to be aligned"},
	} {
		got, problems := format(c.text)
		if got != "" || len(problems) != 1 || !strings.Contains(problems[0], c.want) {
			t.Errorf("%.20q: got %.20q %.200s, want %s", c.text, got, problems, c.want)
		}
	}
}

// A large file is formatted in pieces, as if it were formatted in one.
func TestFormatInPieces(t *testing.T) {
	var text strings.Builder
	for range 3000 {
		text.WriteString("role \"a\" { # one\nname=1\nlonger_name=[1,\n2]\n}\n\nrole \"b\" {\nname=1 # two\n}\nx \"y\" {} # three\nx \"longer\" {} # four\n")
	}
	got, problems := format(text.String())
	if want := string(hclwrite.Format([]byte(text.String()))); got != want || len(problems) > 0 {
		t.Errorf("got other bytes than of one piece %s", problems)
	}
	s := newScanner(&source.File{Text: []byte(text.String())}, &diag.List{})
	s.apart = true
	if pieces := s.run(); len(pieces) < 3 {
		t.Errorf("the text has %d pieces, so this test shows nothing", len(pieces))
	}
}
