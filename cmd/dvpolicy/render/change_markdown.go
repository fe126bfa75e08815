package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/change"
)

const (
	changesTail  = 20_000 // kept for what stands below what widens
	declaredTail = 8_000  // kept for what stands below declarations
	mostInCell   = 4      // names of one cell
	mostIDs      = 12
)

// Markdown writes a comment for a pull request: how much differs, and folded below it what, the worst first.
func (c *Changes) Markdown(w io.Writer, v ChangeView) error {
	out := comment{room: mostMarkdown - 500} // for what was left out
	head := c.headline()
	if c.Empty() {
		head = c.nothing()
	}
	out.add("**dvpolicy diff**: " + head + "\n")
	for _, g := range c.Gates {
		if g.Failed {
			out.add(fmt.Sprintf("\n**Fails** `--fail-on %s`: %s\n", g.Name, notAccepted(g.Changes)))
		}
	}
	if n := len(c.Stale); n > 0 {
		out.add(fmt.Sprintf("\n**Fails**: %s no longer occur\n", Count(n, "accepted change")))
	}
	left := 0
	for _, widens := range []bool{true, false} {
		for i := range c.Environments {
			left += c.Environments[i].accessMarkdown(&out, widens, v)
		}
	}
	for i := range c.Environments {
		e := &c.Environments[i]
		portable, hands := carried(e.Declarations)
		left += declarationsMarkdown(&out, "By hand in each environment", e.name(), hands)
		left += declarationsMarkdown(&out, "Carried by solutions", e.name(), portable)
	}
	left += findingsMarkdown(&out, "Findings introduced", c.Findings.Introduced, c.Findings.FolderAfter)
	left += findingsMarkdown(&out, "Findings resolved", c.Findings.Resolved, c.Findings.FolderBefore)
	if left > 0 {
		out.text.WriteString(fmt.Sprintf("\n%s left out for want of room: `dvpolicy diff -f json` has all.\n", Count(left, "line")))
	}
	_, err := io.WriteString(w, out.text.String())
	return err
}

func notAccepted(n int) string {
	if n == 1 {
		return "1 change is not accepted"
	}
	return fmt.Sprintf("%d changes are not accepted", n)
}

func (e *Comparison) accessMarkdown(out *comment, widens bool, v ChangeView) (left int) {
	var rows []string
	title, keep, changes := "Access narrowed", declaredTail, 0
	if widens {
		title, keep = "Access widened", changesTail
	}
	all := bundles(e.Access)
	for i := range all {
		b := &all[i]
		if b.Change.Widens() != widens {
			continue
		}
		changes += b.changes()
		row := fmt.Sprintf("| %s | %s | %s | %s |", b.Change, cell(some(b.Principals, mostInCell)), b.cell(), cell(some(b.because(), mostInCell)))
		if v.IDs {
			row += " " + cell(some(b.ids(), mostIDs)) + " |"
		}
		rows = append(rows, row+"\n")
	}
	head := "| change | who | what | because |"
	if v.IDs {
		head += " id |"
	}
	head += "\n" + strings.Repeat("|---", strings.Count(head, "|")-1) + "|\n"
	return out.list(foldAbove(title, e.name(), changes)+head, rows, fold, keep)
}

// cell is what a bundle is about, in a cell of a table.
func (b *bundle) cell() string {
	all := b.lines()
	lines := all
	if len(all) > mostOfOne {
		lines = all[:mostOfOne-1]
	}
	var said []string
	for i := range lines {
		said = append(said, cell(lines[i].what(mostTargets)))
	}
	if more := andMore(all[len(lines):]); more != "" {
		said = append(said, more)
	}
	if b.Accepted != nil {
		said = append(said, "("+cell(b.Accepted.String())+")")
	}
	return strings.Join(said, "<br>")
}

// foldAbove begins what is folded.
func foldAbove(title, environment string, n int) string {
	in := ""
	if environment != "" {
		in = " (" + cell(environment) + ")"
	}
	return fmt.Sprintf("\n<details><summary>%s%s: %d</summary>\n\n", title, in, n)
}

func declarationsMarkdown(out *comment, title, environment string, all []change.Change) int {
	var items []string
	for _, n := range consequences(all) {
		items = append(items, fmt.Sprintf("- **note**: %s: %s\n", cell(some(n.of, mostInCell)), cell(noted(n.Note))))
	}
	for _, d := range all {
		var b strings.Builder
		fmt.Fprintf(&b, "- %s <code>%s</code>\n", d.Kind, cell(described(d)))
		for i, one := range details(d) {
			if i == mostDetails {
				fmt.Fprintf(&b, "  - and %d more\n", len(details(d))-i)
				break
			}
			fmt.Fprintf(&b, "  - %s\n", cell(one))
		}
		items = append(items, b.String())
	}
	return out.list(foldAbove(title, environment, len(all)), items, fold, declaredTail)
}

func findingsMarkdown(out *comment, title string, all []lint.Finding, folder string) int {
	var items []string
	for _, f := range all {
		at := pos(f.Span.Pos())
		items = append(items, fmt.Sprintf("| %s | <code>%s</code> | %s | <code>%s</code> |\n", f.Severity,
			cell(spot{file: inFolder(folder, at.File), line: at.Line, column: at.Column}.String()), cell(f.Message+in(f.Environment)), cell(f.Rule.ID)))
	}
	return out.list(foldAbove(title, "", len(all))+"| severity | where | what | rule |\n|---|---|---|---|\n", items, fold, 0)
}
