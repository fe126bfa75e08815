package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Comments that begin with this speak to us. A file without it pays for one search.
var directive = []byte("dvpolicy:")

// A comment is one that speaks to us: where it stands, and what it says, from dvpolicy: on.
type comment struct {
	start, end int
	said       source.Span
}

// comment keeps a comment that speaks to us; others, such as prose after "dvpolicy: ", are nothing to us.
func (s *scanner) comment(start, end int) {
	text := s.text[start:end]
	said := bytes.TrimLeft(text[1:], "#/* \t\r\n")
	if !bytes.HasPrefix(said, directive) {
		return
	}
	from := end - len(said)
	if text[0] == '/' && text[1] == '*' {
		said = bytes.TrimSuffix(said, []byte("*/"))
	}
	said = bytes.TrimRight(said, " \t\r\n")
	rest := said[len(directive):]
	if word := len(rest) > 0 && classes[rest[0]] == isWord; word || bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte("ignore")) {
		s.comments = append(s.comments, comment{start, end, source.Span{File: s.file, Start: int32(from), End: int32(from + len(said))}})
	}
}

// forget drops the comments from a place on: they are read again, or what they are in makes no sense.
func (s *scanner) forget(from int) {
	for len(s.comments) > 0 && s.comments[len(s.comments)-1].start >= from {
		s.comments = s.comments[:len(s.comments)-1]
	}
}

// An extent is what a top-level block takes of a file, up to the end of the line that it closes on.
type extent struct {
	block      *Block
	start, end int
}

func extents(text []byte, blocks []*Block, from hclsyntax.Blocks) []extent {
	all := make([]extent, len(blocks))
	for i, b := range blocks {
		end := max(int(b.Span.End), from[i].CloseBraceRange.End.Byte)
		if n := bytes.IndexByte(text[end:], '\n'); n >= 0 {
			end += n
		} else {
			end = len(text)
		}
		all[i] = extent{b, int(b.Span.Start), end}
	}
	return all
}

// attach gives every comment to the block that it stands in, or right above, and returns those that belong to none. Both are in order.
func attach(text []byte, comments []comment, blocks []extent) (alone []comment) {
	next := 0 // the first block behind the comment
	var above []comment
	for _, c := range comments {
		before := next
		for next < len(blocks) && blocks[next].start < c.start {
			next++
		}
		if next > before && len(above) > 0 {
			alone = append(alone, blocks[before].lead(text, above)...)
			above = nil
		}
		if next > 0 && c.start < blocks[next-1].end {
			blocks[next-1].take(c)
		} else {
			above = append(above, c)
		}
	}
	if next < len(blocks) {
		above = blocks[next].lead(text, above)
	}
	return append(alone, above...)
}

func (e extent) take(c comment) { e.block.Comments = append(e.block.Comments, c.said) }

// lead takes the comments before a block that nothing but comments, and no blank line, parts from it; the others it returns.
func (e extent) lead(text []byte, above []comment) (alone []comment) {
	first, reach := len(above), e.start
	for first > 0 && adjoins(text[above[first-1].end:reach]) {
		first--
		reach = above[first].start
	}
	for _, c := range above[first:] {
		e.take(c)
	}
	return above[:first]
}

// adjoins reports whether there is nothing but comments between a comment and what follows, and no blank line.
func adjoins(between []byte) bool {
	breaks := 0
	for at := 0; at < len(between); {
		rest := between[at:]
		width := 1
		switch {
		case rest[0] == '\n':
			if breaks++; breaks > 1 {
				return false
			}
		case classes[rest[0]] == isSpace:
		case rest[0] == '#', bytes.HasPrefix(rest, []byte("//")):
			breaks = 0
			if width = bytes.IndexByte(rest, '\n'); width < 0 {
				return false
			}
		case bytes.HasPrefix(rest, []byte("/*")):
			breaks = 0
			width = len("/*") + bytes.Index(rest[len("/*"):], []byte("*/")) + len("*/")
		default:
			return false
		}
		at += width
	}
	return true
}

// misplaced reports comments that belong to no block.
func misplaced(alone []comment, diags *diag.List) {
	for _, c := range alone {
		diags.Errorf(diag.MisplacedComment, c.said, "this comment belongs to no block: it stands in the block, or right above it")
	}
}
