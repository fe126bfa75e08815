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
		Long:  "Validate reports everything that compile would refuse, and writes nothing. " + whatIsRead,
		Example: `  dvpolicy validate examples/contoso
  dvpolicy validate examples/contoso -f json`,
		Annotations: everyEnvironment,
		Args:        asUsed,
		RunE:        func(_ *cobra.Command, args []string) error { return p.validate(inputArgument(args, 0)) },
	}
}

func (p *program) validate(path string) error {
	l, err := p.load(path, "")
	if err != nil {
		return err
	}
	if !p.structured() || !l.valid {
		if err := p.report(l); err != nil {
			return err
		}
	}
	return p.show(view{
		text: func(w io.Writer, c render.Palette) {
			fmt.Fprintf(w, "%s: the policy is valid in %s\n", path, render.Count(len(l.environments), "environment"))
		},
		json: func(w io.Writer) error { return render.DiagnosticsJSON(w, l.diags, l.folder) },
	})
}
