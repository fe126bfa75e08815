package lint

import (
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Configure gives the rules the severities and parameters that a policy sets, and what it excludes in any of its environments; it reports what
// the policy says of rules that there are not.
func Configure(rules []*Rule, environments []*matrix.Matrix, diags *diag.List) []*Rule {
	p := environments[0].Policy()
	configured := make([]*Rule, len(rules))
	for i, r := range rules {
		own := *r
		own.Params = slices.Clone(r.Params)
		configured[i] = &own
	}
	for _, n := range p.Lint.Packs {
		if packs := Packs(rules); !slices.Contains(packs, n.Name) {
			diags.Errorf(diag.UnknownRule, n.Span, "there is no pack %q", n.Name).Suggest(n.Name, packs)
		}
	}
	said := map[string]source.Span{}
	for _, c := range p.Lint.Rules {
		r := find(configured, c.Rule, c.Span, diags)
		if r == nil {
			continue
		}
		if first, again := said[c.Rule]; again {
			diags.Errorf(diag.DuplicateBlock, c.Span, "rule %q is configured twice", c.Rule).Note(first, "the first is here")
			continue
		}
		said[c.Rule] = c.Span
		if c.Severity != "" {
			r.Severity, _ = ParseSeverity(c.Severity)
			r.set = true
		}
		for _, q := range c.Params {
			r.configure(q, diags)
		}
	}
	for _, e := range environments {
		for _, c := range e.Policy().Lint.Rules {
			if at := slices.IndexFunc(configured, func(r *Rule) bool { return r.ID == c.Rule }); at >= 0 {
				configured[at].exclude = append(configured[at].exclude, c.Exclude...)
			}
		}
		for _, w := range e.Policy().Waivers {
			find(configured, w.Rule, w.RuleSpan, diags)
		}
	}
	return configured
}

// Packs are the names of the packs that rules are in, sorted.
func Packs(rules []*Rule) []string {
	var names []string
	for _, r := range rules {
		if r.Pack != "" {
			names = append(names, r.Pack)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func find(rules []*Rule, id string, at source.Span, diags *diag.List) *Rule {
	var ids []string
	for _, r := range rules {
		if r.ID == id {
			return r
		}
		ids = append(ids, r.ID)
	}
	diags.Errorf(diag.UnknownRule, at, "there is no rule %q", id).Suggest(id, ids)
	return nil
}

// configure sets one parameter.
func (r *Rule) configure(q model.LintParam, diags *diag.List) {
	at := slices.IndexFunc(r.Params, func(own Param) bool { return own.Name == q.Name })
	if at < 0 {
		var names []string
		for _, own := range r.Params {
			names = append(names, own.Name)
		}
		diags.Errorf(diag.UnknownAttribute, q.Span, "rule %q has no parameter %q", r.ID, q.Name).Suggest(q.Name, append(names, "severity", "exclude", "exclude_tables"))
		return
	}
	if fmt.Sprintf("%T", r.Params[at].Value) != fmt.Sprintf("%T", q.Value) {
		diags.Errorf(diag.InvalidValue, q.Span, "%q of rule %q takes %s", q.Name, r.ID, map[string]string{"int": "a whole number", "string": "a text", "[]string": "a list of texts"}[fmt.Sprintf("%T", r.Params[at].Value)])
		return
	}
	r.Params[at].Value = q.Value
}
