package compiler_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func TestProveEveryGrantIsExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		built := compileFiles(t, w.Files(chance(t, "spelling")))
		for _, environment := range w.EnvironmentNames() {
			m := built[environment]
			for cell, want := range w.Evaluate(environment).Reasons {
				if diff := gocmp.Diff(inOrder(want), inOrder(reasons(t, m, cell))); diff != "" {
					t.Fatalf("environment %s, why %s can %s %s, semantics - matrix +:\n%s\n\n%s", environment, cell.Principal, cell.Verb, cell.Table, diff, w.Text())
				}
			}
		}
	})
}

func reasons(t fataler, m *matrix.Matrix, cell world.Cell) []world.Reason {
	t.Helper()
	verb, _ := privilege.ParseVerb(cell.Verb)
	explanation, err := m.Explain(principal(m, cell.Principal), verb, cell.Table)
	if err != nil {
		t.Fatalf("explain %v: %v", cell, err)
	}
	var reasons []world.Reason
	for _, g := range explanation.Grants {
		if g.Grant.File == "" || (g.Assignment.File == "") != strings.HasPrefix(cell.Principal, "role.") {
			t.Fatalf("explain %v: %+v does not say where it was written", cell, g)
		}
		reasons = append(reasons, world.Reason{Role: g.Role, Level: g.Level, Anchor: g.Anchor, Via: g.Via})
	}
	return reasons
}

// inOrder is each reason once: two lines of a role may grant one privilege, and be two places of one reason.
func inOrder(reasons []world.Reason) []world.Reason {
	slices.SortFunc(reasons, func(a, b world.Reason) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Anchor, b.Anchor), cmp.Compare(a.Via, b.Via))
	})
	return slices.Compact(reasons)
}

func TestProveSpellingAndOrderChangeNoAccess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		plain, shuffled := compileFiles(t, w.Files(nil)), compileFiles(t, w.Files(chance(t, "spelling")))
		for _, environment := range w.EnvironmentNames() {
			a, b := plain[environment], shuffled[environment]
			if x, y := answers(a), answers(b); !reflect.DeepEqual(x, y) {
				t.Fatalf("environment %s, one policy spelt in two ways:\n%s\n\n%s", environment, gocmp.Diff(x, y), w.Text())
			}
			if a.Digest() != b.Digest() {
				t.Fatalf("environment %s: one policy spelt in two ways has two digests\n\n%s", environment, w.Text())
			}
		}
	})
}

func TestProveAddingNeverNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		text, spelling := w.Text(), chance(t, "spelling")
		before := compileFiles(t, w.Files(spelling))
		added := w.Widen(t)
		after := compileFiles(t, w.Files(spelling))
		for _, environment := range w.EnvironmentNames() {
			if lost := narrowed(w, environment, answers(before[environment]), answers(after[environment])); lost != "" {
				t.Fatalf("environment %s: %s, and %s\n\nbefore:\n\n%s", environment, added, lost, text)
			}
		}
	})
}

// narrowed says what somebody has lost, "" for nothing.
func narrowed(w *world.World, environment string, before, after world.Expected) string {
	var lost []string
	for cell, scope := range before.Cells {
		now, ok := after.Cells[cell]
		if !ok || !w.Covers(environment, now, scope) {
			lost = append(lost, fmt.Sprintf("%s %s %s was %s and is %s", cell.Principal, cell.Verb, cell.Table, said(scope, true), said(now, ok)))
		}
	}
	for principal, held := range before.Privileges {
		for _, p := range held {
			if !slices.Contains(after.Privileges[principal], p) {
				lost = append(lost, principal+" has lost "+p)
			}
		}
	}
	slices.Sort(lost)
	return strings.Join(lost, "\n")
}

func TestProveSameFilesAreTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		files := w.Files(chance(t, "spelling"))
		first := artifacts(t, files)
		for _, processors := range []int{1, 4} {
			before := runtime.GOMAXPROCS(processors)
			again := artifacts(t, files)
			runtime.GOMAXPROCS(before)
			if diff := gocmp.Diff(first, again); diff != "" {
				t.Fatalf("with %d processors the same files are another artifact:\n%s\n\n%s", processors, diff, numbered(files))
			}
		}
	})
}

