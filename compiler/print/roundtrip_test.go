package print_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/compiler/print"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A fataler is a test, or a drawn case of one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func TestProvePrintedPoliciesMeanTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range compile(t, world.Draw(t).Files(nil)).Environments {
			meansTheSame(t, p)
		}
	})
}

func TestEveryExamplePrintedMeansTheSame(t *testing.T) {
	folders, err := filepath.Glob("../../examples/*/*.dv.hcl")
	if err != nil || len(folders) == 0 {
		t.Fatalf("there are no examples: %v", err)
	}
	for i := range folders {
		folders[i] = filepath.Dir(folders[i])
	}
	for _, folder := range slices.Compact(folders) {
		var diags diag.List
		policy, err := input.OpenPolicy(folder, "../../examples", &diags)
		if err != nil {
			t.Fatal(err)
		}
		program, found := compiler.Compile(policy)
		if found.HasErrors() {
			t.Fatalf("%s does not compile", folder)
		}
		for _, p := range program.Environments {
			t.Run(filepath.Base(folder)+"/"+p.Environment.Name, func(t *testing.T) { meansTheSame(t, p) })
		}
	}
}

// meansTheSame prints a policy, compiles that and compares the access, and everything else that the matrix says.
func meansTheSame(t fataler, p *model.Policy) {
	t.Helper()
	environment := settings(p)
	withoutInstances(p)
	files := printed(t, p, print.Options{})
	files["environment.dv.hcl"] = environment
	programs := compile(t, files).Environments
	if len(programs) != 1 {
		t.Fatalf("one policy was printed, %d were compiled", len(programs))
	}
	before, after := build(p), build(programs[0])
	if before.Digest() != after.Digest() {
		t.Fatalf("the printed policy means something else:\n%s\n\n%s", gocmp.Diff(access(t, before), access(t, after)), joined(files))
	}
}

// build makes the matrix without what roles say they are based on, as print writes another way to the same grants, and without tables and
// columns of which nothing is said.
func build(p *model.Policy) *matrix.Matrix {
	for _, r := range p.Roles {
		r.BasedOn = ""
	}
	for _, t := range p.Tables {
		t.Columns = slices.DeleteFunc(t.Columns, func(c model.Column) bool {
			return reflect.DeepEqual(c, model.Column{Name: c.Name, Span: c.Span})
		})
		if len(t.Columns) == 0 {
			t.Columns = nil
		}
	}
	p.Tables = slices.DeleteFunc(p.Tables, func(t *model.Table) bool {
		return schema.TableByName(t.Fact.Name) != nil && reflect.DeepEqual(*t, model.Table{Fact: t.Fact, Span: t.Span})
	})
	return matrix.Build(p)
}

// printed are the files of a policy, which must be in canonical form and in order.
func printed(t fataler, p *model.Policy, o print.Options) map[string]string {
	t.Helper()
	files := map[string]string{}
	written := print.Policy(p, o)
	for i, f := range written {
		var diags diag.List
		if formatted, ok := syntax.Format(&source.File{Name: f.Name, Text: f.Text}, &diags); !ok || !bytes.Equal(formatted, f.Text) {
			t.Fatalf("%s is not in canonical form:\n%s", f.Name, gocmp.Diff(string(f.Text), string(formatted)))
		}
		if i > 0 && written[i-1].Name >= f.Name {
			t.Fatalf("%s comes before %s", written[i-1].Name, f.Name)
		}
		files[f.Name] = string(f.Text)
	}
	return files
}

func compile(t fataler, files map[string]string) *compiler.Program {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(files))
	if diags.HasErrors() {
		var problems []string
		for _, d := range diags.Sorted() {
			problems = append(problems, fmt.Sprintf("%s:%d: %s [%s]", d.Span.Pos().File, d.Span.Line(), d.Message, d.Code))
		}
		t.Fatalf("the policy does not compile:\n%s\n\n%s", strings.Join(problems, "\n"), joined(files))
	}
	return program
}

func joined(files map[string]string) string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	text := ""
	for _, name := range names {
		text += "-- " + name + " --\n" + files[name]
	}
	return text
}

