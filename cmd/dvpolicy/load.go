package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A loaded input is what it compiles to, for each environment by name.
type loaded struct {
	environments []string
	matrices     []*matrix.Matrix
	later        []string             // constructs of the policy that this version does not evaluate
	folder       string               // that the policy was given as
	solutions    []*solution.Solution // of an input that is no policy, but solutions
	diags        []*diag.Diagnostic
	valid        bool
	artifact     bool
	policy       *input.Policy // nil of an artifact
}

// load reads and compiles what the path names: of a policy the environments that are wanted, all where none is.
func (p *program) load(path, environment string) (*loaded, error) {
	defer p.progress("compiling " + path)()
	var diags diag.List
	in, err := input.Open(path, p.root, &diags)
	if err != nil {
		return nil, err
	}
	if in.Close != nil {
		defer in.Close()
	}
	read := &places{}
	if in.Policy == nil || len(in.Policy.Files) == 0 {
		read.add(path)
	}
	if err := read.keep(p.targets); err != nil {
		return nil, err
	}
	if in.Artifact != nil {
		return loadArtifact(path, in.Artifact, environment)
	}
	read.watch(in.Folder, in.Policy)
	if diags.HasErrors() {
		return &loaded{folder: in.Folder, diags: diags.Sorted()}, nil
	}
	program, found := compiler.Compile(in.Policy)
	if err := read.keep(p.targets); err != nil {
		return nil, err
	}
	found.Add(&diags)
	l := &loaded{folder: in.Folder, later: program.Later, diags: found.Sorted(), valid: !found.HasErrors(), solutions: in.Policy.Brought, policy: in.Policy}
	for _, e := range program.Environments {
		l.environments = append(l.environments, e.Environment.Name)
	}
	if err := l.known(environment); err != nil || !l.valid {
		return l, err
	}
	names := l.environments
	l.environments = nil
	for i, e := range program.Environments {
		if environment == "" || environment == names[i] {
			l.environments = append(l.environments, names[i])
			l.matrices = append(l.matrices, matrix.Build(e))
		}
	}
	return l, nil
}

func (l *loaded) known(environment string) error {
	if environment == "" || slices.Contains(l.environments, environment) {
		return nil
	}
	return unknownWord("environment", environment, l.environments)
}

func loadArtifact(path string, data []byte, environment string) (*loaded, error) {
	m, err := matrix.Decode(data)
	if err != nil {
		nowhere := source.Span{File: &source.File{Name: filepath.ToSlash(path), Lines: true}} // line 0: the file as a whole
		return &loaded{diags: []*diag.Diagnostic{{Code: diag.InvalidArtifact, Span: nowhere, Message: err.Error()}}}, nil
	}
	l := &loaded{environments: []string{m.Policy().Environment.Name}, matrices: []*matrix.Matrix{m}, valid: true, artifact: true}
	return l, l.known(environment)
}

// report writes diagnostics to the log. Where the policy is invalid they are also what there is to show, in every format that was asked
// for: nobody reads a result of yesterday, or parses nothing.
func (p *program) report(l *loaded) error {
	render.Diagnostics(p.err, l.diags, l.folder, p.palette(p.err))
	if l.valid {
		return nil
	}
	err := p.show(view{
		text: func(w io.Writer, c render.Palette) {
			if w != p.screen { // whose reader has the log
				render.Diagnostics(w, l.diags, l.folder, c)
			}
		},
		json: func(w io.Writer) error { return render.DiagnosticsJSON(w, l.diags, l.folder) },
		more: func() map[string]func(io.Writer) error {
			return render.ReportDiagnostics(l.diags, l.origin()).Formats()
		},
	})
	if err != nil {
		return err
	}
	return verdict(exitInvalid)
}

// one loads the one matrix that a question is about, and the folder that its files are named from.
func (p *program) one(path, environment string) (*matrix.Matrix, string, error) {
	l, err := p.load(path, environment)
	if err != nil {
		return nil, "", err
	}
	if err := p.report(l); err != nil {
		return nil, "", err
	}
	if len(l.matrices) > 1 {
		return nil, "", severalEnvironments(l.environments)
	}
	return l.matrices[0], l.folder, nil
}

func severalEnvironments(names []string) error {
	return fmt.Errorf("the policy has several environments: say --env with one of %s", strings.Join(names, ", "))
}

// inputArgument is the last argument of a command, "." where it is not said.
func inputArgument(args []string, before int) string {
	if len(args) > before {
		return args[before]
	}
	return "."
}

func lines(w io.Writer, all ...string) {
	for _, l := range all {
		fmt.Fprintln(w, l)
	}
}
