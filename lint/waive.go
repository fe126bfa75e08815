package lint

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Use is a waiver after the rules have run.
type Use struct {
	*model.Waiver
	Met     int // findings that it is about; of a block those of one environment, for in the others it may be another's to need it
	Whole   int // those of all its environments together, what all of them have once: as many as its count would have to be
	Expired bool
	Ran     bool // the rule that it names ran, and had what it looks at

	covers, accepted []*Finding
}

// Target is what findings about the waiver are about. A block may have several comments: each says which it is.
func (u Use) Target() Target {
	t := Target{Address: u.Address, Span: u.Span}
	if u.Comment {
		t.Other = u.directive()
	}
	return t
}

// Name is how a message calls the waiver.
func (u Use) Name() string {
	if u.Comment {
		return u.directive() + " of " + u.Address
	}
	return u.Address
}

func (u Use) directive() string {
	text := "dvpolicy:ignore " + u.Rule
	if u.Table != "" {
		text += " table=" + u.Table
	}
	if u.Privilege != "" {
		text += " privilege=" + u.Privilege
	}
	return text
}

// waive marks what the waivers of each environment accept, of its own findings and of those about all environments, and gives what the rules
// about waivers say of them. What has expired accepts nothing.
func (r *Result) waive(all []*matrix.Matrix, found [][]Finding, o Options) [][]Finding {
	uses := make([][]Use, len(all))
	for i, m := range all {
		if len(m.Policy().Waivers) == 0 {
			continue
		}
		of := group(found[i], r.Findings)
		for _, w := range m.Policy().Waivers {
			u := Use{Waiver: w, Expired: w.Expires != "" && w.Expires < o.Today, Ran: r.Looked(w.Rule, m.Policy().Environment.Name)}
			u.covers = of.covered(w)
			uses[i] = append(uses[i], u)
		}
	}
	accept(uses)
	r.acceptEverywhere(uses)
	r.idle = idle(uses)
	said := make([][]Finding, len(all))
	for _, rule := range r.Ran {
		if rule.CheckWaiver == nil {
			continue
		}
		for i, m := range all {
			p := &Pass{Matrix: m, Policy: m.Policy(), Today: o.Today, rule: rule}
			for _, u := range uses[i] {
				rule.CheckWaiver(p, u)
			}
			said[i] = append(said[i], once(p.findings)...)
		}
	}
	return said
}

// acceptEverywhere leaves a finding about all environments accepted only where a waiver of each of them accepts it: what dev lives with, prod
// may not. What is about one environment beside others, that one accepts.
func (r *Result) acceptEverywhere(uses [][]Use) {
	by, own := map[*Finding]int{}, map[*Finding]bool{}
	for i, of := range uses {
		accepted := map[*Finding]bool{}
		for _, u := range of {
			for _, f := range u.accepted {
				accepted[f] = true
			}
		}
		here := model.Address("environment", r.looks.environments[i])
		for j := range r.Findings {
			if f := &r.Findings[j]; accepted[f] {
				by[f]++
				own[f] = own[f] || f.Address == here
			}
		}
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Waived && by[f] < len(uses) && !own[f] {
			f.Waived, f.Reason = false, ""
		}
	}
}

// A written waiver is a block's instance or a comment, which several environments may have.
type written struct {
	address string
	span    source.Span
}

// A whole is what a waiver comes to in all of its environments together.
type whole struct {
	environments int
	ran          bool
	covers       []*Finding // environment by environment
	number       map[*Finding]int
	count        int
}

// accept marks what is accepted. It counts first, so that what one waiver accepts makes no difference to how another counts.
func accept(uses [][]Use) {
	wholes := map[written]*whole{}
	for _, of := range uses {
		for _, u := range of {
			id := written{u.Address, u.Span}
			if wholes[id] == nil {
				wholes[id] = &whole{ran: true}
			}
			w := wholes[id]
			w.environments++
			w.ran = w.ran && u.Ran
			w.covers = append(w.covers, u.covers...)
		}
	}
	for _, w := range wholes {
		w.enumerate()
	}
	for _, of := range uses {
		for i := range of {
			of[i].accept(wholes[written{of[i].Address, of[i].Span}])
		}
	}
}

// enumerate numbers findings from 1, in the order of their places and then of environments. What all environments have is one.
func (w *whole) enumerate() {
	slices.SortStableFunc(w.covers, compare)
	in := map[key]int{}
	for _, f := range w.covers {
		in[f.key()]++
	}
	shared := map[key]int{}
	w.number = make(map[*Finding]int, len(w.covers))
	for _, f := range w.covers {
		k := f.key()
		n := shared[k]
		if n == 0 {
			w.count++
			n = w.count
		}
		if in[k] == w.environments {
			shared[k] = n
		}
		w.number[f] = n
	}
}

func (u *Use) accept(w *whole) {
	u.Met, u.Whole = len(u.covers), w.count
	if u.Comment {
		u.Met, u.Ran = w.count, w.ran // what one environment lacks, another may have, and nobody could limit it
	}
	for _, f := range u.covers {
		if u.Expired || f.Rule.Unwaivable || u.Count != 0 && w.number[f] > u.Count {
			continue
		}
		u.accepted = append(u.accepted, f)
		if !f.Waived {
			f.Waived, f.Reason = true, strings.TrimSpace(u.Reason)
		}
	}
}

// A subjectOf is what a finding about a waiver is about.
type subjectOf struct{ address, subject string }

// idle are the waivers of which nobody knows whether they accept anything.
func idle(uses [][]Use) map[subjectOf]bool {
	all := map[subjectOf]bool{}
	for _, of := range uses {
		for _, u := range of {
			if !u.Ran {
				all[subjectOf{u.Address, u.Target().Subject.String()}] = true
			}
		}
	}
	return all
}

// A grouping finds findings by the rule and the address that a waiver names.
type grouping struct {
	findings  []*Finding
	byRule    map[string][]int32
	byAddress map[[2]string][]int32 // rule, address
}

func group(lists ...[]Finding) grouping {
	g := grouping{byRule: map[string][]int32{}, byAddress: map[[2]string][]int32{}}
	for _, findings := range lists {
		for i := range findings {
			f, at := &findings[i], int32(len(g.findings))
			g.findings = append(g.findings, f)
			g.byRule[f.Rule.ID] = append(g.byRule[f.Rule.ID], at)
			k := [2]string{f.Rule.ID, f.Address}
			g.byAddress[k] = append(g.byAddress[k], at)
		}
	}
	return g
}

// covered are the findings that a waiver is about, in their order.
func (g grouping) covered(w *model.Waiver) []*Finding {
	var at []int32
	switch {
	case w.Comment:
		for _, target := range w.Targets {
			at = append(at, g.byAddress[[2]string{w.Rule, target}]...)
		}
		slices.Sort(at)
	case w.Target != "":
		at = g.byAddress[[2]string{w.Rule, w.Target}]
	default:
		at = g.byRule[w.Rule]
	}
	var all []*Finding
	for _, i := range at {
		if f := g.findings[i]; narrowedTo(w, f) {
			all = append(all, f)
		}
	}
	return all
}

// narrowedTo reports whether a finding is about the table and the privilege that a waiver names.
func narrowedTo(w *model.Waiver, f *Finding) bool {
	aboutTable := w.Table == "" || w.Table == f.Subject.Table || f.Address == model.Address("table", w.Table)
	return aboutTable && (w.Privilege == "" || w.Privilege == f.Subject.Privilege)
}
