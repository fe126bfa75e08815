package compiler_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// The tests whose names begin with TestProve draw policies and hold what must be so of every one. They run a hundred worlds each;
// -rapid.checks=10000 proves more.

// A fataler is a test, or a drawn case of one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compileFiles gives the matrices of a policy that must compile, by environment.
func compileFiles(t fataler, files map[string]string) map[string]*matrix.Matrix {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(files))
	if diags.HasErrors() {
		var problems []string
		for _, d := range diags.Sorted() {
			at := d.Span.Pos()
			problems = append(problems, fmt.Sprintf("%s:%d:%d: %s %s [%s]", at.File, at.Line, at.Column, d.Message, d.Hint, d.Code))
		}
		t.Fatalf("a policy that Dataverse would accept does not compile:\n%s\n\n%s", strings.Join(problems, "\n"), numbered(files))
	}
	built := map[string]*matrix.Matrix{}
	for _, p := range program.Environments {
		built[p.Environment.Name] = matrix.Build(p)
	}
	return built
}

func numbered(files map[string]string) string {
	text := ""
	for _, name := range sortedKeys(files) {
		text += "-- " + name + " --\n"
		for n, line := range strings.Split(files[name], "\n") {
			text += fmt.Sprintf("%4d  %s\n", n+1, line)
		}
	}
	return text
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// chance is a source of chance that the test draws, so that a failing case is drawn again.
func chance(t *rapid.T, what string) *rand.Rand {
	return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, what), 0))
}

func TestProveMatrixSaysWhatTheSemanticsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		built := compileFiles(t, w.Files(chance(t, "spelling")))
		if got, want := sortedKeys(built), sortedNames(w); !slices.Equal(got, want) {
			t.Fatalf("got environments %v, want %v", got, want)
		}
		for _, environment := range w.EnvironmentNames() {
			wrong := compare(w.Evaluate(environment), built[environment])
			if wrong == "" {
				wrong = reaching(w, environment, built[environment])
			}
			if wrong != "" {
				t.Fatalf("environment %s: %s\n\nthe policy:\n\n%s", environment, wrong, w.Text())
			}
		}
	})
}

// What benchmarks measure must be a policy.
func TestLargePolicyCompiles(t *testing.T) {
	size, _ := world.SizeNamed("S")
	size.Unusual = 10
	files := map[string]string{}
	for name, text := range world.Large(size) {
		files[name] = string(text)
	}
	m := compileFiles(t, files)["bench"]
	if got, want := len(m.Principals(false)), size.Users+size.Teams+size.Units; got != want {
		t.Errorf("got %d principals, want %d users, %d teams and %d default teams", got, size.Users, size.Teams, size.Units)
	}
}

func sortedNames(w *world.World) []string {
	names := w.EnvironmentNames()
	slices.Sort(names)
	return names
}

// compare says in words where a matrix is not what was expected, "" where it is.
func compare(want world.Expected, m *matrix.Matrix) string {
	got := answers(m)
	var wrong []string
	for cell, scope := range want.Cells {
		if other, ok := got.Cells[cell]; !ok || !scope.Equal(other) {
			wrong = append(wrong, fmt.Sprintf("%s %s %s: the semantics say %s, the matrix %s", cell.Principal, cell.Verb, cell.Table, said(scope, true), said(other, ok)))
		}
	}
	twins := twins(want, m)
	for cell, scope := range got.Cells {
		same := cell
		if twin := twins[cell.Table]; twin != "" {
			same.Table = twin
		}
		expected, ok := want.Cells[same]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s %s %s: the semantics say nothing, the matrix %s", cell.Principal, cell.Verb, cell.Table, said(scope, true)))
		} else if same != cell && !expected.Equal(scope) {
			wrong = append(wrong, fmt.Sprintf("%s %s %s: the semantics say %s, as of %s, the matrix %s", cell.Principal, cell.Verb, cell.Table,
				said(expected, true), same.Table, said(scope, true)))
		}
	}
	slices.Sort(wrong)
	if len(wrong) > 12 {
		wrong = append(wrong[:12], fmt.Sprintf("and %d more cells", len(wrong)-12))
	}
	if diff := cmp.Diff(want.Privileges, got.Privileges); diff != "" {
		wrong = append(wrong, "privileges, semantics - matrix +:\n"+diff)
	}
	if diff := cmp.Diff(want.Columns, got.Columns); diff != "" {
		wrong = append(wrong, "columns, semantics - matrix +:\n"+diff)
	}
	return strings.Join(append(wrong, headlines(m)...), "\n")
}

// twins gives, for tables about which the naive evaluator says nothing, another that shares the privileges.
func twins(want world.Expected, m *matrix.Matrix) map[string]string {
	known := map[string]bool{}
	for cell := range want.Cells {
		known[cell.Table] = true
	}
	twins := map[string]string{}
	for _, b := range m.Policy().Bases {
		at := slices.IndexFunc(b.Tables, func(t string) bool { return known[t] })
		for _, table := range b.Tables {
			if at >= 0 && !known[table] {
				twins[table] = b.Tables[at]
			}
		}
	}
	return twins
}

