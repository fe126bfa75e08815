package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
)

// The parts of the reference that are no blocks.
const (
	comments  = "comments"
	functions = "functions"
)

// languageParts are what schema language shows one of.
func languageParts() []string {
	names := []string{comments, functions}
	for _, b := range compiler.Language().Blocks {
		names = append(names, b.Name)
	}
	return names
}

func (p *program) schemaLanguage(part string) error {
	doc, text := compiler.Language(), compiler.Reference()
	if part != "" {
		if !slices.Contains(languageParts(), part) {
			return unknownPart(doc, part)
		}
		doc, text = onlyPart(doc, part), section(text, part)
	}
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) { io.WriteString(w, text) },
		json: func(w io.Writer) error { return render.JSON(w, doc) },
	})
}

// unknownPart says of a block in a block where it stands.
func unknownPart(doc compiler.LanguageDoc, part string) error {
	var around []string
	for _, b := range doc.Blocks {
		if slices.ContainsFunc(b.Blocks, func(inner compiler.BlockDoc) bool { return inner.Name == part }) {
			around = append(around, b.Name)
		}
	}
	if len(around) > 0 {
		return fmt.Errorf("%q is a block in %s: see schema language %s", part, strings.Join(around, ", "), around[0])
	}
	return unknownWord("block", part, languageParts())
}

func onlyPart(doc compiler.LanguageDoc, part string) compiler.LanguageDoc {
	doc.Blocks = slices.DeleteFunc(doc.Blocks, func(b compiler.BlockDoc) bool { return b.Name != part })
	if part != comments {
		doc.Comments = []compiler.CommentDoc{}
	}
	if part != functions {
		doc.Functions = []syntax.Function{}
	}
	return doc
}

// section is the part of the page below one heading.
func section(page, part string) string {
	for _, s := range strings.Split(page, "\n## ")[1:] {
		if heading := strings.Fields(s)[0]; strings.EqualFold(heading, part) {
			return "## " + strings.TrimSuffix(s, "\n") + "\n"
		}
	}
	panic("bug: the reference has no heading for " + part)
}
