package markup

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var corpus = flag.String("corpus", "../../testdata/solutions", "a folder of solutions: its XML files are read")

// encoding/xml is the oracle: what it reads is what Parse reads, but for the differences that are named here.
func FuzzParse(f *testing.F) {
	for _, text := range wellFormed {
		f.Add(text.text)
	}
	for _, text := range illFormed {
		f.Add(text.text)
	}
	f.Fuzz(func(t *testing.T, text string) { compareWithOracle(t, "fuzz.xml", []byte(text)) })
}

func TestCorpusReadsAsEncodingXMLReadsIt(t *testing.T) {
	files := 0
	err := filepath.WalkDir(*corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(path), ".xml") {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		compareWithOracle(t, filepath.ToSlash(path), text)
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files read: %v", files, err)
	}
}

// Parse refuses these, which encoding/xml reads.
var stricter = []string{
	"a document type is not read",
	"no space before the attribute",
	"stands twice in a tag",
	"is not allowed in XML",                               // in a comment or an instruction
	"is not UTF-8",                                        // there too
	"is unknown: expected &amp;",                          // the number of half a surrogate pair
	"an XML declaration that is not at the start",         // also one in capitals
	"the name of a processing instruction is not one",     // a name, and then no space
	`"<!" begins neither a comment nor CDATA`,             // a directive
	"text before the document", "text after the document", // CDATA of white space
	"a merge conflict",                                       // as a text in a comment, before a problem
	"the value of",                                           // larger than anything
	"nested more than", "the text of", "more than", "UTF-16", // limits
}

func compareWithOracle(t *testing.T, name string, text []byte) {
	t.Helper()
	file := &source.File{Name: name, Text: text}
	var diags diag.List
	root, ok := Parse(file, Whole, &diags)
	if ok != (diags.Len() == 0) || ok != (root != nil) {
		t.Fatalf("%s: read: %v, with %d problems, root %v", name, ok, diags.Len(), root)
	}
	if _, without := Parse(file, Keep{}, &diag.List{}); without != ok {
		t.Fatalf("%s: read when kept: %v, when not: %v", name, ok, without)
	}
	oracle, err := oracleParse(text)
	if !ok {
		d := diags.Sorted()[0]
		if pos := d.Span.Pos(); pos.Line < 1 || int(d.Span.End) > len(text) || d.Span.Start > d.Span.End {
			t.Fatalf("%s: %q at %v to %d", name, d.Message, pos, d.Span.End)
		}
		if err == nil && !containsAny(d.Message, stricter) && !inDeclaration(text, d.Span) {
			t.Fatalf("%s: refused: %s", name, d.Message)
		}
		return
	}
	if err != nil {
		if !namesDiffer(root) && !strings.Contains(err.Error(), "invalid XML name") { // of an instruction
			t.Fatalf("%s: read, but %v", name, err)
		}
		return
	}
	if !namesDiffer(root) {
		compareElements(t, name, root, oracle)
	}
	checkSpans(t, root)
}

// Of a declaration encoding/xml reads the version and the encoding, wherever they stand in it.
func inDeclaration(text []byte, at source.Span) bool {
	declaration, _, _ := bytes.Cut(text, []byte("?>"))
	return bytes.HasPrefix(bytes.TrimPrefix(text, []byte("\uFEFF")), []byte("<?xml")) && int(at.Start) <= len(declaration)
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// Names with characters beyond ASCII are those of XML 1.0's fifth edition here and of the fourth there, and there a colon stands once.
func namesDiffer(e *Element) bool {
	differs := func(name string) bool {
		return strings.Count(name, ":") > 1 || strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 })
	}
	if differs(e.Name) {
		return true
	}
	for _, a := range e.Attrs {
		if differs(a.Name) {
			return true
		}
	}
	for _, c := range e.Children {
		if namesDiffer(c) {
			return true
		}
	}
	return false
}

var errIllFormed = errors.New("not one document element")

