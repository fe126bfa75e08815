package solution

import (
	"bytes"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A style is how a file is written, as far as it does not matter to who reads it.
type style struct {
	bom   bool
	eol   string
	unit  string // by how much more an element is indented than what it stands in
	empty string // how a tag ends that is all of its element
	lines bool   // each attribute has a line of its own
}

// plainStyle is how Dataverse's own tools write.
var plainStyle = style{bom: true, eol: "\n", unit: "  ", empty: " />"}

const (
	declaration  = `<?xml version="1.0" encoding="utf-8"?>`
	xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// styleOf is the style of a file; what it does not show is like the other.
func styleOf(file *source.File, root *markup.Element, like style) style {
	s := like
	s.bom = bytes.HasPrefix(file.Text, bom)
	if i := bytes.IndexByte(file.Text, '\n'); i >= 0 {
		s.eol = "\n"
		if i > 0 && file.Text[i-1] == '\r' {
			s.eol = "\r\n"
		}
	}
	if i := bytes.Index(file.Text, []byte("/>")); i > 0 {
		s.empty = "/>"
		if file.Text[i-1] == ' ' {
			s.empty = " />"
		}
	}
	if len(root.Attrs) > 0 {
		s.lines = onLines(file, root)
	}
	if len(root.Children) > 0 {
		if _, indent, on := strings.Cut(leadOf(file, root, 0), "\n"); on && indent != "" {
			s.unit = indent
		}
	}
	return s
}

// onLines reports whether the attributes of an element begin on a line below its name.
func onLines(file *source.File, e *markup.Element) bool {
	first := e.Attrs[0].Span.Start
	return bytes.IndexByte(file.Text[spaceBefore(file.Text, first, e.Tag.Start):first], '\n') >= 0
}

// like is the style with which an element is written beside its sibling.
func (s style) like(file *source.File, sibling *markup.Element) style {
	if len(sibling.Attrs) > 0 {
		s.lines = onLines(file, sibling)
	}
	if selfClosed(file, sibling) {
		s.empty = string(file.Text[closing(file, sibling):sibling.Tag.End])
	}
	return s
}

// leadSpan is the white space before a child.
func leadSpan(file *source.File, parent *markup.Element, i int) (start, end int32) {
	from, end := parent.Inner.Start, parent.Children[i].Span.Start
	if i > 0 {
		from = parent.Children[i-1].Span.End
	}
	return spaceBefore(file.Text, end, from), end
}

// leadOf is what stands before a child: a line break and its indentation, or whatever separates it from what is before it on its line.
func leadOf(file *source.File, parent *markup.Element, i int) string {
	start, end := leadSpan(file, parent, i)
	return lastLine(string(file.Text[start:end]))
}

// lastLine is the last line break of some white space and what is behind it.
func lastLine(space string) string {
	i := strings.LastIndexByte(space, '\n')
	if i < 0 {
		return space
	}
	if i > 0 && space[i-1] == '\r' {
		i--
	}
	return space[i:]
}

// inside is the lead of what stands in an element with a lead.
func (s style) inside(lead string) string {
	if !strings.Contains(lead, "\n") {
		return ""
	}
	return lead + s.unit
}

// leadBefore is the lead of an element, whatever it stands in.
func (s style) leadBefore(file *source.File, e *markup.Element) string {
	start := spaceBefore(file.Text, e.Span.Start, 0)
	lead := lastLine(string(file.Text[start:e.Span.Start]))
	if start == 0 || bytes.Equal(file.Text[:start], bom) {
		return s.eol // the first of the file
	}
	return lead
}

func (s style) escapeText(text string) string {
	return strings.ReplaceAll(markup.EscapeText(text), "\n", s.eol)
}

// A node is an element that is to be written.
type node struct {
	name     string
	attrs    []markup.Attr
	text     string
	children []node
	long     bool // with an end tag, although it is empty
}

// write is a node as text, without the lead before it.
func (s style) write(n node, lead string) string {
	var b strings.Builder
	s.writeTo(&b, n, lead)
	return b.String()
}

func (s style) writeTo(b *strings.Builder, n node, lead string) {
	b.WriteString("<" + n.name)
	for _, a := range n.attrs {
		gap := " "
		if s.lines && strings.Contains(lead, "\n") && !strings.HasPrefix(a.Name, "xmlns") {
			gap = lead + s.unit
		}
		b.WriteString(gap + a.Name + `="` + markup.Escape(a.Value) + `"`)
	}
	switch {
	case len(n.children) > 0:
		b.WriteString(">")
		for _, c := range n.children {
			b.WriteString(s.inside(lead))
			s.writeTo(b, c, s.inside(lead))
		}
		b.WriteString(lead + "</" + n.name + ">")
	case n.text != "" || n.long:
		b.WriteString(">" + s.escapeText(n.text) + "</" + n.name + ">")
	default:
		b.WriteString(s.empty)
	}
}

// document is a whole file.
func (s style) document(root node) []byte {
	text := declaration + s.eol + s.write(root, s.eol)
	if s.bom {
		text = string(bom) + text
	}
	return []byte(text)
}
