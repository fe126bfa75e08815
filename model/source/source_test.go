package source

import "testing"

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
