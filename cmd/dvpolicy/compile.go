package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

func (p *program) compileCommand() *cobra.Command {
	var out, environment string
	c := &cobra.Command{
		Use:   "compile [IN]",
		Short: "Write the flattened privilege matrix: one artifact for each environment",
		Long: `Compile writes the flattened privilege matrix as a JSON artifact, which is an input wherever a policy is one.

With -o a folder (one that exists, or a name ending in /), every environment becomes NAME.matrix.json in it. With -o a
file, it holds a single environment: the policy's only one, or that of --env; if it is called *.gz, it is compressed.
Without -o, or with -o -, the artifact goes to the standard output.`,
		Example: `  dvpolicy compile examples/contoso -o out/
  dvpolicy compile examples/contoso --env prod -o prod.matrix.json`,
		Args: asUsed,
		RunE: func(c *cobra.Command, args []string) error {
			if err := p.checkPlace(out, c.Flags().Changed("output")); err != nil {
				return err
			}
			return p.compile(inputArgument(args, 0), environment, out)
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "`PATH` of the artifact, or folder of all of them")
	c.Flags().StringVar(&environment, "env", "", "the `NAME` of the one environment to compile")
	return c
}

// checkPlace refuses what would be ignored: the formats are those of the report, which has no place where the artifact takes the output.
func (p *program) checkPlace(out string, said bool) error {
	switch out {
	case "":
		if said {
			return errors.New("-o says no path")
		}
	case "-":
	default:
		return notAPolicyFile("-o", out)
	}
	for _, f := range p.formats {
		if f != "json" { // which the artifact is
			return fmt.Errorf("compile -f %s needs -o: without it the artifact goes to the standard output", f)
		}
	}
	return nil
}

// A written artifact, as compile reports it.
type written struct {
	Environment string `json:"environment"`
	Path        string `json:"path"`
	Digest      string `json:"digest"`
}

func (p *program) compile(path, environment, out string) error {
	l, err := p.load(path, environment)
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	folder := isFolder(out)
	if len(l.matrices) > 1 && !folder {
		return fmt.Errorf("the policy has several environments: say --env with one of %s, or -o with a folder", strings.Join(l.environments, ", "))
	}
	if out == "" || out == "-" {
		return l.matrices[0].Encode(p.out)
	}
	files := []written{}
	for i, m := range l.matrices {
		file := out
		if folder {
			file = filepath.Join(out, fileName(l.environments[i])+".matrix.json")
		}
		if err := writeArtifact(file, m); err != nil {
			return err
		}
		files = append(files, written{l.environments[i], filepath.ToSlash(file), m.Digest()})
	}
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			for _, f := range files {
				fmt.Fprintf(w, "%s: %s\n", f.Path, f.Digest)
			}
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string    `json:"format"`
				Version int       `json:"version"`
				Files   []written `json:"files"`
			}{"dvpolicy/compiled", 1, files})
		},
	})
}

// isFolder reports whether an output path is one: it exists as one, or says so with its last letter.
func isFolder(out string) bool {
	if strings.HasSuffix(out, "/") || strings.HasSuffix(out, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(out)
	return err == nil && info.IsDir()
}

// fileName is an environment's name as a file can have it.
func fileName(environment string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, environment)
}

func writeArtifact(path string, m *matrix.Matrix) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", path, input.Cause(err))
	}
	return writeFile(path, func(w io.Writer) error {
		if !strings.HasSuffix(path, ".gz") {
			return m.Encode(w)
		}
		z := gzip.NewWriter(w)
		return errors.Join(m.Encode(z), z.Close())
	})
}