// oracleParse reads a document with encoding/xml, which checks neither that tags match in RawToken nor that there is one element.
func oracleParse(text []byte) (*Element, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	document := &Element{}
	open := []*Element{document}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &Element{Name: oracleName(token.Name)}
			for _, a := range token.Attr {
				e.Attrs = append(e.Attrs, Attr{Name: oracleName(a.Name), Value: a.Value})
			}
			top.Children = append(top.Children, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 1 || top.Name != oracleName(token.Name) {
				return nil, errIllFormed
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.Text += string(token)
		}
	}
	if len(open) != 1 || len(document.Children) != 1 || strings.Trim(document.Text, " \t\n") != "" {
		return nil, errIllFormed
	}
	return document.Children[0], nil
}

func oracleName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// White space in a value is a space here and what was written there. A line break is one space where it is written as such.
var (
	spaces  = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")
	written = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")
)

func compareElements(t *testing.T, name string, got, want *Element) {
	t.Helper()
	if got.Name != want.Name || len(got.Attrs) != len(want.Attrs) || len(got.Children) != len(want.Children) {
		t.Fatalf("%s: %v: <%s> has %d attributes and %d children, want <%s> with %d and %d", name, got.Span.Pos(),
			got.Name, len(got.Attrs), len(got.Children), want.Name, len(want.Attrs), len(want.Children))
	}
	for i, a := range got.Attrs {
		if b := want.Attrs[i]; a.Name != b.Name || spaces.Replace(a.Value) != spaces.Replace(b.Value) {
			t.Fatalf("%s: %v: %s=%q, want %s=%q", name, got.Span.Pos(), a.Name, a.Value, b.Name, b.Value)
		}
	}
	if text := want.Text; got.Text != text && (got.Text != "" || strings.Trim(text, " \t\r\n") != "") {
		t.Fatalf("%s: %v: text %q, want %q", name, got.Span.Pos(), got.Text, text)
	}
	for i, c := range got.Children {
		compareElements(t, name, c, want.Children[i])
	}
}

// checkSpans says that what stands at every span is what was read there.
func checkSpans(t *testing.T, e *Element) {
	t.Helper()
	tag, inner, whole := e.Tag.Text(), e.Inner.Text(), e.Span.Text()
	if !strings.HasPrefix(tag, "<"+e.Name) || !strings.HasSuffix(tag, ">") || !strings.HasPrefix(whole, tag+inner) || e.Tag.End != e.Inner.Start {
		t.Fatalf("<%s>: tag %q and inner %q of %q", e.Name, tag, inner, whole)
	}
	closing := strings.TrimPrefix(whole, tag+inner)
	if strings.HasSuffix(tag, "/>") != (closing == "") || closing != "" && (!strings.HasPrefix(closing, "</"+e.Name) || !strings.HasSuffix(closing, ">")) {
		t.Fatalf("<%s>: tag %q is closed by %q", e.Name, tag, closing)
	}
	end := e.Tag.Start
	for _, a := range e.Attrs {
		if !e.Tag.Covers(a.Span) || a.Span.Start < end || !a.Span.Covers(a.Raw) || !strings.HasPrefix(a.Span.Text(), a.Name) {
			t.Fatalf("<%s>: attribute %q at %q", e.Name, a.Name, a.Span.Text())
		}
		end = a.Span.End
		if raw := a.Raw.Text(); unescaped(raw) != a.Value {
			t.Fatalf("<%s>: %s=%q says %q", e.Name, a.Name, raw, a.Value)
		}
	}
	end = e.Inner.Start
	for _, c := range e.Children {
		if !e.Inner.Covers(c.Span) || c.Span.Start < end {
			t.Fatalf("<%s> does not lie in <%s> behind its siblings", c.Name, e.Name)
		}
		end = c.Span.End
		checkSpans(t, c)
	}
}

// unescaped is what encoding/xml says of a value.
func unescaped(raw string) string {
	var v struct {
		V string `xml:"v,attr"`
	}
	quote := `"`
	if strings.Contains(raw, quote) {
		quote = "'"
	}
	if err := xml.Unmarshal([]byte("<x v="+quote+written.Replace(raw)+quote+"/>"), &v); err != nil {
		return err.Error()
	}
	return v.V
}
