package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/schema"
)

func (p *program) explainCommand() *cobra.Command {
	var environment string
	c := &cobra.Command{
		Use:   "explain PRINCIPAL VERB TABLE [IN]",
		Short: "Every grant behind an access, with its place; or what stands in the way of one",
		Example: `  dvpolicy explain 'user.agent["ane@contoso.example"]' read contact --env prod examples/contoso
  dvpolicy explain 'team.agents["oslo"]' delete account --env prod examples/contoso`,
		Args: explainable,
		RunE: func(_ *cobra.Command, args []string) error {
			return p.explain(args[0], args[1], args[2], inputArgument(args, 3), environment)
		},
	}
	c.Flags().StringVar(&environment, "env", "", "the `NAME` of the environment, where the policy has several")
	return c
}

// privilegeName is how privileges are named, and tables are not: behind a publisher's prefix comes an underscore.
var privilegeName = regexp.MustCompile(`(?i)^prv[^_]`)

// explainable wants a verb and a table, not the name of a privilege, which says both or neither.
func explainable(c *cobra.Command, args []string) error {
	if len(args) < 2 || !privilegeName.MatchString(args[1]) {
		return asUsed(c, args)
	}
	if base, v, misc, known := schema.ParsePrivilege(args[1]); known && misc == nil && base.Has(v) {
		return fmt.Errorf("explain takes VERB TABLE, not a privilege: %s is \"%s %s\"", base.Privilege(v), v, base.Tables[0])
	}
	return errors.New("explain takes VERB TABLE; for a miscellaneous privilege ask query who-can --privilege")
}

func (p *program) explain(principal, verbName, table, path, environment string) error {
	v, err := verb(verbName)
	if err != nil {
		if _, swapped := verb(table); swapped == nil {
			return fmt.Errorf("explain takes VERB before TABLE; did you mean \"%s %s\"?", table, verbName)
		}
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
