package render

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Diagnostics writes problems as a compiler does: place, message, code; the line with a caret; the other half as notes. Files are named
// from the folder that the policy was given as.
func Diagnostics(w io.Writer, all []*diag.Diagnostic, folder string, p Palette) {
	for i, d := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		diagnostic(w, d, folder, p)
	}
	if n := count(all, diag.Error); n > 0 {
		fmt.Fprintf(w, "\n%s\n", p.bad(Count(n, "error")))
	}
}

func count(all []*diag.Diagnostic, s diag.Severity) (n int) {
	for _, d := range all {
		if d.Severity == s {
			n++
		}
	}
	return n
}

func diagnostic(w io.Writer, d *diag.Diagnostic, folder string, p Palette) {
	severity := p.bad(d.Severity.String())
	if d.Severity == diag.Warning {
		severity = p.doubt(d.Severity.String())
	}
	where := ""
	if len(d.Environments) > 0 {
		where = " (in " + plain(strings.Join(d.Environments, ", ")) + ")"
	}
	fmt.Fprintf(w, "%s%s: %s%s [%s]\n", place(d.Span, folder, p), severity, plain(d.Message), where, d.Code)
	excerpt(w, d.Span, d.Hint, p)
	for _, n := range d.Notes {
		fmt.Fprintf(w, "%snote: %s\n", place(n.Span, folder, p), plain(n.Message))
	}
}

// place is file:line:col: of a span, file: where the file as a whole is meant.
func place(s source.Span, folder string, p Palette) string {
	if !s.Known() {
		return ""
	}
	at := pos(s.Pos())
	if at.Line == 0 {
		return p.Strong(plain(inFolder(folder, at.File))+":") + " "
	}
	return p.Strong(fmt.Sprintf("%s:%d:%d:", plain(inFolder(folder, at.File)), at.Line, at.Column)) + " "
}

// pos is a place without the column where it has no line: the file as a whole.
func pos(at source.Pos) source.Pos {
	if at.Line == 0 {
		at.Column = 0
	}
	return at
}

func inFolder(folder, file string) string {
	if file == "" || file == "-" {
		return file
	}
	return path.Join(filepath.ToSlash(folder), file)
}

// Longer lines are shown in part.
const widest = 160

// excerpt is the line of a span with a caret below, and the hint behind it.
func excerpt(w io.Writer, s source.Span, hint string, p Palette) {
	hint = plain(hint)
	if !s.Known() || len(s.File.Text) == 0 {
		if hint != "" {
			fmt.Fprintf(w, "       %s\n", hint)
		}
		return
	}
	before, at, after := s.Window(4 * widest)
	line := []rune(before + at + after)
	start := utf8.RuneCountInString(before)
	end := start + utf8.RuneCountInString(at)
	if len(line) > widest {
		cut := max(0, min(start-widest/2, len(line)-widest))
		line, start, end = line[cut:cut+widest], start-cut, min(end-cut, widest)
	}
	fmt.Fprintf(w, "%6d | %s\n", s.Line(), plain(string(line)))
	caret := strings.Repeat("^", max(1, end-start))
	if hint != "" {
		caret += " " + hint
	}
	fmt.Fprintf(w, "       | %s%s\n", strings.Repeat(" ", start), p.good(caret))
}

type diagnosticDoc struct {
	Severity     string    `json:"severity"`
	Code         diag.Code `json:"code"`
	Message      string    `json:"message"`
	Hint         string    `json:"hint,omitempty"`
	File         string    `json:"file"`
	Line         int       `json:"line"`
	Column       int       `json:"column"`
	EndLine      int       `json:"end_line"`
	EndColumn    int       `json:"end_column"`
	Environments []string  `json:"environments"` // empty: all
	Notes        []noteDoc `json:"notes"`
}

type noteDoc struct {
	Message string `json:"message"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// DiagnosticsJSON writes problems for tools. Lines and columns count from 1, columns in characters; the end is exclusive.
func DiagnosticsJSON(w io.Writer, all []*diag.Diagnostic, folder string) error {
	docs := []diagnosticDoc{}
	for _, d := range all {
		from, to := pos(d.Span.Pos()), pos(d.Span.EndPos())
		doc := diagnosticDoc{
			Severity: d.Severity.String(), Code: d.Code, Message: d.Message, Hint: d.Hint, File: inFolder(folder, from.File), Line: from.Line, Column: from.Column,
			EndLine: to.Line, EndColumn: to.Column, Environments: append([]string{}, d.Environments...), Notes: []noteDoc{},
		}
		for _, n := range d.Notes {
			at := n.Span.Pos()
			doc.Notes = append(doc.Notes, noteDoc{n.Message, inFolder(folder, at.File), at.Line, at.Column})
		}
		docs = append(docs, doc)
	}
	return JSON(w, struct {
		Format      string          `json:"format"`
		Version     int             `json:"version"`
		Diagnostics []diagnosticDoc `json:"diagnostics"`
	}{"dvpolicy/diagnostics", 1, docs})
}
