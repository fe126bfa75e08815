package markup

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// An attrMark is where an attribute of the tag in work stands.
type attrMark struct {
	name, value mark
	plain       bool // the value is what is written
}

// attributes reads what is between the name of a tag and its end.
func (p *parser) attributes() bool {
	p.attrs = p.attrs[:0]
	for {
		at := p.skipSpace(p.at)
		end := p.nameEnd(at)
		if at == end {
			p.at = at
			return p.checkTwice()
		}
		if at == p.at {
			return p.fail(at, end, "no space before the attribute %q", p.quoted(mark{at, end}))
		}
		if len(p.attrs) == maxAttrs {
			return p.failAs(diag.LimitExceeded, at, end, "a tag has more than %d attributes", maxAttrs)
		}
		if !p.attribute(mark{at, end}) {
			return false
		}
	}
}

func (p *parser) attribute(name mark) bool {
	at := p.skipSpace(name.end)
	if at == len(p.text) || p.text[at] != '=' {
		return p.fail(name.start, name.end, `the attribute %q has no value: expected %s="…"`, p.quoted(name), p.quoted(name))
	}
	at = p.skipSpace(at + 1)
	if at == len(p.text) || p.text[at] != '"' && p.text[at] != '\'' {
		return p.fail(name.start, name.end, "the value of %q is not in quotes", p.quoted(name))
	}
	value, plain, ok := p.value(name, at)
	if !ok {
		return false
	}
	if !plain {
		if p.buf, ok = p.resolve(p.buf[:0], value.start, value.end, true); !ok {
			return false
		}
	}
	p.attrs = append(p.attrs, attrMark{name, value, plain})
	p.at = value.end + 1
	return true
}

// value finds the end of a value that begins behind the quote at a place. It is plain where it says just what is written.
func (p *parser) value(name mark, quote int) (value mark, plain, ok bool) {
	value.start, plain = quote+1, true
	for at := value.start; at < len(p.text); at++ {
		b := p.text[at]
		if !endsPlain[b] {
			continue
		}
		switch b {
		case p.text[quote]:
			value.end = at
			if at-value.start > maxValue {
				return value, plain, p.failAs(diag.LimitExceeded, name.start, name.end, "the value of %q has more than %d MiB", p.quoted(name), maxValue>>20)
			}
			return value, plain, true
		case '<':
			p.fail(at, at+1, `"<" in the value of %q: expected "&lt;", or a closing quote before it`, p.quoted(name))
			return value, plain, p.note(quote, quote+1, "the value begins here")
		case '"', '\'': // the other quote
		default:
			plain = false
		}
	}
	return value, plain, p.fail(quote, quote+1, "the value of %q has no closing quote", p.quoted(name))
}

// Of so few attributes, comparing each with each is quicker than sorting.
const fewAttrs = 12

// checkTwice reports an attribute that a tag has twice.
func (p *parser) checkTwice() bool {
	if len(p.attrs) <= fewAttrs {
		for i, a := range p.attrs {
			for _, b := range p.attrs[:i] {
				if p.compareNames(a, b) == 0 {
					return p.twice(a, b)
				}
			}
		}
		return true
	}
	p.sorted = append(p.sorted[:0], p.attrs...)
	slices.SortStableFunc(p.sorted, p.compareNames)
	for i, b := range p.sorted[1:] {
		if a := p.sorted[i]; p.compareNames(a, b) == 0 {
			return p.twice(b, a)
		}
	}
	return true
}

func (p *parser) compareNames(a, b attrMark) int {
	return bytes.Compare(p.text[a.name.start:a.name.end], p.text[b.name.start:b.name.end])
}

func (p *parser) twice(second, first attrMark) bool {
	p.fail(second.name.start, second.name.end, "the attribute %q stands twice in a tag", p.quoted(second.name))
	return p.note(first.name.start, first.name.end, "it is here before")
}

// keepAttrs makes the attributes of the tag that was read.
func (p *parser) keepAttrs() []Attr {
	n := len(p.attrs)
	if n == 0 {
		return nil
	}
	if len(p.values) < n {
		p.values = make([]Attr, max(n, min(max(16, p.kept), 1024)))
	}
	attrs := p.values[:n:n]
	p.values = p.values[n:]
	for i, a := range p.attrs {
		attrs[i] = Attr{
			Name:  p.intern(a.name),
			Value: p.valueOf(a),
			Span:  p.span(a.name.start, a.value.end+1),
			Raw:   p.span(a.value.start, a.value.end),
		}
	}
	return attrs
}

func (p *parser) valueOf(a attrMark) string {
	if a.plain {
		return string(p.text[a.value.start:a.value.end])
	}
	p.buf, _ = p.resolve(p.buf[:0], a.value.start, a.value.end, true)
	return string(p.buf)
}

// intern is a name, made once.
func (p *parser) intern(m mark) string {
	if s, ok := p.names[string(p.text[m.start:m.end])]; ok {
		return s
	}
	s := string(p.text[m.start:m.end])
	p.names[s] = s
	return s
}

// nameEnd is where the name ends that begins at a place; that place where none does.
func (p *parser) nameEnd(start int) int {
	at := start
	for at < len(p.text) {
		b := p.text[at]
		if b < utf8.RuneSelf {
			if !isName[b] {
				break
			}
			at++
			continue
		}
		r, size := utf8.DecodeRune(p.text[at:])
		if !nameRune(r) {
			break
		}
		at += size
	}
	if at > start && !p.startsName(start) {
		return start
	}
	return at
}

func (p *parser) startsName(at int) bool {
	if b := p.text[at]; b < utf8.RuneSelf {
		return isNameStart[b]
	}
	r, _ := utf8.DecodeRune(p.text[at:])
	return nameStartRune(r)
}

func (p *parser) skipSpace(at int) int {
	for at < len(p.text) && isSpace[p.text[at]] {
		at++
	}
	return at
}
