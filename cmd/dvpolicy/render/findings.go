package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Findings writes findings with their lines, then how many there are, and which rules could not look.
func Findings(w io.Writer, r lint.Result, folder string, p Palette) {
	for _, f := range r.Findings {
		if f.Waived {
			continue
		}
		finding(w, f, folder, p)
		excerpt(w, f.Span, "", p)
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, counted(r))
	skipped(w, r.Skipped)
}

// skipped writes which rules could not look, by what they lacked.
func skipped(w io.Writer, all []lint.Skipped) {
	if len(all) > 0 {
		fmt.Fprintf(w, "%s skipped, for lack of what they look at:\n", Count(len(all), "rule"))
	}
	var reasons []string
	rules := map[string][]string{}
	for _, s := range all {
		if rules[s.Reason] == nil {
			reasons = append(reasons, s.Reason)
		}
		rules[s.Reason] = append(rules[s.Reason], s.Rule.ID)
	}
	for _, reason := range reasons {
		fmt.Fprintf(w, "  %s: %s\n", reason, strings.Join(rules[reason], ", "))
	}
}

// Errors that a summary shows.
const shown = 10

// FindingsSummary writes how many findings there are, and the first of the errors.
func FindingsSummary(w io.Writer, r lint.Result, folder string, p Palette) {
	line := "lint: " + counted(r)
	if n := len(r.Skipped); n > 0 {
		line += fmt.Sprintf("; %s skipped", Count(n, "rule"))
	}
	fmt.Fprintln(w, line)
	errors := 0
	for _, f := range r.Findings {
		if f.Waived || f.Severity < lint.Error {
			continue
		}
		if errors++; errors <= shown {
			fmt.Fprint(w, "  ")
			finding(w, f, folder, p)
		}
	}
	if errors > shown {
		fmt.Fprintf(w, "  and %s more\n", Count(errors-shown, "error"))
	}
}

func finding(w io.Writer, f lint.Finding, folder string, p Palette) {
	in := ""
	if f.Environment != "" {
		in = " (in " + plain(f.Environment) + ")"
	}
	fmt.Fprintf(w, "%s%s: %s%s [%s]\n", place(f.Span, folder, p), p.severity(f.Severity), plain(f.Message), in, f.Rule.ID)
}

// counted is how many findings of each severity there are.
func counted(r lint.Result) string {
	var count [lint.Error + 1]int
	waived := 0
	for _, f := range r.Findings {
		if f.Waived {
			waived++
		} else {
			count[f.Severity]++
		}
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
	for _, left := range []struct {
		count int
		what  string
	}{{r.Baselined, "in the baseline"}, {r.Before, "there before"}, {len(r.Stale), "stale in the baseline"}} {
		if left.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", left.count, left.what))
		}
	}
	if r.ManagedRoles > 0 {
		parts = append(parts, Count(r.ManagedRoles, "role")+" of managed solutions not looked at (--include managed_roles)")
	}
	return strings.Join(parts, ", ")
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
	Reason      string `json:"reason,omitempty"`
}

type skippedDoc struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// A FindingsDoc is findings for tools.
type FindingsDoc struct {
	Findings []findingDoc `json:"findings"`
	Skipped  []skippedDoc `json:"skipped"`

	Baselined int          `json:"baselined,omitempty"`
	Stale     []lint.Stale `json:"stale,omitempty"`

	ExcludedRoles int `json:"excluded_roles,omitempty"`
}

// DocumentFindings is findings as data. Files are named from the policy's folder.
func DocumentFindings(r lint.Result, folder string) FindingsDoc {
	d := FindingsDoc{Findings: []findingDoc{}, Skipped: []skippedDoc{}, Baselined: r.Baselined, Stale: r.Stale, ExcludedRoles: r.ManagedRoles}
	for _, f := range r.Findings {
		at := pos(f.Span.Pos())
		d.Findings = append(d.Findings, findingDoc{
			f.Rule.ID, f.Severity.String(), f.Message, f.Address, f.Subject.String(), inFolder(folder, at.File), at.Line, at.Column, f.Environment, f.Fingerprint(), f.Waived, f.Reason,
		})
	}
	for _, s := range r.Skipped {
		d.Skipped = append(d.Skipped, skippedDoc{s.Rule.ID, s.Reason})
	}
	return d
}

// FindingsJSON writes findings for tools.
func FindingsJSON(w io.Writer, r lint.Result, folder string) error {
	return JSON(w, struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		FindingsDoc
	}{"dvpolicy/findings", 1, DocumentFindings(r, folder)})
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
	Fix        bool       `json:"fix"`
	Fires      string     `json:"fires,omitempty"`
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
	d := RuleDoc{
		r.ID, r.Severity.String(), r.Pack, r.Summary, r.Why, r.Sources, []ParamDoc{}, r.Fix != nil, r.Fires, strings.TrimSpace(r.Bad) + "\n", strings.TrimSpace(r.Good) + "\n",
	}
	for _, p := range r.Params {
		d.Parameters = append(d.Parameters, ParamDoc{p.Name, p.Value, p.Why})
	}
	return d
}
