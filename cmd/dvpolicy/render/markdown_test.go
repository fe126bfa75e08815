package render

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

func TestCellsAreInert(t *testing.T) {
	for text, want := range map[string]string{
		"role.sales_clerk":    `role.sales\_clerk`,
		"a|b":                 `a\|b`,
		"`x`":                 "\\`x\\`",
		"<img src=x>":         "&lt;img src=x&gt;",
		"&lt;":                "&amp;lt;",
		"@admins":             "@&#8203;admins",
		"#12 GH-3":            "#&#8203;12 GH&#8203;-3",
		"[x](http://a)":       `\[x\](http:&#8203;//a)`,
		"a\nb\r\nc\u2028d":    "a b  c d",
		`\|`:                  `\\\|`,
		"www.evil.example":    "www&#8203;.evil.example",
		"<!-- -->\x00\x1b[0m": `&lt;!-- --&gt;··\[0m`,
	} {
		if got := cell(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	if got := cell(strings.Repeat("é", 10_000)); got != strings.Repeat("é", mostCell-1)+"…" {
		t.Errorf("a long text has %d bytes", len(got))
	}
}

// A comment has the worst first, each in a row of four cells, and the rest folded.
func TestMarkdownOfFindings(t *testing.T) {
	got := written(t, reports()["findings"], "markdown")
	if want := "**dvpolicy**: 1 error, 3 warnings, 2 infos, 1 waived; 1 rule skipped\n"; !strings.HasPrefix(got, want) {
		t.Errorf("it does not begin with %s\n%s", want, got)
	}
	at := 0
	for _, want := range []string{
		"| error | <code>policies/ä b/c:d%.dv.hcl:1:1</code> | a\\]b;", "| warning | <code>policies/ä b/c:d%.dv.hcl:1:5</code> | clerk writes | <code>grant/org-write</code> |\n",
		"<details><summary>2 infos</summary>", "| info |", "</details>", "What the rules say", "- `user/guest-privileged` flags: a guest. Guests. (`dvpolicy rules user/guest-privileged`)",
		"1 rule skipped, for lack of", "- `env/no-security-group`: no file says \\| it\n",
	} {
		next := strings.Index(got[at:], want)
		if next < 0 {
			t.Fatalf("no %s, or not there, in\n%s", want, got)
		}
		at += next
	}
	for row := range strings.Lines(got) {
		if cells := strings.Count(row, "|") - strings.Count(row, `\|`); strings.HasPrefix(row, "|") && cells != 5 {
			t.Errorf("%d bars in %s", cells, row)
		}
	}
	if strings.Contains(got, "accepted") {
		t.Error("what is waived is shown")
	}
}

func TestMarkdownOfNothing(t *testing.T) {
	if got := written(t, reports()["nothing"], "markdown"); got != "**dvpolicy**: no findings\n" {
		t.Errorf("got %s", got)
	}
	skipped := ReportFindings(lint.Result{Skipped: []lint.Skipped{{Rule: testSkip, Reason: "it is off"}}}, testMeasure, testOrigin)
	want := "**dvpolicy**: no findings; 1 rule skipped\n\n<details><summary>1 rule skipped, for lack of what they look at</summary>\n\n- `env/no-security-group`: it is off\n\n</details>\n"
	if got := written(t, skipped, "markdown"); got != want {
		t.Errorf("got %s", got)
	}
}

// However much was found, a comment fits, says how much it leaves out, and leaves no worse for a better one.
func TestMarkdownFits(t *testing.T) {
	long := many(2_000, 10)
	for i := range long.Findings {
		long.Findings[i].Message = strings.Repeat("@🙂", 1_000)
	}
	for name, r := range map[string]Report{"many": veryMany(), "long": ReportFindings(long, testMeasure, testOrigin)} {
		got := written(t, r, "markdown")
		if len(got) > mostMarkdown || len(got) < mostMarkdown/2 {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		shown := strings.Count(got, "\n| error |") + strings.Count(got, "\n| warning |")
		if want := Count(len(r.issues)-shown, "finding") + " left out for want of room"; !strings.Contains(got, want) {
			t.Errorf("%s: it does not say %q", name, want)
		}
		if strings.Count(got, "<details>") != strings.Count(got, "</details>") {
			t.Errorf("%s: a fold does not end", name)
		}
	}
	if got := written(t, reports()["many"], "markdown"); strings.Contains(got, "| warning |") {
		t.Error("a warning is shown while errors are left out")
	}
}

func TestMarkdownOfAnInvalidPolicy(t *testing.T) {
	got := written(t, reports()["diagnostics"], "markdown")
	for _, want := range []string{"**dvpolicy**: the policy is invalid: 2 errors\n", "| error | <code>policies/p.dv.hcl:1:5</code> | no a", "| warning | <code>policies/p.dv.hcl:2:1</code> | doubtful | <code>a-doubt</code> |"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
