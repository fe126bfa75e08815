package render

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/change"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A bundle is changes of the same principals because of the same. There may be a million, of which few are told: what they say is worked out
// when it is asked for.
type bundle struct {
	*Access // the first
	all     []Access
	members []int32
	level   privilege.Level // the widest
}

// An accessLine is changes of a bundle that are told in one line: the same verbs on many tables, from as much to as much.
type accessLine struct {
	Verbs    []string
	Targets  []string // tables, columns, rows, privileges
	From, To string   // "" where it is there or not, and that is all
	level    privilege.Level
	changes  int
}

func (b *bundle) changes() int { return len(b.members) }

func (b *bundle) ids() []string {
	ids := make([]string, 0, len(b.members))
	for _, i := range b.members {
		ids = append(ids, b.all[i].ID)
	}
	return ids
}

// because names the causes, each with its first lines in a file.
func (b *bundle) because() []string {
	var all []matrix.Cause
	for _, i := range b.members {
		all = append(all, b.all[i].Because...)
	}
	return because(all)
}

// bundles are changes of access in few words, the worst first.
func bundles(all []Access) []bundle {
	var out []bundle
	at := map[hash]int{}
	for i := range all {
		a := &all[i]
		key := bundleKey(a)
		n, known := at[key]
		if !known {
			n = len(out)
			at[key] = n
			out = append(out, bundle{Access: a, all: all})
		}
		b := &out[n]
		b.members = append(b.members, int32(i))
		b.level = max(b.level, a.From.Level(), a.To.Level())
	}
	slices.SortStableFunc(out, func(x, y bundle) int {
		return cmp.Or(slices.Index(worstFirst, x.Change)-slices.Index(worstFirst, y.Change), cmp.Compare(y.level, x.level))
	})
	return out
}

// lines are what a bundle says, the widest first.
func (b *bundle) lines() []accessLine {
	type cell struct{ kind, from, to, what string } // what: the target of a line, then its verbs
	var lines []accessLine
	var order []cell
	at := map[cell]int{}
	for _, i := range b.members {
		a := &b.all[i]
		c := cell{a.Kind, extent(a, a.From), extent(a, a.To), target(a)}
		n, known := at[c]
		if !known {
			n = len(lines)
			at[c] = n
			order = append(order, c)
			lines = append(lines, accessLine{Targets: []string{c.what}, From: c.from, To: c.to})
		}
		lines[n].add(a)
	}
	clear(at)
	var merged []accessLine
	for i, c := range order {
		c.what = strings.Join(lines[i].Verbs, " ")
		n, known := at[c]
		if known {
			merged[n].merge(lines[i])
			continue
		}
		at[c] = len(merged)
		merged = append(merged, lines[i])
	}
	slices.SortStableFunc(merged, func(x, y accessLine) int { return cmp.Compare(y.level, x.level) })
	return merged
}

func (l *accessLine) add(a *Access) {
	if a.Verb != "" {
		l.Verbs = append(l.Verbs, a.Verb)
	}
	l.level = max(l.level, a.From.Level(), a.To.Level())
	l.changes++
}

func (l *accessLine) merge(m accessLine) {
	l.Targets = append(l.Targets, m.Targets...)
	l.level = max(l.level, m.level)
	l.changes += m.changes
}

type hash [sha256.Size]byte

// bundleKey is what the changes of a bundle have in common.
func bundleKey(a *Access) hash {
	h := sha256.New()
	say := func(words ...string) {
		for _, w := range words {
			io.WriteString(h, w)
			h.Write([]byte{0})
		}
		h.Write([]byte{1})
	}
	say(string(a.Change))
	if a.Accepted != nil {
		say(a.Accepted.Reason, a.Accepted.Owner, a.Accepted.Expires)
	}
	say(a.Principals...)
	last := ""
	for _, c := range a.Because {
		if one := c.Address + " " + c.File; one != last {
			say(one)
			last = one
		}
	}
	return hash(h.Sum(nil))
}

// target is what a change is about, beside its verb.
func target(a *Access) string {
	switch a.Kind {
	case matrix.PrivilegeAccess:
		return a.Privilege
	case matrix.ColumnAccessed:
		return a.Table + "." + a.Column
	case matrix.RowShared:
		return a.Table + " row " + strings.Join(append(a.From.Records, a.To.Records...), ", ")
	}
	return a.Table
}

