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

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// ReportAs reports a violation that weighs less than the rule's others: presets choose a rule by what weighs most. Where a policy sets the
// rule's severity, that weighs.
func (p *Pass) ReportAs(s Severity, at Target, format string, args ...any) {
	switch {
	case p.rule.set:
		s = p.rule.Severity
	case s == Off:
		s = Warning // it is off until somebody asks for it
	}
	if s == Off || p.excludes(at) {
		return
	}
	p.findings = append(p.findings, Finding{Rule: p.rule, Severity: s, Message: fmt.Sprintf(format, args...), Address: at.Address, Subject: at.Subject, Span: at.Span})
}

// excludes reports whether a policy wants nothing said of a target, in this environment, or in each that a pass looks at: of its address, or
// of the table that it is about.
func (p *Pass) excludes(at Target) bool {
	if len(p.rule.exclude) == 0 {
		return false
	}
	in := p.All
	if p.Matrix != nil {
		in = []*matrix.Matrix{p.Matrix}
	}
	return !slices.ContainsFunc(in, func(m *matrix.Matrix) bool { return !p.rule.excludesIn(m.Policy().Environment.Name, at) })
}

func (r *Rule) excludesIn(environment string, at Target) bool {
	return slices.ContainsFunc(r.exclude, func(x exclusion) bool {
		return x.environment == environment &&
			(slices.Contains(x.addresses, at.Address) || at.Table != "" && slices.Contains(x.addresses, model.Address("table", at.Table)))
	})
}

// A Result is what the rules found, and which of them could not look.
type Result struct {
	Findings []Finding // by file, place, rule, address, subject, environment
	Skipped  []Skipped // by rule
	Ran      []*Rule   // also those that were skipped

	Baselined int      // findings that a baseline has, and that are left out
	Stale     []Stale  // entries of a baseline
	Before    int      // findings that were there before, and that are left out
	Baseline  Baseline // to write, where one is asked for
	Blind     []string // rules that find something and could not look at what was there before

	ManagedRoles int // roles of managed solutions, which rules about roles passed over

	looks looks
	idle  map[subjectOf]bool
}

// Options are what a run is told beside rules and environments.
type Options struct {
	Today   string   // 2026-11-21: what shares, reviews and waivers expire by
	Include []string // roles that rules look at beside the policy's own: standard_roles, managed_roles

	Configured *model.Policy // what its lint blocks include counts; nil: the input's own
	Artifact   bool          // it is all that there is: no waivers, and nobody knows whether there were any
}

// Run runs rules over the environments of one input.
func Run(rules []*Rule, all []*matrix.Matrix, o Options) Result {
	r := Result{Ran: rules}
	o.Include = append(slices.Clone(o.Include), cmp.Or(o.Configured, all[0].Policy()).Lint.Include...)
	found := make([][]Finding, len(all)) // of each environment
	known := make([]*facts, len(all))
	for i, m := range all {
		known[i] = newFacts(m)
	}
	passed := pass(rules, all, known, o)
	for e := range found {
		n := 0
		for _, passes := range passed {
			if e < len(passes) {
				n += len(passes[e].findings)
			}
		}
		found[e] = make([]Finding, 0, n)
	}
	for i, passes := range passed {
		switch {
		case rules[i].CheckAll != nil:
			r.Findings = append(r.Findings, passes[0].findings...)
		default:
			for e, p := range passes {
				found[e] = append(found[e], p.findings...)
			}
		}
		r.skip(rules[i], passes)
		if rules[i].CheckWaiver != nil && o.Artifact {
			r.Skipped = append(r.Skipped, Skipped{rules[i], "an artifact does not carry waivers", false})
		}
		if slices.ContainsFunc(passes, func(p *Pass) bool { return p.passedOver }) {
			r.ManagedRoles = managedRoles(all)
		}
	}
	for i, m := range all {
		if len(m.Policy().Waivers) > 0 {
			found[i] = sorted(found[i]) // which of many a waiver accepts depends on the order
		}
	}
	r.looks = looksOf(rules, passed, all, o)
	for i, said := range r.waive(all, found, o) {
		found[i] = append(found[i], said...)
	}
	r.merge(found, all)
	r.Findings = sorted(r.Findings)
	return r
}

// pass takes every rule through every environment, several at once. Those that look at all of them have one pass; those about waivers none.
func pass(rules []*Rule, all []*matrix.Matrix, known []*facts, o Options) [][]*Pass {
	passes := make([][]*Pass, len(rules))
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				passes[i] = rules[i].pass(all, known, o)
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

func (r *Rule) pass(all []*matrix.Matrix, known []*facts, o Options) []*Pass {
	var passes []*Pass
	switch {
	case r.CheckAll != nil:
		p := &Pass{All: all, Today: o.Today, rule: r, include: o.Include}
		r.CheckAll(p)
		p.findings = once(p.findings)
		passes = append(passes, p)
	case r.Check != nil:
		for i, m := range all {
			p := &Pass{Matrix: m, Policy: m.Policy(), All: all, Today: o.Today, rule: r, include: o.Include, facts: known[i]}
			r.Check(p)
			p.findings = once(p.findings)
			passes = append(passes, p)
		}
	}
	return passes
}

// managedRoles is how many roles of managed solutions there are, each once for all environments.
func managedRoles(all []*matrix.Matrix) int {
	addresses := map[string]bool{}
	for _, m := range all {
		for _, r := range m.Policy().Roles {
			if r.Managed {
				addresses[r.Address] = true
			}
		}
	}
	return len(addresses)
}

// skip notes a rule that could not look: at no environment, or at some.
func (r *Result) skip(rule *Rule, passes []*Pass) {
	var in, reasons []string
	for _, p := range passes {
		if p.skipped == "" {
			continue
		}
		reasons = append(reasons, p.skipped)
		if p.Policy != nil {
			in = append(in, p.Policy.Environment.Name)
		}
	}
	switch {
	case len(reasons) == 0:
	case len(reasons) == len(passes):
		r.Skipped = append(r.Skipped, Skipped{rule, reasons[0], false})
	default:
		r.Skipped = append(r.Skipped, Skipped{rule, "in " + strings.Join(in, ", ") + ": " + reasons[0], true})
	}
}

// merge takes what every environment has as one finding.
func (r *Result) merge(found [][]Finding, all []*matrix.Matrix) {
	if len(found) == 1 && len(r.Findings) == 0 {
		r.Findings = found[0]
		return
	}
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
	reason           string
}

func (f *Finding) key() key {
	return key{f.Rule, f.Address, f.Message, f.Subject, f.Severity, f.Waived, f.Reason}
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
	return fingerprint(f.Rule.ID, f.Address, f.Subject.String(), f.Environment)
}

func fingerprint(identity ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(identity, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// sorted are findings by compare. A finding is large: their numbers are sorted, and each is moved once.
func sorted(all []Finding) []Finding {
	order := make([]int32, len(all))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int { return compare(&all[i], &all[j]) })
	moved := make([]Finding, len(all))
	for to, from := range order {
		moved[to] = all[from]
	}
	return moved
}

// compare orders findings by place, rule, address, subject and environment. Most differ in the first two.
func compare(a, b *Finding) int {
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
