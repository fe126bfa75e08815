package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// HCL's parser cannot be let loose on just any text. It recurses for every bracket, sign, condition and directive, and a Go stack that
// overflows ends the program, whatever one recovers; a comment that is never closed makes its lexer quadratic, and so do the many pieces
// of one long string; each token costs it a hundred bytes. The guard reads the text before, once, byte by byte, as HCL's lexer would:
// plain code, strings in quotes, heredocs, and what is between ${ and }. It refuses what goes too deep or too far, and what
// no lexer could make sense of, with its place; and it cuts the text between top-level items into pieces, each of which is then parsed
// and forgotten, so that a large file takes no more memory than a large block.

const (
	maxFile       = 16 << 20
	maxNesting    = 64
	maxOperators  = 1000          // operators and index steps from the start of an expression into its depth
	maxWord       = 1000          // characters of a number
	maxTokens     = 1_500_000     // of one top-level block
	maxAllTokens  = 8_000_000     // of a file
	maxBlank      = 100           // lines that are parsed
	maxStrange    = 100_000       // bytes that are no ASCII, outside strings and comments
	maxTemplates  = 10_000        // ${ and %{ of one string
	maxPieces     = 1_000_000_000 // bytes that HCL copies to put the pieces of strings together
	maxBroken     = 50
	minPieceBytes = 64 << 10
)

// A piece is a part of a file that is parsed by itself: whole top-level items.
type piece struct{ start, end, tokens int }

// guard reports what HCL's parser must not see, and gives the pieces of the file that it may.
func guard(file *source.File, diags *diag.List) []piece {
	pieces, _ := guarded(file, diags)
	return pieces
}

// guarded is guard, with the comments that speak to us.
func guarded(file *source.File, diags *diag.List) ([]piece, []comment) {
	if !bytesFine(file, diags) {
		return nil, nil
	}
	s := newScanner(file, diags)
	s.marked = bytes.Contains(file.Text, directive)
	pieces := s.run()
	return pieces, s.comments
}

func bytesFine(file *source.File, diags *diag.List) bool {
	text := file.Text
	if len(text) > maxFile {
		diags.Errorf(diag.LimitExceeded, source.Span{File: file}, "a policy file has at most %d MiB, this one has %d bytes", maxFile>>20, len(text))
		return false
	}
	if at := invalidUTF8(text); at >= 0 {
		diags.Errorf(diag.InvalidUTF8, source.Span{File: file, Start: int32(at), End: int32(at + 1)}, "this byte (0x%02x) is not UTF-8", text[at])
		return false
	}
	return true
}

var bom = []byte("\ufeff")

// invalidUTF8 is the place of the first byte that is not UTF-8, -1 where all are.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// A scanner is where in a file the guard is.
type scanner struct {
	file  *source.File
	text  []byte
	diags *diag.List

	at      int
	item    int // where the top-level item begins that the scan is in
	piece   int // where the piece begins that the scan is in
	pieces  []piece
	tokens  int // of the item
	total   int // of the items before it in the piece
	all     int // of the items before it in the file
	blank   int // lines before it
	strange int
	copied  int
	broke   int // how often the item made no sense

	apart     bool // cut pieces only where HCL's formatter does not align what is before with what is after
	nesting   int  // how deep depth may be
	depth     int
	brackets  [maxNesting + 1]bracket
	operators int
	strings   []stringScan // that are open: each but the last waits for the } of its ${

	halt bool // a limit was exceeded: the file ends here

	marked   bool // there may be comments that speak to us
	comments []comment
}

// A bracket is one that is open.
type bracket struct {
	at        int
	close     byte
	operators int  // before it
	template  bool // ${ or %{: closing it leads back into the string
}

// A stringScan is a string that is open: in quotes, or a heredoc.
type stringScan struct {
	at         int
	marker     []byte // of a heredoc
	pieces     int    // literal ones
	templates  int
	directives int // %{ if } and %{ for } that wait for their end
	lineEnd    int // of the line of a heredoc
	midLine    bool
}

