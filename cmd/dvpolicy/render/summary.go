package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// Summary writes one environment on one screen.
func Summary(w io.Writer, s matrix.Summary, p Palette) {
	fmt.Fprintf(w, "%s: %s\n", p.Strong("environment "+s.Environment), p.good("valid"))
	fmt.Fprintf(w, "  %s, %s, %s; %s on %s\n", Count(s.Users, "user"), Count(s.Applications, "application user"), Count(s.Teams, "team"),
		Count(s.Roles, "role"), Count(s.Tables, "table"))
	fmt.Fprintf(w, "  %s\n", Count(s.Classes, "distinct access class"))
	if len(s.Widest) > 0 {
		fmt.Fprintln(w, "  widest roles (privileges at organization level):")
	}
	for _, r := range s.Widest {
		fmt.Fprintf(w, "    %-40s %4d, %d of them to change rows; held by %d\n", r.Role, r.Organization, r.Writing, r.Holders)
	}
	if len(s.Incomplete) > 0 {
		fmt.Fprintf(w, "  miscellaneous privileges not known: %s\n", strings.Join(s.Incomplete, ", "))
	}
}
