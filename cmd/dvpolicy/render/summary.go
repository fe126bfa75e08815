package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// notDescribed lists names that the catalogue lacks: what is granted on them counts, but nobody knows which levels they allow.
func notDescribed(w io.Writer, what string, names []string) {
	const shown = 8
	if len(names) == 0 {
		return
	}
	more := ""
	if len(names) > shown {
		more = fmt.Sprintf(" and %d more", len(names)-shown)
		names = names[:shown]
	}
	fmt.Fprintf(w, "  %s beyond the catalogue: %s%s\n", what, strings.Join(names, ", "), more)
}

// Summary writes one environment on one screen.
func Summary(w io.Writer, s matrix.Summary, p Palette) {
	fmt.Fprintf(w, "%s: %s\n", p.Strong("environment "+s.Environment), p.good("valid"))
	held := s.Users+s.Applications+s.Teams > 0
	if held {
		fmt.Fprintf(w, "  %s, %s, %s; %s on %s\n", Count(s.Users, "user"), Count(s.Applications, "application user"), Count(s.Teams, "team"),
			Count(s.Roles, "role"), Count(s.Tables, "table"))
		fmt.Fprintf(w, "  %s\n", Count(s.Classes, "distinct access class"))
	} else {
		fmt.Fprintf(w, "  %s on %s; no users and no teams are declared\n", Count(s.Roles, "role"), Count(s.Tables, "table"))
	}
	if len(s.Widest) > 0 {
		fmt.Fprintln(w, "  widest roles (privileges at organization level):")
	}
	width := 40
	for _, r := range s.Widest {
		width = max(width, len(r.Role))
	}
	for _, r := range s.Widest {
		fmt.Fprintf(w, "    %-*s %4d, %d of them to change rows", width, r.Role, r.Organization, r.Writing)
		if held {
			fmt.Fprintf(w, "; held by %d", r.Holders)
		}
		fmt.Fprintln(w)
	}
	if len(s.Incomplete) > 0 {
		fmt.Fprintf(w, "  miscellaneous privileges not known: %s\n", strings.Join(s.Incomplete, ", "))
	}
	notDescribed(w, "tables", s.UnknownTables)
	notDescribed(w, "privileges", s.UnknownPrivileges)
}
