package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// Exit codes are a contract: pipelines read them.
const (
	exitDone    = 0 // the answer is there, and good
	exitFailed  = 1 // no answer: wrong usage, a file, a limit, a bug
	exitBad     = 2 // the answer is there, and bad
	exitInvalid = 3 // no answer: the policy has errors
)

// A program is one run: its streams and the flags that every command has.
type program struct {
	in       io.Reader
	out, err io.Writer
	formats  []string
	color    string
	root     string
}

// A verdict is an exit code other than failure, said without another word.
type verdict int

func (v verdict) Error() string { return fmt.Sprintf("exit %d", int(v)) }

// run is the program without a process around it. A bug becomes one line that asks for the policy.
func run(args []string, in io.Reader, out, log io.Writer) (code int) {
	defer func() {
		if bug := recover(); bug != nil {
			fmt.Fprintf(log, "dvpolicy: internal error: %v\nPlease report it, with the policy if you can.\n", bug)
			if os.Getenv("DVPOLICY_STACK") != "" {
				log.Write(debug.Stack())
			}
			code = exitFailed
		}
	}()
	debug.SetGCPercent(400)       // parsing makes much that is soon garbage,
	debug.SetMemoryLimit(3 << 30) // of which little is kept when there is little room
	p := &program{in: in, out: out, err: log}
	root := p.command()
	root.SetArgs(args)
	err := root.Execute()
	var v verdict
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &v):
		return int(v)
	}
	fmt.Fprintf(log, "dvpolicy: %v\n", err)
	return exitFailed
}

// command is the tree of commands; each is one file.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "dvpolicy",
		Short: "Policy as code for Microsoft Dataverse security",
		Long: `dvpolicy compiles Dataverse security written as code (business units, security roles, teams, users, column
security profiles) into a flattened privilege matrix, and says who can do what, how far, and why.

It is offline and read-only: it reads files and writes files.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          onlyCommands,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	flags := root.PersistentFlags()
	flags.StringArrayVarP(&p.formats, "format", "f", nil, "`FORMAT[=PATH]`: text or json; repeat it to write several")
	flags.StringVar(&p.color, "color", "auto", "`WHEN` to color: auto, always or never; NO_COLOR is honored")
	flags.StringVar(&p.root, "root", "", "`DIR` that data files must lie in (default: the git work tree)")
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return p.checkFlags() }
	root.AddCommand(
		p.initCommand(), p.fmtCommand(), p.validateCommand(), p.compileCommand(), p.checkCommand(),
		p.queryCommand(), p.explainCommand(), p.schemaCommand(), p.versionCommand(),
	)
	root.InitDefaultCompletionCmd()
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	return root
}

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

// flagError says what a mistyped flag may have meant.
func flagError(c *cobra.Command, err error) error {
	name, isFlag := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !isFlag {
		return fmt.Errorf("%w (see %s --help)", err, c.CommandPath())
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := diag.Nearest(name, names); near != "" {
		return fmt.Errorf("%s has no flag --%s; did you mean --%s?", c.CommandPath(), name, near)
	}
	return fmt.Errorf("%s has no flag --%s (see %s --help)", c.CommandPath(), name, c.CommandPath())
}

func (p *program) checkFlags() error {
	for _, f := range p.formats {
		name, _, _ := strings.Cut(f, "=")
		if name != "text" && name != "json" {
			return unknownWord("format", name, []string{"text", "json"})
		}
	}
	switch p.color {
	case "auto", "always", "never":
		return nil
	}
	return unknownWord("color", p.color, []string{"auto", "always", "never"})
}

// unknownWord is the error of a word that is not one of those that a flag takes.
func unknownWord(what, word string, known []string) error {
	if near := diag.Nearest(word, known); near != "" {
		return fmt.Errorf("no %s is called %q; did you mean %q?", what, word, near)
	}
	return fmt.Errorf("no %s is called %q: it is one of %s", what, word, strings.Join(known, ", "))
}

// palette is the colors of a stream.
func (p *program) palette(w io.Writer) render.Palette {
	if p.color == "auto" {
		return render.Colors(terminal(w) && os.Getenv("NO_COLOR") == "")
	}
	return render.Colors(p.color == "always")
}

// A view is a result in every format that it has.
type view struct {
	text func(io.Writer, render.Palette)
	json func(io.Writer) error
}

// show writes a result in the formats that were asked for, text to the standard output if none was.
func (p *program) show(v view) error {
	formats := p.formats
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	for _, f := range formats {
		name, path, toFile := strings.Cut(f, "=")
		write := func(w io.Writer) error {
			if name == "json" {
				return v.json(w)
			}
			v.text(w, p.palette(w))
			return nil
		}
		var err error
		if toFile {
			err = writeFile(path, write)
		} else {
			err = write(p.out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// structured reports whether the standard output gets JSON, so that nothing else may be written there.
func (p *program) structured() bool {
	for _, f := range p.formats {
		if f == "json" {
			return true
		}
	}
	return false
}
