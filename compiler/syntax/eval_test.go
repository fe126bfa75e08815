package syntax

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

func TestEval(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// References stay references, step by step.
		{`role.sales`, `<role.sales>`},
		{`role["sales"]`, `<role.sales>`},
		{`role.sales.name`, `"Sales"`},
		{`bu.division["a"]`, `<bu.division["a"]>`},
		{`bu.division[each.key].name`, `"Division a"`},
		{`each.value.name`, `"Division a"`},
		{`each.value.self.self`, ``},
		{`"x ${each.value.name}"`, `"x Division a"`},
		{`[role.sales, { role = role.clerk, business_unit = each.value }]`, `[<role.sales>, {role = <role.clerk>, business_unit = <bu.division["a"]>}]`},
		{`role.sales == role.sales`, `true`},
		{`role.sales == role.clerk`, `false`},
		{`role.sales != null`, `true`},
		{`true ? role.sales : "x"`, `<role.sales>`},

		// A block with for_each is an object of its instances.
		{`[for k, b in bu.division : "${k}=${b.name}"]`, `["a=Division a", "b=Division b"]`},
		{`{ for k, b in bu.division : k => b if k != "a" }`, `{b = <bu.division["b"]>}`},
		{`bu.division[*].name`, `["Division a", "Division b"]`},
		{`keys(bu.division)`, `["a", "b"]`},
		{`values(bu.division)`, `[<bu.division["a"]>, <bu.division["b"]>]`},
		{`length(bu.division)`, `2`},
		{`lookup(bu.division, "b")`, `<bu.division["b"]>`},
		{`merge(bu.division, { c = role.sales })`, `{a = <bu.division["a"]>, b = <bu.division["b"]>, c = <role.sales>}`},
		{`merge({ a = role.sales }, { a = role.sales })`, `{a = <role.sales>}`},

		// Functions take references as they take anything.
		{`concat([role.sales], [role.clerk])`, `[<role.sales>, <role.clerk>]`},
		{`flatten([role.sales, [role.clerk, [role.sales]]])`, `[<role.sales>, <role.clerk>, <role.sales>]`},
		{`distinct([role.sales, role.clerk, role.sales])`, `[<role.sales>, <role.clerk>]`},
		{`toset([role.sales, role.clerk, role.sales])`, `set[<role.clerk>, <role.sales>]`},
		{`contains([role.sales], role.sales)`, `true`},
		{`zipmap(["a"], [role.sales])`, `{a = <role.sales>}`},
		{`element([role.sales, role.clerk], 3)`, `<role.clerk>`},
		{`setsubtract([role.sales, role.clerk], [role.clerk])`, `set[<role.sales>]`},

		{`[for u in csvdecode(file("users.csv")) : [for r in compact(split(";", u.roles)) : role[r]]]`, `[[<role.sales>, <role.clerk>], []]`},
		{`{ for u in csvdecode(file("users.csv")) : u.upn => u }`, `{alice = {roles = "sales;clerk", upn = "alice"}, bob = {roles = "", upn = "bob"}}`},
		{`try(role.sales.name.x, { a = 1 }.b, "default")`, `"default"`},
		{`can({ a = 1 }.b)`, `false`},
		{`can(role.sales)`, `true`},
		{`[for k, v in { b = 1, a = 2 } : k]`, `["a", "b"]`},
		{`[for i, v in toset(["b", "a"]) : i]`, `["a", "b"]`},
		{`"%{ for k, b in bu.division }${k}:${b.name} %{ endfor }"`, `"a:Division a b:Division b "`},
		{`merge([{ a = 1 }, { b = 2 }]...)`, `{a = 1, b = 2}`},
		{`coalesce("", null, "a")`, `"a"`},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, problems := eval(t, c.text)
			if c.want == "" {
				if len(problems) != 1 {
					t.Errorf("got %s %s, want one problem", got, problems)
				}
				return
			}
			if got != c.want {
				t.Errorf("got %s %s, want %s", got, problems, c.want)
			}
		})
	}
}

func TestEvalErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`rol.sales`, `1:5 rol: nothing is named "rol" here [unknown-reference] did you mean "role"?`},
		{`role.salez`, `1:10 salez: role has no "salez" [unknown-reference] a hint`},
		{`bu.division["c"]`, `1:16 ["c"]: bu.division has no "c" [unknown-reference] a hint`},
		{`[role.salez, role.x]`, `1:11 salez: role has no "salez" [unknown-reference] a hint; 1:23 x: role has no "x" [unknown-reference] a hint`},
		{`role.broken`, ``},
		{`"a ${role.sales}"`, `1:10 role.sales: this is a reference to role.sales, not a string [invalid-value]`},
		{`upper(role.sales)`, `1:11 role.sales: upper: text cannot be, or hold, a reference to role.sales [invalid-call]`},
		{`join(",", [role.sales])`, `1:15 [role.sales]: join: lists must be a list of strings, item 0 is a reference to role.sales [invalid-call]`},
		{`role.sales + 1`, `1:5 role.sales: + needs a number: this is a reference to role.sales [invalid-value]`},
		{`{ (role.sales) = 1 }`, `1:7 (role.sales): a key must be a string: this is a reference to role.sales [invalid-value]`},
		{`[for x in role.sales : x]`, `1:15 role.sales: this is a reference to role.sales: a for needs a list, a set or an object [invalid-value]`},
		{`merge(bu.division, { a = role.sales })`, `1:24 { a = role.sales }: merge: the key "a" stands for a reference to bu.division["a"] and for a reference to role.sales [invalid-call]`},
		{`{ abc = 1 }.abd`, `1:17 abd: this object has no attribute "abd" [invalid-value] did you mean "abc"?`},
		{`[1, 2][2]`, `1:11 [2]: index 2 is out of range: the list has 2 items [invalid-value]`},
		{`[1].a`, `1:9 a: a list has no attribute "a": write [*].a for that of every item [invalid-value]`},
		{`null.a`, `1:10 a: "a" is wanted of a value that is null [invalid-value]`},
		{`"a" ? 1 : 2`, `1:5 "a": a condition must be true or false: this is a string [invalid-value]`},
		{`{ "a" = 1, (lower("A")) = 2 }`, `1:16 (lower("A")): the key "a" is here twice [duplicate-key] (1:7 "a" is first here)`},
		{`{ for x in ["a", "b", "a"] : x => 1 }`, `1:34 x: two items have the key "a" (write ... after the value to group them) [duplicate-key]`},
		{`uper("a")`, `1:5 uper: no function is named "uper" [invalid-call] did you mean "upper"?`},
		{`upper()`, `1:5 upper: upper(text) takes 1 argument, here are 0 [invalid-call]`},
		{`lookup({}, "a", 1, 2)`, `1:5 lookup: lookup(object, key, [default]) takes 2 to 3 arguments, here are 4 [invalid-call]`},
		{`setproduct()`, `1:5 setproduct(): setproduct: at least two lists are needed [invalid-call]`},
		{`length(null)`, `1:12 null: length: value must be a list, this is null [invalid-call]`},
		{`file("none.csv")`, `1:10 "none.csv": no file "none.csv" [file-not-readable]`},
		{`file("bad.txt")`, `1:10 "bad.txt": file: "bad.txt" is not UTF-8 [invalid-call]`},
		{`csvdecode("a,a\n1,2\n")`, `1:15 "a,a\n1,2\n": csvdecode: the header has the column "a" twice [invalid-call]`},
		{`csvdecode("a,b\n1,2\n3\n")`, `1:15 "a,b\n1,2\n3\n": csvdecode: line 3 has 1 column, the header has 2 [invalid-call]`},
		{`csvdecode("a\n\"b")`, `1:15 "a\n\"b": csvdecode: line 2, column 3: extraneous or missing " in quoted-field [invalid-call]`},
		{`jsondecode("{\"a\":1,\n\"a\":2}")`, `1:16 "{\"a\":1,\n\"a\":2}": jsondecode: line 2: the key "a" is in an object twice [invalid-call]`},
		{`jsondecode("[1] 2")`, `1:16 "[1] 2": jsondecode: line 1: there is more after the value [invalid-call]`},
		{`try(role.salez, 1)`, `1:14 salez: role has no "salez" [unknown-reference] a hint`},
		{`true ? 1 : 1 / 0 + x`, `!`},
		{`1 / 0`, `1:5 1 / 0: this divides by zero [invalid-value]`},
		{`slice([1], 0, 2)`, `1:19 2: slice: end is 2, but the list has 1 item [invalid-call]`},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, problems := eval(t, c.text)
			switch said := strings.Join(problems, "; "); {
			case c.want == "!":
				if got == "" {
					t.Errorf("got %s, want a value", said)
				}
			case got != "" || said != c.want:
				t.Errorf("got %s %s\nwant %s", got, said, c.want)
			}
		})
	}
}

