package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Findings writes findings with their lines, then how many there are, and which rules could not look.
func Findings(w io.Writer, r lint.Result, folder string, p Palette) {
	var count [lint.Error + 1]int
	waived := 0
	for _, f := range r.Findings {
		if f.Waived {
			waived++
			continue
		}
		count[f.Severity]++
		in := ""
		if f.Environment != "" {
			in = " (in " + f.Environment + ")"
		}
		fmt.Fprintf(w, "%s%s: %s%s [%s]\n", place(f.Span, folder, p), p.severity(f.Severity), f.Message, in, f.Rule.ID)
		excerpt(w, f.Span, "", p)
		fmt.Fprintln(w)
	}
	var parts []string
	for s := lint.Error; s >= lint.Info; s-- {
		if count[s] > 0 {
			parts = append(parts, Count(count[s], s.String()))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "no findings")
	}
	if waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", waived))
	}
	fmt.Fprintln(w, strings.Join(parts, ", "))
	if n := len(r.Skipped); n > 0 {
		fmt.Fprintf(w, "%s skipped, for lack of what they look at:\n", Count(n, "rule"))
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(w, "  %s: %s\n", s.Rule.ID, s.Reason)
	}
}

func (p Palette) severity(s lint.Severity) string {
	switch s {
	case lint.Error:
		return p.bad(s.String())
	case lint.Warning:
		return p.doubt(s.String())
	}
	return s.String()
}

type findingDoc struct {
	Rule        string `json:"rule"`
	Severity    string `json:"severity"`
	Message     string `json:"message"`
	Address     string `json:"address"`
	Subject     string `json:"subject"`
	File        string `json:"file"`
	Line        int    `json:"line"`
	Column      int    `json:"column"`
	Environment string `json:"environment"`
	Fingerprint string `json:"fingerprint"`
	Waived      bool   `json:"waived"`
}

type skippedDoc struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// FindingsJSON writes findings for tools.
func FindingsJSON(w io.Writer, r lint.Result, folder string) error {
	findings, skipped := []findingDoc{}, []skippedDoc{}
	for _, f := range r.Findings {
		at := pos(f.Span.Pos())
		findings = append(findings, findingDoc{
			f.Rule.ID, f.Severity.String(), f.Message, f.Address, f.Subject.String(), inFolder(folder, at.File), at.Line, at.Column, f.Environment, f.Fingerprint(), f.Waived,
		})
	}
	for _, s := range r.Skipped {
		skipped = append(skipped, skippedDoc{s.Rule.ID, s.Reason})
	}
	return JSON(w, struct {
		Format   string       `json:"format"`
		Version  int          `json:"version"`
		Findings []findingDoc `json:"findings"`
		Skipped  []skippedDoc `json:"skipped"`
	}{"dvpolicy/findings", 1, findings, skipped})
}

// A RuleDoc is a rule for tools.
type RuleDoc struct {
	ID         string     `json:"id"`
	Severity   string     `json:"severity"`
	Pack       string     `json:"pack,omitempty"`
	Summary    string     `json:"summary"`
	Why        string     `json:"why"`
	Sources    []string   `json:"sources"`
	Parameters []ParamDoc `json:"parameters"`
	Bad        string     `json:"bad"`
	Good       string     `json:"good"`
}

// A ParamDoc is a parameter of a rule.
type ParamDoc struct {
	Name    string `json:"name"`
	Default any    `json:"default"`
	Why     string `json:"why"`
}

// DocumentRule is a rule as data.
func DocumentRule(r *lint.Rule) RuleDoc {
	d := RuleDoc{r.ID, r.Severity.String(), r.Pack, r.Summary, r.Why, r.Sources, []ParamDoc{}, strings.TrimSpace(r.Bad) + "\n", strings.TrimSpace(r.Good) + "\n"}
	for _, p := range r.Params {
		d.Parameters = append(d.Parameters, ParamDoc{p.Name, p.Value, p.Why})
	}
	return d
}
