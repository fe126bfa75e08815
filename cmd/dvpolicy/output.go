package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
)

// An output is a stream that remembers why it could not be written: who prints text does not ask.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(text []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(text)
	}
	return n, o.err
}

// What --color takes.
var colorNames = []string{"auto", "always", "never"}

// A target is a format, and the file that it goes to; "" is the standard output.
type target struct{ format, path string }

func (p *program) checkFlags(c *cobra.Command) (err error) {
	if p.targets, err = parseTargets(p.formats, c); err != nil {
		return err
	}
	if !slices.Contains(colorNames, p.color) {
		return unknownWord("color", p.color, colorNames)
	}
	p.screen = render.Screen(p.out, p.palette(p.out))
	return nil
}

// parseTargets reads the formats that were asked of a command: text to the standard output if none was. No two go to one place.
func parseTargets(formats []string, c *cobra.Command) ([]target, error) {
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	var all []target
	for i, f := range formats {
		name, path, toFile := strings.Cut(f, "=")
		if known := formatsOf(c); !slices.Contains(known, name) {
			return nil, unknownWord("format of "+c.CommandPath(), name, known)
		}
		if toFile && path == "" {
			return nil, fmt.Errorf("-f %s says no path: it is -f %s=PATH, or -f %s for the standard output", f, name, name)
		}
		if path == "-" {
			path = ""
		}
		if path != "" {
			if err := notAPolicyFile("-f "+name, path); err != nil {
				return nil, err
			}
		}
		same := slices.IndexFunc(all, func(t target) bool { return t.path == path || t.path != "" && path != "" && samePlace(t.path, path) })
		switch {
		case same >= 0 && path == "":
			return nil, fmt.Errorf("-f %s and -f %s both go to the standard output: give one of them a path, as in -f %s=PATH", formats[same], formats[i], name)
		case same >= 0:
			return nil, fmt.Errorf("-f %s and -f %s both go to %s", formats[same], formats[i], path)
		}
		all = append(all, target{name, path})
	}
	return all, nil
}

// structured reports whether the standard output gets JSON, so that nothing else may be written there.
func (p *program) structured() bool { return slices.Contains(p.targets, target{"json", ""}) }

// A view is a result in every format that its command has.
type view struct {
	text func(io.Writer, render.Palette)
	json func(io.Writer) error
	more func() map[string]func(io.Writer) error // by the formats that the command has beside text and json
}

// show writes a result in the formats that were asked for.
func (p *program) show(v view) error {
	for _, t := range p.targets {
		write := func(w io.Writer) error {
			switch {
			case t.format == "json":
				return v.json(w)
			case t.format != "text":
				return v.more()[t.format](w)
			case t.path == "":
				v.text(p.screen, p.palette(w))
			default:
				v.text(render.Screen(w, p.palette(w)), p.palette(w))
			}
			return nil
		}
		var err error
		if t.path == "" {
			err = write(p.out)
		} else {
			err = writeFile(t.path, write)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// palette is the colors of a stream.
func (p *program) palette(w io.Writer) render.Palette {
	return render.Colors(colored(p.color, terminal(w), os.Getenv))
}

func colored(when string, terminal bool, variable func(string) string) bool {
	if when != "auto" {
		return when == "always"
	}
	return terminal && variable("NO_COLOR") == "" && variable("TERM") != "dumb"
}
