package syntax

import (
	"bytes"
	"cmp"
	"slices"
)

// A splice puts a text in the place of bytes; an empty one cuts them.
type splice struct {
	span
	text string
	by   int  // the edit
	all  bool // that stood between brackets goes: nothing can be put at its end
}

// cuts notes what goes of a group, and of what it holds.
func (e *editor) cuts(g *group) {
	if len(g.part) > 0 && g.empty() {
		last := len(g.part) - 1
		if s := e.stretch(g, 0, last); e.bare(g.start, s.start) && e.bare(s.end, g.end) && e.mayGo(g, 0, last, s) {
			e.splices = append(e.splices, splice{g.span, "", g.part[0].by, true})
			return
		}
	}
	for i := 0; i < len(g.part); i++ {
		p := g.part[i]
		switch {
		case p.gone:
			last := i
			for last+1 < len(g.part) && g.part[last+1].gone {
				last++
			}
			e.cut(g, i, last)
			i = last
		case p.text != "":
			e.splices = append(e.splices, splice{p.span, p.text, p.by, false})
		case p.inner != nil:
			e.cuts(p.inner)
		}
	}
}

// cut takes neighbors away, from a first part to a last: their whole lines where nothing else stands there, else them and one comma.
func (e *editor) cut(g *group, first, last int) {
	if s := e.stretch(g, first, last); e.mayGo(g, first, last, s) {
		e.splices = append(e.splices, splice{s, "", g.part[first].by, false})
	}
}

// bare reports whether there is nothing but white space.
func (e *editor) bare(start, end int) bool {
	return len(bytes.TrimSpace(e.text[start:max(start, end)])) == 0
}

// mayGo reports whether no comment of the linter's would go with parts.
func (e *editor) mayGo(g *group, first, last int, s span) bool {
	for _, c := range e.commentsIn(s) {
		if bytes.Contains(e.text[c.start:c.end], directive) {
			for _, p := range g.part[first : last+1] {
				e.errs[p.by] = errDirective
			}
			return false
		}
	}
	return true
}

func (e *editor) stretch(g *group, first, last int) span {
	s := span{g.part[first].start, g.part[last].end}
	if lines, ok := e.lines(s); ok {
		lines.start = e.ownComments(lines)
		return e.withEmptyLines(lines)
	}
	var next, before span // the gaps to the neighbors
	if last+1 < len(g.part) {
		next = span{s.end, g.part[last+1].start}
	}
	if first > 0 {
		before = span{g.part[first-1].end, s.start}
	}
	switch {
	case next.end > 0 && len(e.commentsIn(next)) == 0 && (first == 0 || !e.broken(next)):
		return span{s.start, next.end}
	case before.end > 0 && len(e.commentsIn(before)) == 0:
		return span{before.start, s.end}
	}
	return span{s.start, e.tail(s.end)}
}

// lines are the whole lines of a stretch, with the comment at their end, where nothing else stands on them.
func (e *editor) lines(s span) (span, bool) {
	start := e.lineStart(s.start)
	if len(bytes.TrimSpace(e.text[start:s.start])) > 0 {
		return s, false
	}
	if e.text[s.end-1] == '\n' { // a heredoc
		return span{start, s.end}, true
	}
	end := e.tail(s.end)
	for end < len(e.text) && blank(e.text[end]) {
		end++
	}
	switch {
	case end == len(e.text):
		return span{start, end}, true
	case e.text[end] == '\n':
		return span{start, end + 1}, true
	}
	return s, false
}

// tail is the end of the comma and the comments on a line after a place, without the line break.
func (e *editor) tail(at int) int {
	end := at
	for comma := false; at < len(e.text); {
		if blank(e.text[at]) {
			at++
			continue
		}
		if e.text[at] == ',' && !comma {
			at, comma, end = at+1, true, at+1
			continue
		}
		c := e.commentAt(at)
		if c.end == 0 || bytes.IndexByte(bytes.TrimRight(e.text[c.start:c.end], "\r\n"), '\n') >= 0 {
			break
		}
		at = c.start + len(bytes.TrimRight(e.text[c.start:c.end], "\r\n"))
		end = at
	}
	return end
}

// ownComments is where lines begin with the comments above them that can be about nothing else: what follows is empty, a comment of its
// own, or the end. A comment of the linter's stays.
func (e *editor) ownComments(lines span) int {
	rest := e.text[lines.end:e.nextLine(min(lines.end, len(e.text)))]
	follows := bytes.TrimSpace(rest)
	if len(follows) > 0 && !closes(follows) && e.commentAt(lines.end+bytes.Index(rest, follows)).end == 0 {
		return lines.start
	}
	start := lines.start
	for start > 0 {
		above := e.lineStart(start - 1)
		at := above
		for at < start && blank(e.text[at]) {
			at++
		}
		c := e.commentAt(at)
		if c.end < start-1 || bytes.Contains(e.text[c.start:c.end], directive) || len(bytes.TrimSpace(e.text[c.end:max(start, c.end)])) > 0 {
			break
		}
		start = above
	}
	return start
}

// withEmptyLines takes an empty line too where two would meet, or one would stand at a bracket.
func (e *editor) withEmptyLines(s span) span {
	above := e.text[e.lineStart(max(0, s.start-1)):s.start]
	if s.start == 0 {
		above = nil
	}
	below := e.text[s.end:e.nextLine(s.end)]
	emptyAbove, emptyBelow := len(above) > 0 && len(bytes.TrimSpace(above)) == 0, len(below) > 0 && len(bytes.TrimSpace(below)) == 0
	ends := len(below) == 0 || closes(bytes.TrimSpace(below))
	opens := bytes.HasSuffix(bytes.TrimSpace(above), []byte("{")) || bytes.HasSuffix(bytes.TrimSpace(above), []byte("["))
	switch {
	case emptyAbove && (emptyBelow || ends):
		s.start -= len(above)
	case opens && emptyBelow:
		s.end += len(below)
	}
	return s
}

// closes reports whether a text begins with a closing bracket.
func closes(text []byte) bool { return len(text) > 0 && bytes.IndexByte([]byte("}])"), text[0]) >= 0 }

// broken reports whether a stretch goes over a line.
func (e *editor) broken(s span) bool { return bytes.IndexByte(e.text[s.start:s.end], '\n') >= 0 }

func (e *editor) commentsIn(s span) []span {
	from, _ := slices.BinarySearchFunc(e.comment, s.start, func(c span, at int) int { return cmp.Compare(c.start, at) })
	to, _ := slices.BinarySearchFunc(e.comment, s.end, func(c span, at int) int { return cmp.Compare(c.start, at) })
	return e.comment[from:max(from, to)]
}

// commentAt is the comment that begins at a place, the zero span where none does.
func (e *editor) commentAt(at int) span {
	i, found := slices.BinarySearchFunc(e.comment, at, func(c span, at int) int { return cmp.Compare(c.start, at) })
	if !found {
		return span{}
	}
	return e.comment[i]
}

// join is the text with all splices made. Of two that would change the same bytes, the second is an error; cuts may lie over each other.
func (e *editor) join() []byte {
	slices.SortStableFunc(e.splices, func(a, b splice) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var out bytes.Buffer
	at, last := 0, splice{}
	for _, s := range e.splices {
		if s.text+last.text != "" && (s.start < at || s.start == at && last.all) {
			e.errs[s.by] = errTwice
			continue
		}
		if s.start > at {
			out.Write(e.text[at:s.start])
		}
		out.WriteString(s.text)
		at, last = max(at, s.end), s
	}
	out.Write(e.text[at:])
	return out.Bytes()
}
