package compiler_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// Whatever the text, compiling ends, and what it says points into the text; whatever compiles has a matrix.
func FuzzCompile(f *testing.F) {
	for _, dir := range []string{"errors", "works", "wx"} {
		for _, a := range archives(f, dir) {
			for _, text := range a.files {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text, "users.csv": "upn,name\na@x.example,A\n"}))
		for _, d := range diags.Sorted() {
			if !d.Span.Known() || int(d.Span.End) > len(text) || d.Span.Start > d.Span.End || d.Message == "" {
				t.Fatalf("%q [%s] points at %d to %d of %d bytes", d.Message, d.Code, d.Span.Start, d.Span.End, len(text))
			}
		}
		if diags.HasErrors() {
			return
		}
		for _, p := range program.Environments {
			m := matrix.Build(p)
			for _, address := range m.Principals(true) {
				if _, err := m.Resolve(address); err != nil {
					t.Fatalf("the matrix does not know its own principal %s: %v", address, err)
				}
			}
		}
	})
}
