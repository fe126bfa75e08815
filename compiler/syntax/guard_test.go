package syntax

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var fragments = []string{
	"(", ")", "[", "]", "{", "}", "(", "[", "{", `"`, `"`, `"a"`, "${", "%{", "$${", "$", "%", "\\", `\"`, "#", "//", "/*", "*/", "/", "<<E\n", "<<-E\r\n", "<<", "<",
	"E", "E\n", "\n", "\n", "\r\n", "\r", "a", "1", " ", "-", "=", ",", "~}", "~", "é", "@", "if", "x = ", ".", "*",
}

// What the guard lets through is, for HCL's lexer too, nested no deeper than it may be, and closed; and what it finds too deep is.
func TestGuardAgreesWithLexer(t *testing.T) {
	passed := 0
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(fragments), 1, 40).Draw(t, "fragments"), "")
		if guardAgrees(t, text) {
			passed++
		}
	})
	if passed == 0 {
		t.Errorf("the guard let only %d texts through", passed)
	}
}

// Texts that an earlier guard, or a hasty one, takes for something else than the lexer does.
func TestGuardAgreesWithLexerExamples(t *testing.T) {
	for _, text := range []string{
		"x = \"$$${(\"\n", "x = \"$$${a}(\"\n", "x = \"\\${(\"\n", "x = \"${\"}\"}(\"\n", "x = <<E\n${ <<F\n(\nF\n}(\nE\n", "x = <<E\n${ x }E\n(((((\nE\n", "x = <<E \n(\n)\n",
		"x = 1 /*/ ( */ + 1\n", "# ((((\nx = 1 // ((((\n", "x = <<E\n$%{(1)}\nE\n", "x = <<E\n  E \n(1)\n", "x = \"%%{(((((\"\n", "x = (((1)))\n", "x = ((((1))))\n", "x = \"${\"${\"${1}\"}\"}\"\n",
	} {
		guardAgrees(t, text)
	}
}

func guardAgrees(t rapid.TB, text string) bool {
	t.Helper()
	var diags diag.List
	s := newScanner(&source.File{Name: "a", Text: []byte(text)}, &diags)
	s.nesting = 3
	s.run()
	deepest, closed := nesting(lex([]byte(text)))
	switch said := lines(&diags); {
	case len(said) == 0:
		if deepest > 3 || !closed {
			t.Fatalf("the guard lets through what is nested %d deep, closed: %v\n%q", deepest, closed, text)
		}
	case strings.Contains(said[0], "nested at most"):
		if deepest <= 3 {
			t.Fatalf("the guard finds too deep what is nested %d deep\n%q", deepest, text)
		}
	}
	return diags.Len() == 0
}

// nesting is how deep the brackets of the tokens are nested, and whether each is closed by its own.
func nesting(tokens hclsyntax.Tokens) (deepest int, closed bool) {
	closers := map[hclsyntax.TokenType]hclsyntax.TokenType{
		hclsyntax.TokenOParen: hclsyntax.TokenCParen, hclsyntax.TokenOBrack: hclsyntax.TokenCBrack, hclsyntax.TokenOBrace: hclsyntax.TokenCBrace,
		hclsyntax.TokenTemplateInterp: hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenTemplateControl: hclsyntax.TokenTemplateSeqEnd,
		hclsyntax.TokenOQuote: hclsyntax.TokenCQuote, hclsyntax.TokenOHeredoc: hclsyntax.TokenCHeredoc,
	}
	var open []hclsyntax.TokenType
	depth := 0
	for _, t := range tokens {
		isString := t.Type == hclsyntax.TokenOQuote || t.Type == hclsyntax.TokenOHeredoc || t.Type == hclsyntax.TokenCQuote || t.Type == hclsyntax.TokenCHeredoc
		if closer, opens := closers[t.Type]; opens {
			open = append(open, closer)
			if !isString {
				depth++
			}
			deepest = max(deepest, depth)
			continue
		}
		for _, closer := range closers {
			if t.Type != closer {
				continue
			}
			// ~} closes a plain { too: HCL's parser refuses it.
			if len(open) == 0 || open[len(open)-1] != closer && !(closer == hclsyntax.TokenTemplateSeqEnd && open[len(open)-1] == hclsyntax.TokenCBrace) {
				return deepest, false
			}
			open = open[:len(open)-1]
			if !isString {
				depth--
			}
			break
		}
	}
	return deepest, len(open) == 0
}
