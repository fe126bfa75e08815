// Package render is results as people and tools read them: text with or without color, and JSON.
package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"
)

// A Palette colors words, or leaves them alone.
type Palette struct{ on bool }

// Colors is the palette of a stream that shows colors, or does not.
func Colors(on bool) Palette { return Palette{on} }

func (p Palette) paint(text string, attributes ...color.Attribute) string {
	if !p.on {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(text)
}

// Strong is what a line is about.
func (p Palette) Strong(text string) string { return p.paint(text, color.Bold) }

func (p Palette) bad(text string) string   { return p.paint(text, color.FgRed, color.Bold) }
func (p Palette) doubt(text string) string { return p.paint(text, color.FgYellow, color.Bold) }
func (p Palette) good(text string) string  { return p.paint(text, color.FgGreen) }
func (p Palette) quiet(text string) string { return p.paint(text, color.Faint) }

// JSON writes a value as one line of JSON.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Count is a number and what it counts: 1 role, 2 roles.
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	switch {
	case strings.HasSuffix(what, "ss"):
		what += "es"
	case strings.HasSuffix(what, "y"):
		what = strings.TrimSuffix(what, "y") + "ies"
	default:
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// Columns writes rows, the first of them headings, with columns as wide as they need to be.
func Columns(w io.Writer, rows [][]string, p Palette) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for at, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		text := strings.TrimRight(line.String(), " ")
		if at == 0 {
			text = p.quiet(text)
		}
		fmt.Fprintln(w, text)
	}
}
