package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

// A lintOrder is what lint was asked for.
type lintOrder struct {
	only, disable     []string
	preset, failLevel string
	today             string
}

func (p *program) lintCommand() *cobra.Command {
	var o lintOrder
	c := &cobra.Command{
		Use:   "lint [IN]",
		Short: "Find what Dataverse accepts and nobody should want: over-granting, excess sharing and auditing, and more",
		Long: `Lint runs the rules of "dvpolicy rules" over every environment of a policy, a solution or an artifact. The preset
recommended runs those that report errors and warnings, strict the others too. A rule that lacks what it looks at is
skipped, which is not passed.

Exit code 2: there is a finding at the fail level or above.`,
		Example: `  dvpolicy lint examples/contoso
  dvpolicy lint examples/core.zip --preset strict --fail-level never
  dvpolicy lint examples/contoso --only 'grant/*' -f json`,
		Annotations: everyEnvironment,
		Args:        asUsed,
		RunE:        func(_ *cobra.Command, args []string) error { return p.lint(inputArgument(args, 0), o) },
	}
	c.Flags().StringSliceVar(&o.only, "only", nil, "run these `RULES` alone (grant/org-write, or all of a group: grant/*)")
	c.Flags().StringSliceVar(&o.disable, "disable", nil, "do not run these `RULES`")
	c.Flags().StringVar(&o.preset, "preset", "recommended", "`NAME` of the rules to run: recommended or strict")
	c.Flags().StringVar(&o.failLevel, "fail-level", "error", "the lowest `SEVERITY` that fails: info, warning, error, or never")
	c.Flags().StringVar(&o.today, "today", "", "the `DAY` that waivers expire by (default: the machine's)")
	return c
}

func (p *program) lint(path string, o lintOrder) error {
	fails, err := o.fails()
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	l, err := p.load(path, "")
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	var diags diag.List
	configured := lint.Configure(rules.All(), l.matrices, &diags)
	if err := p.report(&loaded{folder: l.folder, diags: diags.Sorted(), valid: !diags.HasErrors()}); err != nil {
		return err
	}
	r := lint.Run(o.choose(configured), l.matrices, cmp.Or(o.today, time.Now().Format(time.DateOnly)))
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool { return len(o.only) == 0 && f.Severity < o.least() })
	err = p.show(view{
		text: func(w io.Writer, c render.Palette) { render.Findings(w, r, l.folder, c) },
		json: func(w io.Writer) error { return render.FindingsJSON(w, r, l.folder) },
	})
	if err == nil && slices.ContainsFunc(r.Findings, fails) {
		return verdict(exitBad)
	}
	return err
}

// fails reports whether a finding is at the fail level or above.
func (o lintOrder) fails() (func(lint.Finding) bool, error) {
	if o.failLevel == "never" {
		return func(lint.Finding) bool { return false }, nil
	}
	level, ok := lint.ParseSeverity(o.failLevel)
	if !ok || level == lint.Off {
		return nil, unknownWord("fail level", o.failLevel, append(lint.Severities(), "never"))
	}
	return func(f lint.Finding) bool { return f.Severity >= level && !f.Waived }, nil
}

// check refuses what no rule, preset or day is called.
func (o lintOrder) check() error {
	if o.preset != "recommended" && o.preset != "strict" {
		return unknownWord("preset", o.preset, []string{"recommended", "strict"})
	}
	for _, name := range append(slices.Clone(o.only), o.disable...) {
		if !slices.ContainsFunc(rules.All(), func(r *lint.Rule) bool { return named(name, r) }) {
			return unknownName("rule", name, ruleNames())
		}
	}
	if _, err := time.Parse(time.DateOnly, o.today); err != nil && o.today != "" {
		return fmt.Errorf("--today %s is no day: it is written 2027-01-31", o.today)
	}
	return nil
}

// choose is what runs: what was asked for by name, or what the preset has.
func (o lintOrder) choose(all []*lint.Rule) []*lint.Rule {
	return slices.DeleteFunc(all, func(r *lint.Rule) bool {
		in := func(names []string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return named(name, r) })
		}
		if in(o.disable) {
			return true
		}
		if len(o.only) > 0 {
			return !in(o.only)
		}
		return r.Pack != "" || r.Severity < o.least()
	})
}

// least is the lowest severity that the preset has.
func (o lintOrder) least() lint.Severity {
	if o.preset == "strict" {
		return lint.Info
	}
	return lint.Warning
}

// named reports whether a word on the command line means a rule: its id, or its group.
func named(word string, r *lint.Rule) bool {
	group, all := strings.CutSuffix(word, "/*")
	return word == r.ID || all && strings.HasPrefix(r.ID, group+"/")
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All() {
		names = append(names, r.ID)
	}
	return names
}

func (p *program) rulesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules [ID]",
		Short: "The lint rules; with an id the page of one: what it flags, why, who says so, a bad and a good example",
		Example: `  dvpolicy rules
  dvpolicy rules grant/org-write`,
		Args:              asUsed,
		ValidArgsFunction: completeFirst(ruleNames),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.ruleList()
			}
			return p.rulePage(args[0])
		},
	}
	return c
}

func (p *program) ruleList() error {
	return p.show(view{
		text: func(w io.Writer, c render.Palette) {
			rows := [][]string{{"RULE", "SEVERITY", "FLAGS"}}
			for _, r := range rules.All() {
				rows = append(rows, []string{r.ID, r.Severity.String(), r.Summary})
			}
			render.Columns(w, rows, c)
		},
		json: func(w io.Writer) error {
			docs := []render.RuleDoc{}
			for _, r := range rules.All() {
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

func (p *program) rulePage(id string) error {
	all := rules.All()
	at := slices.IndexFunc(all, func(r *lint.Rule) bool { return r.ID == id })
	if at < 0 {
		return unknownName("rule", id, ruleNames())
	}
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) { fmt.Fprint(w, all[at].Page()) },
		json: func(w io.Writer) error { return render.JSON(w, render.DocumentRule(all[at])) },
	})
}
