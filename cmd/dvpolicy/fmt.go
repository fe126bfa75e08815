package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func (p *program) fmtCommand() *cobra.Command {
	var check, diff bool
	c := &cobra.Command{
		Use:   "fmt [PATH…]",
		Short: "Write policy files in canonical form",
		Long: `Fmt writes policy files in canonical form, and names the files that it changed. A path is a policy folder, a policy
file, or - for the standard input. What it writes is parsed again first: the form changes, the meaning never. Lines
end in LF then; for --check and --diff, those that end in CRLF are as good.`,
		Example: `  dvpolicy fmt examples/contoso
  dvpolicy fmt --check --diff examples/contoso`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			return p.fmt(args, check, diff)
		},
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing; exit 2 where a file is not in canonical form")
	c.Flags().BoolVar(&diff, "diff", false, "show what would change, and write nothing")
	return c
}

// A formatted file and its canonical form.
type formatted struct {
	path string
	file *source.File
	text []byte
}

func (p *program) fmt(paths []string, check, diff bool) error {
	files, err := p.readFormatted(paths)
	if err != nil {
		return err
	}
	var diags diag.List
	for i := range files {
		if text, ok := syntax.Format(files[i].file, &diags); ok {
			files[i].text = text
		}
	}
	if diags.HasErrors() { // nothing is written unless everything can be
		return p.report(&loaded{diags: diags.Sorted()})
	}
	changed := []string{}
	for _, f := range files {
		if f.path == "-" && !check && !diff {
			_, err := p.out.Write(f.text)
			return err
		}
		before, after := f.file.Text, f.text
		if check || diff { // git may have checked it out with CRLF
			before, after = withLF(before), withLF(after)
		}
		if bytes.Equal(before, after) {
			continue
		}
		changed = append(changed, f.file.Name)
		if diff && !p.structured() {
			render.Diff(p.out, f.file.Name, before, after, p.palette(p.out))
		}
		if !check && !diff {
			if err := writeFile(f.path, func(w io.Writer) error { _, err := w.Write(f.text); return err }); err != nil {
				return err
			}
		}
	}
	return p.formattedReport(changed, check, diff)
}

func withLF(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }

func (p *program) formattedReport(changed []string, check, diff bool) error {
	err := p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			if !diff {
				lines(w, changed...)
			}
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format  string   `json:"format"`
				Version int      `json:"version"`
				Changed []string `json:"changed"`
			}{"dvpolicy/fmt", 1, changed})
		},
	})
	if err == nil && check && len(changed) > 0 {
		return verdict(exitBad)
	}
	return err
}

// readFormatted reads the files that the paths name.
func (p *program) readFormatted(paths []string) ([]formatted, error) {
	var files []formatted
	for _, path := range paths {
		if path == "-" {
			text, err := io.ReadAll(io.LimitReader(p.in, 16<<20+1))
			if err != nil {
				return nil, fmt.Errorf("read the standard input: %w", err)
			}
			files = append(files, formatted{path: "-", file: &source.File{Name: "-", Text: text}})
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", path, input.Cause(err))
		}
		if !info.IsDir() {
			if !strings.HasSuffix(path, input.Extension) {
				return nil, fmt.Errorf("%s is no policy file (*%s)", path, input.Extension)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", path, input.Cause(err))
			}
			files = append(files, formatted{path: path, file: &source.File{Name: filepath.ToSlash(path), Text: text}})
			continue
		}
		found, err := p.readFolder(path)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

func (p *program) readFolder(path string) ([]formatted, error) {
	var diags diag.List
	policy, err := input.OpenPolicy(path, p.root, &diags)
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, p.report(&loaded{folder: path, diags: diags.Sorted()})
	}
	var files []formatted
	for _, f := range policy.Files {
		f.Name = filepath.ToSlash(filepath.Join(path, filepath.FromSlash(f.Name)))
		files = append(files, formatted{path: filepath.FromSlash(f.Name), file: f})
	}
	return files, nil
}