// Parts keep the place where they were written, so that a diagnostic points at the text to change.
func TestSpans(t *testing.T) {
	body := parse(t, "x = concat([role.sales, \"lit\"], [for b in bu.division : b])\ny = { a = each.value.name }\n")
	var diags diag.List
	v, _ := body.Attrs[0].Expr.Eval(scope(), &diags)
	o, _ := body.Attrs[1].Expr.Eval(scope(), &diags)
	wantNone(t, &diags)
	for _, c := range []struct {
		what string
		got  string
		want string
	}{
		{"call", v.Span.Text(), "concat([role.sales, \"lit\"], [for b in bu.division : b])"},
		{"reference", v.Items[0].Span.Text(), "role.sales"},
		{"literal", v.Items[1].Span.Text(), `"lit"`},
		{"instance of a loop", v.Items[2].Span.Text(), "b"},
		{"object", o.Span.Text(), "{ a = each.value.name }"},
		{"key", o.Fields[0].NameSpan.Text(), "a"},
		{"attribute of a reference", o.Fields[0].Value.Span.Text(), "each.value.name"},
	} {
		if c.got != c.want {
			t.Errorf("span of the %s is %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestConstant(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`"a"`, `"a"`}, {`-1`, `-1`}, {`["a", { b = [true, null] }]`, `["a", {b = [true, null]}]`}, {`("a")`, `"a"`}, {`1.5`, `1.5`},
		{`role.sales`, ``}, {`[role.sales]`, ``}, {`"a${1}"`, ``}, {`1 + 1`, ``}, {`{ (x) = 1 }`, ``}, {`upper("a")`, ``},
	} {
		v, ok := expression(t, c.text).Constant()
		if got := show(v); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s is the constant %s %v, want %s", c.text, got, ok, c.want)
		}
	}
}

func TestFields(t *testing.T) {
	fields, ok := expression(t, `{ account = { user = ["read"] }, "my contact" = role.sales, 7 = true }`).Fields()
	if !ok || len(fields) != 3 {
		t.Fatalf("got %d fields, %v", len(fields), ok)
	}
	var got []string
	for _, f := range fields {
		got = append(got, f.Name+" "+f.NameSpan.Text()+" "+f.Expr.Span().Text())
	}
	want := `account account { user = ["read"] }; my contact "my contact" role.sales; 7 7 true`
	if strings.Join(got, "; ") != want {
		t.Errorf("got %s\nwant %s", strings.Join(got, "; "), want)
	}
	for _, text := range []string{`{ (x) = 1 }`, `["a"]`, `merge({}, {})`} {
		if _, ok := expression(t, text).Fields(); ok {
			t.Errorf("%s has fields, but is no object literal with known keys", text)
		}
	}
}
