package markup

import (
	"bytes"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// fail reports what is not well-formed; it is false, for the caller to return.
func (p *parser) fail(start, end int, format string, args ...any) bool {
	if at := p.lineStart(start); isConflict(p.text[at:]) {
		const marker = 7
		p.diags.Errorf(diag.InvalidXML, p.span(at, at+marker), "a merge conflict that nobody has resolved")
		return false
	}
	return p.failAs(diag.InvalidXML, start, end, format, args...)
}

func (p *parser) failAs(code diag.Code, start, end int, format string, args ...any) bool {
	p.diags.Errorf(code, p.span(start, end), format, args...)
	return false
}

// note adds a place to what was reported last.
func (p *parser) note(start, end int, message string) bool {
	if last := p.diags.Since(p.diags.Len() - 1)[0]; len(last.Notes) == 0 {
		last.Note(p.span(start, end), "%s", message)
	}
	return false
}

func (p *parser) openedHere(f *frame) bool {
	return p.note(f.at, f.name.end, "it is opened here")
}

func (p *parser) lineStart(at int) int {
	return 1 + bytes.LastIndexByte(p.text[:min(at, len(p.text))], '\n')
}

func isConflict(line []byte) bool {
	return bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> "))
}

func (p *parser) noName(at int) bool {
	return p.fail(at, at+1, `"<" begins no tag: expected a name, or "&lt;" where it is text`)
}

// unexpected reports what stands in a start tag instead of an attribute or its end.
func (p *parser) unexpected(tag mark) bool {
	_, size := utf8.DecodeRune(p.text[p.at:])
	m := mark{p.at, p.at + size}
	return p.fail(m.start, m.end, `%q in the tag <%s>: expected an attribute, ">" or "/>"`, p.quoted(m), p.quoted(tag))
}

func (p *parser) span(start, end int) source.Span {
	return source.Span{File: p.file, Start: int32(start), End: int32(end)}
}

func (p *parser) string(m mark) string { return string(p.text[m.start:m.end]) }

// quoted is what stands at a place, for people: not more than a line has room for.
func (p *parser) quoted(m mark) string {
	const room = 80
	if m.end-m.start <= room {
		return p.string(m)
	}
	end := m.start + room
	for end > m.start && !utf8.RuneStart(p.text[end]) {
		end--
	}
	return string(p.text[m.start:end]) + "…"
}
