package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
)

func (p *program) validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate [IN]",
		Short: "Report everything that compile would refuse, for every environment",
		Example: `  dvpolicy validate
  dvpolicy validate policies -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.validate(inputArgument(args, 0)) },
	}
}

func (p *program) validate(path string) error {
	l, err := p.load(path, "")
	if err != nil {
		return err
	}
	if !p.structured() || !l.valid {
		p.report(l)
	}
	err = p.show(view{
		text: func(w io.Writer, c render.Palette) {
			if l.valid {
				fmt.Fprintf(w, "%s: the policy is valid in %s\n", path, render.Count(len(l.environments), "environment"))
			}
		},
		json: func(w io.Writer) error { return render.DiagnosticsJSON(w, l.diags, l.folder) },
	})
	if err == nil && !l.valid {
		return verdict(exitInvalid)
	}
	return err
}
