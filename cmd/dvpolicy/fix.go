package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
)

// A fixOrder is what lint was asked to do about its findings.
type fixOrder struct{ fix, dryRun bool }

func (o *fixOrder) flags(c *cobra.Command) {
	c.Flags().BoolVar(&o.fix, "fix", false, "edit the policy where a finding has one right answer, and prove that nothing else changes")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "with --fix: show what would change, and write nothing")
}

func (o fixOrder) check(known knownOrder) error {
	switch {
	case o.dryRun && !o.fix:
		return errors.New("--dry-run is for --fix: without that, lint writes nothing")
	case o.fix && known.writeBaseline != "":
		return errors.New("--write-baseline accepts what is found, and --fix mends it: run one after the other")
	}
	return nil
}

// fix mends what can be mended, writes it or shows the difference, and gives what is left.
func (p *program) fix(l *loaded, r lint.Result, o fixOrder, look func(*loaded) (lint.Result, error)) (*loaded, lint.Result, error) {
	if l.policy == nil || len(l.policy.Files) == 0 {
		return l, r, errors.New("--fix edits policies: this is a solution or an artifact, which somebody else writes")
	}
	m, err := p.mend(l, r, look)
	if err != nil {
		return l, r, err
	}
	changed := rewritings(l.policy, m.l.policy)
	m.report.Files, m.report.DryRun = len(changed), o.dryRun
	to, colors := p.err, p.palette(p.err) // where a tool reads the standard output
	if slices.Contains(p.targets, target{"text", ""}) {
		to, colors = p.screen, p.palette(p.out)
	}
	var all []replacement
	for _, c := range changed {
		path := filepath.Join(l.folder, filepath.FromSlash(c.was.Name))
		if o.dryRun {
			render.Diff(to, filepath.ToSlash(path), withLF(c.was.Text), withLF(c.now.Text), colors)
			continue
		}
		if err := writable(path, c.was.Text); err != nil {
			return l, r, err
		}
		all = append(all, replacement{path, c.was.Text, c.now.Text})
	}
	if err := replaceFiles(all); err != nil {
		return l, r, err
	}
	render.Fixes(to, m.report, l.folder, colors)
	return m.l, m.result, nil
}

// writable wants a file to be what was read, and not to be protected: nobody's work is written over.
func writable(path string, text []byte) error {
	now, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, input.Cause(err))
	}
	if !bytes.Equal(now, text) {
		return fmt.Errorf("write %s: it has changed meanwhile", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, input.Cause(err))
	}
	if info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("write %s: it is write-protected", path)
	}
	return nil
}
