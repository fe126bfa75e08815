package solution

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// lineStarts are the offsets at which lines begin, by what ends a line in YAML.
func lineStarts(text []byte) []int {
	starts := []int{0}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		switch {
		case r == '\r' && i < len(text) && text[i] == '\n':
		case r == '\r' || r == '\n' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			starts = append(starts, i)
		}
	}
	return starts
}

// at is where a node begins.
func (y *yamlFile) at(node *yaml.Node) source.Span {
	text := y.file.Text
	if node.Line < 1 || node.Line > len(y.lines) {
		return source.Span{File: y.file}
	}
	offset := y.lines[node.Line-1]
	if offset == 0 && bytes.HasPrefix(text, bom) {
		offset += len(bom)
	}
	characters := node.Column - 1
	steps := y.stepsOf(node.Line, offset, characters)
	if n := min(characters/stepSize, len(steps)); n > 0 {
		offset, characters = steps[n-1], characters-n*stepSize
	}
	for ; characters > 0 && offset < len(text); characters-- {
		_, n := utf8.DecodeRune(text[offset:])
		offset += n
	}
	return source.Span{File: y.file, Start: int32(offset), End: int32(offset)}
}

// A file may be one long line with many nodes: their places are counted from the last step.
const stepSize = 1024

// stepsOf are the offsets after every stepSize characters of a line, as far as they have been asked for.
func (y *yamlFile) stepsOf(line, start, characters int) []int {
	if characters < stepSize {
		return nil
	}
	if y.steps == nil {
		y.steps = map[int][]int{}
	}
	steps := y.steps[line]
	for len(steps) < characters/stepSize {
		offset := start
		if n := len(steps); n > 0 {
			offset = steps[n-1]
		}
		for n := 0; n < stepSize && offset < len(y.file.Text); n++ {
			_, size := utf8.DecodeRune(y.file.Text[offset:])
			offset += size
		}
		steps = append(steps, offset)
	}
	y.steps[line] = steps
	return steps
}

// maxLine is as much of a line as a diagnostic needs.
const maxLine = 4096

// line is from where a node begins to the end of its line.
func (y *yamlFile) line(node *yaml.Node) source.Span {
	s := y.at(node)
	rest := y.file.Text[s.Start:min(len(y.file.Text), int(s.Start)+maxLine)]
	if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
		rest = rest[:i]
	}
	s.End = s.Start + int32(len(bytes.TrimRight(rest, " \t")))
	return s
}

// scalarSpan is a scalar as written where it stands plain on its line, or else from its beginning to the end of the line.
func (y *yamlFile) scalarSpan(node *yaml.Node) source.Span {
	s := y.line(node)
	if node.Style == 0 && bytes.HasPrefix(y.file.Text[s.Start:s.End], []byte(node.Value)) {
		s.End = s.Start + int32(len(node.Value))
	}
	return s
}

// to is from the start of one span to the end of another that may lie anywhere after it.
func (y *yamlFile) to(s, t source.Span) source.Span {
	s.End = max(s.End, t.End)
	return s
}
