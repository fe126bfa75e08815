package syntax

import "bytes"

// heredoc begins one after <, or is false.
func (s *scanner) heredoc(at int) bool {
	text := s.text
	if at == len(text) || text[at] != '<' {
		return false
	}
	start := at + 1
	if start < len(text) && text[start] == '-' {
		start++
	}
	end := start
	for end < len(text) && (classes[text[end]] == isWord || text[end] == '-') && (end > start || text[end] > '9') {
		end++
	}
	marker, rest := text[start:end], text[end:]
	if !bytes.HasPrefix(rest, []byte("\n")) && !bytes.HasPrefix(rest, []byte("\r\n")) || len(marker) == 0 {
		return false
	}
	for i, b := range marker {
		if b >= 0x80 {
			s.broken(start+i, 1, "the marker of a heredoc has only letters from a to z, digits, _ and -")
			return true
		}
	}
	s.strings = append(s.strings, stringScan{at: at - 1, marker: marker})
	s.at = s.lineEnd(end) + 1
	return true
}

// inString reads a string up to its end, or to the start of an expression in it.
func (s *scanner) inString(open *stringScan) {
	if open.marker == nil {
		s.quoted(open)
		return
	}
	text := s.text
	for at := s.at; ; {
		if !open.midLine || at > open.lineEnd {
			open.lineEnd = s.lineEnd(at)
			line := text[at:open.lineEnd]
			if i := bytes.IndexByte(line, '\r'); i >= 0 && i < len(line)-1 {
				s.broken(at+i, 1, "a heredoc cannot hold a carriage return inside a line")
				return
			}
			if open.lineEnd == len(text) {
				s.broken(open.at, 2, "this heredoc is never closed: a line with %s alone is missing", open.marker)
				return
			}
			if !open.midLine && bytes.Equal(bytes.TrimSpace(line), open.marker) {
				s.at = open.lineEnd
				s.ended(open)
				return
			}
		}
		for open.midLine = true; at < open.lineEnd; {
			if b := text[at]; b != '$' && b != '%' {
				at++
				continue
			}
			next, template := s.dollars(at, open)
			if template {
				return
			}
			at = min(next, open.lineEnd)
		}
		open.pieces++
		open.midLine = false
		at++
		s.at = at
		s.tokens++
	}
}

func (s *scanner) quoted(open *stringScan) {
	text := s.text
	for at := s.at; at < len(text); {
		switch text[at] {
		case '"':
			s.at = at + 1
			s.tokens += 2
			s.ended(open)
			return
		case '\\':
			if at++; at < len(text) && text[at] != '\n' && text[at] != '\r' {
				at++
			}
		case '$', '%':
			next, template := s.dollars(at, open)
			if template {
				return
			}
			at = next
		case '\n', '\r':
			s.broken(open.at, at-open.at, "this string goes over the end of its line: a \" is missing, or use \\n or <<EOT")
			return
		default:
			at++
		}
	}
	s.at = len(text)
}

// dollars reads $ or % in a string: alone they are text, ${ and %{ begin an expression, and doubled they are text again.
func (s *scanner) dollars(at int, open *stringScan) (next int, template bool) {
	text, first := s.text, at
	for at < len(text) && text[at] == text[first] {
		at++
	}
	s.tokens += at - first
	switch {
	case at == len(text) || text[at] != '{':
		open.pieces += at - first
		return at, false
	case at-first > 1:
		open.pieces += at - first
		return at + 1, false
	}
	if open.templates++; open.templates > maxTemplates {
		s.limit(first, 2, "a string has at most %d ${ and %%{", maxTemplates)
		return at, true
	}
	if s.at = at + 1; !s.open(at, '}', true) {
		return at, true
	}
	open.midLine = true
	if text[first] == '%' {
		s.directive(open)
	}
	return at, true
}

// directive counts the %{ if } and %{ for } that go on: HCL's parser recurses for them though their brackets are closed.
func (s *scanner) directive(open *stringScan) {
	word := bytes.TrimLeft(s.text[s.at:min(s.at+40, len(s.text))], "~ \t")
	end := bytes.IndexFunc(word, func(r rune) bool { return r != '-' && (r >= 0x80 || classes[r] != isWord) })
	switch string(word[:max(end, 0)]) {
	case "endif", "endfor":
		open.directives = max(0, open.directives-1)
	case "else":
	default:
		if open.directives++; open.directives > maxNesting {
			s.limit(s.at-2, 2, "directives are nested at most %d deep", maxNesting)
		}
	}
}

// ended is the end of a string. HCL puts its pieces together one by one, copying all that is there each time.
func (s *scanner) ended(open *stringScan) {
	if s.copied += open.pieces * (s.at - open.at + 16*(open.pieces+open.templates)); s.copied > maxPieces {
		s.limit(open.at, 1, "this string has too many lines or $ and %% signs: move it into a file")
	}
	s.strings = s.strings[:len(s.strings)-1]
}
