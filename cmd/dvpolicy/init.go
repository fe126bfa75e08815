package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
)

func (p *program) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write an empty policy to start from",
		Long: `Init writes an empty policy to start from, policy.dv.hcl, into a folder that has no policy yet. A policy is all files
*.dv.hcl below its folder, in any order. Files and folders whose names begin with a dot are not read.`,
		Example: `  dvpolicy init policies
  dvpolicy check policies`,
		Args: asUsed,
		RunE: func(_ *cobra.Command, args []string) error { return p.init(inputArgument(args, 0)) },
	}
}

// starter is the empty policy. It compiles; what it shows is commented out.
const starter = `# A Dataverse security policy. All *.dv.hcl files below this folder are one policy; order and files don't matter.
# dvpolicy check     says whether it is valid, and how wide it is
# dvpolicy schema language     is the reference of everything that can be written here

environment "dev" {
  type = "sandbox"

  audit {
    enabled        = true
    user_access    = true
    retention_days = 90
  }
}

business_unit "root" {} # no parent: the root; its name is the label

# role "salesperson" {
#   name     = "Salesperson"
#   based_on = standard_role.basic_user
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
	var diags diag.List
	switch _, err := input.OpenPolicy(dir, "", &diags); {
	case err == nil:
		return fmt.Errorf("%s has a policy already", dir)
	case !errors.Is(err, input.ErrNoPolicyFile) && !errors.Is(err, fs.ErrNotExist):
		return err // it may have one
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create %s: %w", dir, input.Cause(err))
	}
	path := filepath.Join(dir, "policy"+input.Extension)
	if err := writeFile(path, func(w io.Writer) error { _, err := io.WriteString(w, starter); return err }); err != nil {
		return err
	}
	path = filepath.ToSlash(path)
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			lines(w, "wrote "+path, "next: dvpolicy check "+dir)
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string   `json:"format"`
				Version int      `json:"version"`
				Files   []string `json:"files"`
			}{"dvpolicy/init", 1, []string{path}})
		},
	})
}
