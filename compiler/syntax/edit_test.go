package syntax

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A change is an edit said by texts: the block that begins so, and what is taken, which stands between « and ».
type change struct {
	do                    source.Deed
	block, take, name, to string
	keep                  bool
}

// edits finds what changes mean. What they take is the first text of that kind behind the block's header.
func edits(t *testing.T, f *source.File, changes []change) []source.Edit {
	t.Helper()
	place := func(text string, from int) source.Span {
		at := strings.Index(string(f.Text[from:]), text)
		if at < 0 {
			t.Fatalf("there is no %q in\n%s", text, f.Text)
		}
		return source.Span{File: f, Start: int32(from + at), End: int32(from + at + len(text))}
	}
	var all []source.Edit
	for _, c := range changes {
		e := source.Edit{Do: c.do, Block: place(c.block, 0), Name: c.name, Text: c.to, Keep: c.keep}
		if c.do == source.Take {
			e.At = place(c.take, int(e.Block.End))
		}
		all = append(all, e)
	}
	return all
}

func edit(t *testing.T, text string, changes []change) (string, []error) {
	t.Helper()
	f := &source.File{Name: "a.dv.hcl", Text: []byte(text)}
	after, errs := Edit(f, edits(t, f, changes))
	parse(t, string(after))
	return string(after), errs
}

