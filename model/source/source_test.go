package source

import (
	"strings"
	"testing"
)

// Lines and columns count from 1, columns in characters, whatever ends the lines.
func TestPositions(t *testing.T) {
	f := &File{Name: "f", Text: []byte("één\r\n\n  x = 1")}
	for _, test := range []struct {
		start, end int32
		line, col  int
		text       string
	}{
		{0, 5, 1, 1, "één"},
		{4, 5, 1, 3, "n"},
		{7, 8, 2, 1, "\n"},
		{10, 11, 3, 3, "x"},
		{15, 15, 3, 8, ""},
		{99, 120, 3, 8, ""}, // behind the end is the end
	} {
		s := Span{f, test.start, test.end}
		if got := s.Pos(); got != (Pos{"f", test.line, test.col}) || s.Line() != test.line {
			t.Errorf("offset %d is at %v, want %d:%d", test.start, got, test.line, test.col)
		}
		if got := s.Text(); got != test.text {
			t.Errorf("%d to %d says %q, want %q", test.start, test.end, got, test.text)
		}
	}
	for line, want := range map[int]string{1: "één", 2: "", 3: "  x = 1", 4: "", 0: ""} {
		if got := f.LineText(line); got != want {
			t.Errorf("line %d is %q, want %q", line, got, want)
		}
	}
	if (Span{}).Pos() != (Pos{}) || (Span{}).Known() {
		t.Error("the zero span is somewhere")
	}
}

func TestSpansAreOrderedByFileThenPlace(t *testing.T) {
	a, b := &File{Name: "a"}, &File{Name: "b"}
	ordered := []Span{{}, {a, 0, 1}, {a, 0, 2}, {a, 3, 3}, {b, 0, 0}}
	for i, x := range ordered {
		for j, y := range ordered {
			if got := x.Compare(y); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("Compare(%d, %d) = %d", i, j, got)
			}
		}
	}
}

func TestColumnsFarIntoALine(t *testing.T) {
	text := "short\n" + strings.Repeat("é", 100_000) + "x\nlast"
	f := &File{Name: "a", Text: []byte(text)}
	for _, want := range []struct{ offset, line, column int }{
		{6, 2, 1}, {8, 2, 2}, {6 + 2*70_000, 2, 70_001}, {6 + 2*100_000, 2, 100_001}, {6 + 2*100_000 + 2, 3, 1},
	} {
		s := Span{File: f, Start: int32(want.offset), End: int32(want.offset)}
		if got := s.Pos(); got.Line != want.line || got.Column != want.column {
			t.Errorf("offset %d is at %d:%d, want %d:%d", want.offset, got.Line, got.Column, want.line, want.column)
		}
	}
}

func TestAByteOrderMarkIsNoColumn(t *testing.T) {
	f := &File{Name: "a", Text: []byte("\ufeffabc\ndef")}
	for offset, column := range map[int32]int{0: 1, 3: 1, 4: 2, 7: 1} {
		if got := (Span{File: f, Start: offset, End: offset}).Pos(); got.Column != column {
			t.Errorf("offset %d is in column %d, want %d", offset, got.Column, column)
		}
	}
	before, at, after := Span{File: f, Start: 0, End: 4}.Window(10)
	if before != "" || at != "a" || after != "bc" {
		t.Errorf("got %q %q %q", before, at, after)
	}
}

func TestAWindowIsAPartOfALine(t *testing.T) {
	f := &File{Name: "a", Text: []byte("first\nééé[x]ééé\r\nlast")}
	at := int32(strings.Index(string(f.Text), "[x]"))
	for width, want := range map[int][3]string{100: {"ééé", "[x]", "ééé"}, 3: {"éé", "[x]", ""}, 0: {"", "", ""}} {
		before, text, after := Span{File: f, Start: at, End: at + 3}.Window(width)
		if got := [3]string{before, text, after}; got != want {
			t.Errorf("%d bytes: got %q, want %q", width, got, want)
		}
	}
}
