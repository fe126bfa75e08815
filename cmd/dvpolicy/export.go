package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/emit"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
)

// An exportOrder is what export was asked for.
type exportOrder struct {
	out, steps, environment, solution, publisher string
	dryRun                                       bool
}

func (p *program) exportCommand() *cobra.Command {
	var o exportOrder
	c := &cobra.Command{
		Use:   "export [IN]",
		Short: "Write roles and column security profiles into an unpacked solution, and what solutions cannot carry as steps",
		Long: `Export writes the roles and column security profiles that a policy declares into an unpacked solution, for
"pac solution pack". In a solution that is there, only what differs is changed, in place; what it holds beside the
policy's stays. A zip is written again with its other entries as they are. A folder without a solution gets a new one,
which needs --solution and --publisher.

Solutions carry no settings, business units, teams or assignments: --steps writes those, for each environment in the
order in which they are done, as Markdown, or as JSON into a file *.json.`,
		Example: `  dvpolicy export examples/minimal -o Core --solution Core --publisher contoso
  dvpolicy export examples/minimal -o Core
  dvpolicy export examples/contoso --steps steps.md`,
		Args: asUsed,
		RunE: func(_ *cobra.Command, args []string) error { return p.export(inputArgument(args, 0), o) },
	}
	c.Flags().StringVarP(&o.out, "output", "o", "", "`PATH` of the unpacked solution, or of a zip that is there")
	c.Flags().StringVar(&o.steps, "steps", "", "`FILE` for what solutions cannot carry (.md or .json; - is the standard output)")
	c.Flags().StringVar(&o.environment, "env", "", "the `NAME` of the one environment to export")
	c.Flags().StringVar(&o.solution, "solution", "", "unique `NAME` of a new solution")
	c.Flags().StringVar(&o.publisher, "publisher", "", "unique `NAME[:PREFIX]` of a new solution's publisher")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would change, and write nothing")
	return c
}

func (p *program) export(path string, o exportOrder) error {
	if o.out == "" && o.steps == "" {
		return errors.New("export needs -o DIR, the unpacked solution, or --steps FILE")
	}
	if err := notAPolicyFile("--steps", o.steps); err != nil {
		return err
	}
	l, err := p.load(path, o.environment)
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	if l.artifact && o.out != "" {
		return errors.New("an artifact does not say which roles come from solutions: export the policy")
	}
	var policies []*model.Policy
	for _, m := range l.matrices {
		policies = append(policies, m.Policy())
	}
	var done exported
	if o.out != "" {
		if done, err = p.exportSolution(policies, l, o); err != nil {
			return err
		}
	}
	if o.steps != "" && !o.dryRun {
		if err := p.writeSteps(o.steps, policies); err != nil || o.steps == "-" {
			return err
		}
		done.Written = append(done.Written, filepath.ToSlash(o.steps))
	}
	return p.showExport(done, o)
}

// exportSolution writes what the environments have in common into a solution: the roles and profiles.
func (p *program) exportSolution(policies []*model.Policy, l *loaded, o exportOrder) (exported, error) {
	want, below, err := portable(policies, l)
	if err != nil {
		return exported{}, err
	}
	var diags diag.List
	target, err := openTarget(o.out, &diags)
	if err != nil {
		return exported{}, err
	}
	render.Diagnostics(p.err, diags.Sorted(), o.out, p.palette(p.err))
	if diags.HasErrors() {
		return exported{}, fmt.Errorf("the solution in %s cannot be read: nothing is written", o.out)
	}
	if target.reads(policies, l) {
		return exported{}, fmt.Errorf("the policy reads the solution in %s itself: its own roles would then be declared twice", o.out)
	}
	diags = diag.List{}
	notExported(want, below, target.have, &diags)
	solution.Check(want, &diags)
	done := exported{}
	var changes []solution.Change
	if !diags.HasErrors() {
		if target.have != nil {
			target.keepIDs(want)
			done.Changes = solution.Compare(target.have, want)
		}
		if changes, done.Left, err = target.changes(want, o, &diags); err != nil {
			return exported{}, err
		}
	}
	target.nameFiles(policies, l.folder)
	if err := p.report(&loaded{diags: diags.Sorted(), valid: !diags.HasErrors()}); err != nil {
		return exported{}, err
	}
	if len(done.Changes) == 0 && len(changes) > 0 && target.have != nil {
		done.Changes = append(done.Changes, "the manifest did not list all of them")
	}
	if target.zip {
		return done.repack(target.path, changes, o.dryRun)
	}
	var files []newFile
	for _, c := range changes {
		done.Written = append(done.Written, filepath.ToSlash(filepath.Join(o.out, filepath.FromSlash(c.Name))))
		files = append(files, newFile{c.Name, c.Text})
	}
	if o.dryRun || len(files) == 0 {
		return done, nil
	}
	return done, writeBelow(o.out, files)
}

