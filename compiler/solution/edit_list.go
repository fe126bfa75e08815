package solution

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// A listEdit is what comes into an element and what goes out of it.
type listEdit struct {
	edits  *edits
	style  style
	parent *markup.Element
	gone   map[*markup.Element]bool
	added  []addition // in the order in which they stand in the end
}

// An addition comes before the child with its index, behind all for the number of children.
type addition struct {
	before int
	node   node
}

func (l *listEdit) remove(child *markup.Element) {
	if l.gone == nil {
		l.gone = map[*markup.Element]bool{}
	}
	l.gone[child] = true
}

func (l *listEdit) add(before int, n node) { l.added = append(l.added, addition{before, n}) }

// apply makes the splices. A child goes with its line; one that comes has a line like those of its neighbours.
func (l *listEdit) apply() {
	switch {
	case len(l.added) == 0 && len(l.gone) == 0:
	case len(l.parent.Children) == 0:
		l.fill()
	case len(l.gone) == len(l.parent.Children) && len(l.added) == 0 && l.onlyChildren():
		l.edits.replace(closing(l.edits.file, l.parent), l.parent.Span.End, l.style.empty)
	default:
		l.change()
	}
}

// fill puts the first children into an element.
func (l *listEdit) fill() {
	file, p := l.edits.file, l.parent
	lead := l.style.leadBefore(file, p)
	var b strings.Builder
	for _, a := range l.added {
		b.WriteString(l.style.inside(lead) + l.style.write(a.node, l.style.inside(lead)))
	}
	if selfClosed(file, p) {
		l.edits.replace(closing(file, p), p.Tag.End, ">"+b.String()+lead+"</"+p.Name+">")
		return
	}
	// Behind comments, if there are any.
	end := spaceBefore(file.Text, p.Inner.End, p.Inner.Start)
	l.edits.replace(end, p.Inner.End, b.String()+lead)
}

// onlyChildren reports whether nothing but white space stands between the children.
func (l *listEdit) onlyChildren() bool {
	at := l.parent.Inner.Start
	for i, c := range l.parent.Children {
		if start, _ := leadSpan(l.edits.file, l.parent, i); start != at {
			return false
		}
		at = c.Span.End
	}
	return spaceBefore(l.edits.file.Text, l.parent.Inner.End, at) == at
}

func (l *listEdit) change() {
	children := l.parent.Children
	for i, c := range children {
		if l.gone[c] {
			start, _ := leadSpan(l.edits.file, l.parent, i)
			l.edits.replace(start, c.Span.End, "")
		}
	}
	for _, a := range l.added {
		neighbour := min(a.before, len(children)-1)
		lead := leadOf(l.edits.file, l.parent, neighbour)
		at := children[neighbour].Span.End
		if a.before < len(children) {
			at, _ = leadSpan(l.edits.file, l.parent, neighbour)
		}
		s := l.style.like(l.edits.file, children[neighbour])
		l.edits.replace(at, at, lead+s.write(a.node, lead))
	}
}
