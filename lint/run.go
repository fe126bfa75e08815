package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// ReportAs reports a violation that weighs otherwise than the rule's others. Where a policy sets the rule's severity, that weighs.
func (p *Pass) ReportAs(s Severity, at Target, format string, args ...any) {
	switch {
	case p.rule.set:
		s = p.rule.Severity
	case s == Off:
		s = Warning // it is off until somebody asks for it
	}
	if s == Off || slices.Contains(p.rule.exclude, at.Address) {
		return
	}
	p.findings = append(p.findings, Finding{Rule: p.rule, Severity: s, Message: fmt.Sprintf(format, args...), Address: at.Address, Subject: at.Subject, Span: at.Span})
}

// A Result is what the rules found, and which of them could not look.
type Result struct {
	Findings []Finding // by file, place, rule, address, subject, environment
	Skipped  []Skipped // by rule
}

// Run runs rules over the environments of one input. today (2026-11-21) is what waivers expire by.
func Run(rules []*Rule, all []*matrix.Matrix, today string) Result {
	var r Result
	found := make([][]Finding, len(all)) // of each environment
	known := make([]*facts, len(all))
	for i, m := range all {
		known[i] = newFacts(m)
	}
	for _, rule := range rules {
		if rule.CheckAll != nil {
			p := &Pass{All: all, rule: rule}
			rule.CheckAll(p)
			r.Findings = append(r.Findings, once(p.findings)...)
			r.skip(rule, []*Pass{p})
			continue
		}
		if rule.Check == nil {
			continue
		}
		passes := make([]*Pass, len(all))
		for i, m := range all {
			passes[i] = &Pass{Matrix: m, Policy: m.Policy(), All: all, rule: rule, facts: known[i]}
			rule.Check(passes[i])
			found[i] = append(found[i], once(passes[i].findings)...)
		}
		r.skip(rule, passes)
	}
	for i, m := range all {
		slices.SortStableFunc(found[i], compare)
		found[i] = append(found[i], waive(rules, m, found[i], r.Findings, today)...)
	}
	r.merge(found, all)
	slices.SortStableFunc(r.Findings, compare)
	return r
}

// skip notes a rule that no environment had anything for.
func (r *Result) skip(rule *Rule, passes []*Pass) {
	if !slices.ContainsFunc(passes, func(p *Pass) bool { return p.skipped == "" }) && len(passes) > 0 {
		r.Skipped = append(r.Skipped, Skipped{rule, passes[0].skipped})
	}
}

// merge takes what every environment has as one finding.
func (r *Result) merge(found [][]Finding, all []*matrix.Matrix) {
	count := map[string]int{}
	for _, findings := range found {
		for _, f := range findings {
			count[f.key()]++
		}
	}
	told := map[string]bool{}
	for i, findings := range found {
		for _, f := range findings {
			key := f.key()
			switch {
			case count[key] < len(found):
				f.Environment = all[i].Policy().Environment.Name
			case told[key]:
				continue
			}
			told[key] = true
			r.Findings = append(r.Findings, f)
		}
	}
}

// once leaves out what one pass reports again.
func once(all []Finding) []Finding {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(f Finding) bool {
		again := seen[f.key()]
		seen[f.key()] = true
		return again
	})
}

// key tells findings apart, also by what they say.
func (f Finding) key() string {
	return strings.Join([]string{f.Rule.ID, f.Address, f.Subject.String(), f.Severity.String(), fmt.Sprint(f.Waived), f.Message}, "\x00")
}

// String is a subject as a waiver would name it: table=account verb=delete.
func (s Subject) String() string {
	var parts []string
	for _, one := range [][2]string{
		{"table", s.Table}, {"column", s.Column}, {"verb", s.Verb}, {"level", s.Level}, {"privilege", s.Privilege}, {"other", s.Other},
	} {
		if one[1] != "" {
			parts = append(parts, one[0]+"="+one[1])
		}
	}
	return strings.Join(parts, " ")
}

// Fingerprint is a finding's identity: it stays while lines move, names of files change, or numbers in its message do.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule.ID, f.Address, f.Subject.String(), f.Environment}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func compare(a, b Finding) int {
	return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Address, b.Address),
		cmp.Compare(a.Subject.String(), b.Subject.String()), cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Message, b.Message))
}
