package render

import (
	"fmt"
	"io"
	"strings"
)

// Diff writes how one text becomes another, line by line, with three lines around each change.
func Diff(w io.Writer, name string, before, after []byte, p Palette) {
	a, b := splitLines(before), splitLines(after)
	name = plain(name)
	fmt.Fprintf(w, "%s\n%s\n", p.Strong("--- "+name), p.Strong("+++ "+name))
	for _, h := range hunks(edits(a, b)) {
		first := h[0]
		removed, added := 0, 0
		for _, e := range h {
			if e.mark != '+' {
				removed++
			}
			if e.mark != '-' {
				added++
			}
		}
		fmt.Fprintf(w, "@@ -%d,%d +%d,%d @@\n", first.old, removed, first.new, added)
		for _, e := range h {
			line := string(e.mark) + still(e.text)
			switch e.mark {
			case '-':
				line = p.bad(line)
			case '+':
				line = p.good(line)
			}
			fmt.Fprintln(w, line)
		}
	}
}

func splitLines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// An edit is a line that stays, goes or comes, with its numbers in both texts.
type edit struct {
	mark     byte
	text     string
	old, new int
}

// edits pairs the lines that both texts have in order. Formatting keeps lines mostly where they are, so a line is looked for nearby.
func edits(a, b []string) []edit {
	const nearby = 200
	var all []edit
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		if i < len(a) && j < len(b) && a[i] == b[j] {
			all = append(all, edit{' ', a[i], i + 1, j + 1})
			i, j = i+1, j+1
			continue
		}
		di, dj := resume(a[i:min(len(a), i+nearby)], b[j:min(len(b), j+nearby)])
		for range di {
			all = append(all, edit{'-', a[i], i + 1, j + 1})
			i++
		}
		for range dj {
			all = append(all, edit{'+', b[j], i + 1, j + 1})
			j++
		}
	}
	return all
}

// resume is how many lines to skip on each side until both go on the same.
func resume(a, b []string) (int, int) {
	for sum := 1; sum < len(a)+len(b); sum++ {
		for di := max(0, sum-len(b)+1); di <= min(sum, len(a)-1); di++ {
			if dj := sum - di; dj < len(b) && a[di] == b[dj] {
				return di, dj
			}
		}
	}
	return len(a), len(b)
}

// hunks are the changes with three lines around each; near ones are one.
func hunks(all []edit) [][]edit {
	const around = 3
	var out [][]edit
	last := -1
	for i, e := range all {
		if e.mark == ' ' {
			continue
		}
		from, to := max(0, i-around), min(len(all), i+around+1)
		if n := len(out); n > 0 && from <= last {
			out[n-1] = append(out[n-1], all[last:max(last, to)]...)
		} else {
			out = append(out, append([]edit{}, all[from:to]...))
		}
		last = max(last, to)
	}
	return out
}
