package syntax

import "bytes"

// A class is what a byte means in code.
type class uint8

const (
	isStrange class = iota // nothing in the language
	isWord                 // letters, digits, _
	isSpace
	isLine
	isOpen
	isClose
	isQuote
	isComment // #
	isSlash
	isLess     // < may begin a heredoc
	isOperator // one byte
	isCompare  // > and !: with = behind it, one operator
	isEqual
	isComma
	isPoint // . : ~
)

var classes = func() (t [256]class) {
	for b := range 256 {
		switch {
		case letter(byte(b)) && b < 0x80, b >= '0' && b <= '9', b == '_', b >= 0x80:
			t[b] = isWord
		}
	}
	for chars, c := range map[string]class{
		" \t\r": isSpace, "\n": isLine, "([{": isOpen, ")]}": isClose, `"`: isQuote, "#": isComment, "/": isSlash, "<": isLess,
		"+-*%&|?": isOperator, ">!": isCompare, "=": isEqual, ",": isComma, ".:~": isPoint,
	} {
		for i := range len(chars) {
			t[chars[i]] = c
		}
	}
	return t
}()

// inCode reads code up to the start of a string, or the end of a template's expression, or a problem.
func (s *scanner) inCode() {
	text := s.text
	for at := s.at; at < len(text); {
		b := text[at]
		c := classes[b]
		if c == isWord {
			at = s.word(at)
			if s.halt {
				return
			}
			continue
		}
		at++
		s.tokens++
		switch c {
		case isSpace:
			s.tokens--
		case isLine:
			if s.depth == 0 {
				s.at = at
				s.line()
			}
		case isOpen:
			if !s.open(at-1, b+1+b>>6, false) { // ( and ) are neighbours, [ and ], { and } are not
				return
			}
		case isClose:
			if s.at = at; s.close(at-1, b) {
				return
			}
		case isQuote:
			s.strings = append(s.strings, stringScan{at: at - 1})
			s.at = at
			return
		case isComment:
			start := at - 1
			if at = s.lineEnd(at); s.marked {
				s.comment(start, at)
			}
		case isSlash:
			next := s.slash(at)
			if next < 0 {
				return
			}
			at = next
		case isLess:
			if s.heredoc(at) {
				return
			}
			if at < len(text) && text[at] == '=' {
				at++
			}
			s.operator(at - 1)
		case isOperator:
			if at < len(text) && text[at] == b && (b == '&' || b == '|') {
				at++
			}
			s.operator(at - 1)
		case isCompare:
			if at < len(text) && text[at] == '=' {
				at++
			}
			s.operator(at - 1)
		case isEqual:
			at = s.equal(at)
		case isComma:
			s.expression()
		case isStrange:
			s.strangeByte(at - 1)
		}
		s.at = at
		if s.halt || s.tokens > maxTokens {
			return
		}
	}
	s.at = len(text)
}

// word is a name or a number, up to its end.
func (s *scanner) word(at int) int {
	start, text := at, s.text
	strange := 0
	for at < len(text) && classes[text[at]] == isWord {
		strange += int(text[at] >> 7)
		at++
	}
	s.tokens++
	if at-start > maxWord && text[start] <= '9' {
		s.limit(start, 1, "a number has at most %d digits", maxWord)
	}
	if s.strange += strange; s.strange > maxStrange {
		s.limit(start, 1, "too many characters that have no place here")
	}
	s.at = at
	return at
}

func (s *scanner) strangeByte(at int) {
	if s.strange++; s.strange > maxStrange {
		s.limit(at, 1, "too many characters that have no place here")
	}
}

// expression is the start of one: after = or a comma.
func (s *scanner) expression() {
	s.operators = 0
	if s.depth > 0 {
		s.operators = s.brackets[s.depth].operators
	}
}

func (s *scanner) operator(at int) {
	if s.operators++; s.operators > maxOperators {
		s.limit(at, 1, "an expression has at most %d operators", maxOperators)
	}
}

// equal reads what is after =.
func (s *scanner) equal(at int) int {
	if at < len(s.text) && s.text[at] == '=' {
		s.operator(at - 1)
		return at + 1
	}
	if at < len(s.text) && s.text[at] == '>' {
		return at + 1
	}
	s.expression()
	return at
}

// slash reads a comment, or is an operator. Negative: the comment is never closed.
func (s *scanner) slash(at int) int {
	if at < len(s.text) && s.text[at] == '/' {
		end := s.lineEnd(at)
		if s.marked {
			s.comment(at-1, end)
		}
		return end
	}
	if at == len(s.text) || s.text[at] != '*' {
		s.operator(at - 1)
		return at
	}
	end := bytes.Index(s.text[at+1:], []byte("*/"))
	if end < 0 {
		s.broken(at-1, 2, "this comment is never closed: a */ is missing")
		return -1
	}
	end += at + 1 + len("*/")
	if s.marked {
		s.comment(at-1, end)
	}
	return end
}

// lineEnd is the place of the line break.
func (s *scanner) lineEnd(at int) int {
	if i := bytes.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s.text)
}

func (s *scanner) open(at int, closing byte, template bool) bool {
	if s.depth == s.nesting {
		s.limit(at, 1, "brackets are nested at most %d deep", s.nesting)
		return false
	}
	if closing == ']' {
		s.operator(at) // it may be an index step, and those go on behind each other
	}
	s.depth++
	s.brackets[s.depth] = bracket{at, closing, s.operators, template}
	return !s.halt
}

// close takes a closing bracket. True: the scan goes on elsewhere.
func (s *scanner) close(at int, b byte) bool {
	if s.depth == 0 {
		s.broken(at, 1, "this %c closes nothing", b)
		return true
	}
	open := s.brackets[s.depth]
	if open.close != b {
		s.broken(at, 1, "a %c belongs here, to close the %c before it", open.close, s.text[open.at])
		return true
	}
	s.depth--
	s.operators = open.operators
	return open.template
}