func TestEdit(t *testing.T) {
	take := func(block string, what ...string) []change {
		var all []change
		for _, w := range what {
			all = append(all, change{do: source.Take, block: block, take: w})
		}
		return all
	}
	set := func(block, name, to string) change { return change{do: source.Set, block: block, name: name, to: to} }
	for _, c := range []struct {
		name, before, after string
		changes             []change
	}{
		{"the last element of a line", "user \"a\" { roles = [role.x, role.y] }\n", "user \"a\" { roles = [role.x] }\n", take("user", "role.y")},
		{"the first element of a line", "user \"a\" { roles = [role.x, role.y] }\n", "user \"a\" { roles = [role.y] }\n", take("user", "role.x")},
		{"an element in the middle", "user \"a\" { roles = [role.x, role.y, role.z,] }\n", "user \"a\" { roles = [role.x, role.z,] }\n", take("user", "role.y")},
		{"the last, with a comma behind", "user \"a\" { roles = [role.x, role.y, ] }\n", "user \"a\" { roles = [role.x, ] }\n", take("user", "role.y")},
		{"two neighbors", "user \"a\" { roles = [role.x, role.y, role.z] }\n", "user \"a\" { roles = [role.x] }\n", take("user", "role.y", "role.z")},
		{"all: the attribute goes, and the block closes", "user \"a\" {\n  roles = [role.x, role.y] # of old\n}\n", "user \"a\" {}\n", take("user", "role.x", "role.y")},
		{"all of one attribute", "user \"a\" {\n  name  = \"A\"\n  roles = [role.x]\n}\n", "user \"a\" {\n  name = \"A\"\n}\n", take("user", "role.x")},
		{"a list of one", "user \"a\" {\n  roles = role.x\n  name  = \"A\"\n}\n", "user \"a\" {\n  name = \"A\"\n}\n", take("user", "role.x")},
		{"a row, with the comment at its end", "user \"a\" {\n  roles = [\n    role.x, # why\n    role.y,\n  ]\n}\n", "user \"a\" {\n  roles = [\n    role.y,\n  ]\n}\n", take("user", "role.x")},
		{"the last row", "user \"a\" {\n  roles = [\n    role.x, # why\n    role.y\n  ]\n}\n", "user \"a\" {\n  roles = [\n    role.x, # why\n  ]\n}\n", take("user", "role.y")},
		{"the comment above is about more", "user \"a\" {\n  roles = [\n    # sales\n    role.x,\n    role.y,\n  ]\n}\n", "user \"a\" {\n  roles = [\n    # sales\n    role.y,\n  ]\n}\n", take("user", "role.x")},
		{"a comment on a line of its own stays", "user \"a\" {\n  roles = [\n    role.x,\n    # nobody knows\n    # why\n    role.y, # here\n  ]\n}\n", "user \"a\" {\n  roles = [\n    role.x,\n    # nobody knows\n    # why\n  ]\n}\n", take("user", "role.y")},
		{"a comment behind, before the next", "user \"a\" { roles = [role.x, /* why */ role.y] }\n", "user \"a\" { roles = [/* why */ role.y] }\n", take("user", "role.x")},
		{"comments around", "user \"a\" {\n  roles = [role.x /* x */, /* of */ role.y /* why */, role.z]\n}\n", "user \"a\" {\n  roles = [role.x /* x */, /* of */ /* why */ role.z]\n}\n", take("user", "role.y")},
		{"a comment behind the last", "user \"a\" { roles = [role.x, role.y /* why */] }\n", "user \"a\" { roles = [role.x, /* why */] }\n", take("user", "role.y")},
		{"a comment at the end of a line that others share", "user \"a\" {\n  roles = [role.x, # since 2019\n    role.y]\n}\n", "user \"a\" {\n  roles = [# since 2019\n    role.y]\n}\n", take("user", "role.x")},
		{"between two that go", "user \"a\" {\n  roles = [\n    role.x, # x\n    # of all\n    role.y, # y\n    role.z,\n  ]\n}\n", "user \"a\" {\n  roles = [\n    # of all\n    role.z,\n  ]\n}\n", take("user", "role.x", "role.y")},
		{"in a block of one line", "user \"a\" { roles = [role.x] /* why */ }\n", "user \"a\" { /* why */ }\n", take("user", "role.x")},
		{"of a level", "role \"a\" {\n  grants { account = { user = [\"share\"] /* u */, organization = [\"write\"] /* o */ } }\n}\n", "role \"a\" {\n  grants { account = { /* u */ organization = [\"write\"] /* o */ } }\n}\n", take("role", `"share"`)},
		{"the comment above is the linter's", "user \"a\" {\n  roles = [\n    role.x,\n    # dvpolicy:ignore x\n    role.y,\n  ]\n}\n", "user \"a\" {\n  roles = [\n    role.x,\n    # dvpolicy:ignore x\n  ]\n}\n", take("user", "role.y")},
		{"two on a row", "user \"a\" {\n  roles = [\n    role.x, role.y,\n    role.z,\n  ]\n}\n", "user \"a\" {\n  roles = [\n    role.x,\n    role.z,\n  ]\n}\n", take("user", "role.y")},
		{"the comment of the one before stays", "user \"a\" {\n  roles = [role.x, # why\n    role.y]\n}\n", "user \"a\" {\n  roles = [role.x, # why\n    ]\n}\n", take("user", "role.y")},
		{"no two empty lines", "user \"a\" {\n  name = \"A\"\n\n  roles = [role.x]\n\n  owner = \"b\"\n}\n", "user \"a\" {\n  name = \"A\"\n\n  owner = \"b\"\n}\n", take("user", "role.x")},
		{"no empty line at the end", "user \"a\" {\n  name = \"A\"\n\n  roles = [role.x]\n}\n", "user \"a\" {\n  name = \"A\"\n}\n", take("user", "role.x")},
		{"no empty line at the beginning", "user \"a\" {\n  roles = [role.x]\n\n  name = \"A\"\n}\n", "user \"a\" {\n  name = \"A\"\n}\n", take("user", "role.x")},
		{"an object in a list goes as a whole", "user \"a\" {\n  roles = [{ role = role.x, business_unit = business_unit.e }, role.y]\n}\n", "user \"a\" {\n  roles = [role.y]\n}\n", take("user", "role.x")},
		{"one of its roles", "user \"a\" {\n  roles = [{ role = [role.x, role.z], business_unit = business_unit.e }]\n}\n", "user \"a\" {\n  roles = [{ role = [role.z], business_unit = business_unit.e }]\n}\n", take("user", "role.x")},
		{"all of its roles", "user \"a\" {\n  roles = [role.y, { role = [role.x, role.z], business_unit = business_unit.e }]\n}\n", "user \"a\" {\n  roles = [role.y]\n}\n", take("user", "role.x", "role.z")},
		{"an entry by its key", "role \"a\" { privileges = { prvOne = \"organization\", prvTwo = \"organization\" } }\n", "role \"a\" { privileges = { prvTwo = \"organization\" } }\n", take("role", "prvOne")},
		{"a nested block", "business_unit \"a\" {\n  name = \"A\"\n\n  default_team {\n    roles = [role.x]\n  }\n}\n", "business_unit \"a\" {\n  name = \"A\"\n}\n", take("business_unit", "role.x")},
		{"by the header of a nested block", "business_unit \"a\" {\n  name = \"A\"\n\n  default_team {\n    roles = [role.x]\n  }\n}\n", "business_unit \"a\" {\n  name = \"A\"\n\n  default_team {}\n}\n", take("default_team", "role.x")},
		{"a verb of a level", "role \"a\" {\n  grants {\n    account = { user = [\"read\", \"share\"], organization = [\"write\"] }\n  }\n}\n",
			"role \"a\" {\n  grants {\n    account = { user = [\"read\"], organization = [\"write\"] }\n  }\n}\n", take("role", `"share"`)},
		{"a level", "role \"a\" {\n  grants {\n    account = { user = [\"share\"], organization = [\"write\"] }\n    contact = { user = [\"read\"] }\n  }\n}\n",
			"role \"a\" {\n  grants {\n    account = { organization = [\"write\"] }\n    contact = { user = [\"read\"] }\n  }\n}\n", take("role", `"share"`)},
		{"a line, and who is aligned with it", "role \"a\" {\n  grants {\n    opportunity = { user = [\"share\"] }\n    contact     = { user = [\"read\"] }\n  }\n}\n",
			"role \"a\" {\n  grants {\n    contact = { user = [\"read\"] }\n  }\n}\n", take("role", `"share"`)},
		{"a line that stands against a base", "role \"a\" {\n  based_on = role.b\n  grants {\n    account = { user = [\"share\"] }\n  }\n}\n",
			"role \"a\" {\n  based_on = role.b\n  grants {\n    account = {}\n  }\n}\n", []change{{do: source.Take, block: "role", take: `"share"`, keep: true}}},
		{"all but one", "role \"a\" {\n  grants {\n    account = { user = [\"all\"] }\n  }\n}\n",
			"role \"a\" {\n  grants {\n    account = { user = [\"create\", \"read\"] }\n  }\n}\n", []change{{do: source.Take, block: "role", take: `"all"`, to: `"create", "read"`}}},
		{"levels on lines of their own", "role \"a\" {\n  grants {\n    account = {\n      user         = [\"share\"]\n      organization = [\"write\"]\n    }\n  }\n}\n",
			"role \"a\" {\n  grants {\n    account = {\n      organization = [\"write\"]\n    }\n  }\n}\n", take("role", `"share"`)},
		{"columns behind letters that are no ASCII", "role \"Ä\" {\n  grants { account = { user = [\"read\", /* ö */ \"share\"] } }\n}\n", "role \"Ä\" {\n  grants { account = { user = [\"read\", /* ö */] } }\n}\n", take("role", `"share"`)},
		{"a switch", "table \"a\" {\n  audit = true # once\n}\n", "table \"a\" {\n  audit = false # once\n}\n", []change{set("table", "audit", "false")}},
		{"the switch of a column", "table \"a\" {\n  audit = false\n  column \"b\" { audit = true }\n}\n", "table \"a\" {\n  audit = false\n  column \"b\" { audit = false }\n}\n", []change{set("column", "audit", "false")}},
		{"a switch that was not there", "table \"a\" {\n  classification = \"internal\"\n\n  column \"b\" {}\n}\n", "table \"a\" {\n  classification = \"internal\"\n  audit          = true\n\n  column \"b\" {}\n}\n", []change{set("table", "audit", "true")}},
		{"in an empty block", "table \"a\" {}\n", "table \"a\" { audit = true }\n", []change{set("table", "audit", "true")}},
		{"in a block of one line", "table \"a\" { volume = \"low\" } # here\n", "table \"a\" {\n  volume = \"low\"\n  audit  = true\n} # here\n", []change{set("table", "audit", "true")}},
		{"blocks behind one of a line", "table \"a\" { audit = true } # a\nrole \"x\" {}\n", "table \"a\" { audit = true } # a\ntable \"b\" { audit = true }\ntable \"c\" { audit = true }\nrole \"x\" {}\n",
			[]change{{do: source.Add, block: "table", to: `table "b" { audit = true }`}, {do: source.Add, block: "table", to: `table "c" { audit = true }`}}},
		{"a block behind one of several lines", "table \"a\" {\n  audit = true\n}\nrole \"x\" {}\n", "table \"a\" {\n  audit = true\n}\n\ntable \"b\" { audit = true }\n\nrole \"x\" {}\n",
			[]change{{do: source.Add, block: "table", to: `table "b" { audit = true }`}}},
		{"a block at the end of a file without line break", "table \"a\" {\n  audit  = true\n}", "table \"a\" {\n  audit  = true\n}\n\ntable \"b\" { audit = true }\n",
			[]change{{do: source.Add, block: "table", to: `table "b" { audit = true }`}}},
		{"who formats otherwise keeps that", "user \"a\" {\n   name=\"A\"\n     roles = [ role.x,role.y ]\n}\n", "user \"a\" {\n   name=\"A\"\n     roles = [ role.x ]\n}\n", take("user", "role.y")},
		{"lines that end with CRLF", "user \"a\" {\r\n  name  = \"A\"\r\n  roles = [role.x]\r\n}\r\n", "user \"a\" {\r\n  name = \"A\"\r\n}\r\n", take("user", "role.x")},
		{"a line added with CRLF", "table \"a\" {\r\n  volume = \"low\" # x\r\n}\r\n", "table \"a\" {\r\n  volume = \"low\" # x\r\n  audit  = true\r\n}\r\n", []change{set("table", "audit", "true")}},
		{"a byte order mark", "\ufeffuser \"a\" {\n  name  = \"A\"\n  roles = [role.x]\n}\n", "\ufeffuser \"a\" {\n  name = \"A\"\n}\n", take("user", "role.x")},
		{"below a heredoc", "table \"a\" {\n  volume = <<EOT\nlow\nEOT\n\n  column \"b\" {}\n}\n", "table \"a\" {\n  volume = <<EOT\nlow\nEOT\n  audit  = true\n\n  column \"b\" {}\n}\n", []change{set("table", "audit", "true")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, errs := edit(t, c.before, c.changes)
			for _, err := range errs {
				if err != nil {
					t.Errorf("%v", err)
				}
			}
			if after != c.after {
				t.Errorf("got\n%s\nwant\n%s", after, c.after)
			}
		})
	}
}

