package matrix

import (
	"strconv"
	"unicode/utf8"
)

// JSON is appended by hand, since encoding/json is several times slower than reading the files was. One element of a list stands on one
// line, so that two artifacts can be compared by line.

// A writer appends JSON.
type writer struct {
	out   []byte
	comma bool // something stands before the next element
}

// open begins an object or a list inside the line.
func (w *writer) open(bracket byte) {
	w.separate()
	w.out = append(w.out, bracket)
	w.comma = false
}

func (w *writer) close(bracket byte) {
	w.out = append(w.out, bracket)
	w.comma = true
}

func (w *writer) separate() {
	if w.comma {
		w.out = append(w.out, ',')
	}
	w.comma = true
}

// line begins an element on a line of its own.
func (w *writer) line() {
	if w.comma {
		w.out = append(w.out, ',')
	}
	w.out = append(w.out, '\n')
	w.comma = false
}

// closeLines ends a list whose elements stand on lines of their own.
func (w *writer) closeLines(bracket byte) {
	if last := w.out[len(w.out)-1]; last != '[' && last != '{' {
		w.out = append(w.out, '\n')
	}
	w.close(bracket)
}

func (w *writer) key(name string) {
	w.separate()
	w.out = append(w.out, '"')
	w.out = append(w.out, name...)
	w.out = append(w.out, '"', ':')
	w.comma = false
}

// name is a key that is data.
func (w *writer) name(quoted string) {
	w.separate()
	w.out = append(append(w.out, quoted...), ':')
	w.comma = false
}

// quoted appends what quote has made.
func (w *writer) quoted(s string) {
	w.separate()
	w.out = append(w.out, s...)
}

func (w *writer) string(s string) {
	w.separate()
	w.out = appendQuoted(w.out, s)
}

func (w *writer) int(n int) {
	w.separate()
	w.out = strconv.AppendInt(w.out, int64(n), 10)
}

func (w *writer) bool(b bool) {
	w.separate()
	w.out = strconv.AppendBool(w.out, b)
}

// Fields. Those of the opt kind are left out where they have their default.

func (w *writer) field(key, value string) {
	w.key(key)
	w.string(value)
}

func (w *writer) opt(key, value string) { w.optUnless(key, value, "") }

func (w *writer) optUnless(key, value, assumed string) {
	if value != assumed {
		w.field(key, value)
	}
}

func (w *writer) optInt(key string, n int) {
	if n != 0 {
		w.key(key)
		w.int(n)
	}
}

// optBool leaves out what is assumed.
func (w *writer) optBool(key string, b, assumed bool) {
	if b != assumed {
		w.key(key)
		w.bool(b)
	}
}

func (w *writer) optMaybe(key string, b *bool) {
	if b != nil {
		w.key(key)
		w.bool(*b)
	}
}

func (w *writer) optStrings(key string, values []string) {
	if len(values) == 0 {
		return
	}
	w.key(key)
	w.open('[')
	for _, v := range values {
		w.string(v)
	}
	w.close(']')
}

// lines writes a list, each element on its line.
func lines[T any](w *writer, key string, items []T, element func(T)) {
	w.key(key)
	w.open('[')
	for _, item := range items {
		w.line()
		element(item)
	}
	w.closeLines(']')
}

// records writes a list of objects, each on its line.
func records[T any](w *writer, key string, items []T, fields func(T)) {
	lines(w, key, items, func(item T) {
		w.open('{')
		fields(item)
		w.close('}')
	})
}

func quote(s string) string { return string(appendQuoted(nil, s)) }

const hexDigits = "0123456789abcdef"

// appendQuoted escapes quotation marks, backslashes and control characters, and nothing else.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\n':
			out = append(out, '\\', 'n')
		case '\t':
			out = append(out, '\\', 't')
		case '\r':
			out = append(out, '\\', 'r')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(out, s[start:]...), '"')
}
