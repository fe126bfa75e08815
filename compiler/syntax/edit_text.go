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
	if last := len(g.part) - 1; last >= 0 && g.empty() && e.alone(g) {
		if e.mayGo(g, 0, last, g.span) {
			e.splices = append(e.splices, splice{g.span, "", g.part[0].by, true})
		}
		return
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
		case p.text != "" && len(e.commentsIn(p.span)) > 0:
			e.errs[p.by] = errComment
		case p.text != "":
			e.splices = append(e.splices, splice{p.span, p.text, p.by, false})
		case p.inner != nil:
			e.cuts(p.inner)
		}
	}
}

// alone reports whether nothing stands in a group beside its parts, and comments that go with the lines of these.
func (e *editor) alone(g *group) bool {
	s, whole := e.lines(span{g.part[0].start, g.part[len(g.part)-1].end})
	if !whole {
		return len(e.commentsIn(g.span)) == 0
	}
	return e.bare(g.start, s.start) && e.bare(s.end, g.end) && !e.keeps(s)
}

// cut takes neighbors away, from a first part to a last: their whole lines where nothing else stands there, else them and one comma. No comment
// goes but those at the end of lines that go: what stands on a line of its own may be about more.
func (e *editor) cut(g *group, first, last int) {
	s := span{g.part[first].start, g.part[last].end}
	lines, whole := e.lines(s)
	if whole && !e.keeps(lines) && e.comma(lines.end, g.after(last)) < 0 {
		if s = e.withEmptyLines(lines); e.mayGo(g, first, last, s) {
			e.splices = append(e.splices, splice{s, "", g.part[first].by, false})
		}
		return
	}
	for i := first; i < last; i++ {
		if len(e.commentsIn(span{g.part[i].end, g.part[i+1].start})) > 0 {
			e.cut(g, first, i)
			e.cut(g, i+1, last)
			return
		}
	}
	if len(e.commentsIn(s)) > 0 {
		e.refuse(g, first, last, errComment)
		return
	}
	for _, one := range e.stretch(g, first, last) {
		e.splices = append(e.splices, splice{one, "", g.part[first].by, false})
	}
}

// keeps reports whether whole lines have a comment that stays: it has a line of its own, or several.
func (e *editor) keeps(s span) bool {
	return slices.ContainsFunc(e.commentsIn(s), func(c span) bool {
		return e.bare(e.lineStart(c.start), c.start) || bytes.IndexByte(bytes.TrimRight(e.text[c.start:c.end], "\r\n"), '\n') >= 0
	})
}

// bare reports whether there is nothing but white space.
func (e *editor) bare(start, end int) bool {
	return len(bytes.TrimSpace(e.text[start:max(start, end)])) == 0
}

// mayGo reports whether no comment of the linter's would go with parts.
func (e *editor) mayGo(g *group, first, last int, s span) bool {
	for _, c := range e.commentsIn(s) {
		if bytes.Contains(e.text[c.start:c.end], directive) {
			e.refuse(g, first, last, errDirective)
			return false
		}
	}
	return true
}

func (e *editor) refuse(g *group, first, last int, err error) {
	for _, p := range g.part[first : last+1] {
		e.errs[p.by] = err
	}
}

// stretch is what goes with parts that share their lines with others: one gap to a neighbor where no comment stands in it, else a comma.
func (e *editor) stretch(g *group, first, last int) []span {
	s := span{g.part[first].start, g.part[last].end}
	after, before := span{s.end, g.after(last)}, span{g.start, s.start}
	isLast := last+1 == len(g.part)
	if first > 0 {
		before.start = g.part[first-1].end
	}
	clean := len(e.commentsIn(after)) == 0
	switch {
	case clean && !isLast && (first == 0 || !e.broken(after)):
		return []span{{s.start, after.end}}
	case clean && first > 0 && len(e.commentsIn(before)) == 0:
		return []span{{before.start, s.end}}
	}
	return e.withComma(s, after.end)
}

// withComma is a stretch, and the comma behind it, which comments may stand before.
func (e *editor) withComma(s span, end int) []span {
	cuts := []span{s}
	switch at := e.comma(s.end, end); {
	case at < 0:
	case e.bare(s.end, at):
		cuts[0].end = at + 1
	default:
		cuts = append(cuts, span{at, at + 1})
	}
	for one := &cuts[0]; one.end < end && blank(e.text[one.end]); {
		one.end++
	}
	return cuts
}

// comma is where the first comma stands that is in no comment, -1 where there is none.
func (e *editor) comma(from, end int) int {
	for at := from; at < end; at = max(at+1, e.commentAt(at).end) {
		if e.text[at] == ',' {
			return at
		}
	}
	return -1
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