// What is no literal of the block itself stays, and the other edits are made.
func TestEditLeavesWhatIsWrittenElsewhere(t *testing.T) {
	const text = `locals { sellers = [role.x] }
role "a" {
  grants {
    account = { user = concat(["read"], ["share"]) }
  }
}
user "b" {
  roles = [for r in [role.x] : r]
  name  = "b"
}
user "c" {
  roles = [
    role.x, # dvpolicy:ignore x
    role.y,
  ]
}
table "d" {
  audit = local.on
  column "e" { audit = true }
}
`
	changes := []change{
		{do: source.Take, block: "role", take: `"share"`},
		{do: source.Take, block: `user "b"`, take: "role.x"},
		{do: source.Take, block: `user "c"`, take: "role.x"},
		{do: source.Take, block: `user "b"`, take: "role.y"},
		{do: source.Set, block: "table", name: "audit", to: "false"},
		{do: source.Set, block: "column", name: "audit", to: "false"},
	}
	after, errs := edit(t, text, changes)
	if want := strings.Replace(text, "audit = true", "audit = false", 1); after != want {
		t.Errorf("got\n%s", after)
	}
	for i, want := range []error{errElsewhere, errElsewhere, errDirective, errElsewhere, errElsewhere, nil} {
		if errs[i] != want {
			t.Errorf("edit %d: %v, want %v", i, errs[i], want)
		}
	}
}