// extent is how far an access goes, in words: "" where there is no more to say than that it is there, or not.
func extent(a *Access, e matrix.Extent) string {
	switch {
	case a.Kind == matrix.ColumnAccessed && a.From.Unmasked+a.To.Unmasked != "":
		if e.Unmasked == "" {
			return "none"
		}
		return e.Unmasked
	case a.Kind != matrix.TableAccess:
		return ""
	}
	level := e.Level().String()
	switch {
	case e.Organization, level == "none", reach(e.Scope) == "own rows":
		return level
	}
	return level + " (" + reach(e.Scope) + ")"
}

// mostPlaces is how many lines of a file are named for one cause.
const mostPlaces = 3

// because names causes, each with its first lines in a file.
func because(all []matrix.Cause) []string {
	slices.SortFunc(all, func(x, y matrix.Cause) int {
		return cmp.Or(cmp.Compare(x.Address, y.Address), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	all = slices.Compact(all)
	var said []string
	for len(all) > 0 {
		first, n := all[0], 1
		for n < len(all) && all[n].Address == first.Address && all[n].File == first.File {
			n++
		}
		text := first.Address
		for i, c := range all[:n] {
			switch {
			case c.Line == 0: // what no file wrote
			case i == 0:
				text += fmt.Sprintf(" %s:%d", c.File, c.Line)
			case i < mostPlaces:
				text += fmt.Sprintf(", %d", c.Line)
			}
		}
		if n > mostPlaces {
			text += fmt.Sprintf(" and %d more lines", n-mostPlaces)
		}
		said, all = append(said, plain(text)), all[n:]
	}
	return said
}

// what a line is about: verbs and tables, then from how far to how far.
func (l *accessLine) what(most int) string {
	text := some(l.Targets, most)
	if len(l.Verbs) > 0 {
		text = strings.Join(l.Verbs, ", ") + " " + text
	}
	if l.From+l.To != "" {
		text += ": " + l.From + " -> " + l.To
	}
	return plain(text)
}

// some is the first of many words, and how many more there are.
func some(words []string, most int) string {
	if len(words) <= most+1 {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}

// details are the attributes of a declaration that differ, in words; those of one thing that differ alike in one line.
func details(d change.Change) []string {
	var said []string
	for i := 0; i < len(d.Details); {
		first := d.Details[i]
		whole := first.Attribute
		dot := strings.LastIndexByte(whole, '.')
		i++
		for ; i < len(d.Details) && dot > 0; i++ {
			next := d.Details[i]
			last, same := strings.CutPrefix(next.Attribute, first.Attribute[:dot+1])
			if !same || strings.Contains(last, ".") || next.From != first.From || next.To != first.To {
				break
			}
			whole += ", " + last
		}
		said = append(said, whole+": "+became(first))
	}
	return said
}

// became is what came, what went, or what became what.
func became(d change.Detail) string {
	switch {
	case d.From == "":
		return "+ " + d.To
	case d.To == "":
		return "- " + d.From
	}
	return d.From + " -> " + d.To
}

// described is a declaration's address, and where it stands.
func described(d change.Change) string {
	text := d.Address
	if d.From != "" {
		text = d.From + " -> " + d.Address
	}
	if at := where(placeIn(d.Span), ""); at != "" {
		text += " (" + at + ")"
	}
	return plain(text)
}

// carried parts declarations into those that a solution carries and those that are done by hand in each environment.
func carried(all []change.Change) (portable, hands []change.Change) {
	for _, d := range all {
		if d.Portable {
			portable = append(portable, d)
		} else {
			hands = append(hands, d)
		}
	}
	return portable, hands
}

// A consequence is a note, and the declarations that have it.
type consequence struct {
	change.Note
	of []string
}

// consequences are the notes of declarations, each once.
func consequences(all []change.Change) []consequence {
	var notes []consequence
	at := map[change.Note]int{}
	for _, d := range all {
		for _, n := range d.Notes {
			i, known := at[n]
			if !known {
				i = len(notes)
				at[n] = i
				notes = append(notes, consequence{Note: n})
			}
			notes[i].of = append(notes[i].of, d.Address)
		}
	}
	return notes
}

// noted is a consequence, and the rule that says so.
func noted(n change.Note) string {
	if n.Rule == "" {
		return n.Text
	}
	return n.Text + " [" + n.Rule + "]"
}
