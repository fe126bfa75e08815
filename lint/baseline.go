package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Baseline is findings that somebody lives with. It knows them by what they are about, not by lines.
type Baseline struct {
	Environments []string // that there were: an entry of all environments is of these
	Findings     []Entry  // by rule, address, subject, environment, severity
}

// An Entry is a finding of a baseline, or several that are about the same and weigh the same. It covers what weighs as much, or less.
type Entry struct {
	Rule        string   `json:"rule"`
	Severity    Severity `json:"severity"`
	Address     string   `json:"address"`
	Subject     string   `json:"subject"`
	Environment string   `json:"environment"`
	Fingerprint string   `json:"fingerprint"`
	Count       int      `json:"count,omitempty"` // 0: one
}

const (
	baselineFormat  = "dvpolicy/baseline"
	baselineVersion = 1
)

// entry is the identity of a finding.
func (f *Finding) entry() Entry {
	e := f.in(f.Environment)
	e.Severity, e.Fingerprint = f.Severity, f.Fingerprint()
	return e
}

func (e Entry) count() int { return max(e.Count, 1) }

// one is the entry of one of its findings.
func (e Entry) one() Entry {
	e.Count = 0
	return e
}

// key is what an entry is looked up by.
func (e Entry) key() Entry {
	e.Severity, e.Count, e.Fingerprint = Off, 0, ""
	return e
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Environment, b.Environment),
		cmp.Compare(a.Severity, b.Severity))
}

// BaselineOf is a baseline of the findings that are shown and not waived, and of what an older one has beside them: what nobody has looked
// for now, and what is not shown.
func BaselineOf(r Result, older Baseline, shown func(*Finding) bool) Baseline {
	count, hidden := map[Entry]int{}, map[Entry]int{}
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case f.Waived, f.Rule.Unwaivable:
		case shown(f):
			count[f.entry()]++
		default:
			hidden[f.in(f.Environment)]++
		}
	}
	for _, e := range older.Findings {
		switch one := e.one(); {
		case r.unjudged(e, e.Environment):
			count[one] = max(count[one], e.count())
		case hidden[e.key()] > 0:
			count[one] += hidden[e.key()]
			delete(hidden, e.key())
		}
	}
	b := Baseline{r.looks.environments, make([]Entry, 0, len(count))}
	for e, n := range count {
		if n > 1 {
			e.Count = n
		}
		b.Findings = append(b.Findings, e)
	}
	slices.SortFunc(b.Findings, compareEntries)
	return b
}

// Write writes a baseline, one finding a line.
func (b Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	environments, err := json.Marshal(b.Environments)
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, "{\n  \"format\": %q,\n  \"version\": %d,\n  \"environments\": %s,\n  \"findings\": [", baselineFormat, baselineVersion, environments)
	encode := json.NewEncoder(&out)
	encode.SetEscapeHTML(false)
	for i, e := range b.Findings {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		if err := encode.Encode(e); err != nil {
			return err
		}
		out.Truncate(out.Len() - len("\n"))
	}
	if len(b.Findings) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	_, err = w.Write(out.Bytes())
	return err
}

// ParseBaseline reads a baseline as Write writes it, in any order and form. What it does not understand it refuses.
func ParseBaseline(text []byte) (Baseline, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var head struct {
		Format  *string `json:"format"`
		Version *int    `json:"version"`
	}
	var b Baseline
	switch err := json.Unmarshal(text, &head); {
	case err != nil:
		return b, fmt.Errorf("it is no baseline: %w", plain(err))
	case head.Format == nil || *head.Format != baselineFormat:
		return b, fmt.Errorf("it is no baseline: its format is not %q", baselineFormat)
	case head.Version == nil || *head.Version != baselineVersion:
		return b, fmt.Errorf("it is a baseline of another version than %d", baselineVersion)
	}
	var doc struct {
		Format       string    `json:"format"`
		Version      int       `json:"version"`
		Environments *[]string `json:"environments"`
		Findings     *[]Entry  `json:"findings"`
	}
	decode := json.NewDecoder(bytes.NewReader(text))
	decode.DisallowUnknownFields()
	if err := decode.Decode(&doc); err != nil {
		return b, plain(err)
	}
	if doc.Findings == nil || doc.Environments == nil {
		return b, errors.New("it lacks environments or findings: not even an empty list is there")
	}
	b.Environments, b.Findings = *doc.Environments, *doc.Findings
	slices.SortStableFunc(b.Findings, compareEntries)
	return b, b.check()
}