func newScanner(file *source.File, diags *diag.List) *scanner {
	s := &scanner{file: file, text: file.Text, diags: diags, nesting: maxNesting}
	if bytes.HasPrefix(file.Text, bom) {
		s.at = len(bom)
	}
	s.item, s.piece = s.at, s.at
	return s
}

// limit refuses the file from here on.
func (s *scanner) limit(at, width int, format string, args ...any) {
	s.report(diag.LimitExceeded, at, width, format, args...)
	s.halt = true
}

func (s *scanner) report(code diag.Code, at, width int, format string, args ...any) {
	end := min(at+width, len(s.text))
	s.diags.Errorf(code, source.Span{File: s.file, Start: int32(at), End: int32(end)}, format, args...)
}

func (s *scanner) run() []piece {
	for s.at < len(s.text) && !s.halt {
		if n := len(s.strings); n > 0 && (s.depth == 0 || !s.inTemplate()) {
			s.inString(&s.strings[n-1])
		} else {
			s.inCode()
		}
		if s.tokens > maxTokens && !s.halt {
			s.limit(s.item, 1, "this block is too large: move parts into blocks of their own, or data into a file")
		}
	}
	if s.halt {
		s.cut(s.item)
		return s.pieces
	}
	return s.finish()
}

// inTemplate reports whether the scan is between ${ and } of the string that was opened last.
func (s *scanner) inTemplate() bool {
	return s.brackets[s.depth].at > s.strings[len(s.strings)-1].at
}

// cut ends the piece that the scan is in.
func (s *scanner) cut(end int) {
	if end > s.piece {
		s.pieces = append(s.pieces, piece{s.piece, end, s.total})
	}
	s.piece, s.total = end, 0
}

// line is the end of a line outside all brackets: one item is over, the next begins.
func (s *scanner) line() {
	if s.all += s.tokens; s.all > maxAllTokens {
		s.limit(s.item, 1, "this file is too large: split it")
		return
	}
	s.blank++
	if s.tokens > 1 {
		s.blank = 0
	}
	if s.total += s.tokens; s.blank > maxBlank && !s.apart {
		s.cut(s.item)
		s.piece, s.total, s.all = s.at, 0, s.all-1
	}
	s.item, s.tokens, s.operators = s.at, 0, 0
	if s.at-s.piece >= minPieceBytes && !bytes.HasPrefix(s.text[s.at:], bom) && (!s.apart || s.ownLine()) {
		s.cut(s.at)
	}
}

// ownLine reports whether the line that is over holds nothing, or } alone.
func (s *scanner) ownLine() bool {
	line := bytes.TrimRight(s.text[max(0, s.at-3):s.at], "\r\n")
	return s.blank > 0 || string(line) == "\n}"
}

func (s *scanner) finish() []piece {
	switch {
	case len(s.strings) > 0:
		open := s.strings[len(s.strings)-1]
		s.broken(open.at, 1, "this string is never closed")
	case s.depth > 0:
		open := s.brackets[1]
		s.broken(open.at, 1, "this %c is never closed: a %c is missing", s.text[open.at], open.close)
	default:
		s.cut(len(s.text))
		return s.pieces
	}
	return s.run()
}

// broken reports that the item makes no sense, and goes on with the next one that begins like a block.
func (s *scanner) broken(at, width int, format string, args ...any) {
	s.report(diag.Syntax, at, width, format, args...)
	s.forget(s.item)
	s.cut(s.item)
	next := s.nextBlock(at)
	s.at, s.item, s.piece = next, next, next
	s.depth, s.operators, s.tokens, s.strings = 0, 0, 0, nil
	if s.broke++; s.broke > maxBroken {
		s.halt = true
	}
}

// nextBlock is the next line that begins with a letter and ends with {.
func (s *scanner) nextBlock(after int) int {
	for at := after; at < len(s.text); {
		i := bytes.IndexByte(s.text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		line := s.text[at:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		if len(line) > 0 && letter(line[0]) && bytes.HasSuffix(bytes.TrimSpace(line), []byte("{")) {
			return at
		}
	}
	return len(s.text)
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
