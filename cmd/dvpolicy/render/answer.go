package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// Answer writes what a principal can do, or who can do something. Files are named from the folder that the policy was given as.
func Answer(w io.Writer, a matrix.Answer, folder string, p Palette) {
	section := separator(w)
	if len(a.Rows) == 0 && len(a.Privileges) == 0 {
		section()
		fmt.Fprintln(w, "nothing")
	}
	if len(a.Rows) > 0 {
		section()
		Columns(w, cells(a.Rows), p)
	}
	if len(a.Privileges) > 0 {
		section()
		fmt.Fprintln(w, p.quiet("MISCELLANEOUS PRIVILEGES"))
		fmt.Fprintln(w, strings.Join(a.Privileges, "\n"))
	}
	if len(a.Columns) > 0 {
		section()
		rows := [][]string{{"PRINCIPAL", "SECURED COLUMN", "CREATE", "READ", "UPDATE", "UNMASKED"}}
		for _, c := range a.Columns {
			rows = append(rows, []string{c.Principal, c.Table + "." + c.Column, yes(c.Create), yes(c.Read), yes(c.Update), c.ReadUnmasked})
		}
		Columns(w, rows, p)
	}
	if len(a.Grants) > 0 {
		section()
		rows := [][]string{{"GRANT", "LEVEL", "WRITTEN IN", "AT"}}
		for _, g := range a.Grants {
			rows = append(rows, []string{g.Privilege, g.Level, g.Address, where(g.Place, folder)})
		}
		Columns(w, rows, p)
	}
	notes(w, a.Notes, section)
}

// cells are the rows of an answer: all are about tables, or all are about a miscellaneous privilege, which one holds or not.
func cells(all []matrix.Row) [][]string {
	if all[0].Privilege != "" {
		rows := [][]string{{"PRINCIPAL", "PRIVILEGE"}}
		for _, r := range all {
			rows = append(rows, []string{r.Principal, r.Privilege})
		}
		return rows
	}
	rows := [][]string{{"PRINCIPAL", "TABLE", "VERB", "LEVEL", "REACHES"}}
	for _, r := range all {
		rows = append(rows, []string{r.Principal, r.Table, r.Verb, r.Level, reach(r.Scope)})
	}
	return rows
}

// separator puts an empty line between sections.
func separator(w io.Writer) func() {
	first := true
	return func() {
		if !first {
			fmt.Fprintln(w)
		}
		first = false
	}
}

func notes(w io.Writer, all []string, section func()) {
	if len(all) > 0 {
		section()
	}
	for _, n := range all {
		fmt.Fprintf(w, "note: %s\n", n)
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func where(at matrix.Place, folder string) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", inFolder(folder, at.File), at.Line)
}

// reach is a scope in words.
func reach(s matrix.Scope) string {
	if s.Organization {
		return "every row"
	}
	var parts []string
	for _, u := range s.ParentChild {
		parts = append(parts, unit(u)+" and below")
	}
	for _, u := range s.BusinessUnit {
		parts = append(parts, unit(u))
	}
	if s.Personal {
		parts = append(parts, "own rows")
	}
	for _, t := range s.Teams {
		parts = append(parts, "rows of "+t)
	}
	return strings.Join(parts, ", ")
}

// unit names a business unit; "own" is that of whoever holds the role.
func unit(address string) string {
	if address == "own" {
		return "own business unit"
	}
	return address
}

// Explanation writes why a principal has an access: every grant that reaches the cell, or the gate that stops it.
func Explanation(w io.Writer, e matrix.Explanation, folder string, p Palette) {
	c := e.Cell
	if e.Denied != nil {
		fmt.Fprintf(w, "%s %s %s %s\n", p.Strong(c.Principal), p.bad("cannot"), c.Verb, c.Table)
		fmt.Fprintf(w, "gate %s: %s\n", e.Denied.Gate, e.Denied.Reason)
		nearest(w, e, folder)
		notes(w, e.Notes, func() { fmt.Fprintln(w) })
		return
	}
	fmt.Fprintf(w, "%s %s %s %s: %s (%s)\n\n", p.Strong(c.Principal), p.good("can"), c.Verb, c.Table, c.Level, reach(c.Scope))
	rows := [][]string{{"ROLE", "LEVEL", "MEASURED FROM", "VIA", "GRANTED AT", "ASSIGNED AT"}}
	for _, g := range e.Grants {
		via := g.Via
		if g.JustInTime {
			via += " (just in time)"
		}
		rows = append(rows, []string{g.Role, g.Level, g.Anchor, via, where(g.Grant, folder), where(g.Assignment, folder)})
	}
	Columns(w, rows, p)
	notes(w, e.Notes, func() { fmt.Fprintln(w) })
}

// nearest says plainly where a grant is of another verb, so that nobody takes it for the one that was asked about.
func nearest(w io.Writer, e matrix.Explanation, folder string) {
	n := e.Denied.Nearest
	if n == nil {
		return
	}
	holds := "which the principal does not hold"
	if n.Held {
		holds = "which the principal holds"
	}
	what, verb := "nearest", n.Verb
	if n.Verb != e.Cell.Verb {
		what, verb = "nearest, of another verb", fmt.Sprintf("%s, not %s,", n.Verb, e.Cell.Verb)
	}
	fmt.Fprintf(w, "%s: %s grants %s at %s (%s), %s\n", what, n.Role, verb, n.Level, where(n.Grant, folder), holds)
}
