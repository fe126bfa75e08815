package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

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
	for i, passes := range pass(rules, all, known) {
		switch {
		case rules[i].CheckAll != nil:
			r.Findings = append(r.Findings, once(passes[0].findings)...)
		default:
			for e, p := range passes {
				found[e] = append(found[e], once(p.findings)...)
			}
		}
		r.skip(rules[i], passes)
	}
	for i, m := range all {
		if len(m.Policy().Waivers) > 0 {
			slices.SortFunc(found[i], compare) // which of many a waiver accepts depends on the order
		}
		found[i] = append(found[i], waive(rules, m, found[i], r.Findings, today)...)
	}
	r.merge(found, all)
	slices.SortFunc(r.Findings, compare)
	return r
}

// pass takes every rule through every environment, several at once. Those that look at all of them have one pass; those about waivers none.
func pass(rules []*Rule, all []*matrix.Matrix, known []*facts) [][]*Pass {
	passes := make([][]*Pass, len(rules))
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				passes[i] = rules[i].pass(all, known)
			}
		})
	}
	for i := range rules {
		next <- i
	}
	close(next)
	wait.Wait()
	return passes
}

func (r *Rule) pass(all []*matrix.Matrix, known []*facts) []*Pass {
	var passes []*Pass
	switch {
	case r.CheckAll != nil:
		p := &Pass{All: all, rule: r}
		r.CheckAll(p)
		passes = append(passes, p)
	case r.Check != nil:
		for i, m := range all {
			p := &Pass{Matrix: m, Policy: m.Policy(), All: all, rule: r, facts: known[i]}
			r.Check(p)
			passes = append(passes, p)
		}
	}
	return passes
}

// skip notes a rule that no environment had anything for.
func (r *Result) skip(rule *Rule, passes []*Pass) {
	if !slices.ContainsFunc(passes, func(p *Pass) bool { return p.skipped == "" }) && len(passes) > 0 {
		r.Skipped = append(r.Skipped, Skipped{rule, passes[0].skipped})
	}
}

// merge takes what every environment has as one finding.
func (r *Result) merge(found [][]Finding, all []*matrix.Matrix) {
	if len(found) == 1 {
		r.Findings = append(r.Findings, found[0]...)
		return
	}
	count := map[key]int{}
	for _, findings := range found {
		for _, f := range findings {
			count[f.key()]++
		}
	}
	told := map[key]bool{}
	for i, findings := range found {
		for _, f := range findings {
			k := f.key()
			switch {
			case count[k] < len(found):
				f.Environment = all[i].Policy().Environment.Name
			case told[k]:
				continue
			}
			told[k] = true
			r.Findings = append(r.Findings, f)
		}
	}
}

// once leaves out what one pass reports again.
func once(all []Finding) []Finding {
	seen := make(map[key]bool, len(all))
	return slices.DeleteFunc(all, func(f Finding) bool {
		k := f.key()
		again := seen[k]
		seen[k] = true
		return again
	})
}

// A key tells findings apart, also by what they say.
type key struct {
	rule             *Rule
	address, message string
	subject          Subject
	severity         Severity
	waived           bool
}

func (f *Finding) key() key {
	return key{f.Rule, f.Address, f.Message, f.Subject, f.Severity, f.Waived}
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

// compare orders findings by place, rule, address, subject and environment. Most differ in the first two.
func compare(a, b Finding) int {
	if c := a.Span.Compare(b.Span); c != 0 {
		return c
	}
	if a.Rule != b.Rule {
		return cmp.Compare(a.Rule.ID, b.Rule.ID)
	}
	if c := cmp.Compare(a.Address, b.Address); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Subject.String(), b.Subject.String()), cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Message, b.Message))
}
