package lint

import (
	"reflect"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Configure gives the rules the severities and parameters that a policy sets, which are the same in all of its environments, and what it
// excludes in each; it reports what the policy says of rules that there are not.
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
			d := diags.Errorf(diag.UnknownRule, n.Span, "there is no pack %q", n.Name)
			if d.Suggest(n.Name, packs); d.Hint == "" {
				d.Hint = "there is " + strings.Join(packs, ", ")
			}
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
		sameEverywhere(c, environments, diags)
		if c.Severity != "" {
			r.Severity, _ = ParseSeverity(c.Severity)
			r.set = true
			if r.Unwaivable && r.Severity == Off {
				diags.Errorf(diag.InvalidValue, c.Span, "rule %q cannot be switched off: it is about what accepts findings", c.Rule)
			}
		}
		for _, q := range c.Params {
			r.configure(q, environments, diags)
		}
	}
	for _, e := range environments {
		for _, c := range e.Policy().Lint.Rules {
			at := slices.IndexFunc(configured, func(r *Rule) bool { return r.ID == c.Rule })
			if at < 0 || len(c.Exclude) == 0 {
				continue
			}
			r := configured[at]
			if r.Unwaivable {
				diags.Errorf(diag.InvalidValue, c.Span, "rule %q excludes nothing: it is about what accepts findings", c.Rule)
			}
			r.exclude = append(r.exclude, exclusion{e.Policy().Environment.Name, c.Exclude})
		}
		for _, w := range e.Policy().Waivers {
			find(configured, w.Rule, w.RuleSpan, diags)
		}
	}
	return configured
}

// sameEverywhere refuses a rule that weighs otherwise, or is told otherwise, in one environment than in the first.
func sameEverywhere(c model.LintRule, environments []*matrix.Matrix, diags *diag.List) {
	first := environments[0].Policy().Environment.Name
	for _, e := range environments[1:] {
		for _, other := range e.Policy().Lint.Rules {
			same := func(a, b model.LintParam) bool { return a.Name == b.Name && reflect.DeepEqual(a.Value, b.Value) }
			if other.Rule == c.Rule && (other.Severity != c.Severity || !slices.EqualFunc(other.Params, c.Params, same)) {
				diags.Errorf(diag.InvalidValue, c.Span, "rule %q is configured otherwise in environment %q than in %q: only what it excludes may differ",
					c.Rule, e.Policy().Environment.Name, first)
				return
			}
		}
	}
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
func (r *Rule) configure(q model.LintParam, environments []*matrix.Matrix, diags *diag.List) {
	at := slices.IndexFunc(r.Params, func(own Param) bool { return own.Name == q.Name })
	if at < 0 {
		var names []string
		for _, own := range r.Params {
			names = append(names, own.Name)
		}
		names = append(names, "severity", "exclude", "exclude_tables")
		diags.Errorf(diag.UnknownAttribute, q.Span, "rule %q has no parameter %q", r.ID, q.Name).Suggest(q.Name, names)
		return
	}
	own := &r.Params[at]
	if kindOf(own.Value) != kindOf(q.Value) {
		diags.Errorf(diag.InvalidValue, q.Span, "%q of rule %q takes %s", q.Name, r.ID, kindOf(own.Value))
		return
	}
	before := diags.Len()
	switch value := q.Value.(type) {
	case int:
		own.number(r.ID, value, q.Place(0), diags)
	case string:
		own.word(r.ID, value, q.Place(0), environments, diags)
	case []string:
		if own.Filled && len(value) == 0 {
			diags.Errorf(diag.InvalidValue, q.Span, "without %s rule %q has nothing to look for", q.Name, r.ID).Hint = "to switch it off: severity = \"off\""
		}
		for i, word := range value {
			own.word(r.ID, word, q.Place(i), environments, diags)
		}
	}
	if diags.Len() == before {
		own.Value = q.Value
	}
}

func kindOf(value any) string {
	switch value.(type) {
	case int:
		return "a whole number"
	case string:
		return "a text"
	}
	return "a list of texts"
}

func (p *Param) number(rule string, value int, at source.Span, diags *diag.List) {
	switch {
	case value < 0:
		diags.Errorf(diag.InvalidValue, at, "%q of rule %q is a number from 0, not %d", p.Name, rule, value)
	case p.Most > 0 && value > p.Most:
		diags.Errorf(diag.InvalidValue, at, "%q of rule %q is a number from 0 to %d, not %d", p.Name, rule, p.Most, value)
	}
}

// word checks a text, or a word of a list, against what the parameter takes.
func (p *Param) word(rule, word string, at source.Span, environments []*matrix.Matrix, diags *diag.List) {
	if p.Of == nil {
		return
	}
	if p.Of.Fault != nil {
		if fault := p.Of.Fault(word); fault != "" {
			diags.Errorf(diag.InvalidValue, at, "%q of rule %q is %s: %s", p.Name, rule, p.Of.Of, fault)
		}
		return
	}
	words := p.Of.Words(environments)
	if own, _ := p.Value.([]string); slices.Contains(words, word) || slices.Contains(own, word) {
		return
	}
	d := diags.Errorf(diag.InvalidValue, at, "%q is no %s, which %q of rule %q takes", word, p.Of.Of, p.Name, rule)
	if d.Suggest(word, words); d.Hint == "" && len(words) <= mostWords {
		d.Hint = "it is one of " + strings.Join(words, ", ")
	}
}

// mostWords is how many words an error lists.
const mostWords = 8
