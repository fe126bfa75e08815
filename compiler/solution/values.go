package solution

import (
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// textOf is what an element says, without the space around it; "" for nil.
func textOf(e *markup.Element) string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Text)
}

// composed is a text in the form (NFC) in which the policy language has all texts: the same letters may be spelled in several ways.
func composed(text string) string { return norm.NFC.String(text) }

// inner is what an element says, or the element where it says nothing.
func inner(e *markup.Element) source.Span {
	if e.Inner.Start == e.Inner.End {
		return e.Span
	}
	return e.Inner
}

// logical is a logical name as an element says it, in whatever case.
func logical(e *markup.Element) string { return strings.ToLower(textOf(e)) }

func lastStep(dir string) string {
	if dir == "" {
		return ""
	}
	return path.Base(dir)
}

// guid is an id in lower case and without braces, and whether it is one.
func guid(text string) (id string, ok bool) {
	id = strings.ToLower(strings.TrimSpace(text))
	if strings.HasPrefix(id, "{") && strings.HasSuffix(id, "}") {
		id = id[1 : len(id)-1]
	}
	const form = "00000000-0000-0000-0000-000000000000"
	if len(id) != len(form) {
		return id, false
	}
	for i := range len(id) {
		if (form[i] == '-') != (id[i] == '-') || form[i] != '-' && !strings.ContainsRune("0123456789abcdef", rune(id[i])) {
			return id, false
		}
	}
	return id, true
}

var flags = map[string]Flag{"": Unstated, "0": Off, "1": On, "false": Off, "true": On}

// flag is a switch that a child element states, or not.
func (r *reader) flag(of *markup.Element, name string) Flag {
	e := of.Child(name)
	f, known := flags[strings.ToLower(textOf(e))]
	if !known {
		r.diags.Warnf(diag.InvalidSolution, inner(e), "%s is %q: expected 0 or 1", name, textOf(e))
	}
	return f
}

// need is an attribute that must be there and say something.
func (r *reader) need(e *markup.Element, attribute, what string) (string, bool) {
	a := e.Attribute(attribute)
	switch {
	case a == nil:
		r.diags.Errorf(diag.InvalidSolution, e.Tag, "%s has no %s", what, attribute)
	case strings.TrimSpace(a.Value) == "":
		r.diags.Errorf(diag.InvalidSolution, a.Span, "%s has an empty %s", what, attribute)
	default:
		return a.Value, true
	}
	return "", false
}

// id is the id of a role or profile. One that is no GUID is kept as it is: templates have such ones.
func (r *reader) id(e *markup.Element, attribute, what string) (string, bool) {
	text, ok := r.need(e, attribute, what)
	if !ok {
		return "", false
	}
	id, isGUID := guid(text)
	if id == "" {
		r.diags.Errorf(diag.InvalidSolution, e.Attribute(attribute).Raw, "%s has an empty %s", what, attribute)
		return "", false
	}
	if !isGUID {
		r.diags.Warnf(diag.InvalidSolution, e.Attribute(attribute).Raw, "the id %q of %s is no GUID", text, what)
	}
	return id, true
}
