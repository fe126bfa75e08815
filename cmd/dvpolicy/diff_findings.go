package main

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// findingChanges are the findings that one input has and the other has not, by the rules as b configures them. Rules see all environments of
// an input, also where one is compared: some say what no environment does. What was renamed is called in a as in b.
func (p *program) findingChanges(a, b *loaded, pairs []pairing, renamed map[string]string, o diffOrder) (render.FindingChanges, error) {
	changes := render.FindingChanges{FolderBefore: a.folder, FolderAfter: b.folder}
	var diags diag.List
	configured := lint.Configure(rules.All(), b.matrices, &diags)
	if diags.HasErrors() {
		return changes, p.reportAll(&loaded{folder: b.folder, diags: diags.Sorted()})
	}
	policy := b.matrices[0].Policy()
	order := lintOrder{preset: "recommended"}
	for _, pack := range policy.Lint.Packs {
		order.packs = append(order.packs, pack.Name)
	}
	ran, options := order.choose(configured), lint.Options{Today: o.today, Configured: policy}
	var ofTwo []lint.Finding
	if o.from != "" {
		ran, ofTwo = wider(ran, pairs[0], options)
	}
	was := lint.Run(ran, a.matrices, options)
	is := was
	if a != b {
		is = lint.Run(ran, b.matrices, options)
	}
	one := o.environment != "" || o.from != ""
	before := looked(was, pairs, one, func(e pairing) *matrix.Matrix { return e.a }, renamed)
	after := looked(is, pairs, one, func(e pairing) *matrix.Matrix { return e.b }, nil)
	changes.Introduced, changes.NotLookedBefore = after.news(before, order)
	changes.Resolved, changes.NotLookedAfter = before.news(after, order)
	changes.Introduced = append(changes.Introduced, ofTwo...)
	return changes, nil
}

// wider are the rules but for the one that compares environments, and what that finds of these two: the second wider in production.
func wider(ran []*lint.Rule, e pairing, options lint.Options) ([]*lint.Rule, []lint.Finding) {
	at := slices.IndexFunc(ran, func(r *lint.Rule) bool { return r.ID == rules.ProductionWider })
	if at < 0 {
		return ran, nil
	}
	rule := ran[at]
	ran = slices.Delete(slices.Clone(ran), at, at+1)
	if e.b.Policy().Environment.Type != "production" {
		return ran, nil
	}
	r := lint.Run([]*lint.Rule{rule}, []*matrix.Matrix{e.a, e.b}, options)
	return ran, slices.DeleteFunc(r.Findings, func(f lint.Finding) bool { return f.Waived })
}

// A look is what rules found in one input, said so that it can be compared with what they found in another.
type look struct {
	lint.Result
	original map[identified]lint.Finding // nil: nothing had to be said otherwise
}

type identified struct{ fingerprint, message string }

func identify(f *lint.Finding) identified { return identified{f.Fingerprint(), f.Message} }

// looked is a result in which blocks are called as in the other input, and where one environment is compared, as if there were no others.
func looked(r lint.Result, pairs []pairing, one bool, side func(pairing) *matrix.Matrix, renamed map[string]string) look {
	switch {
	case one && side(pairs[0]) == nil:
		return look{}
	case !one && len(renamed) == 0:
		return look{Result: r}
	}
	l := look{r, map[identified]lint.Finding{}}
	l.Findings = nil
	for _, original := range r.Findings {
		f := original
		if one && f.Environment != "" && f.Environment != nameOf(side(pairs[0])) {
			continue
		}
		if one {
			f.Environment = ""
		}
		f.Address, f.Subject.Other = cmp.Or(renamed[f.Address], f.Address), cmp.Or(renamed[f.Subject.Other], f.Subject.Other)
		l.original[identify(&f)] = original
		l.Findings = append(l.Findings, f)
	}
	return l
}

// news are the findings that another look does not have, and the rules of theirs that could not look there.
func (l look) news(other look, o lintOrder) (found []lint.Finding, notLooked []string) {
	r := l.Result
	r.Findings = slices.Clone(r.Findings)
	r.Since(other.Result, o.shown)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Waived || !o.shown(f) {
			continue
		}
		if l.original != nil {
			*f = l.original[identify(f)]
		}
		found = append(found, *f)
	}
	if len(other.Ran) == 0 { // there is no such environment
		return found, nil
	}
	return found, r.Blind
}