func artifacts(t fataler, files map[string]string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for environment, m := range compileFiles(t, files) {
		texts[environment] = encoded(t, m)
	}
	return texts
}

func encoded(t fataler, m *matrix.Matrix) string {
	t.Helper()
	var text strings.Builder
	if err := m.Encode(&text); err != nil {
		t.Fatalf("encode: %v", err)
	}
	return text.String()
}

func TestProveArtifactReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		built := compileFiles(t, w.Files(chance(t, "spelling")))
		for _, environment := range w.EnvironmentNames() {
			m := built[environment]
			text := encoded(t, m)
			back, err := matrix.Decode([]byte(text))
			if err != nil {
				t.Fatalf("environment %s: decode: %v\n\n%s", environment, err, w.Text())
			}
			if diff := gocmp.Diff(text, encoded(t, back)); diff != "" {
				t.Fatalf("environment %s: written, read, written again:\n%s\n\n%s", environment, diff, w.Text())
			}
			if m.Digest() != back.Digest() {
				t.Fatalf("environment %s: the digest changed on the way", environment)
			}
			if a, b := everything(t, m), everything(t, back); !slices.Equal(a, b) {
				t.Fatalf("environment %s: answers of the policy - of its artifact +:\n%s\n\n%s", environment, gocmp.Diff(a, b), w.Text())
			}
		}
	})
}

// everything is what a matrix answers, and the explanation of every cell, with places, as JSON.
func everything(t fataler, m *matrix.Matrix) []string {
	t.Helper()
	var all []string
	put := func(answer any) {
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatalf("an answer as JSON: %v", err)
		}
		all = append(all, string(text))
	}
	for _, address := range m.Principals(true) {
		p := principal(m, address)
		put(m.WhatCan(p, matrix.Filter{Grants: true}))
		for _, b := range m.Policy().Bases {
			for _, v := range privilege.Verbs() {
				explanation, err := m.Explain(p, v, b.Tables[0])
				if err != nil {
					t.Fatalf("explain %s %s %s: %v", address, v, b.Tables[0], err)
				}
				put(explanation)
			}
		}
	}
	put(m.Summary())
	return all
}

func TestProveFormattingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t)
		r := chance(t, "spelling")
		files := w.Files(r)
		formatted := map[string]string{}
		for _, name := range sortedKeys(files) {
			files[name] = untidy(r, files[name])
			formatted[name] = format(t, name, files[name])
			if again := format(t, name, formatted[name]); again != formatted[name] {
				t.Fatalf("formatted twice:\n%s", gocmp.Diff(formatted[name], again))
			}
		}
		before, after := compileFiles(t, files), compileFiles(t, formatted)
		for _, environment := range w.EnvironmentNames() {
			if before[environment].Digest() != after[environment].Digest() {
				t.Fatalf("environment %s: formatting changed the access\n\n%s\n\nformatted:\n\n%s", environment, numbered(files), numbered(formatted))
			}
		}
	})
}

func format(t fataler, name, text string) string {
	t.Helper()
	var diags diag.List
	formatted, ok := syntax.Format(&source.File{Name: name, Text: []byte(text)}, &diags)
	if !ok || diags.HasErrors() {
		t.Fatalf("cannot format %s: %v\n\n%s", name, diags.Sorted(), text)
	}
	return string(formatted)
}

// untidy is the same text with its spaces and line breaks in disorder.
func untidy(r *rand.Rand, text string) string {
	lines := strings.SplitAfter(text, "\n")
	for n, line := range lines {
		line = strings.TrimSuffix(line, "\n")
		line = strings.Repeat(" ", r.IntN(4)) + strings.TrimLeft(line, " ")
		line = strings.ReplaceAll(line, " = ", []string{" = ", "=", "\t=  ", "   = "}[r.IntN(4)])
		lines[n] = line + []string{"\n", "\n", "\r\n", "  \n", "\n\n\n"}[r.IntN(5)]
	}
	return strings.Join(lines, "")
}
