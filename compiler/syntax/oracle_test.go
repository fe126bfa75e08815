package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyfunction "github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Random expressions without references have the value that HCL's own evaluator gives them.
//
// Known differences: of && and || we evaluate only as much as decides them, and null is no bool; our lists hold values of any types; the
// if of a for that has no items is not evaluated; a division by zero is an error, where HCL has an infinity, and so is a key twice.
// Conditions are left out, because HCL makes one type of both their branches.
func TestEvalAgreesWithHCL(t *testing.T) {
	agreed := 0
	rapid.Check(t, func(t *rapid.T) {
		text := generate(t, rapid.SampledFrom(kinds).Draw(t, "kind"), 4)
		if agree(t, text) {
			agreed++
		}
	})
	if agreed == 0 {
		t.Error("no expression had a value")
	}
}

func agree(t rapid.TB, text string) bool {
	t.Helper()
	parsed, problems := hclsyntax.ParseExpression([]byte(text), "x", hcl.InitialPos)
	if problems.HasErrors() {
		t.Fatalf("generated %s: %s", text, problems)
	}
	theirs, problems := parsed.Value(&hcl.EvalContext{Functions: oracleFunctions})
	var diags diag.List
	body := Parse(&source.File{Name: "x", Text: []byte("x = " + text + "\n")}, &diags)
	ours, ok := body.Attrs[0].Expr.Eval(nil, &diags)
	ok = ok && diags.Len() == 0
	lenient := strings.Contains(text, "&&") || strings.Contains(text, " if ") || strings.Contains(text, "||")
	if said := strings.Join(lines(&diags), ""); strings.Contains(said, "divides by zero") || strings.Contains(said, "duplicate-key") || strings.Contains(said, "null is not an index") || strings.Contains(said, "objects must be an object") {
		return false
	}
	lenient = lenient || strings.Contains(problems.Error(), "same type") || strings.Contains(problems.Error(), "more than 1024 values")
	if !problems.HasErrors() && !theirs.IsWhollyKnown() {
		return false // with a null inside a list, HCL does not always know
	}
	if ok == problems.HasErrors() && !lenient {
		t.Fatalf("%s\nours: %.300s %s\nHCL: %#v %v", text, show(ours), lines(&diags), theirs, problems)
	}
	if !ok && diags.Len() == 0 {
		t.Fatalf("%s: no value, and nothing reported", text)
	}
	if !ok || problems.HasErrors() {
		return false
	}
	want, _ := fromCty(theirs, source.Span{}, newBudget())
	if strings.Contains(text, "concat(") || strings.Contains(text, "distinct(") { // theirs makes one type of all items, at any depth
		return true
	}
	if !(comparer{newBudget()}).equal(ours, want) {
		t.Fatalf("%s\nours: %.300s\nHCL:  %.300s", text, show(ours), show(want))
	}
	return true
}

var oracleFunctions = map[string]ctyfunction.Function{
	"upper": stdlib.UpperFunc, "join": stdlib.JoinFunc, "split": stdlib.SplitFunc, "concat": stdlib.ConcatFunc, "length": lengthFunction,
	"reverse": stdlib.ReverseListFunc, "flatten": stdlib.FlattenFunc, "distinct": stdlib.DistinctFunc, "keys": stdlib.KeysFunc,
	"values": stdlib.ValuesFunc, "lookup": stdlib.LookupFunc, "merge": stdlib.MergeFunc, "contains": stdlib.ContainsFunc,
	"jsonencode": stdlib.JSONEncodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "slice": stdlib.SliceFunc, "element": stdlib.ElementFunc,
	"max": stdlib.MaxFunc, "abs": stdlib.AbsoluteFunc, "range": stdlib.RangeFunc, "format": stdlib.FormatFunc, "replace": stdlib.ReplaceFunc,
	"indent": stdlib.IndentFunc, "chunklist": stdlib.ChunklistFunc, "setproduct": stdlib.SetProductFunc, "sort": stdlib.SortFunc,
	"zipmap": stdlib.ZipmapFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc, "csvdecode": stdlib.CSVDecodeFunc,
}

