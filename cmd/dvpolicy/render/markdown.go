package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

// GitHub takes comments of 65,536 characters. Bytes are counted, which are no fewer.
const (
	mostMarkdown = 65_000
	markdownTail = 12_000 // of them kept for what stands below the findings
	mostCell     = 500    // characters of one cell
)

// markdown writes a comment for a pull request: how many findings there are, errors and warnings in a table, the rest folded below.
func (r Report) markdown(w io.Writer) error {
	c := comment{room: mostMarkdown}
	issues := r.open()
	head := "**dvpolicy**: " + r.counted
	if n := len(r.skipped); n > 0 {
		head += fmt.Sprintf("; %s skipped", Count(n, "rule"))
	}
	c.add(head + "\n")
	notes := len(issues)
	for notes > 0 && issues[notes-1].severity < lint.Warning {
		notes--
	}
	const table = "\n| severity | where | what | rule |\n|---|---|---|---|\n"
	left := c.list(table, rows(issues[:notes]), "", markdownTail)
	summary := fmt.Sprintf("\n<details><summary>%s</summary>\n", Count(len(issues)-notes, lint.Info.String()))
	left += c.list(summary+table, rows(issues[notes:]), fold, markdownTail)
	if left > 0 {
		c.add(fmt.Sprintf("\n%s left out for want of room: `dvpolicy lint` shows all.\n", Count(left, "finding")))
	}
	c.list("\n<details><summary>What the rules say</summary>\n\n", r.reasons(issues), fold, markdownTail/4)
	skipped := fmt.Sprintf("\n<details><summary>%s skipped, for lack of what they look at</summary>\n\n", Count(len(r.skipped), "rule"))
	c.list(skipped, r.skippedLines(), fold, 0)
	_, err := io.WriteString(w, c.text.String())
	return err
}

const fold = "\n</details>\n"

// A comment is text that ends before its room does.
type comment struct {
	text strings.Builder
	room int
}

func (c *comment) add(text string) {
	c.text.WriteString(text)
	c.room -= len(text)
}

// list adds lines between a head and a foot, as many as leave so much room; it returns how many it left out. Without a line there is nothing.
func (c *comment) list(head string, lines []string, foot string, keep int) (left int) {
	if len(lines) == 0 || len(head)+len(lines[0])+len(foot) > c.room-keep {
		return len(lines)
	}
	c.add(head)
	for i, line := range lines {
		if len(line)+len(foot) > c.room-keep {
			left = len(lines) - i
			break
		}
		c.add(line)
	}
	c.add(foot)
	return left
}

func rows(issues []issue) []string {
	var all []string
	for _, i := range issues {
		at := ""
		if i.at.String() != "" {
			at = "<code>" + cell(i.at.String()) + "</code>"
		}
		all = append(all, fmt.Sprintf("| %s | %s | %s | <code>%s</code> |\n", i.severity, at, cell(i.message), cell(i.rule)))
	}
	return all
}

// reasons are why the rules that found something exist, in the order of what they found.
func (r Report) reasons(issues []issue) []string {
	byID, told := map[string]*lint.Rule{}, map[string]bool{}
	for _, rule := range r.rules {
		byID[rule.ID] = rule
	}
	var all []string
	for _, i := range issues {
		if rule := byID[i.rule]; rule != nil && !told[i.rule] {
			told[i.rule] = true
			why := strings.Join(strings.Fields(rule.Why), " ")
			page := fmt.Sprintf(" (`dvpolicy rules %s`)", rule.ID)
			if rule == staleBaseline {
				page = ""
			}
			all = append(all, fmt.Sprintf("- `%s` flags: %s. %s%s\n", rule.ID, strings.TrimSuffix(rule.Summary, "."), why, page))
		}
	}
	return all
}

func (r Report) skippedLines() []string {
	var all []string
	for _, s := range r.skipped {
		all = append(all, fmt.Sprintf("- `%s`: %s\n", s.Rule.ID, cell(s.Reason)))
	}
	return all
}

// inert is a text that Markdown, HTML and GitHub leave alone: no markup, and behind an invisible space no mention, reference or link.
var inert = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`,
	"@", "@&#8203;", "#", "#&#8203;", "://", ":&#8203;//", "www.", "www&#8203;.", "GH-", "GH&#8203;-",
)

// cell is a text as a cell of a table shows it.
func cell(text string) string { return inert.Replace(cut(plain(text), mostCell)) }