// notExported warns of what the policy has, or may have, and the solution will not.
func notExported(want *solution.Solution, below []*model.Role, have *solution.Solution, diags *diag.List) {
	for _, r := range below {
		diags.Warnf(diag.NotInSolution, r.Span, "%s is a role of %s: a solution puts roles into the root, so it is left out", r.Address, r.BusinessUnit.Address)
	}
	for _, r := range want.Roles {
		if r.KeepMiscellaneous && (have == nil || !slices.ContainsFunc(have.Roles, func(h *solution.Role) bool { return strings.EqualFold(h.Name, r.Name) })) {
			diags.Warnf(diag.NotInSolution, r.Span, "role %q is based on a standard role of which the miscellaneous privileges are not known: the solution will have only those that the policy names", r.Name)
		}
	}
}

// portable is what the environments say that a solution carries. It is one solution for all of them, so they must say the same.
func portable(policies []*model.Policy, l *loaded) (want *solution.Solution, below []*model.Role, err error) {
	want, below = solution.FromModel(policies[0], len(l.solutions) > 0)
	for i, policy := range policies[1:] {
		other, _ := solution.FromModel(policy, len(l.solutions) > 0)
		if name := solution.Differ(want, other); name != "" {
			return nil, nil, fmt.Errorf("%s is not the same in %s and %s: say --env with one of %s", name, l.environments[0], l.environments[i+1],
				strings.Join(l.environments, ", "))
		}
	}
	if len(want.Roles)+len(want.Profiles) == 0 {
		return nil, nil, errors.New("the policy declares no role of the root, and no column security profile: there is nothing to export")
	}
	return want, below, nil
}

func (p *program) writeSteps(path string, policies []*model.Policy) error {
	write := func(w io.Writer) error {
		if strings.EqualFold(filepath.Ext(path), ".json") {
			return emit.StepsJSON(w, policies)
		}
		return emit.StepsMarkdown(w, policies)
	}
	if path == "-" {
		return write(p.out)
	}
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	return writeFile(path, func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err })
}

// exported is what export did.
type exported struct {
	Written []string `json:"files"`
	Changes []string `json:"changes"`
	Left    []string `json:"left"` // roles and profiles of the solution that the policy does not declare
}

func (p *program) showExport(done exported, o exportOrder) error {
	slices.Sort(done.Left)
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			lines(w, done.Changes...)
			lines(w, done.Written...)
			for _, name := range done.Left {
				fmt.Fprintf(w, "left as it is, the policy does not declare it: %s\n", name)
			}
			switch {
			case len(done.Written) == 0:
				fmt.Fprintln(w, "nothing differs")
			case o.dryRun:
				fmt.Fprintf(w, "would write %s\n", render.Count(len(done.Written), "file"))
			default:
				fmt.Fprintf(w, "wrote %s\n", render.Count(len(done.Written), "file"))
			}
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string   `json:"format"`
				Version int      `json:"version"`
				DryRun  bool     `json:"dry_run"`
				Files   []string `json:"files"`
				Changes []string `json:"changes"`
				Left    []string `json:"left"`
			}{"dvpolicy/export", 1, o.dryRun, append([]string{}, done.Written...), append([]string{}, done.Changes...), append([]string{}, done.Left...)})
		},
	})
}
