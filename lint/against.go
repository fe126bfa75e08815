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

// A weighed tally counts them by how much they weigh.
type weighed map[Entry][Error + 1]int

func (w weighed) add(e Entry, s Severity, n int) {
	count := w[e]
	count[s] += n
	w[e] = count
}

// least counts those that weigh so much, or more.
func (w weighed) least(e Entry, s Severity) int {
	n, count := 0, w[e]
	for _, of := range count[s:] {
		n += of
	}
	return n
}

func (w weighed) all(e Entry) int { return w.least(e, Off) }

// An earlier is findings that there were. Each covers one that there is and that weighs no more.
type earlier struct {
	environments []string // that there are
	of           []string // that there were: what all of them had, one that came since did not have
	had          weighed
	waived       weighed // those that were waived: they cover what still is
	used         tally   // by the environments that there are
}

// take reports whether a finding is covered, if what weighs more was taken before. What all environments had, each had; what all have, each
// must have had.
func (x earlier) take(f *Finding) bool {
	environments := f.environments(x.environments)
	for _, e := range environments {
		here, everywhere := f.in(e), f.in("")
		n := x.had.least(here, f.Severity) - x.used[here]
		if f.Waived {
			n += x.waived.least(here, f.Severity)
		}
		if slices.Contains(x.of, e) {
			n += x.had.least(everywhere, f.Severity)
			if f.Waived {
				n += x.waived.least(everywhere, f.Severity)
			}
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

// left are the findings that are not covered, or not looked at; covered hears of the others. What weighs most is covered first, so that what
// was an error covers an error.
func (x earlier) left(all []Finding, looked func(*Finding) bool, covered func(*Finding)) []Finding {
	taken := make([]bool, len(all))
	for s := Error; s >= Info; s-- {
		for i := range all {
			if f := &all[i]; f.Severity == s && looked(f) && x.take(f) {
				taken[i] = true
				covered(f)
			}
		}
	}
	n := 0
	for i := range all {
		if !taken[i] {
			all[n] = all[i]
			n++
		}
	}
	clear(all[n:])
	return all[:n]
}

// Since leaves out the findings that an older result has too, and counts those that would be shown. What was waived, and is not any more,
// counts as not there before.
func (r *Result) Since(older Result, shown func(*Finding) bool) {
	x := earlier{environments: r.looks.environments, of: older.looks.environments, had: weighed{}, waived: weighed{}, used: tally{}}
	if len(x.environments) == 1 && len(x.of) == 1 {
		x.of = x.environments // one against one, whatever their names
	}
	for i := range older.Findings {
		f := &older.Findings[i]
		if f.Waived {
			x.waived.add(f.in(f.Environment), f.Severity, 1)
		} else {
			x.had.add(f.in(f.Environment), f.Severity, 1)
		}
	}
	r.Findings = x.left(r.Findings, func(*Finding) bool { return true }, func(f *Finding) {
		if shown(f) && !f.Waived {
			r.Before++
		}
	})
	for _, f := range r.Findings {
		if !older.Looked(f.Rule.ID, "") && !slices.Contains(r.Blind, f.Rule.ID) && shown(&f) {
			r.Blind = append(r.Blind, f.Rule.ID)
		}
	}
	slices.Sort(r.Blind)
}
