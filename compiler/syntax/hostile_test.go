//go:build unix

package syntax

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const hostileTime = 8 * time.Second // of all processors: below 5 on the clock of a free machine with two

// busy is the processor time of the process so far: what a test takes, however busy the machine is with something else.
func busy() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// Texts that overflow HCL's stack, or keep it busy for hours, are refused in a moment.
func TestHostileFiles(t *testing.T) {
	many := strings.Repeat
	for _, c := range []struct{ name, text, want string }{
		{"parentheses", "x = " + many("(", 200_000), "limit-exceeded"},
		{"closed parentheses", "x = " + many("(", 100_000) + "1" + many(")", 100_000) + "\n", "limit-exceeded"},
		{"nested lists", "x = " + many("[", 50_000) + many("]", 50_000) + "\n", "limit-exceeded"},
		{"nested objects", "x = " + many("{ a = ", 50_000), "limit-exceeded"},
		{"nested calls", "x = " + many("f(", 50_000), "limit-exceeded"},
		{"nested indexes", "x = " + many("a[", 50_000), "limit-exceeded"},
		{"operators", "x = 1" + many(" + 1", 300_000) + "\n", "limit-exceeded"},
		{"operators over lines", "x = (1" + many("\n+ 1", 300_000) + ")\n", "limit-exceeded"},
		{"signs", "x = " + many("-", 300_000) + "1\n", "limit-exceeded"},
		{"nots", "x = " + many("!", 300_000) + "true\n", "limit-exceeded"},
		{"conditions", "x = " + many("true ? 1 : ", 100_000) + "1\n", "limit-exceeded"},
		{"conditions inside", "x = " + many("true ? ", 100_000) + "1" + many(" : 1", 100_000) + "\n", "limit-exceeded"},
		{"splats", "x = a" + many("[*]", 300_000) + "\n", "limit-exceeded"},
		{"index steps", "x = a" + many("[b]", 300_000) + "\n", "limit-exceeded"},
		{"templates", "x = " + many(`"${`, 50_000), "limit-exceeded"},
		{"closed templates", "x = " + many(`"${`, 50_000) + "1" + many(`}"`, 50_000) + "\n", "limit-exceeded"},
		{"heredocs", many("x = <<A\n${ <<B\n${\n", 20_000), "limit-exceeded"},
		{"directives", "x = \"" + many("%{ if true }", 100_000) + many("%{ endif }", 100_000) + "\"\n", "limit-exceeded"},
		{"directives in a heredoc", "x = <<E\n" + many("%{ if true }\n", 100_000) + "E\n", "limit-exceeded"},
		{"directives with false ends", "x = \"" + many("%{ if true }%{ endx }", 100_000) + "\"\n", "limit-exceeded"},
		{"blocks on a line", many("a{", 1_000_000), "limit-exceeded"},
		{"blocks", many("a {\n", 1_000_000), "limit-exceeded"},
		{"brackets in strings between", "x = " + many(`(")",`, 100_000), "limit-exceeded"},
		{"brackets in comments between", "x = " + many("( # )\n", 100_000), "limit-exceeded"},
		{"brackets in comments inside", "x = " + many("(/* ) */", 100_000), "limit-exceeded"},
		{"brackets in heredocs between", "x = " + many("(<<E\n)\nE\n,", 100_000), "limit-exceeded"},
		{"comments that never end", many("/* ", 500_000), "syntax"},
		{"a string that never ends", `x = "` + many("a", 1_000_000), "syntax"},
		{"a heredoc that never ends", "x = <<E\n" + many("a\n", 1_000_000), "syntax"},
		{"heredocs that never end", many("b {\nx = <<E\n", 500_000), "syntax"},
		{"brackets that never end", many("b {\n  x = [\n}\n", 300_000), "syntax"},
		{"a heredoc of many lines", "x = <<E\n" + many("a\n", 4_000_000) + "E\n", "limit-exceeded"},
		{"a heredoc line of templates", "x = <<E\n" + many("${1}", 1_000_000) + "\nE\n", "limit-exceeded"},
		{"a string of templates", "x = \"" + many("${1}", 300_000) + "\"\n", "limit-exceeded"},
		{"a string of dollars", `x = "` + many("$a", 4_000_000) + "\"\n", "limit-exceeded"},
		{"a long number", "x = " + many("1", 8_000_000) + "\n", "limit-exceeded"},
		{"a long fraction", "x = 1." + many("1", 8_000_000) + "\n", "limit-exceeded"},
		{"points", "x = " + many("1.", 4_000_000) + "\n", "limit-exceeded"},
		{"an exponent", "x = 1e99999999\n", "limit-exceeded"},
		{"a list of many", "x = [" + many("1,", 8_000_000) + "]\n", "limit-exceeded"},
		{"attributes", "a {\n" + many("a=1\n", 300_000) + "}\n", "syntax"},
		{"top attributes", many("a=1\n", 1_000_000), "syntax"},
		{"strange characters", many("@", 8_000_000), "limit-exceeded"},
		{"zeros", many("\x00", 8_000_000), "limit-exceeded"},
		{"letters that are none", many("\u0600", 4_000_000), "limit-exceeded"},
		{"closing brackets", many("}", 8_000_000), "syntax"},
		{"quotes", many("\"", 8_000_001), "limit-exceeded"},
		{"new lines", many("\n", 16<<20), ""},
		{"comments", many("#\n", 8_000_000), "limit-exceeded"},
		{"the smallest blocks", many("a{}\n", 4<<20), "limit-exceeded"},
		{"words", many("a ", 8_000_000), "limit-exceeded"},
		{"a large file", many("a", 16<<20+1), "limit-exceeded"},
		{"no UTF-8", many("\x80", 1_000_000), "invalid-utf8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := busy()
			var diags diag.List
			body := Parse(&source.File{Name: "a", Text: []byte(c.text)}, &diags)
			for _, a := range body.Attrs {
				a.Expr.Eval(nil, &diags)
			}
			took := busy() - start
			runtime.ReadMemStats(&after)
			if took > hostileTime {
				t.Errorf("took %v", took)
			}
			if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 1<<30 {
				t.Errorf("holds %d MB", held>>20)
			}
			codes := map[diag.Code]bool{}
			for _, d := range diags.Sorted() {
				codes[d.Code] = true
			}
			if c.want != "" && !codes[diag.Code(c.want)] || c.want == "" && diags.Len() > 0 {
				t.Errorf("got %v, want %s", codes, c.want)
			}
			if n := diags.Len(); n > maxSyntaxErrors+maxBroken+2 {
				t.Errorf("%d diagnostics", n)
			}
		})
	}
}

