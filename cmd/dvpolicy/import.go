package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/print"
	"github.com/dvpolicy/dvpolicy/compiler/records"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

func (p *program) importCommand() *cobra.Command {
	var out string
	var force bool
	c := &cobra.Command{
		Use:   "import IN [IN…]",
		Short: "Write solutions as a policy: readable files that compile to the same matrix",
		Long: `Import writes solutions as a policy: one file for each role, one line for each table, over the nearest standard role
where that is much shorter. What it is about to write is compiled first, and must give the same access.

IN is a solution folder or zip, a bare customizations.xml, data of the Configuration Migration tool (a zip or folder),
or deployment settings of the ALM Accelerator (JSON). Business units, teams and assignments come from the last two:
solutions do not carry them.`,
		Example: `  dvpolicy import examples/core.zip -o imported
  dvpolicy import examples/core.zip -o imported --force`,
		Args: asUsed,
		RunE: func(_ *cobra.Command, args []string) error { return p.importInto(out, force, args) },
	}
	c.Flags().StringVarP(&out, "output", "o", "", "`DIR` that the policy is written into")
	c.Flags().BoolVar(&force, "force", false, "overwrite the files that are there")
	return c
}

func (p *program) importInto(out string, force bool, paths []string) error {
	if out == "" || out == "-" {
		return errors.New("import needs -o DIR: the folder that the policy is written into")
	}
	done := p.progress("importing " + list(paths))
	defer done()
	l, files, err := p.imported(paths)
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	if err := mayWrite(out, files, force); err != nil {
		return err
	}
	var written []newFile
	for _, f := range files {
		written = append(written, newFile{f.Name, f.Text})
	}
	if err := writeBelow(out, written); err != nil {
		return err
	}
	if err := p.stale(out, files); err != nil {
		return err
	}
	for _, what := range print.Refused(files) {
		fmt.Fprintf(p.err, "%s %s\n", p.palette(p.err).Strong("left out:"), what)
	}
	return p.showImport(out, files)
}

// imported is what the inputs are as files of a policy. They are not to be used where the inputs have errors.
func (p *program) imported(paths []string) (*loaded, []print.File, error) {
	var diags diag.List
	in, err := input.OpenImports(paths, &diags)
	if err != nil {
		return nil, nil, err
	}
	all := solution.Unite(in.Solutions, &diags)
	l := func() *loaded { return &loaded{diags: diags.Sorted(), valid: !diags.HasErrors()} }
	if diags.HasErrors() {
		return l(), nil, nil
	}
	program, found := compiler.Compile(&input.Policy{Brought: all})
	diags.Add(found)
	if diags.HasErrors() {
		return l(), nil, nil
	}
	policy := program.Environments[0]
	before := matrix.Build(policy).Digest()
	options := print.Options{Comments: records.AddTo(policy, in.Records, &diags), Own: prefixes(all)}
	options.Comments = withFiltered(options.Comments, all)
	if diags.HasErrors() {
		return l(), nil, nil
	}
	files := print.Policy(policy, options)
	if policy.Environment.Matrix {
		files = append(files, print.File{Name: "environments" + input.Extension, Text: []byte(matrixMode)})
		slices.SortFunc(files, func(a, b print.File) int { return strings.Compare(a.Name, b.Name) })
	}
	if len(in.Records) > 0 || len(print.Refused(files)) > 0 {
		before = "" // what records add was in no matrix before, and what cannot be written is not compared
	}
	return l(), files, says(files, before)
}

// matrixMode is what a policy must say of its environment for roles of other business units than their holders' to be assigned. Solutions say
// nothing of environments, and records only this, so there is no such file otherwise.
const matrixMode = `# Roles of other business units than their holders' are assigned, which only this mode allows.
environment "default" {
  ownership_across_business_units = true
}
`

// withFiltered adds comments on the privileges that no access level says.
func withFiltered(comments map[string][]string, all []*solution.Solution) map[string][]string {
	if comments == nil {
		comments = map[string][]string{}
	}
	for _, s := range all {
		for _, r := range s.Roles {
			for _, g := range r.Filtered {
				address := model.Address("role", r.Name)
				comments[address] = append(comments[address], g.Privilege+" at RecordFilter cannot be written: no access level is that")
			}
		}
	}
	return comments
}

func prefixes(all []*solution.Solution) []string {
	var own []string
	for _, s := range all {
		if prefix := s.Publisher.Prefix; prefix != "" && !slices.Contains(own, prefix) {
			own = append(own, prefix)
		}
	}
	return own
}

// says compiles what import is about to write, and holds it against what it read. An import that says something else is a bug, and is not
// written.
func says(files []print.File, digest string) error {
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Name] = string(f.Text)
	}
	program, found := compiler.Compile(input.Memory(texts))
	if found.HasErrors() {
		d := found.Sorted()[0]
		return fmt.Errorf("internal error: the policy would not compile: %s: %s", d.Span.Pos().File, d.Message)
	}
	if again := program.Environments[0]; digest != "" && matrix.Build(again).Digest() != digest {
		return errors.New("internal error: the policy would not give the access that was read; nothing is written")
	}
	return nil
}

// mayWrite refuses to mix a policy into another one, and to write over files, unless forced.
func mayWrite(out string, files []print.File, force bool) error {
	if info, err := os.Stat(out); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file: -o takes a folder", out)
	}
	if force {
		return nil
	}
	var there []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(out, filepath.FromSlash(f.Name))); err == nil {
			there = append(there, f.Name)
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("%s has %s already: say --force to overwrite", out, list(there))
	}
	var diags diag.List
	if _, err := input.OpenPolicy(out, "", &diags); err == nil {
		return fmt.Errorf("%s has a policy already, which the import would become a part of: choose another folder, or say --force", out)
	}
	return nil
}

// stale names the policy files of the folder that were there before, and are still: with what was written they are one policy.
func (p *program) stale(out string, files []print.File) error {
	var diags diag.List
	policy, err := input.OpenPolicy(out, "", &diags)
	if err != nil {
		return err
	}
	for _, f := range policy.Files {
		if !slices.ContainsFunc(files, func(w print.File) bool { return w.Name == f.Name }) {
			fmt.Fprintf(p.err, "%s %s was there before, and is a part of the policy\n", p.palette(p.err).Strong("left as it is:"), filepath.ToSlash(filepath.Join(out, f.Name)))
		}
	}
	return nil
}

func (p *program) showImport(out string, files []print.File) error {
	names, roles := []string{}, 0
	for _, f := range files {
		names = append(names, filepath.ToSlash(filepath.Join(out, f.Name)))
		if strings.HasPrefix(f.Name, "roles/") {
			roles++
		}
	}
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			lines(w, names...)
			fmt.Fprintf(w, "wrote %s, %s\nnext: dvpolicy check %s\n", render.Count(len(files), "file"), render.Count(roles, "role"), out)
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string   `json:"format"`
				Version int      `json:"version"`
				Files   []string `json:"files"`
				Roles   int      `json:"roles"`
				LeftOut []string `json:"left_out"`
			}{"dvpolicy/import", 1, names, roles, append([]string{}, print.Refused(files)...)})
		},
	})
}