// Terraform's length takes strings and objects too.
var lengthFunction = ctyfunction.New(&ctyfunction.Spec{
	Params: []ctyfunction.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type:   ctyfunction.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].Type() == cty.String {
			return stdlib.Strlen(args[0])
		}
		if args[0].Type().IsObjectType() {
			return cty.NumberIntVal(int64(args[0].LengthInt())), nil
		}
		return stdlib.Length(args[0])
	},
})

var kinds = []string{"number", "string", "bool", "numbers", "strings", "object", "any"}

// generate writes an expression of a kind. An "any" now and then makes one that has no value.
func generate(t *rapid.T, kind string, depth int) string {
	if rapid.IntRange(0, 40).Draw(t, "stray") == 0 {
		kind = "any"
	}
	if kind == "any" {
		kind = rapid.SampledFrom(kinds[:len(kinds)-1]).Draw(t, "any")
		if rapid.IntRange(0, 5).Draw(t, "null") == 0 {
			return "null"
		}
	}
	patterns := leaves[kind]
	if depth > 0 {
		patterns = branches[kind]
	}
	pattern := rapid.SampledFrom(patterns).Draw(t, "pattern")
	for {
		before, rest, found := strings.Cut(pattern, "<")
		if !found {
			return pattern
		}
		child, after, ok := strings.Cut(rest, ">")
		if !ok || !isKind(child) {
			// A plain < of an expression: keep it, and go on behind it.
			return before + "<" + substitute(t, rest, depth)
		}
		pattern = before + generate(t, child, depth-1) + after
	}
}

func substitute(t *rapid.T, pattern string, depth int) string {
	for _, kind := range kinds {
		for strings.Contains(pattern, "<"+kind+">") {
			pattern = strings.Replace(pattern, "<"+kind+">", generate(t, kind, depth-1), 1)
		}
	}
	return pattern
}

func isKind(s string) bool {
	for _, kind := range kinds {
		if s == kind {
			return true
		}
	}
	return false
}

var leaves = map[string][]string{
	"number":  {"0", "1", "2", "-3", "2.5", "1e3", "10"},
	"string":  {`""`, `"a"`, `"b c"`, `"7"`, `"é"`, `"true"`, `"$${x}"`, `"\n\u00e9"`},
	"bool":    {"true", "false"},
	"numbers": {"[]", "[1]", "[3, 1, 2]"},
	"strings": {"[]", `["a"]`, `["b", "a", "b"]`},
	"object":  {"{}", `{ a = 1, b = "x" }`, `{ "b" = "y", a = 2 }`, `{ (1) = 2 }`},
}

