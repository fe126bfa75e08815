package main

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
)

// findingFormats are what commands have beside text and json that report findings.
var findingFormats = []string{"sarif", "junit", "github", "azure-devops", "markdown"}

// moreFormats annotates a command that has more formats than text and json.
const moreFormats = "format"

// formatsOf are the formats that a command has.
func formatsOf(c *cobra.Command) []string {
	return append([]string{"text", "json"}, strings.Fields(c.Annotations[moreFormats])...)
}

// everyEnvironmentIn annotates a command that has no --env, and these formats too.
func everyEnvironmentIn(formats ...string) map[string]string {
	all := maps.Clone(everyEnvironment)
	all[moreFormats] = strings.Join(formats, " ")
	return all
}

func (p *program) formatFlag(flags *pflag.FlagSet, formats []string) {
	last := len(formats) - 1
	flags.StringArrayVarP(&p.formats, "format", "f", nil, "`FORMAT[=PATH]`: "+strings.Join(formats[:last], ", ")+" or "+formats[last]+"; repeat it to write several")
}

// ownFormats gives every command that has more formats a flag that says so.
func (p *program) ownFormats(c *cobra.Command) {
	if c.Annotations[moreFormats] != "" {
		p.formatFlag(c.Flags(), formatsOf(c))
	}
	for _, sub := range c.Commands() {
		p.ownFormats(sub)
	}
}

// origin names files as pipelines know them, whatever the policy was called on the command line: from the git work tree, or from where one
// stands. No name says anything of the machine.
func (l *loaded) origin() render.Origin {
	base := fromTree(cmp.Or(l.folder, "."))
	return render.Origin{Version: version, Name: func(file string) string {
		switch {
		case file == "-":
			return file
		case path.IsAbs(file) || filepath.IsAbs(file):
			return fromTree(file)
		}
		return path.Join(base, file)
	}}
}

// fromTree is a path from the git work tree around it, or else from where one stands; of what is in neither, the last name of it.
func fromTree(name string) string {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	tree, found := input.WorkTree(name)
	if !found {
		tree, err = filepath.Abs(".")
	}
	inside, relErr := filepath.Rel(tree, absolute)
	if err != nil || relErr != nil || !filepath.IsLocal(inside) {
		return filepath.Base(absolute)
	}
	return filepath.ToSlash(inside)
}
