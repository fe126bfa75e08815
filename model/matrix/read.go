package matrix

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// A reader reads JSON as the caller expects it, without a tree in between. Its first error sticks: whatever is read after it is zero, and
// loops end. An error says where it is twice, as a path and as a byte.
type reader struct {
	data    []byte
	pos     int
	err     error
	path    []step
	keys    map[string]string // every key once
	scratch []byte
}

// A step leads into an object by key, or into a list by index.
type step struct {
	key   string
	index int // of a list, -1 in an object
}

func (r *reader) failf(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%sbyte %d: %s", r.where(), r.pos, fmt.Sprintf(format, args...))
	}
}

func (r *reader) where() string {
	var path []byte
	for _, s := range r.path {
		if s.index >= 0 {
			path = fmt.Appendf(path, "[%d]", s.index)
			continue
		}
		if len(path) > 0 {
			path = append(path, '.')
		}
		path = append(path, s.key...)
	}
	if len(path) == 0 {
		return ""
	}
	return string(path) + ", "
}

// next is the next byte that is no white space, 0 at the end.
func (r *reader) next() byte {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; c {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return c
		}
	}
	return 0
}

func (r *reader) expect(c byte, what string) bool {
	if r.err != nil {
		return false
	}
	if got := r.next(); got != c {
		r.failf("%s expected, not %s", what, r.seen())
		return false
	}
	r.pos++
	return true
}

func (r *reader) seen() string {
	if r.pos >= len(r.data) {
		return "the end"
	}
	c, _ := utf8.DecodeRune(r.data[r.pos:])
	return strconv.QuoteRune(c)
}

// more reports whether another element follows, and goes past the comma before it.
func (r *reader) more(first bool, closing byte) bool {
	if r.err != nil {
		return false
	}
	if r.next() == closing {
		r.pos++
		return false
	}
	if !first && !r.expect(',', "a comma or the closing bracket") {
		return false
	}
	return true
}

// object calls field with each key, which must read the value.
func (r *reader) object(field func(key string)) {
	if !r.expect('{', "an object") {
		return
	}
	for first := true; r.more(first, '}'); first = false {
		key := r.key()
		if !r.expect(':', "a colon") {
			return
		}
		r.path = append(r.path, step{key, -1})
		field(key)
		r.path = r.path[:len(r.path)-1]
	}
}

// key is a string that comes often.
func (r *reader) key() string {
	text := r.text()
	key, ok := r.keys[string(text)]
	if !ok {
		key = string(text)
		r.keys[key] = key
	}
	return key
}

// array calls element with each index, which must read the element.
func (r *reader) array(element func(i int)) {
	if !r.expect('[', "a list") {
		return
	}
	i := 0
	for first := true; r.more(first, ']'); first = false {
		r.path = append(r.path, step{"", i})
		element(i)
		r.path = r.path[:len(r.path)-1]
		i++
	}
}

func (r *reader) string() string { return string(r.text()) }

// text is a string's bytes, valid until the next is read.
func (r *reader) text() []byte {
	if !r.expect('"', "a string") {
		return nil
	}
	start := r.pos
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; {
		case c == '"':
			r.pos++
			return r.data[start : r.pos-1]
		case c == '\\':
			return r.escaped(start)
		case c < ' ':
			r.failf("a control character in a string")
			return nil
		}
		r.pos++
	}
	r.failf("a string without end")
	return nil
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *reader) escaped(start int) []byte {
	r.scratch = append(r.scratch[:0], r.data[start:r.pos]...)
	for r.pos < len(r.data) {
		c := r.data[r.pos]
		r.pos++
		switch {
		case c == '"':
			return r.scratch
		case c < ' ':
			r.failf("a control character in a string")
			return nil
		case c != '\\':
			r.scratch = append(r.scratch, c)
			continue
		}
		if r.pos >= len(r.data) {
			break
		}
		c = r.data[r.pos]
		r.pos++
		switch {
		case c == 'u':
			r.scratch = utf8.AppendRune(r.scratch, r.unicode())
		case escapes[c] != 0:
			r.scratch = append(r.scratch, escapes[c])
		default:
			r.failf("an unknown escape in a string")
			return nil
		}
	}
	r.failf("a string without end")
	return nil
}

// unicode reads what follows \u, with the second half of a pair.
func (r *reader) unicode() rune {
	c := r.hex4()
	if !utf16.IsSurrogate(c) {
		return c
	}
	if r.pos+1 < len(r.data) && r.data[r.pos] == '\\' && r.data[r.pos+1] == 'u' {
		r.pos += 2
		return utf16.DecodeRune(c, r.hex4())
	}
	return utf8.RuneError
}

func (r *reader) hex4() rune {
	if r.pos+4 > len(r.data) {
		r.failf("a string without end")
		return 0
	}
	n, err := strconv.ParseUint(string(r.data[r.pos:r.pos+4]), 16, 16)
	if err != nil {
		r.failf("four hexadecimal digits expected")
	}
	r.pos += 4
	return rune(n)
}

// int is a whole number of at most nine digits.
func (r *reader) int() int {
	if r.err != nil {
		return 0
	}
	r.next()
	start := r.pos
	if r.pos < len(r.data) && r.data[r.pos] == '-' {
		r.pos++
	}
	digits := r.pos
	n := 0
	for r.pos < len(r.data) && r.data[r.pos] >= '0' && r.data[r.pos] <= '9' {
		if r.pos-digits == 9 {
			r.failf("a number of more than nine digits")
			return 0
		}
		n = 10*n + int(r.data[r.pos]-'0')
		r.pos++
	}
	if r.pos == digits {
		r.failf("a whole number expected, not %s", r.seen())
	}
	if digits > start {
		return -n
	}
	return n
}

func (r *reader) bool() bool {
	if r.err != nil {
		return false
	}
	r.next()
	for _, word := range []string{"true", "false"} {
		if len(r.data)-r.pos >= len(word) && string(r.data[r.pos:r.pos+len(word)]) == word {
			r.pos += len(word)
			return word == "true"
		}
	}
	r.failf("true or false expected, not %s", r.seen())
	return false
}

func (r *reader) maybe() *bool {
	b := r.bool()
	return &b
}

func (r *reader) strings() []string {
	var all []string
	r.array(func(int) { all = append(all, r.string()) })
	return all
}

// skipDepth is how deep a value may be nested that nobody reads.
const skipDepth = 16

// skip goes past a value.
func (r *reader) skip() {
	if r.err != nil {
		return
	}
	if len(r.path) > skipDepth {
		r.failf("nested too deeply")
		return
	}
	switch c := r.next(); {
	case c == '{':
		r.object(func(string) { r.skip() })
	case c == '[':
		r.array(func(int) { r.skip() })
	case c == '"':
		r.text()
	case c == 't', c == 'f':
		r.bool()
	default:
		r.int()
	}
}

// unknown refuses a key.
func (r *reader) unknown(key string) { r.failf("unknown key %q", key) }

// end wants nothing more.
func (r *reader) end() {
	if r.err == nil && r.next() != 0 || r.err == nil && r.pos < len(r.data) {
		r.failf("the end expected, not %s", r.seen())
	}
}
