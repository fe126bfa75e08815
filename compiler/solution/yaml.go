package solution

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const maxYAMLDepth = 256

// parseYAML reads a file of the YAML layout as the elements it stands for: a key @name is an attribute, another key an element, a list
// the same element several times. Scalars are their text: 1.0 stays 1.0. Of a file that is not as expected the first problem is reported.
func parseYAML(file *source.File, keep markup.Keep, diags *diag.List) (root *markup.Element, ok bool) {
	y := &yamlFile{file: file, diags: diags}
	node, ok := y.document()
	if !ok {
		return nil, false
	}
	key, value := y.documentElement(node)
	if y.failed {
		return nil, false
	}
	elements := y.elements(key, value, keep, 1)
	_, wanted := keep[key.Value]
	switch {
	case y.failed:
		return nil, false
	case !wanted && keep != nil:
		return nil, true
	case len(elements) != 1:
		return nil, y.fail(diag.InvalidYAML, key, "%q is a list: expected one", key.Value)
	}
	return elements[0], true
}

type yamlFile struct {
	file   *source.File
	lines  []int         // where each line begins
	steps  map[int][]int // by line, where every stepSize characters of it end
	diags  *diag.List
	failed bool
}

func (y *yamlFile) fail(code diag.Code, at *yaml.Node, format string, args ...any) bool {
	if !y.failed {
		y.diags.Errorf(code, y.line(at), format, args...)
	}
	y.failed = true
	return false
}

// document is the only document of the file.
func (y *yamlFile) document() (*yaml.Node, bool) {
	text := y.file.Text
	switch {
	case len(text) > maxYAML:
		return nil, y.fail(diag.LimitExceeded, &yaml.Node{}, "the file has %d bytes, a YAML file at most %d", len(text), maxYAML)
	case !utf8.Valid(text):
		return nil, y.fail(diag.InvalidUTF8, &yaml.Node{}, "the file is no UTF-8 text")
	}
	y.lines = lineStarts(text)
	d := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := d.Decode(&document); err != nil {
		return nil, y.syntax(err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, y.fail(diag.InvalidYAML, &second, "the file has a second document: expected one")
	case !errors.Is(err, io.EOF):
		return nil, y.syntax(err)
	case len(document.Content) != 1:
		return nil, y.fail(diag.InvalidYAML, &document, "the file says nothing")
	}
	return document.Content[0], true
}

var yamlErrorLine = regexp.MustCompile(`^line (\d+): `)

func (y *yamlFile) syntax(err error) bool {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	at := &yaml.Node{}
	if m := yamlErrorLine.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		at.Line, _ = strconv.Atoi(m[1])
	}
	message, _, _ = strings.Cut(message, "\n")
	return y.fail(diag.InvalidYAML, at, "not YAML: %s", message)
}

// documentElement is the one key of the file; what begins with ? or # is no element.
func (y *yamlFile) documentElement(node *yaml.Node) (key, value *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		y.fail(diag.InvalidYAML, node, "expected a mapping with one key, the name of the document element")
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		k := node.Content[i]
		if strings.HasPrefix(k.Value, "?") || strings.HasPrefix(k.Value, "#") {
			continue
		}
		if key != nil {
			y.fail(diag.InvalidYAML, k, "the file has the keys %q and %q: expected one, the name of the document element", key.Value, k.Value)
			return nil, nil
		}
		key, value = k, node.Content[i+1]
	}
	if key == nil {
		y.fail(diag.InvalidYAML, node, "expected a key, the name of the document element")
	}
	return key, value
}

// elements are the elements that a key with its value stands for.
func (y *yamlFile) elements(key, value *yaml.Node, keep markup.Keep, depth int) []*markup.Element {
	kept, inner := true, keep
	if keep != nil {
		inner, kept = keep[key.Value]
	}
	if !y.plain(key, depth) || !y.plain(value, depth) {
		return nil
	}
	if value.Kind == yaml.SequenceNode {
		var all []*markup.Element
		for _, item := range value.Content {
			if item.Kind == yaml.SequenceNode {
				y.fail(diag.InvalidYAML, item, "a list in a list: no element is written like that")
				return nil
			}
			all = append(all, y.element(key.Value, item, item, inner, kept, depth+1)...)
		}
		return all
	}
	return y.element(key.Value, key, value, inner, kept, depth)
}

// element is one element, or none where it is not to be kept; it is looked through all the same.
func (y *yamlFile) element(name string, at, value *yaml.Node, keep markup.Keep, kept bool, depth int) []*markup.Element {
	if !y.plain(value, depth) {
		return nil
	}
	tag := y.line(at)
	e := &markup.Element{Name: name, Tag: tag, Span: tag}
	if value.Kind == yaml.ScalarNode {
		e.Text = scalar(value)
		e.Inner = y.scalarSpan(value)
		e.Span = y.to(e.Span, e.Inner)
	}
	if value.Kind == yaml.MappingNode {
		y.content(e, value, keep, depth)
		e.Inner = source.Span{File: y.file, Start: e.Span.End, End: e.Span.End}
	}
	if !kept {
		return nil
	}
	return []*markup.Element{e}
}

func (y *yamlFile) content(e *markup.Element, value *yaml.Node, keep markup.Keep, depth int) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(value.Content) && !y.failed; i += 2 {
		k, v := value.Content[i], value.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Value == "" {
			y.fail(diag.InvalidYAML, k, "expected the name of an element, or of an attribute after @")
			return
		}
		if seen[k.Value] {
			y.fail(diag.DuplicateKey, k, "the key %q is there twice", k.Value)
			return
		}
		seen[k.Value] = true
		name, isAttribute := strings.CutPrefix(k.Value, "@")
		switch {
		case k.Value == "#text" && v.Kind == yaml.ScalarNode:
			e.Text = scalar(v)
		case isAttribute:
			y.attribute(e, name, k, v, depth)
		default:
			e.Children = append(e.Children, y.elements(k, v, keep, depth+1)...)
		}
		e.Span = y.to(e.Span, y.line(k))
	}
	for _, c := range e.Children {
		e.Span = y.to(e.Span, c.Span)
	}
}

func (y *yamlFile) attribute(e *markup.Element, name string, k, v *yaml.Node, depth int) {
	if !y.plain(v, depth) {
		return
	}
	if v.Kind != yaml.ScalarNode {
		y.fail(diag.InvalidYAML, k, "the attribute %q has no plain value", name)
		return
	}
	raw := y.scalarSpan(v)
	e.Attrs = append(e.Attrs, markup.Attr{Name: name, Value: scalar(v), Span: y.to(y.at(k), raw), Raw: raw})
}

// plain refuses what makes YAML more than a way to write a tree down.
func (y *yamlFile) plain(node *yaml.Node, depth int) bool {
	switch {
	case y.failed:
		return false
	case depth > maxYAMLDepth:
		return y.fail(diag.LimitExceeded, node, "more than %d levels deep", maxYAMLDepth)
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return y.fail(diag.InvalidYAML, node, "an anchor or alias: solutions have none, and none is read")
	case node.Style&yaml.TaggedStyle != 0:
		return y.fail(diag.InvalidYAML, node, "the tag %q: solutions have none, and none is read", node.Tag)
	}
	return true
}

// scalar is the text of a scalar, "" for null.
func scalar(node *yaml.Node) string {
	if node.ShortTag() == "!!null" {
		return ""
	}
	return node.Value
}
