package render

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/change"
)

//go:embed change.html
var changePage string

// A page is what the HTML shows: tables whose rows have a kind that they are filtered by.
type page struct {
	Headline string
	Fails    []string
	Kinds    []string
	Sections []pageSection
}

type pageSection struct {
	Title   string
	Columns []string
	Rows    []pageRow
}

type pageRow struct {
	Kind  string
	Cells []pageCell
}

type pageCell struct {
	Lines []pageLine
	More  []string // folded
}

type pageLine struct{ Text, Class string }

// HTML writes changes as one page that needs nothing else, and that filters itself.
func (c *Changes) HTML(w io.Writer, v ChangeView) error {
	p := page{Headline: c.headline()}
	if c.Empty() {
		p.Headline = c.nothing()
	}
	for _, g := range c.Gates {
		if g.Failed {
			p.Fails = append(p.Fails, "--fail-on "+g.Name+" fails: "+notAccepted(g.Changes))
		}
	}
	if n := len(c.Stale); n > 0 {
		p.Fails = append(p.Fails, Count(n, "accepted change")+" no longer occur")
	}
	for i := range c.Environments {
		p.environment(&c.Environments[i], v)
	}
	p.findings("Findings introduced", c.Findings.Introduced, c.Findings.FolderAfter)
	p.findings("Findings resolved", c.Findings.Resolved, c.Findings.FolderBefore)
	return p.write(w)
}

// DiagnosticsHTML is a page of what the compiler says of an invalid policy.
func DiagnosticsHTML(w io.Writer, all []*diag.Diagnostic, folder string) error {
	p := page{Headline: "the policy is invalid: " + Count(count(all, diag.Error), "error")}
	var rows []pageRow
	for _, d := range all {
		rows = append(rows, pageRow{d.Severity.String(), []pageCell{textCell(strings.TrimSuffix(place(d.Span, folder, Palette{}), ": ")), textCell(d.Message), textCell(string(d.Code))}})
	}
	p.add("Diagnostics", []string{"severity", "where", "what", "code"}, rows)
	return p.write(w)
}

func (p *page) write(w io.Writer) error {
	t, err := template.New("change").Parse(changePage)
	if err != nil {
		panic("bug: the page of changes: " + err.Error())
	}
	return t.Execute(w, p)
}

// add adds a table, and the kinds of its rows to what can be filtered by.
func (p *page) add(title string, columns []string, rows []pageRow) {
	if len(rows) == 0 {
		return
	}
	p.Sections = append(p.Sections, pageSection{title, columns, rows})
	for _, r := range rows {
		if !slices.Contains(p.Kinds, r.Kind) {
			p.Kinds = append(p.Kinds, r.Kind)
		}
	}
}

func (p *page) environment(e *Comparison, v ChangeView) {
	in := " in " + e.name()
	columns := []string{"change", "who", "what", "because"}
	if v.IDs {
		columns = append(columns, "id")
	}
	var rows []pageRow
	for _, b := range bundles(e.Access) {
		var what []string
		for _, l := range b.lines() {
			what = append(what, l.what(1<<30))
		}
		about := folded(what)
		if b.Accepted != nil {
			about.Lines = append(about.Lines, pageLine{b.Accepted.String(), "quiet"})
		}
		cells := []pageCell{folded(b.Principals), about, folded(b.because())}
		if v.IDs {
			cells = append(cells, folded(b.ids()))
		}
		rows = append(rows, pageRow{string(b.Change), cells})
	}
	p.add("Access"+in, columns, rows)
	portable, hands := carried(e.Declarations)
	p.declarations("By hand"+in, hands)
	p.declarations("Carried by solutions"+in, portable)
}

func (p *page) declarations(title string, all []change.Change) {
	var rows []pageRow
	for _, d := range all {
		differs := folded(details(d))
		for _, n := range d.Notes {
			differs.Lines = append(differs.Lines, pageLine{noted(n), "note"})
		}
		rows = append(rows, pageRow{string(d.Kind), []pageCell{textCell(described(d)), differs}})
	}
	p.add(title, []string{"change", "what", "details"}, rows)
}

func (p *page) findings(title string, all []lint.Finding, folder string) {
	var rows []pageRow
	for _, f := range all {
		where := strings.TrimSuffix(place(f.Span, folder, Palette{}), ": ")
		rows = append(rows, pageRow{f.Severity.String(), []pageCell{textCell(where), textCell(f.Message + in(f.Environment)), textCell(f.Rule.ID)}})
	}
	p.add(title, []string{"severity", "where", "what", "rule"}, rows)
}

func textCell(text string) pageCell { return pageCell{Lines: []pageLine{{Text: text}}} }

// folded is a cell of words, of which the first can be seen.
func folded(words []string) pageCell {
	var c pageCell
	for i, word := range words {
		if i < mostInCell {
			c.Lines = append(c.Lines, pageLine{Text: word})
		} else {
			c.More = append(c.More, word)
		}
	}
	return c
}
