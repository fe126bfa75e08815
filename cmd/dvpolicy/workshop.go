package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A workshop is where one round of fixes is tried: a policy as it was, and as it is with what has been proved so far.
type workshop struct {
	was, now stage
	done     []*mend
	failures int // that may still be tried one by one
}

// So many proofs may fail in a round before those that are to blame are left together, without each being tried by itself.
const maxFailures = 100

// A stage is a policy, and what it compiles to.
type stage struct {
	policy   *input.Policy
	matrices []*matrix.Matrix
}

func newWorkshop(l *loaded) *workshop {
	s := stage{l.policy, l.matrices}
	return &workshop{was: s, now: s, failures: maxFailures}
}

// round does what can be done for findings, rule by rule, and gives what is left with the reasons.
func (w *workshop) round(findings []lint.Finding) []render.Unfixed {
	all, left := w.mends(findings)
	leave := func(m *mend, err error) {
		for _, i := range m.findings {
			left = append(left, render.Unfixed{Finding: findings[i], Why: err.Error()})
		}
	}
	_, errs := edited(w.was.policy, all)
	byRule := map[*lint.Rule][]*mend{}
	var rules []*lint.Rule
	for i, m := range all {
		if errs[i] != nil {
			leave(m, errs[i])
			continue
		}
		if byRule[m.rule] == nil {
			rules = append(rules, m.rule)
		}
		byRule[m.rule] = append(byRule[m.rule], m)
	}
	for _, r := range rules {
		w.try(byRule[r], leave)
	}
	slices.SortStableFunc(left, func(a, b render.Unfixed) int { return a.Finding.Span.Compare(b.Finding.Span) })
	return left
}

// try does mends together. Where that cannot be proved it leaves those that are to blame for certain, and does the others together. If it is
// not known of any, first those in whose blocks nothing went wrong; then each half for itself, down to one.
func (w *workshop) try(batch []*mend, leave func(*mend, error)) {
	if len(batch) == 0 {
		return
	}
	now, err := w.prove(batch)
	if err == nil {
		w.now, w.done = now, append(w.done, batch...)
		return
	}
	guilty, suspects := w.blame(batch, err)
	if w.failures--; len(guilty) == 0 && (w.failures < 0 || len(batch) == 1) {
		for _, m := range batch {
			leave(m, err) // of several, one is to blame
		}
		return
	}
	var rest, others []*mend
	for _, m := range batch {
		switch {
		case guilty[m] != nil:
			leave(m, guilty[m])
		case suspects[m] && len(guilty) == 0:
			rest = append(rest, m)
		default:
			others = append(others, m)
		}
	}
	if len(guilty) == 0 && (len(rest) == 0 || len(others) == 0) {
		others, rest = batch[:len(batch)/2], batch[len(batch)/2:]
	}
	w.try(others, leave)
	w.try(rest, leave)
}

// blame finds the mends whose blocks say what has changed though nobody wanted it. Where an address is said by the block of one mend alone,
// that is guilty of it.
func (w *workshop) blame(batch []*mend, err error) (guilty map[*mend]error, suspects map[*mend]bool) {
	guilty, suspects = map[*mend]error{}, map[*mend]bool{}
	var s *spill
	if !errors.As(err, &s) {
		return guilty, suspects
	}
	in := map[source.Span][]*mend{}
	for _, m := range batch {
		in[m.edit.Block] = append(in[m.edit.Block], m)
	}
	for _, was := range w.was.matrices {
		if was.Policy().Environment.Name != s.environment {
			continue
		}
		blocks := blocksBehind(was.Policy())
		for _, address := range s.addresses {
			var these []*mend
			for _, at := range blocks(address) {
				these = append(these, in[at]...)
			}
			for _, m := range these {
				suspects[m] = true
			}
			if len(these) == 1 && guilty[these[0]] == nil {
				guilty[these[0]] = &spill{[]string{address}, s.environment}
			}
		}
	}
	return guilty, suspects
}

