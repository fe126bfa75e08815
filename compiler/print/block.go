package print

import (
	"fmt"
	"strings"
)

// A body is what stands in a block, line by line. Indentation and alignment come with the canonical form.
type body struct{ lines []string }

func (b *body) say(name, value string) { b.lines = append(b.lines, name+" = "+value) }

// text says what is not assumed anyway.
func (b *body) text(name, value, assumed string) {
	if value != assumed {
		b.say(name, quoted(value))
	}
}

func (b *body) truth(name string, value, assumed bool) {
	if value != assumed {
		b.say(name, fmt.Sprint(value))
	}
}

func (b *body) maybe(name string, value *bool) {
	if value != nil {
		b.say(name, fmt.Sprint(*value))
	}
}

// list writes the elements one by one where they are too many for a line. No elements are not written.
func (b *body) list(name string, items []string) {
	line := "[" + strings.Join(items, ", ") + "]"
	switch {
	case len(items) == 0:
	case fits(name, line):
		b.say(name, line)
	default:
		b.say(name, "[")
		for _, i := range items {
			b.lines = append(b.lines, i+",")
		}
		b.lines = append(b.lines, "]")
	}
}

// object does the same for entries.
func (b *body) object(name string, entries []string) {
	line := "{ " + strings.Join(entries, ", ") + " }"
	switch {
	case len(entries) == 0:
	case fits(name, line):
		b.say(name, line)
	default:
		b.say(name, "{")
		b.lines = append(append(b.lines, entries...), "}")
	}
}

func fits(name, value string) bool { return len("  ")+len(name)+len(" = ")+len(value) <= widest }

// apart separates what follows from what is there.
func (b *body) apart() {
	if len(b.lines) > 0 {
		b.lines = append(b.lines, "")
	}
}

// within puts a block into the body.
func (b *body) within(head string, inner body) { b.lines = append(b.lines, inner.short(head)...) }

// short is the body under its head, on one line where it says one thing.
func (b *body) short(head string) []string {
	if len(b.lines) == 1 && !strings.HasPrefix(b.lines[0], "#") && len("  ")+len(head)+len(" {  }")+len(b.lines[0]) <= widest {
		return []string{head + " { " + b.lines[0] + " }"}
	}
	return b.block(head)
}

// block is the body under its head, line by line.
func (b *body) block(head string) []string {
	if len(b.lines) == 0 {
		return []string{head + " {}"}
	}
	return append(append([]string{head + " {"}, b.lines...), "}")
}

// block is a top-level block, with the comments on it.
func (p *printer) block(address string, b body) []string {
	kind, label, rest := parts(address)
	if rest != "" {
		panic(fmt.Sprintf("bug: %s is no block of its own", address))
	}
	return p.commented(address, b.short(kind+" "+quoted(label)))
}
