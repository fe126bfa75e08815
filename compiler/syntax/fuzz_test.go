package syntax

import (
	"bytes"
	"testing"
	"time"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Whatever the bytes: no panic, every diagnostic has a place, and what is formatted is canonical.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"role \"a\" {\n  grants {\n    account = { user = [\"read\"] }\n  }\n}\n", "a = <<E\n  x ${1}\n  E\n", "a = \"%{ if true }x%{ else }y%{ endif }\"\n", "a = [for x in y : x...]\n",
		"a = x[*].b[0].c.*.d\n", "a = b ? c : d\n", "a {\n b {\n", "/* a */ x=1#", "a = { b.c = 1 }", "\ufeffa=1\r\n", "a = 1.0.0\n", "a = f(x...)\n", "a = !-b == c && d || e % f\n", "a \"${b}\" {}\n",
		"a = x::y(1)\n", "a = \"\\u00e9\\U0001F600\\x\"\n", "a = { (b) = 1, c : 2, 3 = 4 }\n", "a = x.0.1\n", "a = -\"1\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		defer time.AfterFunc(hostileTime, func() { panic("still busy with " + string(text)) }).Stop()
		file := &source.File{Name: "a", Text: text}
		var diags diag.List
		body := Parse(file, &diags)
		broken := diags.HasErrors()
		evaluate(t, body, broken)
		for _, d := range diags.Sorted() {
			if !d.Span.Known() || d.Span.Start > d.Span.End || int(d.Span.End) > len(text) || d.Message == "" {
				t.Errorf("diagnostic %q at %d-%d of %d", d.Message, d.Span.Start, d.Span.End, len(text))
			}
		}
		var formatDiags diag.List
		out, ok := Format(file, &formatDiags)
		if ok == formatDiags.HasErrors() {
			t.Errorf("formatted %v, but %s", ok, lines(&formatDiags))
		}
		if !ok {
			return
		}
		again, ok := Format(&source.File{Name: "a", Text: out}, &formatDiags)
		if !ok || !bytes.Equal(again, out) {
			t.Errorf("%q\nis formatted as %q\nand again as   %q %s", text, out, again, lines(&formatDiags))
		}
	})
}

// evaluate asks every expression for its value: it has one, or something is said.
func evaluate(t *testing.T, body *Body, broken bool) {
	for _, a := range body.Attrs {
		var diags diag.List
		if _, ok := a.Expr.Eval(scope(), &diags); !ok && diags.Len() == 0 && !broken {
			t.Errorf("%s has no value, and nothing is said", a.Expr.Span().Text())
		} else if ok && diags.Len() > 0 {
			t.Errorf("%s has a value, but %s", a.Expr.Span().Text(), lines(&diags))
		}
		a.Expr.Fields()
		a.Expr.Constant()
	}
	for _, b := range body.Blocks {
		evaluate(t, &b.Body, broken)
	}
}

// An expression that is evaluated twice has the same value.
func FuzzEval(f *testing.F) {
	for _, kind := range kinds[:len(kinds)-1] {
		for _, text := range leaves[kind] {
			f.Add(text)
		}
	}
	for _, fn := range functions {
		f.Add(fn.name + `("a", [1, "b"], { c = 2 })`)
	}
	for _, text := range []string{`[for k, b in bu.division : "${k}=${b.name}"]`, `merge(bu.division, { c = role.sales })`, `csvdecode(file("users.csv"))[*].upn`, `yamldecode("a: [1, *b]")`,
		`jsondecode("[1, {\"a\": null}]")`, `format("%#v %5.2f %s", 1, 2, "a")`, `regexall("(a)(b)?", "abaa")`, `try(1 / 0, role.sales.x, 2)`, `"a" == role.sales`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		defer time.AfterFunc(hostileTime, func() { panic("still busy with " + text) }).Stop()
		var diags diag.List
		body := Parse(&source.File{Name: "a", Text: []byte("x = (" + text + "\n)\n")}, &diags)
		if diags.HasErrors() || len(body.Attrs) != 1 {
			return
		}
		v, ok := body.Attrs[0].Expr.Eval(scope(), &diags)
		w, again := body.Attrs[0].Expr.Eval(scope(), &diag.List{})
		if ok != again || ok && show(v) != show(w) {
			t.Errorf("%s is %s, and then %s", text, show(v), show(w))
		}
		if ok == diags.HasErrors() {
			t.Errorf("%s: value %v, but %s", text, ok, lines(&diags))
		}
	})
}
