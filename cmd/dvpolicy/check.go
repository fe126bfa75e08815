package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// whatIsRead is what everybody who starts a policy, or wonders where a file of it is, must know.
const whatIsRead = `A policy is all files *.dv.hcl
below its folder IN (the current one, where it is not said), in any order. Files and folders whose names begin with a
dot are not read.`

func (p *program) checkCommand() *cobra.Command {
	var o lintOrder
	c := &cobra.Command{
		Use:   "check [IN]",
		Short: "Validate, compile and lint every environment, and sum each up on a screen: the command for pipelines",
		Long: "Check validates, compiles and lints every environment, and sums each up on a screen. " + whatIsRead + `

Exit code 2: there is a finding at the fail level or above; "dvpolicy lint" shows all.`,
		Example: `  dvpolicy check examples/contoso
  dvpolicy check examples/woodgrove -f json`,
		Annotations: everyEnvironmentIn(findingFormats...),
		Args:        asUsed,
		RunE:        func(_ *cobra.Command, args []string) error { return p.check(inputArgument(args, 0), o) },
	}
	o.flags(c)
	return c
}

func (p *program) check(path string, o lintOrder) error {
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
	if err := p.settle(r, o); err != nil {
		return err
	}
	summaries := []matrix.Summary{}
	for _, m := range l.matrices {
		summaries = append(summaries, m.Summary())
	}
	err = p.show(view{
		text: func(w io.Writer, c render.Palette) {
			for _, s := range solutionDocs(l.solutions) {
				fmt.Fprintln(w, s.told(c))
			}
			for i, s := range summaries {
				if i > 0 {
					fmt.Fprintln(w)
				}
				render.Summary(w, s, c)
			}
			fmt.Fprintln(w)
			render.FindingsSummary(w, r, l.folder, c)
			if len(l.later) > 0 {
				fmt.Fprintf(w, "\nnot evaluated by this version: %s\n", strings.Join(l.later, ", "))
			}
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format       string           `json:"format"`
				Version      int              `json:"version"`
				Solutions    []solutionDoc    `json:"solutions,omitempty"`
				Environments []matrix.Summary `json:"environments"`
				NotEvaluated []string         `json:"not_evaluated"`
				render.FindingsDoc
			}{"dvpolicy/check", 1, solutionDocs(l.solutions), summaries, append([]string{}, l.later...), render.DocumentFindings(r, l.folder)})
		},
		more: func() map[string]func(io.Writer) error {
			return render.ReportFindings(r, o.measure(), l.origin()).Formats()
		},
	})
	return cmp.Or(err, o.verdict(r))
}
