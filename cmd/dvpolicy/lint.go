package main

import (
	"cmp"
	"errors"
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
	only, disable, packs []string
	preset, failLevel    string
	today                string
	include              []string
	knownOrder
	fixOrder
}

func (o *lintOrder) flags(c *cobra.Command) {
	c.Flags().Var((*wordList)(&o.only), "only", "run these `RULES` alone (grant/org-write, or all of a group: grant/*), whatever their preset, pack and severity")
	c.Flags().Var((*wordList)(&o.disable), "disable", "do not run these `RULES`")
	c.Flags().Var((*wordList)(&o.packs), "pack", "run the rules of these `PACKS` too: "+strings.Join(lint.Packs(rules.All()), ", "))
	c.Flags().StringVar(&o.preset, "preset", "recommended", "`NAME` of the rules to run: recommended or strict")
	c.Flags().Var((*wordList)(&o.include), "include", "look at these `ROLES` too: standard_roles, managed_roles")
	c.Flags().StringVar(&o.failLevel, "fail-level", "error", "the lowest `SEVERITY` that fails: info, warning, error, or never")
	c.Flags().Var((*day)(&o.today), "today", "the `DAY` that waivers, shares and reviews expire by (default: the machine's)")
	o.knownOrder.flags(c)
}

func (p *program) lintCommand() *cobra.Command {
	var o lintOrder
	c := &cobra.Command{
		Use:   "lint [IN]",
		Short: "Find what Dataverse accepts and nobody should want: over-granting, excess sharing and auditing, and more",
		Long: `Lint runs the rules of "dvpolicy rules" over every environment of a policy, a solution or an artifact. The preset
recommended runs those that report errors and warnings, strict the others too. A rule that lacks what it looks at is
skipped, which is not passed.

Rules that say so on their page have one right answer, and --fix gives it: it edits the policy in place, keeps comments
and formatting, and writes only what compiles to the same as before but for what the findings name.

A waiver block accepts findings, and so does a comment in the block that they are about, or right above it:
# dvpolicy:ignore RULE reason="…" until=2027-01-31 ("dvpolicy schema language comments"). With --baseline or --against
only what is new is reported.

Exit code 2: there is a finding at the fail level or above, or the baseline has what no longer occurs.`,
		Example: `  dvpolicy lint examples/contoso
  dvpolicy lint examples/core.zip --preset strict --fail-level never
  dvpolicy lint examples/contoso --only 'grant/*' -f json
  dvpolicy lint examples/contoso -f text -f sarif=lint.sarif`,
		Annotations: everyEnvironmentIn(findingFormats...),
		Args:        asUsed,
		RunE:        func(_ *cobra.Command, args []string) error { return p.lint(inputArgument(args, 0), o) },
	}
	o.flags(c)
	o.fixOrder.flags(c)
	return c
}

func (p *program) lint(path string, o lintOrder) error {
	if err := o.check(p.targets); err != nil {
		return err
	}
	l, err := p.load(path, "")
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	r, err := p.findings(l, o)
	if err != nil {
		return err
	}
	if o.fix {
		look := func(l *loaded) (lint.Result, error) { return p.findings(l, o) }
		if l, r, err = p.fix(l, r, o.fixOrder, look); err != nil {
			return err
		}
	}
	if err := p.settle(r, o); err != nil {
		return err
	}
	err = p.show(view{
		text: func(w io.Writer, c render.Palette) { render.Findings(w, r, l.folder, c) },
		json: func(w io.Writer) error { return render.FindingsJSON(w, r, l.folder) },
		more: func() map[string]func(io.Writer) error {
			return render.ReportFindings(r, o.measure(), l.origin()).Formats()
		},
	})
	return cmp.Or(err, o.verdict(r))
}

// findings is what the rules that were asked for say of an input. What its policy says of rules that there are not makes it invalid.
func (p *program) findings(l *loaded, o lintOrder) (lint.Result, error) {
	var diags diag.List
	configured := lint.Configure(rules.All(), l.matrices, &diags)
	if err := p.report(&loaded{folder: l.folder, diags: diags.Sorted(), valid: !diags.HasErrors()}); err != nil {
		return lint.Result{}, err
	}
	for _, pack := range l.matrices[0].Policy().Lint.Packs {
		o.packs = append(o.packs, pack.Name)
	}
	options := lint.Options{Today: cmp.Or(o.today, time.Now().Format(time.DateOnly)), Include: o.include, Configured: l.matrices[0].Policy(), Artifact: l.artifact}
	if l.artifact {
		fmt.Fprintln(p.err, "an artifact carries neither waivers nor lint settings: rules run as they come, and nothing is waived")
	}
	ran := o.choose(configured)
	if len(ran) == 0 {
		return lint.Result{}, errors.New("no rule is left to run: --disable or the policy switches off all that was asked for")
	}
	r := lint.Run(ran, l.matrices, options)
	if err := p.subtract(&r, o, ran, options); err != nil {
		return lint.Result{}, err
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool { return !o.shown(&f) })
	return r, nil
}

// shown reports whether a finding weighs enough to be reported.
func (o lintOrder) shown(f *lint.Finding) bool { return len(o.only) > 0 || f.Severity >= o.least() }

// verdict is the exit code that findings deserve: those at the fail level or above, unless they are waived, and a baseline that is stale.
func (o lintOrder) verdict(r lint.Result) error {
	stale := len(r.Stale) > 0 && o.fails(lint.Error)
	if stale || slices.ContainsFunc(r.Findings, func(f lint.Finding) bool { return o.fails(f.Severity) && !f.Waived }) {
		return verdict(exitBad)
	}
	return nil
}

// fails reports whether a finding so grave is at the fail level or above.
func (o lintOrder) fails(s lint.Severity) bool {
	level, ok := lint.ParseSeverity(o.failLevel)
	return ok && s >= level
}

func (o lintOrder) measure() render.Measure {
	m := render.Measure{Fails: o.fails}
	if o.baseline != "" {
		m.Baseline = fromTree(string(o.baseline))
	}
	return m
}

// check refuses what no fail level, rule, preset or day is called.
func (o lintOrder) check(targets []target) error {
	if level, ok := lint.ParseSeverity(o.failLevel); o.failLevel != "never" && (!ok || level == lint.Off) {
		return unknownWord("fail level", o.failLevel, append(lint.Severities(), "never"))
	}
	if err := o.fixOrder.check(o.knownOrder); err != nil {
		return err
	}
	if o.preset != "recommended" && o.preset != "strict" {
		return unknownWord("preset", o.preset, []string{"recommended", "strict"})
	}
	for _, name := range o.packs {
		if packs := lint.Packs(rules.All()); !slices.Contains(packs, name) {
			return unknownWord("pack", name, packs)
		}
	}
	for _, name := range o.include {
		if kinds := []string{"standard_roles", "managed_roles"}; !slices.Contains(kinds, name) {
			return unknownWord("kind of roles", name, kinds)
		}
	}
	for _, name := range append(slices.Clone(o.only), o.disable...) {
		if !slices.ContainsFunc(rules.All(), func(r *lint.Rule) bool { return named(name, r) }) {
			return unknownName("rule", name, ruleNames())
		}
	}
	if err := o.knownOrder.check(targets); err != nil {
		return err
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
		if in(o.disable) || r.SwitchedOff() {
			return true
		}
		if len(o.only) > 0 {
			return !in(o.only)
		}
		if r.Pack != "" && !slices.Contains(o.packs, r.Pack) {
			return true
		}
		return r.Severity < o.least()
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
