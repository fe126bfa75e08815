package lint

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Use is a waiver after the rules have run: how many findings it met. A comment is one in all environments: what one of them lacks,
// another may have, and nobody could limit it.
type Use struct {
	*model.Waiver
	Met     int
	Expired bool
	Ran     bool // the rule that it names ran, and had what it looks at
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
			u.accept(of.covered(w))
			uses[i] = append(uses[i], u)
		}
	}
	unite(uses)
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

func (u *Use) accept(findings []*Finding) {
	for _, f := range findings {
		u.Met++
		f.Waived = f.Waived || !u.Expired && !f.Rule.Unwaivable && (u.Count == 0 || u.Met <= u.Count)
	}
}

// unite makes one of the comments that several environments have.
func unite(uses [][]Use) {
	type whole struct {
		met int
		ran bool
	}
	comments := map[source.Span]*whole{}
	for _, of := range uses {
		for _, u := range of {
			if !u.Comment {
				continue
			}
			if comments[u.Span] == nil {
				comments[u.Span] = &whole{ran: true}
			}
			comments[u.Span].met += u.Met
			comments[u.Span].ran = comments[u.Span].ran && u.Ran
		}
	}
	for _, of := range uses {
		for i := range of {
			if c := comments[of[i].Span]; of[i].Comment {
				of[i].Met, of[i].Ran = c.met, c.ran
			}
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
