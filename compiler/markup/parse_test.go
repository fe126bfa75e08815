package markup

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What is read, written as name(attributes){text}[children].
var wellFormed = []struct{ what, text, want string }{
	{"an empty element", "<a/>", "a"},
	{"with a declaration", `<?xml version="1.0" encoding="utf-8"?><a />`, "a"},
	{"in capitals, with all it can say", `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><a></a >`, "a"},
	{"with a byte order mark", "\uFEFF<?xml version=\"1.0\"?>\r\n<a></a>\r\n", "a"},
	{"white space, comments and instructions around", " <!-- x --><?y z?>\n<a/>\n<!--<b>--><?y?> ", "a"},
	{"children without their indentation", "<a>\n  <b/>\n  <c>\n  </c>\n</a>", "a[b c{\n  }]"},
	{"text beside children", "<a>x<b/>\n</a>", "a{x\n}[b]"},
	{"references", `<a b="&amp;&lt;&gt;&quot;&apos;&#65;&#x42;&#x1F600;">&amp;&lt;&gt;&quot;&apos;&#65;&#x00042;</a>`, `a(b=&<>"'AB😀){&<>"'AB}`},
	{"line breaks in text", "<a>1\r\n2\r3\n4&#xD;5</a>", "a{1\n2\n3\n4\r5}"},
	{"line breaks in a value", "<a b=\"1\r\n2\r3\n4\t5&#xA;6&#xD;&#9;\"/>", "a(b=1 2 3 4 5\n6\r\t)"},
	{"CDATA", "<a>1<![CDATA[<&amp;]]\r\n]]>2</a>", "a{1<&amp;]]\n2}"},
	{"white space as CDATA", "<a><![CDATA[ ]]><b/></a>", "a{ }[b]"},
	{"a comment in text", "<a>1<!-- - -->2</a>", "a{12}"},
	{"quotes in quotes", `<a b='"' c="'" d = ">" />`, `a(b=" c=' d=>)`},
	{"prefixes", `<x:a xsi:nil="true" xmlns:xsi="u" x:b='1'/>`, "x:a(xsi:nil=true xmlns:xsi=u x:b=1)"},
	{"attributes on lines of their own", "<a\n    b=\"1\"\n    c=\"2\"\n>\n</a\n>", "a(b=1 c=2){\n}"},
	{"letters beyond ASCII", "<é à=\"ü\">ø€😀</é>", "é(à=ü){ø€😀}"},
	{"attributes beyond a few", "<a " + manyAttributes(20) + "/>", "a(" + strings.ReplaceAll(manyAttributes(20), `"`, "") + ")"},
	{"brackets in text", "<a>]] ]></a>", "a{]] ]>}"},
}

func manyAttributes(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf(`n%d="%d"`, i*7%n, i)
	}
	return strings.Join(names, " ")
}

func TestWellFormed(t *testing.T) {
	for _, test := range wellFormed {
		t.Run(test.what, func(t *testing.T) {
			root, problems := parse(test.text, Whole)
			if problems != "" {
				t.Fatal(problems)
			}
			if got := show(root); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			checkSpans(t, root)
		})
	}
}

func show(e *Element) string {
	if e == nil {
		return "nothing"
	}
	s := e.Name
	var attrs, children []string
	for _, a := range e.Attrs {
		attrs = append(attrs, a.Name+"="+a.Value)
	}
	for _, c := range e.Children {
		children = append(children, show(c))
	}
	if attrs != nil {
		s += "(" + strings.Join(attrs, " ") + ")"
	}
	if e.Text != "" {
		s += "{" + e.Text + "}"
	}
	if children != nil {
		s += "[" + strings.Join(children, " ") + "]"
	}
	return s
}

