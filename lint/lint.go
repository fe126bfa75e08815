// Package lint finds what Dataverse accepts and nobody should want: rules run over the matrices of an input.
package lint

import (
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Severity says how much a finding weighs.
type Severity uint8

// The severities, from none to most.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severities = [...]string{"off", "info", "warning", "error"}

func (s Severity) String() string { return severities[s] }

// Severities are the names of those that a finding can have, from least to most.
func Severities() []string { return severities[Info:] }

// ParseSeverity reads a severity as String writes it.
func ParseSeverity(name string) (Severity, bool) {
	for i, s := range severities {
		if s == name {
			return Severity(i), true
		}
	}
	return Off, false
}

// MarshalText is String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the severity of a finding.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, ok := ParseSeverity(string(text))
	if !ok || parsed == Off {
		return fmt.Errorf("%q is none of %s", text, strings.Join(Severities(), ", "))
	}
	*s = parsed
	return nil
}

// A Rule is one practice, and how its violation is seen. It is one value in one file.
type Rule struct {
	ID         string // group/name
	Severity   Severity
	Summary    string   // what it flags, as one line
	Why        string   // what goes wrong where it is not followed
	Sources    []string // who says so
	Params     []Param
	Pack       string // "" for what presets run; else it runs where the pack is asked for
	Fires      string // what it says of roles that everybody holds, and why that is right; "" where it says nothing of them
	Unwaivable bool

	// Bad is a policy that violates the rule at the lines that end with "# here", and Good one that does not: its first test, and its page.
	Bad, Good string

	// Check reports what violates the rule in one environment, CheckAll in all of them together, CheckWaiver what is wrong with a waiver. A
	// rule has one of them.
	Check       func(*Pass)
	CheckAll    func(*Pass)
	CheckWaiver func(*Pass, Use)

	// Fix mends a finding in one of the environments that have it, or says why it cannot; nil where there is nothing to mend in this one.
	// Only rules with one right answer have it.
	Fix func(*model.Policy, Finding) *Fix

	set     bool // a policy sets the severity
	exclude []exclusion
}

// SwitchedOff reports whether a policy wants nothing of the rule.
func (r *Rule) SwitchedOff() bool { return r.set && r.Severity == Off }

// An exclusion is the addresses that a rule says nothing of in an environment.
type exclusion struct {
	environment string
	addresses   []string
}

// A Param is a number, a text or a list of words that a policy can set.
type Param struct {
	Name  string
	Value any // its default: an int, a string or a []string
	Why   string

	Of     *Vocabulary // of which its text or words are; nil: any
	Most   int         // of a number, which is never below 0; 0: any
	Filled bool        // a list without words would leave the rule nothing to look for
}

// A Vocabulary is the words that a parameter takes, of which some may be the policy's own. One word is as good as another to a program that
// looks for it: without a vocabulary a slip would switch a rule off.
type Vocabulary struct {
	Of    string                          // as in: "wriet" is no verb
	Words func([]*matrix.Matrix) []string // sorted
	Fault func(string) string             // instead of Words: what is wrong with a text, "" where nothing is
}

// A Subject is what of its address a finding is about. With the rule and the address it is the finding's identity, whatever line it is on.
type Subject struct {
	Table, Verb, Level, Privilege, Column, Other string
}

// A Finding is one violation.
type Finding struct {
	Rule        *Rule
	Severity    Severity
	Message     string
	Address     string // of the block that it is about; "" for the policy as a whole
	Subject     Subject
	Span        source.Span
	Environment string // "" where all environments have it
	Waived      bool
	Reason      string // why it is waived
}

// A Skipped rule lacked what it looks at.
type Skipped struct {
	Rule   *Rule
	Reason string
	Partly bool // it looked at other environments; the reason names those that it did not look at
}

// A Pass is one rule on its way through one environment.
type Pass struct {
	Matrix *matrix.Matrix // nil in CheckAll
	Policy *model.Policy  // nil in CheckAll
	All    []*matrix.Matrix

	Today string // 2026-11-21: what shares, reviews and waivers expire by

	rule     *Rule
	include  []string // standard_roles, managed_roles
	facts    *facts
	findings []Finding
	skipped  string

	passedOver bool // it looked at roles, but not at those of managed solutions
}

// A Target is what a finding is about: an address, where that stands, and what of it.
type Target struct {
	Address string
	Span    source.Span
	Subject
}

// Report reports a violation, of the rule's own severity. The message is lower case and ends without a full stop.
func (p *Pass) Report(at Target, format string, args ...any) {
	p.ReportAs(p.rule.Severity, at, format, args...)
}

// Skip says that the rule lacks what it looks at: nobody has passed it, and nobody failed.
func (p *Pass) Skip(reason string) { p.skipped = reason }

// Int is the value of a parameter.
func (p *Pass) Int(name string) int { return p.param(name).(int) }

// Text is the value of a parameter.
func (p *Pass) Text(name string) string { return p.param(name).(string) }

// Words is the value of a parameter.
func (p *Pass) Words(name string) []string { return p.param(name).([]string) }

func (p *Pass) param(name string) any {
	for _, q := range p.rule.Params {
		if q.Name == name {
			return q.Value
		}
	}
	panic("bug: rule " + p.rule.ID + " has no parameter " + name)
}
