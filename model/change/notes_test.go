package change

import (
	"slices"
	"strings"
	"testing"
)

// Every edit, and exactly the notes that it brings.
func TestEachChangeHasItsConsequences(t *testing.T) {
	said := map[string]bool{}
	for _, e := range slices.Concat(environmentEdits(), structureEdits(), principalEdits()) {
		before, after := newSample(), newSample()
		if e.before != nil {
			e.before(before)
			e.before(after)
		}
		e.after(after)
		var got []string
		for _, c := range Compare(before.order().p, after.order().p) {
			for _, n := range c.Notes {
				said[c.Construct+": "+n.Text] = true
				if c.Address == e.address {
					got = append(got, rule(n))
				}
			}
		}
		if strings.Join(got, " ") != e.want {
			t.Errorf("%s: the notes are %q, want %q", e.name, strings.Join(got, " "), e.want)
		}
	}
	for _, text := range slices.Sorted(slices.Values(everyNote())) {
		if !said[text] && !said["application_"+text] {
			t.Errorf("no edit says %s", text)
		}
	}
}

func rule(n Note) string {
	if n.Rule == "" {
		return "own"
	}
	return n.Rule
}

func everyNote() []string {
	all := notesOf(environments())
	all = append(all, notesOf(businessUnits())...)
	all = append(all, notesOf(tables())...)
	all = append(all, notesOf(roles())...)
	all = append(all, notesOf(standardRoles())...)
	all = append(all, notesOf(profiles())...)
	all = append(all, notesOf(templates())...)
	all = append(all, notesOf(groups())...)
	all = append(all, notesOf(teams())...)
	all = append(all, notesOf(positions())...)
	all = append(all, notesOf(shares())...)
	return append(all, notesOf(users())...)
}

func notesOf[T any](k construct[T]) []string {
	var all []string
	for _, n := range k.notes {
		all = append(all, k.name+": "+n.text)
	}
	return all
}

// A note is one line, as diagnostics are written.
func TestNotesAreWrittenAlike(t *testing.T) {
	for _, text := range everyNote() {
		_, said, _ := strings.Cut(text, ": ")
		if said == "" || strings.HasSuffix(said, ".") || strings.Contains(said, "\n") || len(said) > 170 {
			t.Errorf("%q", said)
		}
	}
}
