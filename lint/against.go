package lint

import "slices"

// A tally counts findings by what they are about, in an environment, or in all of them ("").
type tally map[Entry]int

// in is what a finding is about, in an environment.
func (f *Finding) in(environment string) Entry {
	return Entry{Rule: f.Rule.ID, Address: f.Address, Subject: f.Subject.String(), Environment: environment}
}

// environments are those that a finding is of.
func (f *Finding) environments(all []string) []string {
	if f.Environment == "" {
		return all
	}
	return []string{f.Environment}
}

// An earlier is findings that there were. Each covers one that there is.
type earlier struct {
	environments []string // that there are
	had          tally
	waived       tally // those that were waived: they cover what still is
	used         tally // by the environments that there are
}

// take reports whether a finding is covered. What all environments had, each had; what all have, each must have had.
func (x earlier) take(f *Finding) bool {
	environments := f.environments(x.environments)
	for _, e := range environments {
		here, everywhere := f.in(e), f.in("")
		n := x.had[everywhere] + x.had[here] - x.used[here]
		if f.Waived {
			n += x.waived[everywhere] + x.waived[here]
		}
		if n <= 0 {
			return false
		}
	}
	for _, e := range environments {
		x.used[f.in(e)]++
	}
	return true
}

// Since leaves out the findings that an older result has too, and counts those that would be shown. What was waived, and is not any more,
// counts as not there before.
func (r *Result) Since(older Result, shown func(*Finding) bool) {
	x := earlier{environments: r.looks.environments, had: tally{}, waived: tally{}, used: tally{}}
	for i := range older.Findings {
		f := &older.Findings[i]
		if f.Waived {
			x.waived[f.in(f.Environment)]++
		} else {
			x.had[f.in(f.Environment)]++
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		if !x.take(&f) {
			return false
		}
		if shown(&f) && !f.Waived {
			r.Before++
		}
		return true
	})
	for _, f := range r.Findings {
		if !older.Looked(f.Rule.ID, "") && !slices.Contains(r.Blind, f.Rule.ID) && shown(&f) {
			r.Blind = append(r.Blind, f.Rule.ID)
		}
	}
	slices.Sort(r.Blind)
}