// Expressions that would take forever, or all memory, stop at a limit.
func TestHostileExpressions(t *testing.T) {
	data := map[string]string{
		"deep.json":   strings.Repeat("[", 1_000_000),
		"deep.yaml":   strings.Repeat("[", 1_000_000),
		"flow.yaml":   strings.Repeat("[", 99) + strings.Repeat("1,", 1_000_000),
		"indent.yaml": indented(300),
		"dashes.yaml": strings.Repeat("- ", 500_000),
		"bomb.yaml":   yamlBomb(),
		"merge.yaml":  "- &a {" + strings.Repeat("k: 1, ", 1000) + "}\n" + strings.Repeat("- {<<: *a}\n", 100_000),
		"digits.yaml": strings.Repeat("1", 10_000_000),
		"rows.csv":    "a\n" + strings.Repeat("1\n", 1_000_001),
		"wide.csv":    "a\n" + strings.Repeat("1\n", 900_000),
		"long.txt":    strings.Repeat("a", 20<<20),
		"zeros.json":  "[" + strings.Repeat("0,", 1_000_001) + "0]",
		"digits.json": strings.Repeat("1", 10_000_000),
	}
	s := &Scope{Read: func(path string) ([]byte, error) { return []byte(data[path]), nil }}
	thousand := "range(1000)"
	for _, c := range []struct{ text, want string }{
		{"[for a in " + thousand + " : [for b in " + thousand + " : [for c in " + thousand + " : a + b + c]]]", "over more than 1000000 values"},
		{"[for a in " + thousand + " : [for b in " + thousand + " : length([for c in " + thousand + " : c])]]", "over more than 1000000 values"},
		{"[for a in range(100000) : range(100000)]", "more than 4000000 values"},
		{"range(1000000)", "range makes more than 100000 numbers"},
		{"range(1e300)", "range makes more than 100000 numbers"},
		{"range(0, 1, 1e-300)", "range makes more than 100000 numbers"},
		{"range(1e300, 2e300, 1)", "range makes more than 100000 numbers"},
		{"setproduct(range(10000), range(1000))", "the limit is 100000"},
		{"setproduct(range(1000), range(1000), range(1000), range(1000), range(1000), range(1000), range(1000), range(1000))", "the limit is 100000"},
		{`format("%999999999d", 1)`, "widths of this format"},
		{`format("%.999999999f", 1)`, "widths of this format"},
		{`format("%99999999999999999999d", 1)`, "widths of this format"},
		{`formatlist("%999999d", range(100000))`, "a string of more than 16 MiB"},
		{`indent(1000000000, "a\nb")`, "indent takes at most"},
		{`indent(100000, join("\n", range(1000)))`, "a string of more than 16 MiB"},
		{`join(format("%1000s", ""), range(100000))`, "a string of more than 16 MiB"},
		{`replace(format("%100000s", ""), " ", format("%100000s", ""))`, "a string of more than 16 MiB"},
		{`replace(format("%100000s", ""), "/ /", format("%100000s", ""))`, "a string of more than 16 MiB"},
		{`[for a in range(100000) : format("%900000s", "")]`, "strings of more than 512 MiB"},
		{`"${file("long.txt")}${file("long.txt")}"`, "a string of more than 16 MiB"},
		{"1e1000 * 1e1000", "binary digits"},
		{"pow(2, 1e9)", "the result is too large"},
		{"[for a in range(100000) : [for b in [1, 2] : a == b]] == 1 || " + strings.Repeat("[for a in range(100000) : contains(range(1000), -1)] == 1 || ", 20) + "false", "more than"},
		{`regexall("", file("long.txt"))`, "the limit is 100000"},
		{`regex("(a|b)*", file("long.txt"))`, ""},
		{`regex("` + strings.Repeat("(a*)*", 300) + `x", file("long.txt"))`, "too long for this regular expression"},
		{`parseint(file("digits.json"), 10)`, "parseint reads at most"},
		{`tonumber(file("digits.json"))`, "value must be a number"},
		{`trim(file("long.txt"), file("long.txt"))`, "trim takes at most"},
		{`split("", file("long.txt"))`, "the limit is 100000"},
		{`jsondecode(file("deep.json"))`, "nested more than 100 deep"},
		{`jsondecode(file("zeros.json"))`, "the limit is 1000000"},
		{`jsondecode(file("digits.json"))`, "too large or too long"},
		{`yamldecode(file("deep.yaml"))`, "nested more than 100 deep"},
		{`yamldecode(file("indent.yaml"))`, "nested more than 100 deep"},
		{`yamldecode(file("dashes.yaml"))`, "nested more than 100 deep"},
		{`yamldecode(file("bomb.yaml"))`, "more than"},
		{`yamldecode(file("merge.yaml"))`, "merges too many keys"},
		{`yamldecode(file("digits.yaml"))`, "a number of more than 1000 digits"},
		{`yamldecode(file("flow.yaml"))`, ""},
		{`csvdecode(file("rows.csv"))`, "more than 1000000 rows"},
		{`[for r in csvdecode(file("wide.csv")) : r.a]`, "-"},
		{`{ for r in csvdecode(file("wide.csv")) : r.a => r... }`, "-"},
	} {
		t.Run(c.text[:min(len(c.text), 60)], func(t *testing.T) {
			e := expression(t, c.text)
			start := busy()
			var diags diag.List
			_, ok := e.Eval(s, &diags)
			if took := busy() - start; took > hostileTime {
				t.Errorf("took %v", took)
			}
			said := strings.Join(lines(&diags), "; ")
			if ok != (c.want == "-") && c.want != "" || c.want != "-" && !strings.Contains(said, c.want) || diags.Len() > 1 {
				t.Errorf("value %v, %.300s\nwant %s", ok, said, c.want)
			}
		})
	}
}

func indented(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func yamlBomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := '1'; i <= '9'; i++ {
		b.WriteString("a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat("*a"+string(i-1)+", ", 9) + "*a" + string(i-1) + "]\n")
	}
	return b.String()
}