// parse reads a text and says what is wrong with it, notes below.
func parse(text string, keep Keep) (*Element, string) {
	var diags diag.List
	root, _ := Parse(&source.File{Name: "f", Text: []byte(text)}, keep, &diags)
	var problems []string
	for _, d := range diags.Sorted() {
		problems = append(problems, fmt.Sprintf("%d:%d: %s [%s]", d.Span.Pos().Line, d.Span.Pos().Column, d.Message, d.Code))
		for _, n := range d.Notes {
			problems = append(problems, fmt.Sprintf("%d:%d: %s", n.Span.Pos().Line, n.Span.Pos().Column, n.Message))
		}
	}
	return root, strings.Join(problems, "\n")
}

var illFormed = []struct{ text, want string }{
	{"", "1:1: the file is empty: expected an XML document [invalid-xml]"},
	{"\uFEFF\r\n ", "2:2: no document element: expected a tag [invalid-xml]"},
	{"<!-- x -->", "1:11: no document element: expected a tag [invalid-xml]"},
	{"x<a/>", "1:1: text before the document element: expected a tag [invalid-xml]"},
	{"<a/>\njunk", "2:1: text after the document element [invalid-xml]"},
	{"<a/>&amp;", "1:5: text after the document element [invalid-xml]"},
	{"<a/><![CDATA[x]]>", "1:5: text after the document element [invalid-xml]"},
	{"<a/><b/>", "1:5: a second document element <b>: a document has one [invalid-xml]"},
	{"<a/></a>", "1:5: </a> closes nothing: no element is open [invalid-xml]"},
	{"<Role>\n  <RolePrivileges>\n</Role>", "3:1: </Role> closes what is open as <RolePrivileges> [invalid-xml]\n2:3: it is opened here"},
	{"<a>\n<b>\n", "3:1: the file ends inside <b>: expected </b> [invalid-xml]\n2:1: it is opened here"},
	{"<a", "1:1: the file ends inside the tag <a> [invalid-xml]"},
	{"<", "1:1: the file ends inside a tag [invalid-xml]"},
	{"<a></a", "1:4: the file ends inside the tag </a> [invalid-xml]"},
	{"<a></>", "1:4: \"<\" begins no tag: expected a name, or \"&lt;\" where it is text [invalid-xml]"},
	{"<a>1 < 2</a>", "1:6: \"<\" begins no tag: expected a name, or \"&lt;\" where it is text [invalid-xml]"},
	{"<1/>", "1:1: \"<\" begins no tag: expected a name, or \"&lt;\" where it is text [invalid-xml]"},
	{"<a b=1/>", `1:4: the value of "b" is not in quotes [invalid-xml]`},
	{"<a b/>", `1:4: the attribute "b" has no value: expected b="…" [invalid-xml]`},
	{`<a b="1/>`, `1:6: the value of "b" has no closing quote [invalid-xml]`},
	{"<a b=\"1/>\n<c d=\"\"/>", "2:1: \"<\" in the value of \"b\": expected \"&lt;\", or a closing quote before it [invalid-xml]\n1:6: the value begins here"},
	{`<a b="1"c="2"/>`, `1:9: no space before the attribute "c" [invalid-xml]`},
	{`<a b="1" c="2" b="3"/>`, "1:16: the attribute \"b\" stands twice in a tag [invalid-xml]\n1:4: it is here before"},
	{`<a n3="" ` + manyAttributes(20) + "/>", "1:76: the attribute \"n3\" stands twice in a tag [invalid-xml]\n1:4: it is here before"},
	{"<a / >", `1:4: "/" in the tag <a>: expected an attribute, ">" or "/>" [invalid-xml]`},
	{"<a =\"\">", `1:4: "=" in the tag <a>: expected an attribute, ">" or "/>" [invalid-xml]`},
	{"<a>\n&nbsp;</a>", `2:1: "&nbsp;" is unknown: expected &amp; &lt; &gt; &quot; &apos;, or the number of a character that XML allows [invalid-xml]`},
	{`<a b="R & D"/>`, `1:9: "&" begins no reference: expected "&amp;" [invalid-xml]`},
	{`<a b="&#0;"/>`, `1:7: "&#0;" is unknown: expected &amp; &lt; &gt; &quot; &apos;, or the number of a character that XML allows [invalid-xml]`},
	{`<a>&#xD800;</a>`, `1:4: "&#xD800;" is unknown: expected &amp; &lt; &gt; &quot; &apos;, or the number of a character that XML allows [invalid-xml]`},
	{`<a>&#x110000;</a>`, `1:4: "&#x110000;" is unknown: expected &amp; &lt; &gt; &quot; &apos;, or the number of a character that XML allows [invalid-xml]`},
	{"<a>]]></a>", `1:4: "]]>" in text: expected "]]&gt;" [invalid-xml]`},
	{"<a>\n\x01</a>", "2:1: the character U+0001 is not allowed in XML [invalid-xml]"},
	{"<a>éé\uFFFE</a>", "1:6: the character U+FFFE is not allowed in XML [invalid-xml]"},
	{"<a>é\xFF</a>", "1:5: this byte (0xff) is not UTF-8 [invalid-utf8]"},
	{"\xFF\xFE<\x00", "1:1: the file is UTF-16: expected UTF-8 [invalid-utf8]"},
	{`<?xml version="1.0" encoding="utf-16"?><a/>`, `1:31: encoding "utf-16": expected "utf-8" [invalid-xml]`},
	{`<?xml version="1.1"?><a/>`, `1:16: version "1.1": expected "1.0" [invalid-xml]`},
	{`<?xml encoding="utf-8"?><a/>`, `1:1: the XML declaration has no version: expected version="1.0" in it [invalid-xml]`},
	{`<?xml version="1.0" standalone="yes" encoding="utf-8"?><a/>`, `1:38: "encoding" in the XML declaration: expected version, encoding, standalone, in this order [invalid-xml]`},
	{`<?xml version="1.0">`, `1:1: the XML declaration is not closed: expected "?>" [invalid-xml]`},
	{` <?xml version="1.0"?><a/>`, "1:2: an XML declaration that is not at the start of the file [invalid-xml]"},
	{"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "1:1: a document type is not read: solutions have none, and it could declare entities [invalid-xml]"},
	{"<a><!ELEMENT b></a>", `1:4: "<!" begins neither a comment nor CDATA [invalid-xml]`},
	{"<a><!-- -- --></a>", `1:9: "--" in a comment [invalid-xml]`},
	{"<a><!-- </a>", `1:4: the comment is not closed: expected "-->" [invalid-xml]`},
	{"<a><![CDATA[</a>", `1:4: CDATA is not closed: expected "]]>" [invalid-xml]`},
	{"<a><?b </a>", `1:4: the processing instruction is not closed: expected "?>" [invalid-xml]`},
	{"<a><? b?></a>", `1:4: "<?" begins no processing instruction: expected a name [invalid-xml]`},
	{"<a>\n<<<<<<< HEAD\n<b/>\n=======\n>>>>>>> x\n</a>", "2:1: a merge conflict that nobody has resolved [invalid-xml]"},
	{"<a b=\"\n<<<<<<< HEAD\n\"/>", "2:1: a merge conflict that nobody has resolved [invalid-xml]\n1:6: the value begins here"},
}

func TestIllFormed(t *testing.T) {
	for _, test := range illFormed {
		root, got := parse(test.text, Whole)
		if root != nil || got != test.want {
			t.Errorf("%q\ngot  %s\nwant %s", test.text, got, test.want)
		}
		if _, unkept := parse(test.text, Keep{}); unkept != got {
			t.Errorf("%q\nkept     %s\nnot kept %s", test.text, got, unkept)
		}
	}
}

func TestKeepBuildsWhatItNames(t *testing.T) {
	const text = "<a><b><c/><d>x</d></b><e><f><g/></f></e><b/></a>"
	for _, test := range []struct {
		keep Keep
		want string
	}{
		{Whole, "a[b[c d{x}] e[f[g]] b]"},
		{Keep{"a": Whole}, "a[b[c d{x}] e[f[g]] b]"},
		{Keep{"a": {"b": Whole}}, "a[b[c d{x}] b]"},
		{Keep{"a": {"b": {"d": {}}, "e": {"g": Whole}}}, "a[b[d{x}] e b]"},
		{Keep{"a": {}}, "a"},
		{Keep{"b": Whole}, "nothing"},
		{Keep{}, "nothing"},
	} {
		root, problems := parse(text, test.keep)
		if got := show(root); got != test.want || problems != "" {
			t.Errorf("got %s, want %s %s", got, test.want, problems)
		}
	}
}

// Whatever is too large is reported, and quickly.
func TestLimits(t *testing.T) {
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct{ what, text, want string }{
		{"the deepest", strings.Repeat("<a>", maxDepth) + strings.Repeat("</a>", maxDepth), ""},
		{"deeper", strings.Repeat("<a>", 1_000_000), fmt.Sprintf("1:%d: elements are nested more than 256 deep [limit-exceeded]", 1+3*maxDepth)},
		{"most attributes", "<a " + many(`b%d="" `, maxAttrs) + "/>", ""},
		{"more attributes", "<a " + many("b%04d=\"\"\n", maxAttrs+1) + "/>", "1001:1: a tag has more than 1000 attributes [limit-exceeded]"},
		{"a long value", `<a b="` + strings.Repeat("x", maxValue+1) + `"/>`, `1:4: the value of "b" has more than 16 MiB [limit-exceeded]`},
		{"a long text", "<a>" + strings.Repeat("x", maxValue+1) + "</a>", "1:2: the text of <a> has more than 16 MiB [limit-exceeded]"},
		{"a long text in pieces", "<a>" + strings.Repeat("<b/>"+strings.Repeat("x", maxValue/8), 9) + "</a>", "1:2: the text of <a> has more than 16 MiB [limit-exceeded]"},
		{"long CDATA", "<a><![CDATA[" + strings.Repeat("x", maxValue+1) + "]]></a>", "1:2: the text of <a> has more than 16 MiB [limit-exceeded]"},
		{"a long name", "<" + strings.Repeat("x", 1_000_000), "1:1: the file ends inside the tag <" + strings.Repeat("x", 80) + "…> [invalid-xml]"},
	} {
		if _, got := parse(test.text, Whole); got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}

func TestKeptElementsAreLimited(t *testing.T) {
	text := "<a>" + strings.Repeat("<b/>", maxKept) + "</a>"
	if _, got := parse(text, Whole); !strings.Contains(got, "more than 2000000 elements [limit-exceeded]") {
		t.Errorf("kept: %s", got)
	}
	if _, got := parse(text, Keep{"a": {}}); got != "" {
		t.Errorf("not kept: %s", got)
	}
}

// Twice the text takes about twice the time, whatever it is made of: nothing is read over and over again.
func TestHostileTextIsReadOnce(t *testing.T) {
	for _, piece := range []string{"<a ", "<a b='", "&", "&#", "]]", "<!--", "<![CDATA[", "<?x", "<a>]]", "<a b=\"&lt;\"", "<<", "</"} {
		start := time.Now()
		parse("<r>"+strings.Repeat(piece, 1_000_000), Whole)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q a million times took %v", piece, took)
		}
	}
}

func TestEscapeIsReadBack(t *testing.T) {
	const value = "a & b < c > \"d\" 'e' é\n\r\n\tf"
	const want = "a &amp; b &lt; c &gt; &quot;d&quot; 'e' é&#xA;&#xD;&#xA;&#x9;f"
	if got := Escape(value); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	root, problems := parse(`<x v="`+Escape(value)+`">`+EscapeText(value)+`</x>`, Whole)
	if problems != "" {
		t.Fatal(problems)
	}
	if got, _ := root.Attr("v"); got != value || root.Text != value {
		t.Errorf("attribute %q, text %q, want %q", got, root.Text, value)
	}
}
