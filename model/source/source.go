// Package source says where something was written: a file, and a span of bytes in it.
package source

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A File is one input: its name as people know it (relative to the policy folder, with slashes) and its text.
type File struct {
	Name string
	Text []byte

	// Lines says that the text is not at hand (what an artifact names), and that spans count lines from 1 instead of bytes.
	Lines bool

	once  sync.Once
	lines []int32 // the offset at which each line starts

	stepsOnce sync.Once
	steps     []int32 // how many characters begin before every stepSize bytes
}

// A Span is the bytes [Start, End) of a file. The zero Span is no place at all.
type Span struct {
	File       *File
	Start, End int32
}

// A Pos is a place as people count: lines and columns from 1, columns in characters.
type Pos struct {
	File         string
	Line, Column int
}

// Known reports whether the span is a place in a file.
func (s Span) Known() bool { return s.File != nil }

// Pos is where the span starts.
func (s Span) Pos() Pos {
	if s.File == nil {
		return Pos{}
	}
	return s.File.pos(s.Start)
}

// EndPos is where the span ends, exclusive.
func (s Span) EndPos() Pos {
	if s.File == nil {
		return Pos{}
	}
	return s.File.pos(s.End)
}

// Line is the line on which the span starts, 0 when it is nowhere.
func (s Span) Line() int {
	if s.File == nil {
		return 0
	}
	return s.File.line(s.Start)
}

// Text is what stands there.
func (s Span) Text() string {
	if s.File == nil || int(s.End) > len(s.File.Text) || s.Start > s.End {
		return ""
	}
	return string(s.File.Text[s.Start:s.End])
}

// To is the span from the start of s to the end of t.
func (s Span) To(t Span) Span {
	if s.File == nil || t.File != s.File {
		return s
	}
	return Span{s.File, s.Start, max(s.End, t.End)}
}

// Covers reports whether t lies in s.
func (s Span) Covers(t Span) bool { return s.File == t.File && s.Start <= t.Start && t.End <= s.End }

// Compare orders spans by file name, then start, then end; no place comes first.
func (s Span) Compare(t Span) int {
	if s.File != t.File {
		switch {
		case s.File == nil:
			return -1
		case t.File == nil:
			return 1
		case s.File.Name != t.File.Name:
			if s.File.Name < t.File.Name {
				return -1
			}
			return 1
		}
	}
	if s.Start != t.Start {
		return int(s.Start) - int(t.Start)
	}
	return int(s.End) - int(t.End)
}

// LineText is a line of the file (from 1) without its line break.
func (f *File) LineText(line int) string {
	f.index()
	if line < 1 || line > len(f.lines) {
		return ""
	}
	text := f.Text[f.lines[line-1]:]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return string(bytes.TrimSuffix(text, []byte("\r")))
}

func (f *File) index() {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i := 0; i < len(f.Text); {
			j := bytes.IndexByte(f.Text[i:], '\n')
			if j < 0 {
				break
			}
			i += j + 1
			f.lines = append(f.lines, int32(i))
		}
	})
}

func (f *File) line(offset int32) int {
	if f.Lines {
		return int(offset)
	}
	f.index()
	return sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
}

func (f *File) pos(offset int32) Pos {
	if f.Lines {
		return Pos{f.Name, int(offset), 1}
	}
	line := f.line(offset)
	start := int(f.lines[line-1])
	if line == 1 && bytes.HasPrefix(f.Text, byteOrderMark) {
		start = len(byteOrderMark) // which nobody sees
	}
	end := max(start, min(int(offset), len(f.Text)))
	if end-start > longLine {
		return Pos{f.Name, line, 1 + f.charactersBefore(end) - f.charactersBefore(start)}
	}
	return Pos{f.Name, line, 1 + utf8.RuneCount(f.Text[start:end])}
}

// A file may be one line of many megabytes, with much to be said of it: columns far into a line are counted from the last step.
const (
	longLine = 1 << 16
	stepSize = 1 << 12
)

var byteOrderMark = []byte("\ufeff")

func (f *File) charactersBefore(offset int) int {
	f.stepsOnce.Do(func() {
		n := 0
		for at := 0; at <= len(f.Text); at += stepSize {
			f.steps = append(f.steps, int32(n))
			n += characters(f.Text[at:min(at+stepSize, len(f.Text))])
		}
	})
	step := offset / stepSize
	return int(f.steps[step]) + characters(f.Text[step*stepSize:offset])
}

// characters counts those that begin in a text.
func characters(text []byte) int {
	n := 0
	for _, b := range text {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}

// Window is the text of the line on which a span starts, at most so many bytes before and after that, and the span's part of it.
func (s Span) Window(bytes int) (before, at, after string) {
	text := s.File.Text
	s.Start = min(s.Start, int32(len(text)))
	from, to := int(s.Start), int(s.Start)
	for from > 0 && text[from-1] != '\n' && int(s.Start)-from < bytes || from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && text[to] != '\n' && (to-int(s.Start) < bytes || !utf8.RuneStart(text[to])) {
		to++
	}
	if to > 0 && to > int(s.Start) && text[to-1] == '\r' {
		to--
	}
	end := max(int(s.Start), min(int(s.End), to))
	before, at = string(text[from:s.Start]), string(text[s.Start:end])
	if from == 0 {
		before = strings.TrimPrefix(before, string(byteOrderMark))
	}
	if s.Start == 0 {
		at = strings.TrimPrefix(at, string(byteOrderMark))
	}
	return before, at, string(text[end:to])
}
