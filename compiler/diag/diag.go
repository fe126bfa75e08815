// Package diag is what the program says about a policy: a diagnostic, a list of them, and their total order.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Severity says what a diagnostic means for the policy.
type Severity uint8

const (
	Error   Severity = iota // the policy has no meaning
	Warning                 // it has one, which rests on something doubtful
)

func (s Severity) String() string {
	return [...]string{"error", "warning"}[s]
}

// A Note points at the other half of a problem.
type Note struct {
	Span    source.Span
	Message string
}

// A Diagnostic is one problem of a policy. Its span is no longer than what has to be edited.
type Diagnostic struct {
	Severity Severity
	Code     Code
	Message  string // lower case, no full stop, names quoted as written
	Hint     string // stands after the caret: `did you mean "sales"?`
	Span     source.Span
	Notes    []Note

	// Environments are the ones that have the problem, where not all of the policy's do.
	Environments []string
}

// Error makes a diagnostic an error, for functions that cannot reach a list.
func (d *Diagnostic) Error() string { return d.Message }

// Note adds a place that belongs to the problem.
func (d *Diagnostic) Note(at source.Span, format string, args ...any) *Diagnostic {
	d.Notes = append(d.Notes, Note{at, fmt.Sprintf(format, args...)})
	return d
}

// Suggest adds "did you mean", where one of the names is near what was written.
func (d *Diagnostic) Suggest(written string, names []string) *Diagnostic {
	if near := Nearest(written, names); near != "" {
		d.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return d
}

// A List collects diagnostics. The zero List is ready to use; it is not safe for concurrent use: give each worker its own and Add them.
type List struct {
	items []*Diagnostic
	count map[place]int
}

// A place is a kind of problem in a file. Of one kind in one file, a list holds the first: nobody reads a million lines about one mistake.
type place struct {
	code Code
	file *source.File
}

const mostOfAKind = 10_000

// Errorf reports an error.
func (l *List) Errorf(code Code, at source.Span, format string, args ...any) *Diagnostic {
	return l.add(&Diagnostic{Severity: Error, Code: code, Span: at, Message: fmt.Sprintf(format, args...)})
}

// Warnf reports a warning.
func (l *List) Warnf(code Code, at source.Span, format string, args ...any) *Diagnostic {
	return l.add(&Diagnostic{Severity: Warning, Code: code, Span: at, Message: fmt.Sprintf(format, args...)})
}

func (l *List) add(d *Diagnostic) *Diagnostic {
	if l.count == nil {
		l.count = map[place]int{}
	}
	of := place{d.Code, d.Span.File}
	l.count[of]++
	switch n := l.count[of]; {
	case n <= mostOfAKind:
		l.items = append(l.items, d)
	case n == mostOfAKind+1:
		l.items = append(l.items, &Diagnostic{Severity: d.Severity, Code: d.Code, Span: d.Span, Message: fmt.Sprintf("the file has more than %d problems of this kind: the others are not shown", mostOfAKind)})
	}
	return d
}

// Add takes over what another list has collected.
func (l *List) Add(other *List) { l.items = append(l.items, other.items...) }

// Copy is the same problems again, for another to note where they were found.
func (l *List) Copy() *List {
	c := &List{}
	for _, d := range l.items {
		again := *d
		c.items = append(c.items, &again)
	}
	return c
}

// Without is the list less the diagnostics of a code.
func (l *List) Without(code Code) *List {
	return &List{items: slices.DeleteFunc(slices.Clone(l.items), func(d *Diagnostic) bool { return d.Code == code })}
}

// DeleteFunc takes away what del says.
func (l *List) DeleteFunc(del func(*Diagnostic) bool) { l.items = slices.DeleteFunc(l.items, del) }

// In notes that what was reported was found in one environment of several.
func (l *List) In(environment string) {
	for _, d := range l.items {
		d.Environments = []string{environment}
	}
}

// Everywhere leaves out the environments of what all of them report, and merges what some do.
func (l *List) Everywhere(all []string) {
	l.items = l.Sorted()
	for i, d := range l.items {
		if len(d.Environments) == len(all) {
			once := *d
			once.Environments = nil
			l.items[i] = &once
		}
	}
}

// Len is how many problems were reported.
func (l *List) Len() int { return len(l.items) }

// Since is what was reported after the list had n problems.
func (l *List) Since(n int) []*Diagnostic { return l.items[n:] }

// HasErrors reports whether the policy has no meaning.
func (l *List) HasErrors() bool {
	return slices.ContainsFunc(l.items, func(d *Diagnostic) bool { return d.Severity == Error })
}

// Sorted is every problem once, in the total order: place, severity, code, message, notes.
// What several environments report is one diagnostic that names them, and has the notes of all. Of many of one code at one place, as one
// slip in a for_each makes them, the first stand for the others.
func (l *List) Sorted() []*Diagnostic {
	sorted := slices.Clone(l.items)
	slices.SortStableFunc(sorted, compare)
	var once []*Diagnostic
	for _, d := range sorted {
		if n := len(once); n > 0 && compareWithoutNotes(once[n-1], d) == 0 {
			merged := *once[n-1]
			merged.Environments = mergeNames(merged.Environments, d.Environments)
			merged.Notes = mergeNotes(merged.Notes, d.Notes)
			once[n-1] = &merged
			continue
		}
		once = append(once, d)
	}
	return abridged(once)
}

// Of more than so many diagnostics of one code at one place, the first few are told.
const (
	tellAll   = 5
	tellFirst = 3
)

func abridged(sorted []*Diagnostic) []*Diagnostic {
	told := sorted[:0]
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && alike(sorted[0], sorted[n]) {
			n++
		}
		same := sorted[:n]
		sorted = sorted[n:]
		if n <= tellAll {
			told = append(told, same...)
			continue
		}
		last := *same[tellFirst-1]
		last.Notes = append(slices.Clone(last.Notes), Note{last.Span, fmt.Sprintf("and %d more like it", n-tellFirst)})
		told = append(append(told, same[:tellFirst-1]...), &last)
	}
	return told
}

