package lint

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// A Use is a waiver after the rules have run: how many findings it met.
type Use struct {
	*model.Waiver
	Met     int
	Expired bool
	Ran     bool // the rule that it names ran
}

// waive marks what the waivers of an environment accept, of its own findings and of those about all environments, and gives what the rules
// about waivers say of them. What has expired accepts nothing.
func waive(rules []*Rule, m *matrix.Matrix, own, whole []Finding, today string) []Finding {
	var uses []Use
	for _, w := range m.Policy().Waivers {
		u := Use{Waiver: w, Expired: w.Expires != "" && w.Expires < today}
		u.Ran = slices.ContainsFunc(rules, func(r *Rule) bool { return r.ID == w.Rule })
		for _, findings := range [][]Finding{own, whole} {
			for i := range findings {
				if f := &findings[i]; covers(w, f) {
					u.Met++
					f.Waived = f.Waived || !u.Expired && !f.Rule.Unwaivable && (w.Count == 0 || u.Met <= w.Count)
				}
			}
		}
		uses = append(uses, u)
	}
	var said []Finding
	for _, r := range rules {
		if r.CheckWaiver == nil {
			continue
		}
		p := &Pass{Matrix: m, Policy: m.Policy(), rule: r}
		for _, u := range uses {
			r.CheckWaiver(p, u)
		}
		said = append(said, once(p.findings)...)
	}
	return said
}

// covers reports whether a waiver is about a finding.
func covers(w *model.Waiver, f *Finding) bool {
	aboutTable := w.Table == "" || w.Table == f.Subject.Table || f.Address == model.Address("table", w.Table)
	return w.Rule == f.Rule.ID && (w.Target == "" || w.Target == f.Address) && aboutTable && (w.Privilege == "" || w.Privilege == f.Subject.Privilege)
}
