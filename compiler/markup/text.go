package markup

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// resolve adds what the text [start, end) says to dst: references resolved, and a line break is \n. In an attribute's value white space
// that is not written as a reference is a space, as XML has it.
func (p *parser) resolve(dst []byte, start, end int, value bool) ([]byte, bool) {
	for at := start; at < end; {
		plain := plainEnd(p.text[at:end], value)
		dst = append(dst, p.text[at:at+plain]...)
		if at += plain; at == end {
			break
		}
		if p.text[at] == '&' {
			r, size := reference(p.text[at:end])
			if size == 0 {
				return dst, p.badReference(at, end)
			}
			dst = utf8.AppendRune(dst, r)
			at += size
			continue
		}
		if p.text[at] == '\r' && at+1 < end && p.text[at+1] == '\n' {
			at++
		}
		at++
		if value {
			dst = append(dst, ' ')
		} else {
			dst = append(dst, '\n')
		}
	}
	return dst, true
}

// plainEnd is how much of a text says just what is written.
func plainEnd(text []byte, value bool) int {
	for i, b := range text {
		if b == '&' || b == '\r' || value && b < ' ' {
			return i
		}
	}
	return len(text)
}

// The longest reference that means something, leading zeros apart.
const maxReference = 64

// reference is the character that a reference at the start of the text stands for, and its length; 0 where it is none.
func reference(text []byte) (r rune, size int) {
	end := bytes.IndexByte(text[:min(len(text), maxReference)], ';')
	if end < 0 {
		return 0, 0
	}
	name := text[1:end]
	if len(name) > 1 && name[0] == '#' {
		r, ok := characterReference(name[1:])
		if !ok {
			return 0, 0
		}
		return r, end + 1
	}
	for _, e := range entities {
		if string(name) == e.name {
			return e.r, end + 1
		}
	}
	return 0, 0
}

var entities = [...]struct {
	name string
	r    rune
}{{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}

func characterReference(digits []byte) (r rune, ok bool) {
	base := rune(10)
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	for _, b := range digits {
		d := digit(b)
		if d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(digits) > 0 && validRune(r)
}

func digit(b byte) rune {
	switch {
	case '0' <= b && b <= '9':
		return rune(b - '0')
	case 'a' <= b && b <= 'f':
		return rune(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return rune(b-'A') + 10
	}
	return math.MaxInt8
}

func (p *parser) badReference(at, end int) bool {
	size := bytes.IndexByte(p.text[at:min(end, at+maxReference)], ';')
	if size < 0 || bytes.ContainsAny(p.text[at+1:at+size], " \t\r\n&\"'=") {
		return p.fail(at, at+1, `"&" begins no reference: expected "&amp;"`)
	}
	m := mark{at, at + size + 1}
	return p.fail(m.start, m.end, "%q is unknown: expected &amp; &lt; &gt; &quot; &apos;, or the number of a character that XML allows", p.quoted(m))
}

// checkCharacters reports a byte or a character that XML does not have.
func (p *parser) checkCharacters() bool {
	if !utf8.Valid(p.text) {
		at := 0
		for at < len(p.text) {
			r, size := utf8.DecodeRune(p.text[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return p.failAs(diag.InvalidUTF8, at, at+1, "this byte (0x%02x) is not UTF-8", p.text[at])
	}
	at := controlAt(p.text)
	for _, noCharacter := range []string{"\uFFFE", "\uFFFF"} {
		if i := p.index(0, noCharacter); i < len(p.text) && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return true
	}
	r, size := utf8.DecodeRune(p.text[at:])
	return p.fail(at, at+size, "the character %U is not allowed in XML", r)
}

// controlAt is where a control character stands that is no white space, -1 for nowhere.
func controlAt(text []byte) int {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(text); i += 8 {
		if x := binary.LittleEndian.Uint64(text[i:]); (x-ones*' ')&^x&(ones*0x80) == 0 {
			continue // none of the eight is below the space
		}
		if at := controlIn(text[i : i+8]); at >= 0 {
			return i + at
		}
	}
	if at := controlIn(text[i:]); at >= 0 {
		return i + at
	}
	return -1
}

func controlIn(text []byte) int {
	for i, b := range text {
		if b < ' ' && !isSpace[b] {
			return i
		}
	}
	return -1
}