// check refuses entries that no finding has.
func (b Baseline) check() error {
	for i, e := range b.Findings {
		switch {
		case e.Rule == "":
			return errors.New("one of its findings names no rule")
		case e.Severity == Off:
			return fmt.Errorf("%s has no severity", e)
		case e.Count < 0:
			return fmt.Errorf("it has %s %d times", e, e.Count)
		case e.Fingerprint != fingerprint(e.Rule, e.Address, e.Subject, e.Environment):
			return fmt.Errorf("the fingerprint of %s is not its own: entries can be taken out by hand, not changed", e)
		case i > 0 && compareEntries(b.Findings[i-1], e) == 0:
			return fmt.Errorf("it has %s twice", e)
		}
	}
	return nil
}

// plain is an error of the JSON decoder without the names of our types.
func plain(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%q has %s, which does not belong there", kind.Field, kind.Value)
	}
	return err
}

// String is an entry as people read it: grant/org-write at role.clerk (table=account verb=write) in prod.
func (e Entry) String() string {
	text := e.Rule
	if e.Address != "" {
		text += " at " + e.Address
	}
	if e.Subject != "" {
		text += " (" + e.Subject + ")"
	}
	if e.Environment != "" {
		text += " in " + e.Environment
	}
	return text
}

// unjudged reports whether nobody has looked for what an entry is of, in an environment.
func (r *Result) unjudged(e Entry, environment string) bool {
	at := slices.IndexFunc(r.Ran, func(rule *Rule) bool { return rule.ID == e.Rule })
	if at < 0 || !r.Looked(e.Rule, environment) {
		return true
	}
	rule := r.Ran[at]
	off := rule.set && rule.Severity == Off
	return off || rule.CheckWaiver != nil && r.idle[subjectOf{e.Address, e.Subject}]
}

// Split parts the entries whose rules there are from those whose rules are gone.
func (b Baseline) Split(rules []string) (there Baseline, gone []Stale) {
	there.Environments = b.Environments
	for _, e := range b.Findings {
		if slices.Contains(rules, e.Rule) {
			there.Findings = append(there.Findings, e)
		} else {
			gone = append(gone, Stale{e, "is of a rule that this version does not have"})
		}
	}
	return there, gone
}

// A Stale entry of a baseline is one that says more than what occurs.
type Stale struct {
	Entry
	Why string `json:"why"` // as in: it no longer occurs
}

// Subtract leaves out the findings that a baseline has, counting those that would be shown, and notes which of its entries say more than
// what occurs. What is waived has no use for a baseline.
func (r *Result) Subtract(b Baseline, shown func(*Finding) bool) {
	had := weighed{}
	for _, e := range b.Findings {
		had.add(e.key(), e.Severity, e.count())
	}
	r.Stale = r.stale(b, had)
	e := earlier{environments: r.looks.environments, of: b.Environments, had: had, used: tally{}}
	r.Findings = e.left(r.Findings, func(f *Finding) bool { return !f.Waived && !f.Rule.Unwaivable }, func(f *Finding) {
		if shown(f) {
			r.Baselined++
		}
	})
}

// stale are the entries that are too many in some environment of theirs: of those about the same, the ones of an environment before those of
// all of them.
func (r *Result) stale(b Baseline, had weighed) []Stale {
	occurs, waived, told := tally{}, tally{}, map[[2]Entry]int{}
	for i := range r.Findings {
		f, count := &r.Findings[i], occurs
		if f.Waived {
			count = waived
		}
		for _, e := range f.environments(r.looks.environments) {
			count[f.in(e)]++
		}
	}
	var all []Stale
	for _, e := range b.Findings {
		at := []string{e.Environment}
		if e.Environment == "" {
			at = b.Environments
		}
		var gone []string
		most, accepted := 0, true
		for _, environment := range at {
			here := e.key()
			here.Environment = environment
			n := had.all(e.key()) - occurs[here]
			if e.Environment != "" {
				everywhere := e.key()
				everywhere.Environment = ""
				n = min(n+had.all(everywhere), had.all(here))
			}
			of := [2]Entry{e.key(), here}
			n = min(n-told[of], e.count()) // the rest is said of the same at another severity
			if n > 0 && !r.unjudged(e, environment) {
				told[of] += n
				gone, most, accepted = append(gone, environment), max(most, n), accepted && waived[here] >= n
			}
		}
		if len(gone) > 0 {
			all = append(all, e.stale(most, accepted, gone, len(gone) < len(at)))
		}
	}
	return all
}

func (e Entry) stale(count int, waived bool, in []string, partly bool) Stale {
	fewer := ""
	if count < e.count() {
		fewer = fmt.Sprintf(" %d of %d times", count, e.count())
	}
	why := "no longer occurs" + fewer
	if waived {
		why = "is waived" + fewer
	}
	if partly {
		why += " in " + strings.Join(in, ", ")
	}
	if e.Count = 0; count > 1 {
		e.Count = count
	}
	return Stale{e, why}
}
