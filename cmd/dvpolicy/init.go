package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
)

func (p *program) initCommand() *cobra.Command {
	var service string
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write an empty policy to start from, and a pipeline that checks it",
		Long: `Init writes an empty policy to start from, policy.dv.hcl, into a folder that has no policy yet. A policy is all files
*.dv.hcl below its folder, in any order. Files and folders whose names begin with a dot are not read.

With --ci it also writes a pipeline that checks the policy, and says in every pull request what that does to access; what
the folder has, a policy or a solution, it keeps. The pipeline's place is the root of the git work tree around the policy; without one,
the current folder. No file is overwritten.`,
		Example: `  dvpolicy init policies
  dvpolicy check policies
  dvpolicy init policies --ci github`,
		Args: asUsed,
		RunE: func(c *cobra.Command, args []string) error {
			dir := inputArgument(args, 0)
			if c.Flags().Changed("ci") {
				return p.initPipeline(dir, service)
			}
			return p.init(dir)
		},
	}
	c.Flags().StringVar(&service, "ci", "", "write the pipeline of `SERVICE` too: "+strings.Join(services(), " or "))
	return c
}

// starter is the empty policy. It compiles; what it shows is commented out.
const starter = `# A Dataverse security policy. All *.dv.hcl files below this folder are one policy; order and files don't matter.
# dvpolicy check     says whether it is valid, and how wide it is
# dvpolicy schema language     is the reference of everything that can be written here

environment "dev" {
  type           = "sandbox"
  security_group = entra_group.dev # who may enter

  audit {
    enabled        = true
    user_access    = true
    retention_days = 90
  }
}

entra_group "dev" { name = "Dataverse dev" }

business_unit "root" {} # no parent: the root; its name is the label

# role "salesperson" {
#   name        = "Salesperson"
#   description = "Looks after customers of one's own"
#   owner       = "sales@contoso.example"
#   based_on    = standard_role.basic_user
#
#   grants { # one line for each table, like a row of the role editor
#     account = { user = ["create", "write", "append"], business_unit = ["read", "append_to"] }
#   }
# }
#
# team "sales" {
#   roles = [role.salesperson]
# }
`

func (p *program) init(dir string) error {
	has, err := hasPolicy(dir)
	switch {
	case err != nil:
		return err
	case has:
		return fmt.Errorf("%s has a policy already", dir)
	case input.IsSolution(dir):
		return fmt.Errorf("%s is a solution: dvpolicy import writes it as a policy", dir)
	}
	path, err := start(dir)
	if err != nil {
		return err
	}
	return p.wrote([]string{path}, "next: dvpolicy check "+dir)
}

// hasPolicy reports whether a folder has a policy; where it may have one there is an error.
func hasPolicy(dir string) (bool, error) {
	var diags diag.List
	_, err := input.OpenPolicy(dir, "", &diags)
	if errors.Is(err, input.ErrNoPolicyFile) || errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// start writes the empty policy.
func start(dir string) (path string, err error) {
	path = filepath.Join(dir, "policy"+input.Extension)
	return path, writeNew(path, starter)
}

// writeNew writes a file that is not there, and the folders that it lies in.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("create %s: %w", filepath.Dir(path), input.Cause(err))
	}
	return writeFile(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}

func (p *program) wrote(paths []string, after ...string) error {
	for i := range paths {
		paths[i] = filepath.ToSlash(paths[i])
	}
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			for _, path := range paths {
				lines(w, "wrote "+path)
			}
			lines(w, after...)
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string   `json:"format"`
				Version int      `json:"version"`
				Files   []string `json:"files"`
			}{"dvpolicy/init", 1, paths})
		},
	})
}
