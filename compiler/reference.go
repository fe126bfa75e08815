package compiler

import (
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
)

// StandardRoleAddress is how a policy refers to a role of the catalogue.
func StandardRoleAddress(label string) string { return "standard_role" + model.Step(label) }

// A LanguageDoc is the language as data.
type LanguageDoc struct {
	Format    string            `json:"format"`
	Version   int               `json:"version"`
	Blocks    []BlockDoc        `json:"blocks"`
	Comments  []CommentDoc      `json:"comments"`
	Functions []syntax.Function `json:"functions"`
}

// A BlockDoc is one kind of block.
type BlockDoc struct {
	Name       string         `json:"name"`
	Labels     []string       `json:"labels"`
	Doc        string         `json:"doc"`
	Limits     bool           `json:"for_each_and_environments"`
	Later      bool           `json:"evaluated_by_a_later_version,omitempty"`
	NamedAfter string         `json:"attributes_named_after,omitempty"`
	Attributes []AttributeDoc `json:"attributes"`
	Blocks     []BlockDoc     `json:"blocks"`
}

// A CommentDoc is a comment that is read: what stands in front of its words, and the words, name=value.
type CommentDoc struct {
	Form  string         `json:"form"`
	Doc   string         `json:"doc"`
	Words []AttributeDoc `json:"words"`
}

// An AttributeDoc is one attribute.
type AttributeDoc struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Assumed  string `json:"assumed,omitempty"`
	Doc      string `json:"doc"`
}

// Language is the reference of the policy language, from the table of constructs.
func Language() LanguageDoc {
	doc := LanguageDoc{Format: "dvpolicy/language", Version: 1, Comments: []CommentDoc{ignoreDoc()}, Functions: syntax.Functions()}
	for _, c := range constructs() {
		doc.Blocks = append(doc.Blocks, c.document())
	}
	return doc
}

func (c *construct) document() BlockDoc {
	d := BlockDoc{
		Name: c.name, Labels: append([]string{}, c.labels...), Doc: c.doc, Limits: c.limits, Later: c.later, NamedAfter: c.free,
		Attributes: []AttributeDoc{}, Blocks: []BlockDoc{},
	}
	for _, a := range c.attrs {
		d.Attributes = append(d.Attributes, AttributeDoc{a.name, a.is.String(), a.required, a.assumed, a.doc})
	}
	for _, n := range c.blocks {
		d.Blocks = append(d.Blocks, n.document())
	}
	return d
}

// String says what the type takes, in words.
func (t valueType) String() string {
	switch t.kind {
	case wordKind:
		return strings.Join(t.words, " | ")
	case wordsKind:
		return "list of " + strings.Join(t.words, " | ")
	case refKind:
		return "reference to " + t.wanted()
	case refsKind:
		return "list of references to " + t.wanted()
	}
	return map[typeKind]string{
		textKind: "string", boolKind: "bool", numberKind: "whole number", dateKind: "date (2027-01-31)", guidKind: "GUID", textsKind: "list of strings",
		assignmentsKind: "list of roles or { role, business_unit, just_in_time }", tableKind: "table", tablesKind: "list of tables",
		textMapKind: "object of strings", levelsKind: "list of privileges, or object privilege = level", anyKind: "any value",
	}[t.kind]
}

// Reference is the language as a page of Markdown.
func Reference() string {
	var b strings.Builder
	b.WriteString("# The policy language\n\nWritten by `dvpolicy schema language`.\n")
	for _, d := range Language().Blocks {
		b.WriteString("\n## " + d.heading() + "\n\n" + d.Doc + "\n")
		if d.Later {
			b.WriteString("\nKnown, and evaluated by a later version.\n")
		}
		d.write(&b, "")
	}
	b.WriteString("\n## Comments\n")
	for _, d := range Language().Comments {
		fmt.Fprintf(&b, "\n`# %s`\n\n%s\n", d.Form, d.Doc)
		BlockDoc{Attributes: d.Words}.write(&b, "")
	}
	b.WriteString("\n## Functions\n\n")
	for _, f := range syntax.Functions() {
		fmt.Fprintf(&b, "- `%s`: %s\n", f.Signature, f.Doc)
	}
	return b.String()
}

func (d BlockDoc) heading() string {
	heading := d.Name
	for _, l := range d.Labels {
		heading += " \"" + l + "\""
	}
	return heading
}

func (d BlockDoc) write(b *strings.Builder, inner string) {
	if len(d.Attributes) > 0 {
		b.WriteString("\n")
	}
	for _, a := range d.Attributes {
		extra := ""
		if a.Required {
			extra = ", required"
		} else if a.Assumed != "" {
			extra = ", assumed: " + a.Assumed
		}
		fmt.Fprintf(b, "%s- `%s` (%s%s): %s\n", inner, a.Name, a.Type, extra, a.Doc)
	}
	for _, n := range d.Blocks {
		fmt.Fprintf(b, "%s- block `%s`: %s\n", inner, n.heading(), n.Doc)
		n.write(b, inner+"  ")
	}
}