// blocksBehind gives the blocks that say what stands at an address: of a table its columns too, of a role those that it is based on.
func blocksBehind(p *model.Policy) func(address string) []source.Span {
	at, base := map[string][]source.Span{}, map[string]string{}
	for _, t := range p.Teams {
		at[t.Address] = []source.Span{t.Span}
	}
	for _, u := range p.Users {
		at[u.Address] = []source.Span{u.Span}
	}
	for _, t := range p.Tables {
		blocks := []source.Span{t.Span}
		for _, c := range t.Columns {
			blocks = append(blocks, c.Span)
		}
		at[model.Address("table", t.Fact.Name)] = blocks
	}
	for _, r := range p.Roles {
		at[r.Address], base[r.Address] = []source.Span{r.Span}, r.BasedOn
	}
	return func(address string) (blocks []source.Span) {
		for ; address != ""; address = base[address] {
			blocks = append(blocks, at[address]...)
		}
		return blocks
	}
}

// prove makes the edits of mends beside those that are done, and compiles the text that comes of it. In every environment that must give
// what the mends mean, done to the model of the text as it was, and nothing else.
func (w *workshop) prove(batch []*mend) (stage, error) {
	all := slices.Concat(w.done, batch)
	files, errs := edited(w.was.policy, all)
	if err := errors.Join(errs...); err != nil {
		return stage{}, errors.New("another fix changes the same place")
	}
	now := *w.was.policy
	now.Files = files
	got, err := compiled(&now)
	if err != nil {
		return stage{}, err
	}
	want, err := compiled(w.was.policy)
	if err != nil {
		return stage{}, err
	}
	if len(got) != len(want) {
		return stage{}, errors.New("it would change which environments there are")
	}
	s := stage{policy: &now}
	for i, p := range want {
		apply(all, p)
		m := matrix.Build(got[i])
		if err := same(matrix.Build(p), m); err != nil {
			return stage{}, err
		}
		s.matrices = append(s.matrices, m)
	}
	if !slices.ContainsFunc(batch, func(m *mend) bool { return !m.sameAccess }) {
		for i, m := range s.matrices {
			if c := matrix.Compare(w.now.matrices[i], m, false); len(c) > 0 {
				return stage{}, fmt.Errorf("%s could do more or less than before", c[0].Principals[0])
			}
		}
	}
	return s, nil
}

// edited are the files of a policy after edits, and what is wrong with each of these.
func edited(policy *input.Policy, all []*mend) ([]*source.File, []error) {
	errs := make([]error, len(all))
	of := map[*source.File][]int{}
	for i, m := range all {
		of[m.edit.Block.File] = append(of[m.edit.Block.File], i)
	}
	files := slices.Clone(policy.Files)
	for at, f := range files {
		if len(of[f]) == 0 {
			continue
		}
		var edits []source.Edit
		for _, i := range of[f] {
			edits = append(edits, all[i].edit)
		}
		text, problems := syntax.Edit(f, edits)
		for j, i := range of[f] {
			errs[i] = problems[j]
		}
		files[at] = &source.File{Name: f.Name, Text: text}
	}
	return files, errs
}

// compiled are the models of a policy.
func compiled(policy *input.Policy) ([]*model.Policy, error) {
	program, diags := compiler.Compile(policy)
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			return nil, fmt.Errorf("the policy would not compile: %s", d.Message)
		}
	}
	return program.Environments, nil
}

// apply does to a model what mends mean. Of standard roles a model has those that somebody holds, and of bases those that a role names.
func apply(all []*mend, p *model.Policy) {
	before := held(p)
	for _, m := range all {
		for _, one := range m.meanings {
			if one.environment == "" || one.environment == p.Environment.Name {
				one.fix.Apply(p)
			}
		}
	}
	after := held(p)
	p.Roles = slices.DeleteFunc(p.Roles, func(r *model.Role) bool { return r.Standard && before[r] && !after[r] })
	named := map[*model.Base]bool{}
	for _, r := range p.Roles {
		for _, g := range r.Grants {
			named[g.Base] = true
		}
	}
	p.Bases = slices.DeleteFunc(p.Bases, func(b *model.Base) bool { return !named[b] })
}

func held(p *model.Policy) map[*model.Role]bool {
	all := map[*model.Role]bool{}
	for _, t := range p.Teams {
		for _, a := range t.Assignments {
			all[a.Role] = true
		}
	}
	for _, u := range p.Users {
		for _, a := range u.Assignments {
			all[a.Role] = true
		}
	}
	return all
}
