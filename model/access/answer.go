package access

import "slices"

// An Answer says whether, and why.
type Answer struct {
	Allowed  bool
	Disputed []string // points, each of which turns the answer over if it alone is answered otherwise
	Unknown  []string // of a no: what nobody wrote down and would make it a yes: teams and groups that may have more members, switches
	Barred   string   // why the principal cannot even enter, "" where it can; Allowed is what it may do when inside (S-EF-07)
	Masked   bool     // of reading a column: its values are masked
	Needs    []Need   // what was asked for, in order: allowed is what has all of them
}

// A Need is one thing that an operation asks for: a right on a row, an owner that may own it, a column that is open.
type Need struct {
	Who     string // address of whom it is asked of, "" of nobody in particular
	What    string
	Met     bool
	Ways    []Way    // every way that gives it, in a stable order
	Why     string   // of one that is not met: which gate is closed
	Nearest *Nearest // of a privilege that is lacking: what would open it
}

// Ways are those of all needs.
func (a Answer) Ways() []Way {
	var ways []Way
	for _, n := range a.Needs {
		ways = append(ways, n.Ways...)
	}
	return ways
}

// Missing is the first need that is not met, nil where all are.
func (a Answer) Missing() *Need {
	for i := range a.Needs {
		if !a.Needs[i].Met {
			return &a.Needs[i]
		}
	}
	return nil
}

// An evaluation decides once, under one set of answers and suppositions.
type evaluation struct {
	w       *World
	answers points
	asked   points
	suppose []string // of which teams, groups and roles, by address, the best is supposed where something is not known
	needs   *[]Need  // nil: whether is enough
	masked  bool
}

func (e *evaluation) note(n Need) { *e.needs = append(*e.needs, n) }

// check is a need that is met or not, without ways.
func (e *evaluation) check(what string, met bool, why string) bool {
	return e.checkOf("", what, met, why)
}

// checkOf is a need of somebody.
func (e *evaluation) checkOf(who, what string, met bool, why string) bool {
	if e.needs != nil {
		if met {
			why = ""
		}
		e.note(Need{Who: who, What: what, Met: met, Why: why})
	}
	return met
}

// all evaluates every part, so that an answer has every need.
func all(parts ...bool) bool {
	for _, p := range parts {
		if !p {
			return false
		}
	}
	return true
}

// answer decides, and then again under each supposition that may turn the answer over.
func (w *World) answer(decide func(*evaluation) bool) Answer {
	var a Answer
	e := evaluation{w: w, answers: w.answers, needs: &a.Needs}
	a.Allowed = decide(&e)
	a.Masked = a.Allowed && e.masked
	open := e.asked &^ w.settled
	var turn points
	for p := points(1); p <= open; p <<= 1 {
		if open&p == 0 {
			continue
		}
		other := evaluation{w: w, answers: w.answers ^ p}
		if decide(&other) != a.Allowed {
			turn |= p
		}
	}
	a.Disputed = turn.names()
	if !a.Allowed {
		a.Unknown = w.unknown(decide)
	}
	return a
}

// supposes reports whether the best is supposed of something that is not known.
func (e *evaluation) supposes(address string) bool { return slices.Contains(e.suppose, address) }

// unknown is what would make the answer a yes: each thing that alone would, else the fewest that do together, the last ones first to go.
func (w *World) unknown(decide func(*evaluation) bool) []string {
	best := func(of ...string) bool { return decide(&evaluation{w: w, answers: w.answers, suppose: of}) }
	if len(w.unknowns) == 0 || !best(w.unknowns...) {
		return nil
	}
	var alone []string
	for _, address := range w.unknowns {
		if best(address) {
			alone = append(alone, address)
		}
	}
	if len(alone) > 0 {
		return alone
	}
	together := slices.Clone(w.unknowns)
	for i := len(together) - 1; i >= 0; i-- {
		if without := slices.Delete(slices.Clone(together), i, i+1); best(without...) {
			together = without
		}
	}
	return together
}
