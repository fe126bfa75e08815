package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/change"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// sides loads what is compared: two inputs, or one that has both environments.
func (p *program) sides(args []string, o diffOrder) (a, b *loaded, err error) {
	if o.from != "" {
		if a, err = p.load(inputArgument(args, 0), ""); err != nil {
			return nil, nil, err
		}
		return a, a, p.reportAll(a)
	}
	if a, err = p.load(args[0], ""); err != nil {
		return nil, nil, err
	}
	if b, err = p.load(args[1], ""); err != nil {
		return nil, nil, err
	}
	return a, b, p.reportAll(a, b)
}

// reportAll writes the diagnostics of all inputs. Where one is invalid they are all that there is to show.
func (p *program) reportAll(all ...*loaded) error {
	together := &loaded{valid: true}
	for _, l := range all {
		render.Diagnostics(p.err, l.diags, l.folder, p.palette(p.err))
		together.valid = together.valid && l.valid
		together.diags = append(together.diags, render.NameDiagnostics(l.diags, l.folder)...)
	}
	if together.valid {
		return nil
	}
	err := p.show(view{
		text: func(w io.Writer, c render.Palette) {
			if w != p.screen { // whose reader has the log
				render.Diagnostics(w, together.diags, "", c)
			}
		},
		json: func(w io.Writer) error { return render.DiagnosticsJSON(w, together.diags, "") },
		more: func() map[string]func(io.Writer) error {
			return map[string]func(io.Writer) error{
				"markdown": render.ReportDiagnostics(together.diags, together.origin()).Formats()["markdown"],
				"html":     func(w io.Writer) error { return render.DiagnosticsHTML(w, together.diags, "") },
			}
		},
	})
	return cmp.Or(err, error(verdict(exitInvalid)))
}

// A pairing is one environment in both inputs; nil in one that does not have it.
type pairing struct{ a, b *matrix.Matrix }

// pairUp finds the environments that are compared: those of one name, or one with one.
func pairUp(a, b *loaded, o diffOrder) ([]pairing, error) {
	if o.from != "" {
		if err := cmp.Or(a.known(o.from), b.known(o.to)); err != nil {
			return nil, err
		}
		return []pairing{{a.environment(o.from), b.environment(o.to)}}, nil
	}
	if len(a.matrices) == 1 && len(b.matrices) == 1 && (o.environment == "" || o.environment == a.environments[0] || o.environment == b.environments[0]) {
		return []pairing{{a.matrices[0], b.matrices[0]}}, nil
	}
	names := slices.Concat(a.environments, b.environments)
	slices.Sort(names)
	names = slices.Compact(names)
	if o.environment != "" {
		if !slices.Contains(names, o.environment) {
			return nil, unknownWord("environment", o.environment, names)
		}
		return []pairing{{a.picked(o.environment, b), b.picked(o.environment, a)}}, nil
	}
	var all []pairing
	for _, name := range names {
		all = append(all, pairing{a.environment(name), b.environment(name)})
	}
	return all, nil
}

func (l *loaded) environment(name string) *matrix.Matrix {
	if at := slices.Index(l.environments, name); at >= 0 {
		return l.matrices[at]
	}
	return nil
}

// picked is the environment of a name; or the one that an input has, if the other has none of that one's name.
func (l *loaded) picked(name string, other *loaded) *matrix.Matrix {
	if m := l.environment(name); m != nil || len(l.matrices) != 1 || slices.Contains(other.environments, l.environments[0]) {
		return m
	}
	return l.matrices[0]
}

// declarations are what an environment declares otherwise: all of it, where only one input has it.
func (e pairing) declarations() render.Comparison {
	switch {
	case e.a == nil:
		return whole(e.b.Policy(), change.Added, matrix.Gained)
	case e.b == nil:
		return whole(e.a.Policy(), change.Removed, matrix.Lost)
	}
	return render.Comparison{Before: nameOf(e.a), After: nameOf(e.b), Declarations: change.Compare(e.a.Policy(), e.b.Policy())}
}

// access is the access that differs in an environment that both inputs have.
func (e pairing) access(o diffOrder) []render.Access {
	if e.a == nil || e.b == nil {
		return nil
	}
	all := matrix.Compare(e.a, e.b, o.roles)
	access := make([]render.Access, len(all))
	for i := range all {
		access[i].AccessChange = &all[i]
		if o.identified {
			access[i].ID = identity(&all[i])
		}
	}
	return access
}

func nameOf(m *matrix.Matrix) string { return m.Policy().Environment.Name }

// wholeEnvironment is the kind of the one change of access that an environment is which only one input has.
const wholeEnvironment = "environment"

// whole is an environment that only one input has.
func whole(p *model.Policy, kind change.Kind, how matrix.Change) render.Comparison {
	name := p.Environment.Name
	nothing := matrix.Extent{Scope: matrix.Scope{ParentChild: []string{}, BusinessUnit: []string{}, Teams: []string{}}}
	access := matrix.AccessChange{Environment: name, Kind: wholeEnvironment, Principals: []string{}, Change: how, From: nothing, To: nothing}
	c := render.Comparison{
		After: name,
		Whole: &render.Access{ID: identity(&access), AccessChange: &access},
		Declarations: []change.Change{{
			Construct: "environment", Address: model.Address("environment", name), Kind: kind, Span: p.Environment.Span,
			Notes: []change.Note{{Text: fmt.Sprintf("all access in it is %s; nothing of it is listed", how)}},
		}},
	}
	if kind == change.Removed {
		c.Before, c.After = name, ""
	}
	return c
}

// otherText reports whether somebody who looks at the texts sees a difference. An artifact has no texts, but says what it was made of.
func otherText(pairs []pairing) bool {
	return slices.ContainsFunc(pairs, func(e pairing) bool {
		if e.a == nil || e.b == nil {
			return true
		}
		as, bs := e.a.Policy().Files, e.b.Policy().Files
		if slices.ContainsFunc(slices.Concat(as, bs), func(f *source.File) bool { return f.Lines }) {
			return !bytes.Equal(encoded(e.a), encoded(e.b))
		}
		return !slices.EqualFunc(as, bs, func(f, g *source.File) bool { return f.Name == g.Name && bytes.Equal(f.Text, g.Text) })
	})
}

func encoded(m *matrix.Matrix) []byte {
	var b bytes.Buffer
	m.Encode(&b) // which a buffer takes
	return b.Bytes()
}