// answers is everything that a matrix answers, in the words of the naive evaluator.
func answers(m *matrix.Matrix) world.Expected {
	all := world.Expected{Cells: map[world.Cell]world.Scope{}, Privileges: map[string][]string{}, Columns: map[world.ColumnCell]world.Permission{}}
	for _, address := range m.Principals(true) {
		answer := m.WhatCan(principal(m, address), matrix.Filter{})
		for _, r := range answer.Rows {
			all.Cells[world.Cell{Principal: r.Principal, Table: r.Table, Verb: r.Verb}] = scopeOf(r.Scope)
		}
		if len(answer.Privileges) > 0 {
			all.Privileges[address] = answer.Privileges
		}
		for _, c := range answer.Columns {
			all.Columns[world.ColumnCell{Principal: c.Principal, Table: c.Table, Column: c.Column}] =
				world.Permission{Create: c.Create, Read: c.Read, Update: c.Update, Unmasked: c.ReadUnmasked}
		}
	}
	return all
}

func principal(m *matrix.Matrix, address string) matrix.Principal {
	p, err := m.Resolve(address)
	if err != nil {
		panic(fmt.Sprintf("bug: the matrix does not know its own principal %s: %v", address, err))
	}
	return p
}

func scopeOf(s matrix.Scope) world.Scope {
	return world.Scope{Organization: s.Organization, ParentChild: orNil(s.ParentChild), BusinessUnit: orNil(s.BusinessUnit), Personal: s.Personal, Teams: orNil(s.Teams)}
}

func orNil(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

func said(s world.Scope, any bool) string {
	if !any {
		return "nothing"
	}
	var parts []string
	if s.Organization {
		parts = append(parts, "organization")
	}
	if s.ParentChild != nil {
		parts = append(parts, fmt.Sprintf("parent_child %v", s.ParentChild))
	}
	if s.BusinessUnit != nil {
		parts = append(parts, fmt.Sprintf("business_unit %v", s.BusinessUnit))
	}
	if s.Personal {
		parts = append(parts, "personal")
	}
	if s.Teams != nil {
		parts = append(parts, fmt.Sprintf("as %v", s.Teams))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// reaching checks which business units' rows a cell reaches against its scope.
func reaching(w *world.World, environment string, m *matrix.Matrix) string {
	covers := map[string]bool{}
	for _, address := range m.Principals(false) {
		p := principal(m, address)
		for _, r := range m.WhatCan(p, matrix.Filter{}).Rows {
			verb, _ := privilege.ParseVerb(r.Verb)
			scope := scopeOf(r.Scope)
			if cell := scopeOf(m.Cell(p, r.Table, verb)); !cell.Equal(scope) {
				return fmt.Sprintf("%s %s %s: the cell is %s, its row %s", address, r.Verb, r.Table, said(cell, true), said(scope, true))
			}
			for _, u := range m.Policy().BusinessUnits {
				key := said(scope, true) + u.Address
				want, known := covers[key]
				if !known {
					want = w.Covers(environment, scope, world.Scope{BusinessUnit: []string{u.Address}})
					covers[key] = want
				}
				if got := m.Reaches(p, r.Table, verb, u); got != want {
					return fmt.Sprintf("%s %s %s of %s: got %t, and the scope is %s", address, r.Verb, r.Table, u.Address, got, said(scope, true))
				}
			}
		}
	}
	return ""
}

// headlines checks the other ways of asking: by level, and who can.
func headlines(m *matrix.Matrix) []string {
	var wrong []string
	byTable := map[string][]matrix.Row{}
	for _, address := range m.Principals(true) {
		for _, r := range m.WhatCan(principal(m, address), matrix.Filter{}).Rows {
			verb, _ := privilege.ParseVerb(r.Verb)
			if level := m.Level(address, r.Table, verb); level.String() != r.Level || r.Level != headline(r.Scope) {
				wrong = append(wrong, fmt.Sprintf("%s %s %s: level %s, of the row %s, of the scope %s", address, r.Verb, r.Table, level, r.Level, headline(r.Scope)))
			}
			if r.Verb == "read" {
				byTable[r.Table] = append(byTable[r.Table], r)
			}
		}
	}
	for _, table := range sortedKeys(byTable) {
		who := m.WhoCan(matrix.Filter{Table: table, Verbs: []privilege.Verb{privilege.Read}}, true)
		if diff := cmp.Diff(byTable[table], who.Rows); diff != "" {
			wrong = append(wrong, fmt.Sprintf("who can read %s, by principal - by table +:\n%s", table, diff))
		}
	}
	return wrong
}

// headline is S-EF-33.
func headline(s matrix.Scope) string {
	switch {
	case s.Organization:
		return "organization"
	case len(s.ParentChild) > 0:
		return "parent_child"
	case len(s.BusinessUnit) > 0:
		return "business_unit"
	case s.Personal || len(s.Teams) > 0:
		return "user"
	}
	return "none"
}
