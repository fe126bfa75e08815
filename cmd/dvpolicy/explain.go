package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
)

func (p *program) explainCommand() *cobra.Command {
	var environment string
	c := &cobra.Command{
		Use:   "explain PRINCIPAL VERB TABLE [IN]",
		Short: "Every grant behind an access, with its place; or what stands in the way of one",
		Example: `  dvpolicy explain user.alice read contact --env prod
  dvpolicy explain 'team.sales["a"]' delete account policies`,
		Args: cobra.RangeArgs(3, 4),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.explain(args[0], args[1], args[2], inputArgument(args, 3), environment)
		},
	}
	c.Flags().StringVar(&environment, "env", "", "the `NAME` of the environment, where the policy has several")
	return c
}

func (p *program) explain(principal, verbName, table, path, environment string) error {
	v, err := verb(verbName)
	if err != nil {
		return err
	}
	m, folder, err := p.one(path, environment)
	if err != nil {
		return err
	}
	who, err := resolve(m, principal)
	if err != nil {
		return err
	}
	if table, err = tableName(m, table); err != nil {
		return err
	}
	e, err := m.Explain(who, v, table)
	if err != nil {
		return err
	}
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { render.Explanation(w, e, folder, c) },
		json: func(w io.Writer) error { return render.JSON(w, e) },
	})
}
