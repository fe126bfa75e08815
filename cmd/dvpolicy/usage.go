package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// onlyCommands says what a mistyped command may have meant.
func onlyCommands(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	return unknownWord("command", args[0], names)
}

// asUsed wants the arguments that the use line of a command names: WORD, [WORD] where it may be left out, [WORD…] for any number.
func asUsed(c *cobra.Command, args []string) error {
	words := strings.Fields(c.Use)[1:]
	least, most := 0, len(words)
	for _, w := range words {
		if !strings.HasPrefix(w, "[") {
			least++
		}
		if strings.HasSuffix(w, "…]") {
			most = max(most, len(args))
		}
	}
	if least <= len(args) && len(args) <= most {
		return nil
	}
	_, name, _ := strings.Cut(c.CommandPath(), " ")
	if len(words) == 0 {
		return fmt.Errorf("%s takes no arguments", name)
	}
	return fmt.Errorf("%s takes %s", name, strings.Join(words, " "))
}

// flagError says what a mistyped flag may have meant. A command says in its annotations why it lacks a flag that others have.
func flagError(c *cobra.Command, err error) error {
	if words := c.Flags().Args(); c.HasSubCommands() && len(words) > 0 {
		return onlyCommands(c, words) // the flag is of the command that was meant
	}
	name, isFlag := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !isFlag {
		return fmt.Errorf("%w (see %s --help)", err, c.CommandPath())
	}
	if why := c.Annotations[name]; why != "" {
		return fmt.Errorf("%s has no flag --%s: %s", c.CommandPath(), name, why)
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := diag.Nearest(name, names); near != "" {
		return fmt.Errorf("%s has no flag --%s; did you mean --%s?", c.CommandPath(), name, near)
	}
	return fmt.Errorf("%s has no flag --%s (see %s --help)", c.CommandPath(), name, c.CommandPath())
}

// everyEnvironment annotates the commands that have no --env.
var everyEnvironment = map[string]string{"env": "it runs every environment"}

// unknownWord is the error of a word that is not one of those that a flag takes.
func unknownWord(what, word string, known []string) error {
	if near := diag.Nearest(word, known); near != "" {
		return fmt.Errorf("no %s is called %q; did you mean %q?", what, word, near)
	}
	return fmt.Errorf("no %s is called %q: it is one of %s", what, word, strings.Join(known, ", "))
}

// unknownName is unknownWord where the list is too long to say.
func unknownName(what, name string, known []string) error {
	if near := diag.Nearest(name, known); near != "" || len(known) <= most {
		return unknownWord(what, name, known)
	}
	return fmt.Errorf("no %s is called %q", what, name)
}

// most is how many names an error lists.
const most = 10

// list is names as an error says them, the first of many.
func list(names []string) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
