package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A mend is one edit, and the findings that it mends: an assignment of a block with for_each is many people's.
type mend struct {
	edit       source.Edit
	rule       *lint.Rule
	findings   []int
	meanings   []meaning
	sameAccess bool
}

// A meaning is what an edit must come to in an environment.
type meaning struct {
	environment string // "": in each
	fix         *lint.Fix
}

// A mended policy is what is left to say, and to write.
type mended struct {
	l      *loaded
	result lint.Result
	report render.FixReport
}

// Fixing one thing shows another. No policy needs as many rounds.
const maxRounds = 50

// mend fixes what can be fixed, round by round, until a round fixes nothing: what one fix leaves behind, another may be for.
func (p *program) mend(l *loaded, r lint.Result, look func(*loaded) (lint.Result, error)) (mended, error) {
	defer p.progress("fixing " + l.folder)()
	m := mended{l: l, result: r}
	for range maxRounds {
		w := newWorkshop(m.l)
		left := w.round(m.result.Findings)
		m.report.Left = left
		if len(w.done) == 0 {
			break
		}
		for i, f := range m.result.Findings {
			if slices.ContainsFunc(w.done, func(d *mend) bool { return slices.Contains(d.findings, i) }) {
				m.report.Fixed = append(m.report.Fixed, f)
			}
		}
		next := *m.l
		next.policy, next.matrices = w.now.policy, w.now.matrices
		m.l = &next
		var err error
		if m.result, err = look(m.l); err != nil {
			return m, err
		}
	}
	return m, nil
}

// mends are the edits that findings ask for, by their first finding, and the findings that ask for none, with the reason.
func (w *workshop) mends(findings []lint.Finding) (all []*mend, left []render.Unfixed) {
	known := map[source.Edit]*mend{}
	for i, f := range findings {
		if f.Waived || f.Rule.Fix == nil {
			continue
		}
		fixes, why := w.fixes(f)
		if why != "" {
			left = append(left, render.Unfixed{Finding: f, Why: why})
			continue
		}
		for _, one := range fixes {
			m := known[one.fix.Edit]
			if m == nil {
				m = &mend{edit: one.fix.Edit, rule: f.Rule, sameAccess: true}
				known[m.edit] = m
				all = append(all, m)
			}
			m.meanings = append(m.meanings, one)
			m.sameAccess = m.sameAccess && one.fix.SameAccess
			if !slices.Contains(m.findings, i) {
				m.findings = append(m.findings, i)
			}
		}
	}
	return all, left
}

// fixes are those of a finding in the environments that have it.
func (w *workshop) fixes(f lint.Finding) (all []meaning, why string) {
	for _, m := range w.was.matrices {
		name := m.Policy().Environment.Name
		if f.Environment != "" && f.Environment != name {
			continue
		}
		fix := f.Rule.Fix(m.Policy(), f)
		switch {
		case fix == nil:
			continue
		case fix.Why != "":
			return nil, fix.Why
		case !slices.Contains(w.was.policy.Files, fix.Edit.Block.File):
			return nil, notEditable(fix.Edit.Block)
		case fix.Everywhere:
			name = ""
		}
		all = append(all, meaning{name, fix})
	}
	if len(all) == 0 {
		why = "nothing that the policy says makes it so"
	}
	return all, why
}

func notEditable(at source.Span) string {
	if !at.Known() {
		return "no policy file says it"
	}
	return fmt.Sprintf("%s is no policy file", at.File.Name)
}

// A rewriting is a file as it was and as it is to be.
type rewriting struct{ was, now *source.File }

// rewritings are the files of a policy that are others than before.
func rewritings(was, now *input.Policy) []rewriting {
	var all []rewriting
	for i, f := range was.Files {
		if !bytes.Equal(f.Text, now.Files[i].Text) {
			all = append(all, rewriting{f, now.Files[i]})
		}
	}
	return all
}
