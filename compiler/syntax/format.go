package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Lines that belong together are aligned, so one very long line makes all its neighbours long.
const maxFormatted = 256 << 20

// Format is the canonical form of a file: HCL's own, with line feeds, one at the end, and no byte order mark. It is false for a file
// that cannot be read, which is reported. The result is read again before it is returned: it says the same, token by token.
func Format(file *source.File, diags *diag.List) ([]byte, bool) {
	if !readable(file, diags) {
		return nil, false
	}
	text := bytes.TrimPrefix(file.Text, bom)
	if lines, longest := measure(text); lines*longest > maxFormatted {
		diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "the lines of this file are too long to be aligned")
		return nil, false
	}
	var formatted []byte
	s := newScanner(file, &diag.List{})
	s.apart = true
	for _, p := range s.run() {
		part, ok := formatPiece(file.Text[p.start:p.end])
		if !ok {
			diags.Errorf(diag.Syntax, source.Span{File: file}, "this file cannot be formatted without changing what it says")
			return nil, false
		}
		formatted = append(formatted, part...)
	}
	return endOnce(formatted), true
}

func formatPiece(text []byte) ([]byte, bool) {
	was := lex(text)
	formatted := lineFeeds(text, was)
	// One pass is not always enough: what a pass aligns may change what the next one sees.
	for range 4 {
		again := hclwrite.Format(formatted)
		if bytes.Equal(again, formatted) {
			break
		}
		formatted = again
	}
	return formatted, sameTokens(was, lex(formatted))
}

// readable reports what HCL cannot read. What it can read and we refuse, such as a key twice, can still be formatted.
func readable(file *source.File, diags *diag.List) bool {
	var found diag.List
	Parse(file, &found)
	ok := true
	for _, d := range found.Sorted() {
		if d.Code == diag.DuplicateKey || d.Code == diag.InvalidValue || d.Code == diag.MisplacedComment {
			continue
		}
		ok = false
		copied := diags.Errorf(d.Code, d.Span, "%s", d.Message)
		copied.Hint, copied.Notes = d.Hint, d.Notes
	}
	return ok
}

func measure(text []byte) (lines, longest int) {
	for line := range bytes.Lines(text) {
		lines++
		longest = max(longest, len(line))
	}
	return lines, longest
}

func lex(text []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	return tokens
}

// lineFeeds makes line feeds of carriage returns with line feeds, but not inside a heredoc: there they are what it says.
func lineFeeds(text []byte, tokens hclsyntax.Tokens) []byte {
	out := make([]byte, 0, len(text))
	end := 0
	for _, t := range tokens {
		out = append(out, text[end:t.Range.Start.Byte]...)
		if t.Type == hclsyntax.TokenStringLit {
			out = append(out, t.Bytes...)
		} else {
			out = append(out, withLineFeeds(t.Bytes)...)
		}
		end = t.Range.End.Byte
	}
	return append(out, text[end:]...)
}

// withLineFeeds takes the carriage returns before line feeds away.
func withLineFeeds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	var out []byte
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutSuffix(line, []byte("\n")); ok {
			out = append(append(out, bytes.TrimRight(rest, "\r")...), '\n')
			continue
		}
		out = append(out, line...)
	}
	return out
}

// endOnce ends a text with one line break; nothing stays nothing.
func endOnce(text []byte) []byte {
	text = bytes.TrimRight(text, "\n\r\t ")
	if len(text) == 0 {
		return nil
	}
	return append(text, '\n')
}

// sameTokens compares what two texts say: all tokens but line breaks at the end.
func sameTokens(a, b hclsyntax.Tokens) bool {
	a, b = withoutLastLines(a), withoutLastLines(b)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Type != b[i].Type || !bytes.Equal(tokenText(a[i]), tokenText(b[i])) {
			return false
		}
	}
	return true
}

func withoutLastLines(tokens hclsyntax.Tokens) hclsyntax.Tokens {
	end := len(tokens)
	for end > 0 && (tokens[end-1].Type == hclsyntax.TokenEOF || tokens[end-1].Type == hclsyntax.TokenNewline) {
		end--
	}
	return tokens[:end]
}

// tokenText is what a token says, whatever its line breaks.
func tokenText(t hclsyntax.Token) []byte {
	if t.Type == hclsyntax.TokenStringLit {
		return t.Bytes
	}
	text := withLineFeeds(t.Bytes)
	if t.Type == hclsyntax.TokenComment || t.Type == hclsyntax.TokenCHeredoc {
		text = bytes.TrimSpace(text)
	}
	return text
}
