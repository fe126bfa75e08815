package render

import (
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain is a text as a terminal can show it, in one line: white space is one blank, and nothing moves the cursor, rings, or turns the direction
// of what follows. Nor does it command the agent of Azure Pipelines, which reads ##vso[…] and ##[…] anywhere in a line. It has as many
// characters as the text.
func plain(text string) string {
	if harmless(text) {
		return text
	}
	all := []rune(text)
	var out strings.Builder
	for i, r := range all {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case r == utf8.RuneError, !unicode.IsPrint(r), r == '#' && i > 0 && all[i-1] == '#' && command(all[i+1:]):
			r = '·'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// A Screen passes lines of text on, and of what is no text only the colors that a palette gives: however a name came into a line, it moves no
// cursor and commands no agent.
func Screen(w io.Writer, p Palette) io.Writer { return screen{w, p} }

type screen struct {
	to io.Writer
	Palette
}

var colors = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func (s screen) Write(text []byte) (int, error) {
	_, err := io.WriteString(s.to, s.still(string(text)))
	return len(text), err
}

func (p Palette) still(text string) string {
	var out strings.Builder
	for p.on {
		at := colors.FindStringIndex(text)
		if at == nil {
			break
		}
		out.WriteString(still(text[:at[0]]) + text[at[0]:at[1]])
		text = text[at[1]:]
	}
	return out.String() + still(text)
}

// still is a text with its lines and tabs, each part between them plain.
func still(text string) string {
	var out strings.Builder
	for text != "" {
		end := strings.IndexAny(text, "\n\t")
		if end < 0 {
			return out.String() + plain(text)
		}
		out.WriteString(plain(text[:end]) + text[end:end+1])
		text = text[end+1:]
	}
	return out.String()
}

func harmless(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '#' {
			return false
		}
	}
	return true
}

func command(after []rune) bool {
	text := string(after[:min(len(after), 4)])
	return strings.HasPrefix(text, "[") || strings.EqualFold(text, "vso[")
}
