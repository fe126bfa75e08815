package lint

import (
	"fmt"
	"strings"
)

// Page is the page of a rule, in Markdown.
func (r *Rule) Page() string {
	var b strings.Builder
	severity := r.Severity.String()
	if r.Pack != "" {
		severity += ", in the pack " + r.Pack
	}
	fmt.Fprintf(&b, "# %s\n\nFlags: %s. Severity: %s.\n\n%s\n", r.ID, r.Summary, severity, r.Why)
	if r.Fix != nil {
		b.WriteString("\n`dvpolicy lint --fix` mends it.\n")
	}
	if len(r.Params) > 0 {
		b.WriteString("\n| parameter | default | why |\n|---|---|---|\n")
		for _, p := range r.Params {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", p.Name, paramText(p.Value), p.Why)
		}
	}
	if r.Fires != "" {
		fmt.Fprintf(&b, "\nOn sane roles: %s\n", r.Fires)
	}
	fmt.Fprintf(&b, "\nBad:\n\n```hcl\n%s\n```\n\nGood:\n\n```hcl\n%s\n```\n\nSources:\n", strings.TrimSpace(r.Bad), strings.TrimSpace(r.Good))
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "- %s\n", s)
	}
	return b.String()
}

func paramText(v any) string {
	if words, list := v.([]string); list {
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, fmt.Sprintf("%q", w))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return fmt.Sprint(v)
}
