// Package markup reads XML without losing where anything stands: every element and every value knows its bytes, so that a file can be
// changed in one place and stay as it was in all others.
package markup

import "github.com/dvpolicy/dvpolicy/model/source"

// An Element is an element that somebody wanted to keep.
type Element struct {
	Name     string // as written, with its prefix
	Attrs    []Attr // in the order of the text
	Children []*Element
	Text     string // the character data directly inside, references resolved; "" where it only indents the children

	Span  source.Span // from < of the start tag to > of the end tag
	Tag   source.Span // the start tag
	Inner source.Span // what is between the tags; empty at the end of the tag where the element is closed by />
}

// An Attr is an attribute of a start tag.
type Attr struct {
	Name, Value string
	Span        source.Span // name="value"
	Raw         source.Span // the value between its quotes, as written
}

// Keep says which elements are built: those that it names, and of those the ones that its values name. Whole keeps everything below.
// What is not kept is read all the same: it must be well-formed.
type Keep map[string]Keep

// Whole keeps an element with everything in it.
var Whole Keep

// Attr is the value of an attribute.
func (e *Element) Attr(name string) (value string, ok bool) {
	if a := e.Attribute(name); a != nil {
		return a.Value, true
	}
	return "", false
}

// Attribute is an attribute by its name, nil where it is not written.
func (e *Element) Attribute(name string) *Attr {
	for i := range e.Attrs {
		if e.Attrs[i].Name == name {
			return &e.Attrs[i]
		}
	}
	return nil
}

// Child is the first child with a name, nil where there is none. It can be asked of nil.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}
