package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
)

// A knownOrder says what is no news.
type knownOrder struct {
	baseline, writeBaseline, against place
}

// A place is a path that a flag takes. A variable that a pipeline forgot to set is not as if nobody had asked.
type place string

func (p *place) String() string { return string(*p) }
func (p *place) Type() string   { return "path" }
func (p *place) Set(path string) error {
	if path == "" {
		return errors.New("it says no path")
	}
	*p = place(path)
	return nil
}

func (o *knownOrder) flags(c *cobra.Command) {
	c.Flags().Var(&o.baseline, "baseline", "do not report what `FILE` has; what it has and no longer occurs fails")
	c.Flags().Var(&o.writeBaseline, "write-baseline", "write what is found, and not waived, to `FILE`, and do not fail")
	c.Flags().Var(&o.against, "against", "report only what the policy, solution or artifact `IN` did not have")
}

func (o *knownOrder) check(targets []target) error {
	for _, t := range targets {
		switch {
		case t.path == "":
		case o.writeBaseline != "" && samePlace(t.path, string(o.writeBaseline)):
			return fmt.Errorf("--write-baseline and -f both go to %s", o.writeBaseline)
		case o.baseline != "" && samePlace(t.path, string(o.baseline)):
			return fmt.Errorf("-f %s=%s would write over the baseline", t.format, t.path)
		}
	}
	if o.writeBaseline == "" {
		return nil
	}
	return notAPolicyFile("--write-baseline", string(o.writeBaseline))
}

// readBaseline reads a baseline: all of it, or an error.
func readBaseline(path place) (lint.Baseline, error) {
	if path == "" {
		return lint.Baseline{}, nil
	}
	text, err := os.ReadFile(string(path))
	if err != nil {
		return lint.Baseline{}, fmt.Errorf("read the baseline %s: %w", path, input.Cause(err))
	}
	b, err := lint.ParseBaseline(text)
	if err != nil {
		return b, fmt.Errorf("read the baseline %s: %w", path, err)
	}
	return b, nil
}

// subtract leaves out what is no news: what the baseline has, or the new one will have, and what was there before.
func (p *program) subtract(r *lint.Result, o lintOrder, ran []*lint.Rule, options lint.Options) error {
	b, err := readBaseline(o.baseline)
	if err != nil {
		return err
	}
	there, gone := b.Split(ruleNames())
	if o.writeBaseline != "" {
		r.Baseline = lint.BaselineOf(*r, there, o.shown)
		r.Subtract(r.Baseline, o.shown)
	} else {
		r.Subtract(there, o.shown)
		r.Stale = append(gone, r.Stale...)
	}
	if o.against == "" {
		return nil
	}
	before, err := p.load(string(o.against), "")
	if err != nil {
		return err
	}
	if !before.valid {
		return p.report(before)
	}
	options.Artifact = before.artifact
	older := lint.Run(ran, before.matrices, options)
	r.Since(older, o.shown)
	return nil
}

// settle writes the new baseline, or says what is stale in the old one, and what nobody could compare.
func (p *program) settle(r lint.Result, o lintOrder) error {
	if len(r.Blind) > 0 {
		fmt.Fprintf(p.err, "%s lacks what these rules look at, so that all that they find is new: %s\n", o.against, strings.Join(r.Blind, ", "))
	}
	if o.writeBaseline != "" {
		if err := writeFile(string(o.writeBaseline), r.Baseline.Write); err != nil {
			return err
		}
		fmt.Fprintf(p.err, "wrote %s: %s\n", o.writeBaseline, render.Count(len(r.Baseline.Findings), "finding"))
		return nil
	}
	if len(r.Stale) == 0 {
		return nil
	}
	for _, e := range r.Stale {
		fmt.Fprintf(p.err, "%s: error: %s %s [stale-baseline]\n", o.baseline, e, e.Why)
	}
	fmt.Fprintf(p.err, "%s: %s: write it anew with --write-baseline %s\n", o.baseline, render.Count(len(r.Stale), "stale entry"), o.baseline)
	return nil
}