// A switch has no place in a block that another edit leaves empty: it gets one when that is done.
func TestEditOfABlockThatIsEmptied(t *testing.T) {
	after, errs := edit(t, "table \"a\" {\n  x = [1]\n}\n", []change{{do: source.Take, block: "table", take: "1"}, {do: source.Set, block: "table", name: "audit", to: "true"}})
	if errs[0] != nil || errs[1] != errTwice || after != "table \"a\" {}\n" {
		t.Errorf("%v\n%s", errs, after)
	}
}

func TestEditsThatContradict(t *testing.T) {
	after, errs := edit(t, "role \"a\" {\n  grants { account = { user = [\"all\"] } }\n}\n", []change{
		{do: source.Take, block: "role", take: `"all"`, to: `"read"`}, {do: source.Take, block: "role", take: `"all"`, to: `"read"`}, {do: source.Take, block: "role", take: `"all"`, to: `"write"`},
	})
	if errs[0] != nil || errs[1] != nil || errs[2] != errTwice || !strings.Contains(after, `["read"]`) {
		t.Errorf("%v\n%s", errs, after)
	}
}

// Whatever is taken out of whatever text, what is left can be read, and what was canonical is.
func FuzzEdit(f *testing.F) {
	f.Add("user \"a\" {\n  roles = [role.x, # x\n role.y, { role = role.z, b = [1, 2] }]\n}\n", uint16(14), uint16(3), false)
	f.Add("role \"a\" {\n  grants {\n    account = { user = [\"all\"], b = [] }\n  }\n\n  # c\n  x = <<E\ny\nE\n}\n", uint16(1), uint16(40), true)
	f.Fuzz(func(t *testing.T, text string, first, second uint16, keep bool) {
		file := &source.File{Name: "a.dv.hcl", Text: []byte(text)}
		var diags diag.List
		body := Parse(file, &diags)
		if diags.HasErrors() || len(body.Blocks) == 0 {
			return
		}
		canonical := isCanonical(file)
		block := body.Blocks[int(first)%len(body.Blocks)]
		var edits []source.Edit
		nodes := places(&block.Body)
		for _, n := range []uint16{first, second} {
			if len(nodes) > 0 {
				edits = append(edits, source.Edit{Block: block.Span, At: nodes[int(n)%len(nodes)], Keep: keep, Text: []string{"", `"a", "b"`}[int(n)/len(nodes)%2]})
			}
		}
		edits = append(edits, source.Edit{Do: source.Set, Block: block.Span, Name: "audit", Text: "true"}, source.Edit{Do: source.Add, Block: block.Span, Text: `table "b" { audit = true }`})
		after, errs := Edit(file, edits)
		var again diag.List
		changed := &source.File{Name: "a.dv.hcl", Text: after}
		if Parse(changed, &again); again.HasErrors() {
			t.Fatalf("%v: %s\n%s", errs, again.Sorted()[0].Message, after)
		}
		if canonical && !isCanonical(changed) {
			t.Fatalf("no longer canonical:\n%s", after)
		}
	})
}

// places are those of all expressions below a body that an edit may take.
func places(b *Body) (all []source.Span) {
	for _, a := range b.Attrs {
		tree := a.Expr.tree
		at := a.Expr.Span()
		for i := range tree.nodes {
			if s := tree.span(int32(i)); at.Covers(s) {
				all = append(all, s)
			}
		}
	}
	for _, n := range b.Blocks {
		all = append(all, places(&n.Body)...)
	}
	return all
}
