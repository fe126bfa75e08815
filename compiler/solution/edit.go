package solution

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// edits are what changes in a file. All the rest of it stays.
type edits struct {
	file    *source.File
	splices []splice
}

// A splice puts a text in the place of the bytes [start, end).
type splice struct {
	start, end int32
	text       string
}

func (e *edits) replace(start, end int32, text string) {
	e.splices = append(e.splices, splice{start, end, text})
}

// text is the file as it is after the edits.
func (e *edits) text() []byte {
	slices.SortStableFunc(e.splices, func(a, b splice) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var out bytes.Buffer
	at := int32(0)
	for _, s := range e.splices {
		if s.start < at {
			panic(fmt.Sprintf("bug: two edits of %s at byte %d", e.file.Name, s.start))
		}
		out.Write(e.file.Text[at:s.start])
		out.WriteString(s.text)
		at = s.end
	}
	out.Write(e.file.Text[at:])
	return out.Bytes()
}

// setAttr gives an attribute another value, in the quotes that it has.
func (e *edits) setAttr(a *markup.Attr, value string) {
	value = markup.Escape(value)
	if e.file.Text[a.Raw.Start-1] == '\'' {
		value = strings.ReplaceAll(value, "'", "&apos;")
	}
	e.replace(a.Raw.Start, a.Raw.End, value)
}

// addAttr puts an attribute behind another one, on a line of its own where that has one.
func (e *edits) addAttr(behind *markup.Attr, name, value string) {
	gap := e.file.Text[spaceBefore(e.file.Text, behind.Span.Start, 0):behind.Span.Start]
	e.replace(behind.Span.End, behind.Span.End, string(gap)+name+`="`+markup.Escape(value)+`"`)
}

// setText gives an element another text instead of all that it holds.
func (e *edits) setText(of *markup.Element, text string, s style) {
	text = s.escapeText(text)
	if !selfClosed(e.file, of) {
		e.replace(of.Inner.Start, of.Inner.End, text)
		return
	}
	e.replace(closing(e.file, of), of.Tag.End, ">"+text+"</"+of.Name+">")
}

// selfClosed reports whether an element is written as one tag.
func selfClosed(file *source.File, e *markup.Element) bool { return file.Text[e.Tag.End-2] == '/' }

// closing is where the end of a start tag begins: its >, or its /> with the space before it.
func closing(file *source.File, e *markup.Element) int32 {
	end := e.Tag.End - 1
	if selfClosed(file, e) {
		end--
	}
	return spaceBefore(file.Text, end, e.Tag.Start)
}

// spaceBefore is where the white space begins that ends at a place, not before from.
func spaceBefore(text []byte, at, from int32) int32 {
	for at > from && strings.IndexByte(" \t\r\n", text[at-1]) >= 0 {
		at--
	}
	return at
}
