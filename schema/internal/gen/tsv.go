package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A line is one line of a fact file, cut at its tabs. "-" stands for nothing.
type line struct {
	file  string
	n     int
	cells []string
}

func (l line) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", l.file, l.n, fmt.Sprintf(format, args...))
}

// cell is the text of a column, "" where the file says "-".
func (l line) cell(i int) string {
	if l.cells[i] == "-" {
		return ""
	}
	return l.cells[i]
}

// readTSV reads the lines of a fact file; comments begin with #. Each has the stated number of columns.
func readTSV(path string, columns int) ([]line, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lines []line
	for i, s := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if s == "" || strings.HasPrefix(s, "#") {
			continue
		}
		l := line{file: filepath.Base(path), n: i + 1, cells: strings.Split(s, "\t")}
		if len(l.cells) != columns {
			return nil, l.errorf("%d columns, want %d", len(l.cells), columns)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
