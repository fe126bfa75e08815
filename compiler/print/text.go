package print

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/model"
)

// widest is how many columns a line may take before it is broken.
const widest = 120

// quoted is a string of the language.
func quoted(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case escapes[r] != "":
			b.WriteString(escapes[r])
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

var escapes = map[rune]string{'\\': `\\`, '"': `\"`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func quotedAll(words []string) []string {
	var all []string
	for _, w := range words {
		all = append(all, quoted(w))
	}
	return all
}

// key is the name of an entry of an object. A few words mean something else there.
func key(name string) string {
	if !model.Identifier(name) || name == "for" || name == "null" || name == "true" || name == "false" {
		return quoted(name)
	}
	return name
}

// remarks are lines of text as comments.
func remarks(lines []string) []string {
	var all []string
	for _, text := range lines {
		for line := range strings.Lines(strings.ToValidUTF8(text, "\uFFFD")) {
			all = append(all, strings.TrimRight("# "+strings.Map(printable, line), " "))
		}
	}
	return all
}

func printable(r rune) rune {
	if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF' {
		return ' '
	}
	return r
}
