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
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/change"
)

// A diffOrder is what diff was asked for.
type diffOrder struct {
	from, to, environment string
	roles                 bool
	failOn                []string
	accept, writeAccept   place
	today                 string
	identified            bool // somebody asks for the identities of changes
	render.ChangeView
}

func (p *program) diffCommand() *cobra.Command {
	var o diffOrder
	c := &cobra.Command{
		Use:   "diff [A] [B]",
		Short: "What a change does to access: between two inputs, or two environments of one policy",
		Long: `Diff compares two inputs: policies, solutions, artifacts, revisions of git (git:REV or git:REV:PATH). With --from and
--to it compares two environments of one policy. It says who gained and lost which access because of what; which roles,
teams and settings are declared otherwise, and what Dataverse does then; what of it solutions carry and what must be done
by hand in each environment; and which lint findings came and went, by the configuration of B. Order, formatting,
comments, ids of roles and moves between files are no change.

Environments are compared by name; one with one, whatever their names. All access in an environment that only one input
has is gained, or lost: it is one change.

--fail-on widened fails if somebody gained an access, or has it further or elsewhere than before; narrowed, the other way
round; any, if access or a declaration differs at all ("dvpolicy lint --against A B" fails on findings). An access that
--accept has does not count, until it expires; what it accepts and no longer occurs fails.

Exit code 2: a gate failed, or an accepted change no longer occurs.`,
		Example: `  dvpolicy diff examples/minimal examples/woodgrove --env matrix
  dvpolicy diff --from test --to prod examples/contoso
  dvpolicy diff --from test --to prod examples/contoso -f html=diff.html -f markdown=diff.md`,
		Annotations: map[string]string{moreFormats: "markdown html"},
		Args:        asUsed,
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.check(c.Flags().Changed("env"), len(args), p.targets); err != nil {
				return err
			}
			return p.diff(args, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.environment, "env", "", "compare the environment `NAME` alone")
	f.StringVar(&o.from, "from", "", "the environment `NAME` that the one of --to is compared with, of one policy")
	f.StringVar(&o.to, "to", "", "the environment `NAME` that is compared")
	f.BoolVar(&o.roles, "roles", false, "compare the access of roles too, as whoever holds them, where there are users or teams")
	f.StringArrayVar(&o.failOn, "fail-on", nil, "fail on `CHANGES`: "+strings.Join(gateNames(), ", "))
	f.Var(&o.accept, "accept", "do not fail on the changes of access that `FILE` accepts")
	f.Var(&o.writeAccept, "write-accept", "write the changes of access to `FILE`, where reason, owner and expires are to be filled in")
	f.Var((*day)(&o.today), "today", "the `DAY` that what is accepted expires by (default: the machine's)")
	f.BoolVar(&o.All, "all", false, "text with every line and every name")
	f.BoolVar(&o.IDs, "ids", false, "show the identity of each change of access, as --accept has it")
	for _, name := range []string{"from", "to"} {
		c.RegisterFlagCompletionFunc(name, func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return p.environments(c, args), cobra.ShellCompDirectiveNoFileComp
		})
	}
	c.RegisterFlagCompletionFunc("fail-on", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return gateNames(), cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

// check refuses what says too little or too much, and makes one list of the gates.
func (o *diffOrder) check(environment bool, inputs int, targets []target) error {
	switch {
	case (o.from == "") != (o.to == ""):
		return errors.New("--from and --to are two environments of one policy: say both")
	case o.from != "" && inputs > 1:
		return errors.New("--from and --to are two environments of one policy, and there are two inputs: leave out one, or say --env")
	case o.from != "" && environment:
		return errors.New("--from and --to are two environments: leave out --env")
	case o.from == "" && inputs < 2:
		return errors.New("diff of what? dvpolicy diff A B, or dvpolicy diff --from ENVIRONMENT --to ENVIRONMENT [IN]")
	case environment && o.environment == "":
		return errors.New("--env says no environment")
	}
	var names []string
	for _, said := range o.failOn {
		names = append(names, strings.Split(said, ",")...)
	}
	o.failOn = nil
	for _, name := range names {
		if !slices.Contains(gateNames(), name) {
			return unknownWord("gate", name, gateNames())
		}
		if !slices.Contains(o.failOn, name) {
			o.failOn = append(o.failOn, name)
		}
	}
	if slices.ContainsFunc(targets, func(t target) bool { return o.writeAccept != "" && t.path == string(o.writeAccept) }) {
		return fmt.Errorf("--write-accept and -f both go to %s", o.writeAccept)
	}
	if _, err := time.Parse(time.DateOnly, o.today); err != nil && o.today != "" {
		return fmt.Errorf("--today %s is no day: it is written 2027-01-31", o.today)
	}
	o.identified = o.IDs || o.accept != "" || o.writeAccept != "" || slices.ContainsFunc(targets, func(t target) bool { return t.format == "json" })
	o.today = cmp.Or(o.today, time.Now().Format(time.DateOnly))
	return nil
}

func (p *program) diff(args []string, o diffOrder) error {
	accepted, err := readAccepted(o.accept)
	if err != nil {
		return err
	}
	a, b, err := p.sides(args, o)
	if err != nil {
		return err
	}
	pairs, err := pairUp(a, b, o)
	if err != nil {
		return err
	}
	changes := render.Changes{}
	renamed := map[string]string{}
	for _, e := range pairs {
		one := e.declarations()
		for _, d := range one.Declarations {
			if d.Kind == change.Renamed {
				renamed[d.From] = d.Address
			}
		}
		if one.Before != one.After {
			renamed[model.Address("environment", one.Before)] = model.Address("environment", one.After)
		}
		changes.Environments = append(changes.Environments, one)
	}
	if changes.Findings, err = p.findingChanges(a, b, pairs, renamed, o); err != nil {
		return err
	}
	for i, e := range pairs { // last: there may be very many
		changes.Environments[i].Access = e.access(o)
	}
	changes.OtherText = changes.Empty() && otherText(pairs)
	accepted.judge(&changes, o)
	if o.writeAccept != "" {
		if err := accepted.write(&changes, o); err != nil {
			return err
		}
	}
	err = p.show(view{
		text: func(w io.Writer, c render.Palette) { changes.Text(w, o.ChangeView, c) },
		json: changes.JSON,
		more: func() map[string]func(io.Writer) error {
			return map[string]func(io.Writer) error{
				"markdown": func(w io.Writer) error { return changes.Markdown(w, o.ChangeView) },
				"html":     func(w io.Writer) error { return changes.HTML(w, o.ChangeView) },
			}
		},
	})
	if err != nil {
		return err
	}
	return p.gates(&changes, accepted, o)
}
