package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
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
	screen   io.Writer // the output, for text
	formats  []string  // as written
	targets  []target
	color    string
	root     string
}

// A verdict is an exit code other than failure, said without another word.
type verdict int

func (v verdict) Error() string { return fmt.Sprintf("exit %d", int(v)) }

// run is the program without a process around it. A bug becomes one line that asks for the policy.
func run(args []string, in io.Reader, stdout, log io.Writer) (code int) {
	defer func() {
		if bug := recover(); bug != nil {
			fmt.Fprintf(log, "dvpolicy: internal error: %v\nPlease report it, with the policy if you can.\n", bug)
			if os.Getenv("DVPOLICY_STACK") != "" {
				log.Write(debug.Stack())
			}
			code = exitFailed
		}
	}()
	debug.SetGCPercent(200)       // parsing makes much that is soon garbage,
	debug.SetMemoryLimit(3 << 30) // of which little is kept when there is little room
	out := &output{to: stdout}
	p := &program{in: in, out: out, err: log}
	root := p.command()
	root.SetArgs(args)
	err := root.Execute()
	if out.err != nil { // the answer is not there, whatever it is
		err = fmt.Errorf("write the standard output: %w", input.Cause(out.err))
	}
	var v verdict
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &v):
		return int(v)
	}
	fmt.Fprintf(render.Screen(log, render.Colors(false)), "dvpolicy: %v\n", err)
	return exitFailed
}

// command is the tree of commands; each is one file.
func (p *program) command() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "dvpolicy",
		Short: "Policy as code for Microsoft Dataverse security",
		Long: `dvpolicy compiles Dataverse security written as code (business units, security roles, teams, users, column
security profiles) into a flattened privilege matrix, and says who can do what, how far, and why.

It is offline and read-only: it reads files and writes files.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error {
			if version {
				return p.version()
			}
			return c.Help()
		},
	}
	flags := root.PersistentFlags()
	p.formatFlag(flags, formatsOf(root))
	flags.StringVar(&p.color, "color", "auto", "`WHEN` to color: auto, always or never; NO_COLOR is honored")
	flags.StringVar(&p.root, "root", "", "`DIR` that data files must lie in (default: the git work tree)")
	root.Flags().BoolVar(&version, "version", false, "print the versions of the program and of its catalogue")
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if p.root == "" && c.Flags().Changed("root") {
			return errors.New("--root says no folder")
		}
		return p.checkFlags(c)
	}
	root.AddCommand(
		p.initCommand(), p.fmtCommand(), p.validateCommand(), p.compileCommand(), p.checkCommand(), p.lintCommand(), p.rulesCommand(),
		p.diffCommand(), p.queryCommand(), p.explainCommand(), p.importCommand(), p.exportCommand(), p.schemaCommand(), p.versionCommand(),
	)
	root.InitDefaultCompletionCmd()
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	p.ownFormats(root)
	p.completeFlags(root)
	return root
}
