package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// completeFlags tells shells what flags take, by the name of the flag.
func (p *program) completeFlags(root *cobra.Command) {
	values := map[string]func(c *cobra.Command, args []string) []string{
		"verb":      func(*cobra.Command, []string) []string { return privilege.VerbNames() },
		"table":     func(*cobra.Command, []string) []string { return catalogueTables() },
		"privilege": func(*cobra.Command, []string) []string { return miscellaneous() },
		"format":    func(c *cobra.Command, _ []string) []string { return formatsOf(c) },
		"color":     func(*cobra.Command, []string) []string { return colorNames },
		"env":       p.environments,
		"ci":        func(*cobra.Command, []string) []string { return services() },
	}
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if names := values[f.Name]; names != nil {
				c.RegisterFlagCompletionFunc(f.Name, func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
					return names(c, args), cobra.ShellCompDirectiveNoFileComp
				})
			}
		})
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(root)
}

// completeFirst completes the first argument of a command.
func completeFirst(names func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}

// environments are those of the policy that a command line names so far, if it can be read: a shell wants no errors.
func (p *program) environments(c *cobra.Command, args []string) []string {
	before := 0
	for _, word := range strings.Fields(c.Use)[1:] {
		if !strings.HasPrefix(word, "[") && word != "A" && word != "B" { // which are inputs
			before++
		}
	}
	var diags diag.List
	in, err := input.Open(inputArgument(args, before), p.root, &diags)
	if in.Close != nil {
		defer in.Close()
	}
	if err != nil || in.Policy == nil || diags.HasErrors() {
		return nil
	}
	var names []string
	compiled, _ := compiler.Compile(in.Policy)
	for _, e := range compiled.Environments {
		names = append(names, e.Environment.Name)
	}
	return names
}