var branches = map[string][]string{
	"number": {"<number> + <number>", "<number> - (<number>)", "(<number>) * <number>", "<number> / <number>", "<number> % <number>", "-(<number>)",
		"length(<numbers>)", "max(<number>, <number>)", "abs(<number>)", "<numbers>[<number>]",
		"<object>.a", `<object>["a"]`, `lookup({ a = <number> }, <string>, 5)`, "element(<numbers>, <number>)", "1"},
	"string": {`"x${<any>}y"`, `"${<string>}${<number>}"`, "upper(<string>)", `join(<string>, <strings>)`, "<object>.b",
		`"%{ if <bool> }${<string>}%{ else }no%{ endif }"`, `"%{ for s in <strings> }${s},%{ endfor }"`, "jsonencode(<any>)", `format("%s-%03d", <string>, <number>)`,
		"replace(<string>, <string>, <string>)", "indent(2, <string>)", "(<<E\n  a ${<string>}\nE\n)", `"  ${~ <string> ~}  z"`, `"s"`},
	"bool": {"<number> == <number>", "<string> == <any>", "<number> != <number>", "<number> < <number>", "<number> >= <number>", "!(<bool>)", "<bool> && <bool>", "<bool> || <bool>",
		"contains(<strings>, <string>)", "contains(<numbers>, <number>)", "true"},
	"numbers": {"[<number>, <number>]", "[for x in <numbers> : x * 2]", "[for i, x in <numbers> : i + x if x > <number>]", "concat(<numbers>, <numbers>)", "reverse(<numbers>)",
		"distinct(<numbers>)", "slice(<numbers>, 0, <number>)", "flatten([<numbers>, [<numbers>]])", "([<object>, <object>][*].a)", "(<numbers>[*])", "range(<number>)",
		"[for x in chunklist(<numbers>, 2) : length(x)]", "coalescelist(<numbers>, [1])"},
	"strings": {"[<string>, <string>]", "[for s in <strings> : \"${s}!\"]", "[for k, v in <object> : k]", "keys(<object>)", "split(<string>, <string>)", "concat(<strings>, <strings>)",
		"distinct(<strings>)", "sort(<strings>)", "compact(<strings>)", "[for p in setproduct(<strings>, <strings>) : join(\"-\", p)]", "[for k, v in { for s in <strings> : s => s... } : k]"},
	"object": {"{ a = <number>, b = <string> }", "{ (<string>) = <number> }", "{ for i, s in <strings> : \"${s}${i}\" => i }", "{ for s in <strings> : s => s... }", "merge(<object>, <object>)",
		"{ for k, v in <object> : k => v if k != <string> }", "zipmap([\"a\", \"b\"], [<number>, <string>])", "jsondecode(jsonencode(<object>))", "[<object>][0]", "csvdecode(\"a,b\\n1,2\\n\")[0]"},
}

// Seeds for the fuzzer, and a few that found something.
func TestEvalAgreesWithHCLExamples(t *testing.T) {
	for _, text := range []string{
		`1 + 2 * 3 - -4 / 2 % 3`, `"a" == "a"`, `1 == "1"`, `null == null`, `{ a = null } == { a = null }`, `[1, null] == [1, null]`, `[1][0] == 1`,
		`[{ a = [1, 2] }][0].a[1]`, `[[1, 2], [3]][*][0]`, `{ a = 1 }[*].a`, `"x"[*]`, `null[*]`, `"${1}"`, `"${[1]}"[0]`, `true ? 1 : 2`, `{ true = 1 }`, `{ 1 = 2 }`,
		`{ a : 1, "b" : 2 }`, `[for k, v in { b = 1, a = 2 } : "${k}${v}"]`, `{ for v in ["a", "b", "a"] : v => 1... }`, `"%{ if true ~}  x  %{~ endif }"`, `-(-1)`, `!"true"`,
		`"1" + "2"`, `1.0`, `0.1 + 0.2`, `1e3`, `100000000000000000000 + 1`, `5 % -3`, `1 / 3`, `[1, 2][1.0]`, `["a"]["0"]`, `{ a = 1 }["a"]`, `upper("straße")`,
	} {
		t.Run(text, func(t *testing.T) { agree(t, text) })
	}
}

// Where we differ from HCL, on purpose.
func TestEvalDiffersFromHCL(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`true ? 1 : 1 / 0`, "1"},
		{`true || 1 / 0 == 1`, "true"},
		{`true ? [1] : ["a", "b"]`, "[1]"},
		{`true ? 1 : "a"`, "1"},
		{`split(",", "a,b") == ["a", "b"]`, "true"},
		{`length(range(5000))`, "5000"},
		{`coalesce(null, "", "a")`, `"a"`},
	} {
		t.Run(fmt.Sprint(c.text), func(t *testing.T) {
			if got, problems := eval(t, c.text); got != c.want {
				t.Errorf("got %s %s, want %s", got, problems, c.want)
			}
		})
	}
}
