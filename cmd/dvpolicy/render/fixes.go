package render

import (
	"fmt"
	"io"

	"github.com/dvpolicy/dvpolicy/lint"
)

// A FixReport is what was fixed, and what was not.
type FixReport struct {
	Fixed  []lint.Finding
	Left   []Unfixed
	Files  int // that changed
	DryRun bool
}

// An Unfixed finding is of a rule that has a fix, and why that was not for this one.
type Unfixed struct {
	lint.Finding
	Why string
}

// Fixes writes what was fixed, and what was not and why.
func Fixes(w io.Writer, r FixReport, folder string, p Palette) {
	var all []Unfixed
	fixed := "fixed"
	if r.DryRun {
		fixed = "would be fixed"
	}
	switch {
	case len(r.Fixed) > 0:
		fmt.Fprintf(w, "%s %s, in %s:\n", Count(len(r.Fixed), "finding"), fixed, Count(r.Files, "file"))
	case len(r.Left) == 0:
		fmt.Fprintln(w, "nothing to fix")
	}
	for _, f := range r.Fixed {
		all = append(all, Unfixed{Finding: f})
	}
	atPlaces(w, all, folder, p)
	if n := len(r.Left); n > 0 {
		fmt.Fprintf(w, "%s left, to be mended by hand:\n", Count(n, "finding"))
	}
	atPlaces(w, r.Left, folder, p)
	fmt.Fprintln(w)
	if r.DryRun && len(r.Fixed) > 0 {
		fmt.Fprintln(w, "what would be left, where it would stand:")
	}
}

// atPlaces writes findings. A block with for_each has as many as it has instances, and a role that is based on another as many as that: of
// those of one rule at one place the first is written, and how many are like it.
func atPlaces(w io.Writer, all []Unfixed, folder string, p Palette) {
	for i := 0; i < len(all); {
		f, n := all[i], 1
		for i+n < len(all) && all[i+n].Rule == f.Rule && all[i+n].Span == f.Span && all[i+n].Why == f.Why && (f.Why != "" || all[i+n].Subject == f.Subject) {
			n++
		}
		fmt.Fprint(w, "  ")
		finding(w, f.Finding, folder, p)
		if n > 1 {
			fmt.Fprintf(w, "    and %d more here\n", n-1)
		}
		if f.Why != "" {
			fmt.Fprintf(w, "    %s\n", plain(f.Why))
		}
		i += n
	}
}
