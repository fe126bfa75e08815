package render

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Report is what pipelines are told, each in its own format: the findings of rules, or why the policy is invalid.
type Report struct {
	issues  []issue      // in the order of findings
	rules   []*lint.Rule // that ran, by id; none where the policy is invalid
	skipped []lint.Skipped
	counted string
	invalid bool
	fails   func(lint.Severity) bool
	from    Origin
}

// An Origin is who reports, and how the places are named that it reports.
type Origin struct {
	Version string
	Name    func(file string) string // of a file as spans have it; of "" the policy as a whole
}

// An issue is a finding, or a diagnostic.
type issue struct {
	rule, message, address string
	severity               lint.Severity
	at                     spot
	notes                  []note
	fingerprint            string
	waived                 bool
	reason                 string // why it is
}

type note struct {
	at      spot
	message string
}

// A spot is a place as pipelines know it. Line 0 is the file as a whole, column 0 the line as a whole; ends are exclusive.
type spot struct {
	file               string
	line, column       int
	endLine, endColumn int
	everywhere         bool // it is about no file, but about the policy
}

// A Measure is what a run was measured by.
type Measure struct {
	Fails    func(lint.Severity) bool // whether an open finding so grave fails the run
	Baseline string                   // the file, named as Origin does
}

// Formats are the writers of a report, by the names of the formats.
func (r Report) Formats() map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{"sarif": r.sarif, "junit": r.junit, "github": r.github, "azure-devops": r.azureDevOps, "markdown": r.markdown}
}

// staleBaseline is what fails beside the rules.
var staleBaseline = &lint.Rule{
	ID: "stale-baseline", Severity: lint.Error, Summary: "the baseline has more than occurs",
	Why: "What a baseline has is not reported: an entry that nothing answers to would hide the next one like it. Write it anew with --write-baseline.",
}

// ReportFindings is findings for pipelines.
func ReportFindings(r lint.Result, by Measure, from Origin) Report {
	report := Report{skipped: r.Skipped, counted: counted(r), fails: by.Fails, from: from, rules: slices.Clone(r.Ran)}
	for _, f := range r.Findings {
		report.rules = append(report.rules, f.Rule)
		report.issues = append(report.issues, issue{
			rule: f.Rule.ID, message: f.Message + in(f.Environment), address: f.Address, severity: f.Severity, at: from.spot(f.Span),
			fingerprint: f.Fingerprint(), waived: f.Waived, reason: f.Reason,
		})
	}
	for _, e := range r.Stale {
		report.rules = append(report.rules, staleBaseline)
		report.issues = append(report.issues, issue{
			rule: staleBaseline.ID, message: e.String() + " " + e.Why, address: e.Address, severity: staleBaseline.Severity, at: spot{file: by.Baseline},
			fingerprint: identity(staleBaseline.ID, e.Fingerprint),
		})
	}
	slices.SortFunc(report.rules, func(a, b *lint.Rule) int { return cmp.Compare(a.ID, b.ID) })
	report.rules = slices.CompactFunc(report.rules, func(a, b *lint.Rule) bool { return a.ID == b.ID })
	return report
}

// ReportDiagnostics is what the compiler says of an invalid policy, for pipelines.
func ReportDiagnostics(all []*diag.Diagnostic, from Origin) Report {
	report := Report{invalid: true, fails: isError, from: from, counted: "the policy is invalid: " + Count(count(all, diag.Error), "error")}
	for _, d := range all {
		severity := lint.Error
		if d.Severity == diag.Warning {
			severity = lint.Warning
		}
		message := d.Message + in(d.Environments...)
		if d.Hint != "" {
			message += "; " + d.Hint
		}
		one := issue{
			rule: string(d.Code), message: message, severity: severity, at: from.spot(d.Span),
			fingerprint: identity(string(d.Code), d.Span.Pos().File, d.Message, strings.Join(d.Environments, ",")),
		}
		for _, n := range d.Notes {
			one.notes = append(one.notes, note{from.spot(n.Span), n.Message})
		}
		report.issues = append(report.issues, one)
	}
	return report
}

func isError(s lint.Severity) bool { return s == lint.Error }

// in says the environments that have a problem, where not all have it.
func in(environments ...string) string {
	if all := strings.Join(environments, ", "); all != "" {
		return " (in " + all + ")"
	}
	return ""
}

// identity is made as the fingerprints of findings are.
func identity(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func (o Origin) spot(s source.Span) spot {
	if !s.Known() {
		return spot{file: o.Name(""), everywhere: true}
	}
	from := s.Pos()
	at := spot{file: o.Name(from.File), line: from.Line}
	if s.File.Lines || from.Line == 0 {
		return at
	}
	to := s.EndPos()
	if to.Line < from.Line || to.Line == from.Line && to.Column < from.Column {
		to = from
	}
	at.column, at.endLine, at.endColumn = from.Column, to.Line, to.Column
	return at
}

// String is a spot as text has it: file:line:column.
func (s spot) String() string {
	switch {
	case s.everywhere:
		return ""
	case s.line == 0:
		return s.file
	case s.column == 0:
		return fmt.Sprintf("%s:%d", s.file, s.line)
	}
	return fmt.Sprintf("%s:%d:%d", s.file, s.line, s.column)
}

// String is an issue as text has it, in one line.
func (i issue) String() string {
	at := i.at.String()
	if at != "" {
		at += ": "
	}
	return plain(fmt.Sprintf("%s%s: %s [%s]", at, i.severity, i.message, i.rule))
}

// cut is a text of at most so many characters.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	if all := []rune(text); len(all) > most {
		return string(all[:most-1]) + "…"
	}
	return text
}

// open are the issues that are not waived, the worst first.
func (r Report) open() []issue {
	var all []issue
	for _, i := range r.issues {
		if !i.waived {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b issue) int { return cmp.Compare(b.severity, a.severity) })
	return all
}
