// Package source says where something was written: a file, and a span of bytes in it.
package source

import (
	"bytes"
	"sort"
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
	end := min(int(offset), len(f.Text))
	return Pos{f.Name, line, 1 + utf8.RuneCount(f.Text[start:max(start, end)])}
}
