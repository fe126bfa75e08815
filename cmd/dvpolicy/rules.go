package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

func (p *program) rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules [ID]",
		Short: "The lint rules; with an id the page of one: what it flags, why, who says so, a bad and a good example",
		Long: `Rules lists the lint rules, or those of a group, and what runs them: the preset recommended or strict, a pack, or
nothing but --only. With an id it shows the page of one: what it flags, why, who says so, a bad and a good example.`,
		Example: `  dvpolicy rules
  dvpolicy rules 'share/*'
  dvpolicy rules grant/org-write`,
		Args:              asUsed,
		ValidArgsFunction: completeFirst(ruleNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.ruleList(rules.All())
			}
			return p.rulesCalled(args[0])
		},
	}
}

// rulesCalled shows the page of a rule, or lists a group: grant, or grant/*.
func (p *program) rulesCalled(word string) error {
	all := rules.All()
	if at := slices.IndexFunc(all, func(r *lint.Rule) bool { return r.ID == word }); at >= 0 {
		return p.rulePage(all[at])
	}
	group := strings.TrimSuffix(word, "/*")
	all = slices.DeleteFunc(all, func(r *lint.Rule) bool { return !strings.HasPrefix(r.ID, group+"/") })
	if len(all) == 0 {
		return unknownName("rule", word, append(ruleNames(), ruleGroups()...))
	}
	return p.ruleList(all)
}

func ruleGroups() []string {
	var groups []string
	for _, r := range rules.All() {
		group, _, _ := strings.Cut(r.ID, "/")
		groups = append(groups, group)
	}
	return slices.Compact(groups)
}

func (p *program) ruleList(all []*lint.Rule) error {
	return p.show(view{
		text: func(w io.Writer, c render.Palette) {
			rows := [][]string{{"RULE", "SEVERITY", "RUN BY", "MENDED BY", "FLAGS"}}
			for _, r := range all {
				mended := ""
				if r.Fix != nil {
					mended = "--fix"
				}
				rows = append(rows, []string{r.ID, r.Severity.String(), runBy(r), mended, r.Summary})
			}
			render.Columns(w, rows, c)
		},
		json: func(w io.Writer) error {
			docs := []render.RuleDoc{}
			for _, r := range all {
				docs = append(docs, render.DocumentRule(r))
			}
			return render.JSON(w, struct {
				Format  string           `json:"format"`
				Version int              `json:"version"`
				Rules   []render.RuleDoc `json:"rules"`
			}{"dvpolicy/rules", 1, docs})
		},
	})
}

// runBy is the least that one has to say for a rule to run.
func runBy(r *lint.Rule) string {
	switch {
	case r.Severity == lint.Off:
		return "--only"
	case r.Pack != "":
		return "--pack " + r.Pack
	case r.Severity < lintOrder{}.least():
		return "strict"
	}
	return "recommended"
}

func (p *program) rulePage(r *lint.Rule) error {
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) { fmt.Fprint(w, r.Page()) },
		json: func(w io.Writer) error { return render.JSON(w, render.DocumentRule(r)) },
	})
}
