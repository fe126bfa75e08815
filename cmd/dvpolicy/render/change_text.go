package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/change"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// A ChangeView is how much of changes is told.
type ChangeView struct {
	All bool // every line, every name
	IDs bool // the identities of changes of access
}

// What is told of one environment where not everything is.
const (
	mostLines   = 40
	mostNames   = 2
	mostTargets = 6
	mostOfOne   = 5 // lines of the same principals because of the same
	mostDetails = 6
	mostFound   = 20 // findings
)

func (v ChangeView) most(n int) int {
	if v.All {
		return 1 << 30
	}
	return n
}

// A teller writes changes as text.
type teller struct {
	io.Writer
	ChangeView
	Palette
}

// Text writes changes for people, grouped, the worst first.
func (c *Changes) Text(w io.Writer, v ChangeView, p Palette) {
	t := teller{w, v, p}
	if c.Empty() {
		fmt.Fprintln(t, c.nothing())
		return
	}
	fmt.Fprintln(t, p.Strong(c.headline()))
	for i := range c.Environments {
		t.environment(&c.Environments[i])
	}
	t.findings(&c.Findings)
}

// nothing is what there is to say where nothing differs.
func (c *Changes) nothing() string {
	if c.OtherText {
		return "no differences; the texts differ, but order, formatting, comments, ids and file moves are no change"
	}
	return "no differences"
}

func (t *teller) environment(e *Comparison) {
	if len(e.Access)+len(e.Declarations) == 0 {
		return
	}
	fmt.Fprintf(t, "\n%s\n", t.Strong("environment "+e.name()))
	t.access(bundles(e.Access))
	portable, hands := carried(e.Declarations)
	t.declarations("declarations that solutions carry:", portable)
	t.declarations("declarations by hand in each environment:", hands)
}

func (t *teller) access(all []bundle) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(t, "  access:")
	written := 0
	for i := range all {
		if written >= t.most(mostLines) {
			fmt.Fprintf(t, "    and %s: --all shows them, -f json has them\n", leftOut(all[i:]))
			return
		}
		written += t.bundle(&all[i])
	}
}

// bundle writes one bundle, and gives how many lines that was.
func (t *teller) bundle(b *bundle) int {
	fmt.Fprintf(t, "    %s %s", t.change(b.Change), some(b.Principals, t.most(mostNames)))
	all := b.lines()
	lines := all
	if len(all) > t.most(mostOfOne) {
		lines = all[:mostOfOne-1]
	}
	alone := len(all) == 1
	if alone {
		fmt.Fprintf(t, ": %s", all[0].what(t.most(mostTargets)))
	}
	if causes := b.because(); len(causes) > 0 {
		fmt.Fprintf(t, " because %s", some(causes, t.most(mostNames)))
	}
	if b.Accepted != nil {
		fmt.Fprintf(t, " (%s)", b.Accepted)
	}
	fmt.Fprintln(t)
	if t.IDs {
		fmt.Fprintf(t, "             %s\n", t.quiet(strings.Join(b.ids(), " ")))
	}
	if alone {
		return 1
	}
	for i := range lines {
		fmt.Fprintf(t, "             %s\n", lines[i].what(t.most(mostTargets)))
	}
	if more := andMore(all[len(lines):]); more != "" {
		fmt.Fprintf(t, "             %s\n", more)
	}
	return 1 + len(lines)
}

// andMore says how much some lines of a bundle have.
func andMore(lines []accessLine) string {
	if len(lines) == 0 {
		return ""
	}
	changes, targets := 0, map[string]bool{}
	for _, l := range lines {
		changes += l.changes
		for _, name := range l.Targets {
			targets[name] = true
		}
	}
	return fmt.Sprintf("and %d more, of %d tables or privileges, none wider than %s", changes, len(targets), lines[0].level)
}

// leftOut says how many changes some bundles have.
func leftOut(all []bundle) string {
	count, total := map[matrix.Change]int{}, 0
	for i := range all {
		n := all[i].changes()
		count[all[i].Change] += n
		total += n
	}
	var parts []string
	for _, kind := range worstFirst {
		if n := count[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return fmt.Sprintf("%d more (%s)", total, strings.Join(parts, ", "))
}

func (t *teller) change(c matrix.Change) string {
	padded := fmt.Sprintf("%-8s", c)
	switch {
	case c.Widens():
		return t.bad(padded)
	case c == matrix.Lost, c == matrix.Narrowed:
		return t.good(padded)
	}
	return padded
}

func (t *teller) declarations(title string, all []change.Change) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(t, "  "+title)
	shown := all[:min(len(all), t.most(mostLines))]
	for _, d := range shown {
		fmt.Fprintf(t, "    %-8s %s\n", d.Kind, described(d))
		for i, one := range details(d) {
			if i == t.most(mostDetails) {
				fmt.Fprintf(t, "             and %d more\n", len(details(d))-i)
				break
			}
			fmt.Fprintf(t, "             %s\n", plain(one))
		}
	}
	if n := len(all) - len(shown); n > 0 {
		fmt.Fprintf(t, "    and %d more: --all shows them, -f json has them\n", n)
	}
	for _, n := range consequences(all) {
		fmt.Fprintf(t, "    %s %s: %s\n", t.doubt("note:"), some(n.of, t.most(mostNames)), noted(n.Note))
	}
}

func (t *teller) findings(f *FindingChanges) {
	tell := func(title string, all []lint.Finding, folder string, notLooked []string, input string) {
		if len(all) == 0 {
			return
		}
		fmt.Fprintf(t, "\n%s\n", t.Strong("lint: "+title))
		shown := all[:min(len(all), t.most(mostFound))]
		for _, one := range shown {
			fmt.Fprint(t, "  ")
			finding(t, one, folder, t.Palette)
		}
		if n := len(all) - len(shown); n > 0 {
			fmt.Fprintf(t, "  and %d more: --all shows them, -f json has them\n", n)
		}
		if len(notLooked) > 0 {
			fmt.Fprintf(t, "  the %s input lacks what these rules look at: %s\n", input, strings.Join(notLooked, ", "))
		}
	}
	tell("introduced", f.Introduced, f.FolderAfter, f.NotLookedBefore, "first")
	tell("resolved", f.Resolved, f.FolderBefore, f.NotLookedAfter, "second")
}