func alike(a, b *Diagnostic) bool {
	return a.Span == b.Span && a.Severity == b.Severity && a.Code == b.Code
}

func mergeNames(a, b []string) []string {
	if len(a) == 0 || len(b) == 0 {
		return nil // one of them speaks of every environment
	}
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	return slices.Compact(both)
}

func mergeNotes(a, b []Note) []Note {
	all := append(slices.Clone(a), b...)
	slices.SortStableFunc(all, compareNotes)
	return slices.Compact(all)
}

func compareNotes(m, n Note) int {
	return cmp.Or(m.Span.Compare(n.Span), cmp.Compare(m.Message, n.Message))
}

func compare(a, b *Diagnostic) int {
	return cmp.Or(compareWithoutNotes(a, b), slices.CompareFunc(a.Notes, b.Notes, compareNotes))
}

func compareWithoutNotes(a, b *Diagnostic) int {
	return cmp.Or(
		a.Span.Compare(b.Span),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Hint, b.Hint),
	)
}

// Nearest is the name closest to what was written, "" where none is close: the smallest edit distance, then the first by name.
func Nearest(written string, names []string) string {
	low := strings.ToLower(written)
	limit := min(1+len(low)/5, len(low)/2) // of one letter, no other is near
	best, bestDistance := "", limit+1
	for _, name := range names {
		d := distance(low, strings.ToLower(name), limit)
		if d < bestDistance || d == bestDistance && d <= limit && name < best {
			best, bestDistance = name, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with a neighbour; limit+1 where it is more than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	previous := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	before := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, previous, row = previous, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := previous[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, previous[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(row[len(b)], limit+1)
}
