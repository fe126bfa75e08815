package syntax

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

const maxDataDepth = 100 // of JSON and YAML

// jsondecode reads JSON. A key twice in an object is an error: one of its values would vanish.
func jsondecode(c *call) Value {
	d := &jsonDecoder{call: c, Decoder: json.NewDecoder(strings.NewReader(c.text(0)))}
	d.UseNumber()
	v, err := d.value(0)
	if err == nil {
		if _, err = d.Token(); err == nil {
			err = errors.New("there is more after the value")
		} else if errors.Is(err, io.EOF) {
			return v
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the text ends too early")
	}
	line := 1 + strings.Count(c.text(0)[:min(int(d.InputOffset()), len(c.text(0)))], "\n")
	return c.fail(0, "line %d: %s", line, clause(err.Error()))
}

type jsonDecoder struct {
	*json.Decoder
	*call
}

func (d *jsonDecoder) value(depth int) (Value, error) {
	token, err := d.Token()
	if err != nil {
		return Value{}, err
	}
	return d.from(token, depth)
}

func (d *jsonDecoder) from(token json.Token, depth int) (Value, error) {
	if depth > maxDataDepth {
		d.budget.exceeded("the JSON is nested more than %d deep", maxDataDepth)
		return Value{}, errors.New("too deep")
	}
	if !d.budget.make(1) {
		return Value{}, errors.New("too much")
	}
	v := Value{Span: d.span}
	switch token := token.(type) {
	case nil:
	case bool:
		v.Kind, v.Bool = Bool, token
	case json.Number:
		f, ok := parseNumber(token.String())
		if !ok {
			return v, fmt.Errorf("the number %.40s is too large or too long", token)
		}
		v.Kind, v.Number = Number, f
	case string:
		v.Kind, v.Text = String, cty.NormalizeString(token)
	case json.Delim:
		if token == '{' {
			return d.object(v, depth)
		}
		return d.list(v, depth)
	}
	return v, nil
}

func (d *jsonDecoder) list(v Value, depth int) (Value, error) {
	v.Kind = List
	for d.More() {
		item, err := d.value(depth + 1)
		if err != nil {
			return v, err
		}
		if v.Items = append(v.Items, item); len(v.Items) > maxData {
			d.budget.reshape(len(v.Items))
			return v, errors.New("too much")
		}
	}
	_, err := d.Token()
	return v, err
}

func (d *jsonDecoder) object(v Value, depth int) (Value, error) {
	v.Kind = Object
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return v, err
		}
		name, ok := key.(string)
		if !ok {
			return v, errors.New("a key must be a string")
		}
		value, err := d.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Fields = append(v.Fields, Field{cty.NormalizeString(name), d.span, value})
	}
	v.Fields = sortedFields(v.Fields)
	for i := 1; i < len(v.Fields); i++ {
		if v.Fields[i].Name == v.Fields[i-1].Name {
			return v, fmt.Errorf("the key %q is in an object twice", v.Fields[i].Name)
		}
	}
	_, err := d.Token()
	return v, err
}