// access is what the digest is about, line by line.
func access(t fataler, m *matrix.Matrix) []string {
	t.Helper()
	var out, indented bytes.Buffer
	var sections struct{ Access json.RawMessage }
	if err := cmp.Or(m.Encode(&out), json.Unmarshal(out.Bytes(), &sections)); err != nil {
		t.Fatalf("encode: %v", err)
	}
	if err := json.Indent(&indented, sections.Access, "", " "); err != nil {
		t.Fatalf("the artifact is no JSON: %v", err)
	}
	return strings.Split(indented.String(), "\n")
}

// settings are the block of the policy's environment as it was written: print leaves that out.
func settings(p *model.Policy) string {
	span := p.Environment.Span
	if !span.Known() {
		return ""
	}
	text := string(span.File.Text[span.Start:])
	end := strings.Index(text, "\n}\n")
	return flat(text[:end]) + "\n}\n"
}

var instances, noIdentifier = regexp.MustCompile(`\.\w+\["[^"]+"\]`), regexp.MustCompile(`\W`)

// flat gives an instance of a block an address of its own: team.sales["north"] becomes team.sales_north.
func flat(text string) string {
	return instances.ReplaceAllStringFunc(text, func(step string) string {
		label, key, _ := strings.Cut(strings.TrimSuffix(step, `"]`), `["`)
		return label + "_" + noIdentifier.ReplaceAllString(key, "_")
	})
}

// withoutInstances makes a policy without blocks that have for_each, which is what print writes.
func withoutInstances(p *model.Policy) {
	r := renaming{seen: map[any]bool{}}
	r.walk(reflect.ValueOf(p))
	first := p.BusinessUnits[0]
	children := map[*model.BusinessUnit][]*model.BusinessUnit{}
	for _, u := range p.BusinessUnits[1:] {
		children[u.Parent] = append(children[u.Parent], u)
	}
	p.BusinessUnits = nil
	number(p, first, children)
}

func number(p *model.Policy, u *model.BusinessUnit, children map[*model.BusinessUnit][]*model.BusinessUnit) {
	u.First = len(p.BusinessUnits)
	p.BusinessUnits = append(p.BusinessUnits, u)
	slices.SortFunc(children[u], func(a, b *model.BusinessUnit) int { return cmp.Compare(a.Address, b.Address) })
	for _, c := range children[u] {
		number(p, c, children)
	}
	u.Last = len(p.BusinessUnits) - 1
}

type renaming struct{ seen map[any]bool }

func (r *renaming) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !r.seen[v.Interface()] && v.Type() != reflect.TypeFor[*source.File]() {
			r.seen[v.Interface()] = true
			r.walk(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i))
		}
		r.sort(v)
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			switch name := v.Type().Field(i).Name; {
			case name == "Address" || name == "BasedOn":
				field.SetString(flat(field.String()))
			case name == "With":
				for k := range field.Len() {
					field.Index(k).SetString(flat(field.Index(k).String()))
				}
			case field.CanSet():
				r.walk(field)
			}
		}
	}
}

// sort puts what has addresses, or refers to them, in the order of the new ones. Business units keep theirs until they are numbered.
func (r *renaming) sort(v reflect.Value) {
	var key func(any) string
	switch v.Interface().(type) {
	case []*model.User, []*model.Team, []*model.Role, []*model.EntraGroup:
		key = func(x any) string { return reflect.ValueOf(x).Elem().FieldByName("Address").String() }
	case []model.Assignment:
		key = func(x any) string {
			a := x.(model.Assignment)
			return a.Role.Address + "\x00" + a.Anchor.Address
		}
	case []model.ProfileUse:
		key = func(x any) string { return x.(model.ProfileUse).Profile.Address }
	default:
		return
	}
	type entry struct {
		key   string
		value reflect.Value
	}
	var entries []entry
	for i := range v.Len() {
		value := reflect.New(v.Index(i).Type()).Elem()
		value.Set(v.Index(i))
		entries = append(entries, entry{key(value.Interface()), value})
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	for i, e := range entries {
		v.Index(i).Set(e.value)
	}
}
