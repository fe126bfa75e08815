package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const maxJSONDepth = 100

// A value is JSON that knows where it stands.
type value struct {
	kind    string // object | list | string | number | boolean | null
	text    string // of a string, number or boolean
	items   []value
	members []member
	span    source.Span
}

type member struct {
	name  string
	span  source.Span
	value value
}

// member is a member of an object, whatever its capitals: PowerShell, which reads settings, does not see them. Nil where there is none.
func (v *value) member(name string) *value {
	for i := range v.members {
		if strings.EqualFold(v.members[i].name, name) {
			return &v.members[i].value
		}
	}
	return nil
}

// parseJSON reads a JSON document. The first problem that makes it none is reported; keys twice all are.
func parseJSON(file *source.File, diags *diag.List) (value, bool) {
	start := 0
	if bytes.HasPrefix(file.Text, []byte("\ufeff")) {
		start = len("\ufeff")
	}
	r := &jsonReader{file: file, base: start, at: start, diags: diags, Decoder: json.NewDecoder(bytes.NewReader(file.Text[start:]))}
	r.UseNumber()
	if bad := firstInvalid(file.Text); bad >= 0 {
		diags.Errorf(diag.InvalidUTF8, r.place(bad, bad+1), "the file is not UTF-8")
		return value{}, false
	}
	v, err := r.value(0)
	if err == nil {
		if _, err = r.token(); errors.Is(err, io.EOF) {
			return v, true
		}
		if err == nil {
			err = errors.New("there is more after the end of the document")
		}
	}
	r.fail(err)
	return value{}, false
}

func firstInvalid(text []byte) int {
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRune(text[at:])
		if c == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

type jsonReader struct {
	*json.Decoder
	file     *source.File
	base, at int // where the document begins, and where the last token did
	diags    *diag.List
}

func (r *jsonReader) place(start, end int) source.Span {
	return source.Span{File: r.file, Start: int32(min(start, len(r.file.Text))), End: int32(min(end, len(r.file.Text)))}
}

// end is where the last token ends.
func (r *jsonReader) end() int { return r.base + int(r.InputOffset()) }

func (r *jsonReader) token() (json.Token, error) {
	at := r.end()
	for at < len(r.file.Text) && strings.IndexByte(" \t\r\n,:", r.file.Text[at]) >= 0 {
		at++
	}
	r.at = at
	return r.Token()
}

func (r *jsonReader) fail(err error) {
	at, message := r.at, err.Error()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at = r.base + max(int(syntax.Offset)-1, 0)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, message = len(r.file.Text), "the text ends too early"
	}
	r.diags.Errorf(diag.InvalidValue, r.place(at, at+1), "this is no JSON: %s", message)
}

func (r *jsonReader) value(depth int) (value, error) {
	token, err := r.token()
	if err != nil {
		return value{}, err
	}
	if depth > maxJSONDepth {
		return value{}, fmt.Errorf("it is nested more than %d deep", maxJSONDepth)
	}
	v := value{span: r.place(r.at, r.end())}
	switch token := token.(type) {
	case nil:
		v.kind = "null"
	case bool:
		v.kind, v.text = "boolean", fmt.Sprint(token)
	case json.Number:
		v.kind, v.text = "number", token.String()
	case string:
		v.kind, v.text = "string", token
	case json.Delim:
		if token == '{' {
			return r.object(v, depth)
		}
		return r.list(v, depth)
	}
	return v, nil
}

func (r *jsonReader) list(v value, depth int) (value, error) {
	v.kind = "list"
	for r.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
	_, err := r.token()
	v.span.End = int32(r.end())
	return v, err
}

func (r *jsonReader) object(v value, depth int) (value, error) {
	v.kind = "object"
	seen := map[string]source.Span{}
	for r.More() {
		key, err := r.token()
		if err != nil {
			return v, err
		}
		name, ok := key.(string)
		if !ok {
			return v, errors.New("a key is a string")
		}
		m := member{name: name, span: r.place(r.at, r.end())}
		if m.value, err = r.value(depth + 1); err != nil {
			return v, err
		}
		if first, again := seen[strings.ToLower(name)]; again {
			r.diags.Errorf(diag.DuplicateKey, m.span, "the key %q is in the object twice", name).Note(first, "the first is here")
			continue
		}
		seen[strings.ToLower(name)] = m.span
		v.members = append(v.members, m)
	}
	_, err := r.token()
	v.span.End = int32(r.end())
	return v, err
}
