package syntax

import (
	"slices"
	"strings"
	"testing"
)

func TestFunctions(t *testing.T) {
	if names := FunctionNames(); !slices.IsSorted(names) || len(slices.Compact(names)) != len(names) {
		t.Errorf("the names are not sorted, each once: %s", names)
	}
	for _, f := range Functions() {
		if f.Doc == "" || strings.HasSuffix(f.Doc, ".") || !strings.HasPrefix(f.Signature, f.Name+"(") {
			t.Errorf("%s: %s: %s", f.Name, f.Signature, f.Doc)
		}
	}
}

func TestFunctionResults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`alltrue([true, "true"])`, "true"}, {`alltrue([])`, "true"}, {`anytrue([false, true])`, "true"}, {`anytrue([])`, "false"},
		{`chunklist([1, 2, 3], 2)`, "[[1, 2], [3]]"}, {`compact(["a", "", null])`, `["a"]`}, {`coalescelist([], [1])`, "[1]"},
		{`index(["a", "b"], "b")`, "1"}, {`one([])`, "null"}, {`one(toset(["a"]))`, `"a"`}, {`range(1, 4)`, "[1, 2, 3]"}, {`range(3, 0, -2)`, "[3, 1]"}, {`range(0, 0.3, 0.1)`, "[0, 0.1, 0.2]"},
		{`sum([1, 2.5, "3"])`, "6.5"}, {`parseint("ff", 16)`, "255"}, {`pow(2, 10)`, "1024"}, {`log(8, 2)`, "3"}, {`signum(-3)`, "-1"}, {`ceil(1.2)`, "2"}, {`floor(-1.2)`, "-2"},
		{`startswith("abc", "ab")`, "true"}, {`endswith("abc", "bc")`, "true"}, {`strcontains("abc", "b")`, "true"}, {`strrev("añb")`, `"bña"`}, {`substr("hello", 1, 3)`, `"ell"`},
		{`title("hello world")`, `"Hello World"`}, {`trim("?!a?!", "!?")`, `"a"`}, {`trimspace(" a ")`, `"a"`}, {`trimprefix("ab", "a")`, `"b"`}, {`trimsuffix("ab", "b")`, `"a"`}, {`chomp("a\n\n")`, `"a"`},
		{`split(",", "")`, `[""]`}, {`split("", "ab")`, `["a", "b"]`}, {`join(",", ["a", 1, true])`, `"a,1,true"`}, {`join("-", ["a"], ["b"])`, `"a-b"`}, {`formatlist("%s!", ["a", "b"])`, `["a!", "b!"]`},
		{`replace("1.2.3", ".", "-")`, `"1-2-3"`}, {`replace("hello", "/l(.)/", "<$1>")`, `"he<l>o"`}, {`replace("a/b", "/", "-")`, `"a-b"`}, {`indent(2, "a\nb")`, `"a\n  b"`},
		{`regex("(\\d+)-(\\d+)", "a 1-2")`, `["1", "2"]`}, {`regex("(?P<a>\\d)", "x1")`, `{a = "1"}`}, {`regexall("\\d", "a1b2")`, `["1", "2"]`},
		{`setunion(["a"], ["b", "a"])`, `set["a", "b"]`}, {`setintersection(["a", "b"], ["b", "c"])`, `set["b"]`}, {`setproduct(["a", "b"], [1, 2])`, `[["a", 1], ["a", 2], ["b", 1], ["b", 2]]`},
		{`toset([1, "1", "a"])`, `set["1", "a"]`}, {`toset([10, 9])`, `set[9, 10]`}, {`tolist(toset(["b", "a"]))`, `["a", "b"]`}, {`tomap({ a = 1, b = "x" })`, `{a = "1", b = "x"}`},
		{`transpose({ a = ["1", "2"], b = ["2"] })`, `{1 = ["a"], 2 = ["a", "b"]}`}, {`matchkeys([1, 2, 3], ["a", "b", "a"], ["a"])`, "[1, 3]"}, {`merge({ a = 1 }, null, { a = 2 })`, "{a = 2}"},
		{`base64encode("a")`, `"YQ=="`}, {`base64decode("YQ==")`, `"a"`}, {`urlencode("a b&c")`, `"a+b%26c"`}, {`md5("")`, `"d41d8cd98f00b204e9800998ecf8427e"`}, {`sha1("")`, `"da39a3ee5e6b4b0d3255bfef95601890afd80709"`},
		{`sha256("")`, `"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`}, {`base64sha256("")`, `"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`}, {`length(sha512(""))`, "128"},
		{`jsonencode({ b = [1, null], a = "x" })`, `"{\"a\":\"x\",\"b\":[1,null]}"`}, {`jsondecode("{\"b\": [1.5, true], \"a\": null}")`, `{a = null, b = [1.5, true]}`},
		{`yamldecode("b: [1, two]\na: 2020-01-01\n")`, `{a = "2020-01-01T00:00:00Z", b = [1, "two"]}`}, {`yamlencode({ a = [1] })`, `"\"a\":\n- 1\n"`}, {`csvdecode("a,b\r\n1,\"x,\ny\"\r\n")`, "[{a = \"1\", b = \"x,\\ny\"}]"},
		{`tobool("true")`, "true"}, {`tonumber("1e2")`, "100"}, {`tostring(1.50)`, `"1.5"`}, {`tostring(null)`, "null"}, {`length("añ")`, "2"}, {`element([1, 2], -1)`, "2"}, {`zipmap([], [])`, "{}"},
	} {
		got, problems := eval(t, c.text)
		if got != c.want {
			t.Errorf("%s is %s %s, want %s", c.text, got, problems, c.want)
		}
	}
}
