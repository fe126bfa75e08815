package markup

import (
	"bytes"
	"math"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What no file that Dataverse writes comes near.
const (
	maxDepth = 256
	maxValue = 16 << 20 // bytes of one attribute's value, or of the text of one element
	maxAttrs = 1000     // of one tag
	maxKept  = 2_000_000
)

// Parse reads a document and builds what keep names of it. The root is the document element, nil where it is not to be kept.
// It is as strict as XML is, and stricter: no document type, so that no entity can be declared, and no encoding but UTF-8.
// Of a document that is not well-formed the first problem is reported, and nothing is built.
func Parse(file *source.File, keep Keep, diags *diag.List) (root *Element, ok bool) {
	p := &parser{file: file, text: file.Text, diags: diags, names: map[string]string{}}
	if len(p.text) > math.MaxInt32 {
		return nil, p.failAs(diag.LimitExceeded, 0, 0, "the file has %d bytes: at most %d can be read", len(p.text), math.MaxInt32)
	}
	document := &Element{}
	p.push(frame{element: document, keep: keep})
	if !p.prolog() || !p.checkCharacters() || !p.content() || !p.end() {
		return nil, false
	}
	if len(document.Children) > 0 {
		root = document.Children[0]
	}
	return root, true
}

type parser struct {
	file  *source.File
	text  []byte
	at    int
	diags *diag.List

	open     []frame // from the document to the innermost element that is not closed
	started  bool    // the document element was opened
	attrs    []attrMark
	sorted   []attrMark
	buf      []byte
	names    map[string]string
	elements []Element // room for elements, so that they need not be made one by one
	values   []Attr    // room for attributes
	kept     int
}

// A frame is an element that is not closed yet, or the document.
type frame struct {
	element *Element // nil where it is not kept
	keep    Keep
	at      int // where its start tag begins
	name    mark
	size    int    // bytes of text, as written
	text    []byte // the text, of a kept element
	solid   bool   // its text is not white space alone
}

// A mark is the bytes [start, end) of the text.
type mark struct{ start, end int }

func (p *parser) content() bool {
	for p.at < len(p.text) {
		if p.text[p.at] != '<' {
			if !p.characters() {
				return false
			}
			continue
		}
		if !p.markup() {
			return false
		}
	}
	return true
}

func (p *parser) markup() bool {
	if p.at+1 == len(p.text) {
		return p.fail(p.at, p.at+1, "the file ends inside a tag")
	}
	switch p.text[p.at+1] {
	case '/':
		return p.endTag()
	case '?':
		return p.instruction()
	case '!':
		return p.declaration()
	}
	return p.startTag()
}

// characters reads text up to the next tag.
func (p *parser) characters() bool {
	start, at := p.at, p.at
	for at < len(p.text) && isSpace[p.text[at]] {
		at++
	}
	solid := at < len(p.text) && p.text[at] != '<'
	if solid && len(p.open) == 1 {
		return p.textOutside(at)
	}
	if solid {
		at = p.index(at, "<")
	}
	p.at = at
	chunk := p.text[start:at]
	if solid {
		if i := bytes.Index(chunk, []byte("]]>")); i >= 0 {
			return p.fail(start+i, start+i+3, `"]]>" in text: expected "]]&gt;"`)
		}
	}
	return p.addText(start, at, solid)
}

// index is where the next s begins, the end of the text where there is none.
func (p *parser) index(from int, s string) int {
	if i := bytes.Index(p.text[from:], []byte(s)); i >= 0 {
		return from + i
	}
	return len(p.text)
}

func (p *parser) textOutside(at int) bool {
	end := min(p.index(at, "<"), p.index(at, "\n"), at+80)
	if p.started {
		return p.fail(at, end, "text after the document element")
	}
	return p.fail(at, end, "text before the document element: expected a tag")
}

// addText adds the text [start, end) to the innermost element, its references resolved.
func (p *parser) addText(start, end int, solid bool) bool {
	f := &p.open[len(p.open)-1]
	if f.size += end - start; f.size > maxValue && len(p.open) > 1 {
		return p.failAs(diag.LimitExceeded, f.name.start, f.name.end, "the text of <%s> has more than %d MiB", p.quoted(f.name), maxValue>>20)
	}
	f.solid = f.solid || solid
	if f.element == nil || len(p.open) == 1 {
		if !solid || bytes.IndexByte(p.text[start:end], '&') < 0 {
			return true
		}
		var ok bool
		p.buf, ok = p.resolve(p.buf[:0], start, end, false)
		return ok
	}
	var ok bool
	f.text, ok = p.resolve(f.text, start, end, false)
	return ok
}

func (p *parser) startTag() bool {
	at := p.at
	name := mark{at + 1, p.nameEnd(at + 1)}
	if name.start == name.end {
		return p.noName(at)
	}
	if len(p.open) == 1 && p.started {
		return p.fail(at, name.end, "a second document element <%s>: a document has one", p.quoted(name))
	}
	p.at = name.end
	if !p.attributes() {
		return false
	}
	if p.at == len(p.text) {
		return p.fail(at, name.end, "the file ends inside the tag <%s>", p.quoted(name))
	}
	empty := bytes.HasPrefix(p.text[p.at:], []byte("/>"))
	if !empty && p.text[p.at] != '>' {
		return p.unexpected(name)
	}
	p.at += len(">")
	if empty {
		p.at += len("/")
	}
	p.started = true
	element, keep, ok := p.keep(at, name)
	if !ok {
		return false
	}
	if empty {
		return true
	}
	if len(p.open) > maxDepth {
		return p.failAs(diag.LimitExceeded, at, p.at, "elements are nested more than %d deep", maxDepth)
	}
	p.push(frame{element: element, keep: keep, at: at, name: name})
	return true
}

// push reuses the room that a closed element had for its text.
func (p *parser) push(f frame) {
	n := len(p.open)
	if n == cap(p.open) {
		p.open = append(p.open, f)
		return
	}
	p.open = p.open[:n+1]
	f.text = p.open[n].text[:0]
	p.open[n] = f
}

// keep makes the element whose start tag was read, where its parent wants it.
func (p *parser) keep(at int, name mark) (element *Element, keep Keep, ok bool) {
	parent := &p.open[len(p.open)-1]
	if parent.element == nil {
		return nil, nil, true
	}
	if parent.keep != nil {
		var named bool
		if keep, named = parent.keep[string(p.text[name.start:name.end])]; !named {
			return nil, nil, true
		}
	}
	if p.kept++; p.kept > maxKept {
		return nil, nil, p.failAs(diag.LimitExceeded, at, p.at, "more than %d elements", maxKept)
	}
	if len(p.elements) == 0 {
		p.elements = make([]Element, min(max(16, p.kept), 1024))
	}
	element = &p.elements[0]
	p.elements = p.elements[1:]
	tag := p.span(at, p.at)
	*element = Element{Name: p.intern(name), Span: tag, Tag: tag, Inner: p.span(p.at, p.at), Attrs: p.keepAttrs()}
	parent.element.Children = append(parent.element.Children, element)
	return element, keep, true
}

func (p *parser) endTag() bool {
	at := p.at
	name := mark{at + 2, p.nameEnd(at + 2)}
	end := p.skipSpace(name.end)
	if name.start == name.end || end < len(p.text) && p.text[end] != '>' {
		return p.noName(at)
	}
	if end == len(p.text) {
		return p.fail(at, name.end, "the file ends inside the tag </%s>", p.quoted(name))
	}
	p.at = end + 1
	f := &p.open[len(p.open)-1]
	if len(p.open) == 1 {
		return p.fail(at, p.at, "</%s> closes nothing: no element is open", p.quoted(name))
	}
	if !bytes.Equal(p.text[name.start:name.end], p.text[f.name.start:f.name.end]) {
		p.fail(at, p.at, "</%s> closes what is open as <%s>", p.quoted(name), p.quoted(f.name))
		return p.openedHere(f)
	}
	if e := f.element; e != nil {
		e.Span.End = int32(p.at)
		e.Inner.End = int32(at)
		if f.solid || len(e.Children) == 0 {
			e.Text = string(f.text)
		}
	}
	p.open = p.open[:len(p.open)-1]
	return true
}

// end checks that the document is complete.
func (p *parser) end() bool {
	if len(p.open) > 1 {
		f := &p.open[len(p.open)-1]
		p.fail(len(p.text), len(p.text), "the file ends inside <%s>: expected </%s>", p.quoted(f.name), p.quoted(f.name))
		return p.openedHere(f)
	}
	if p.started {
		return true
	}
	if len(bytes.TrimSpace(p.text)) == 0 {
		return p.fail(0, 0, "the file is empty: expected an XML document")
	}
	return p.fail(len(p.text), len(p.text), "no document element: expected a tag")
}
