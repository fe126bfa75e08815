package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// loadedFrom compiles a policy that lies in no folder, and must be valid.
func loadedFrom(t *testing.T, files map[string]string) *loaded {
	t.Helper()
	policy := input.Memory(files)
	program, diags := compiler.Compile(policy)
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			t.Errorf("%s:%d: %s [%s]", d.Span.Pos().File, d.Span.Line(), d.Message, d.Code)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	l := &loaded{policy: policy, valid: true}
	for _, e := range program.Environments {
		l.matrices = append(l.matrices, matrix.Build(e))
	}
	return l
}

// fixed mends a policy for some rules.
func fixed(t *testing.T, l *loaded, only ...string) mended {
	t.Helper()
	p := &program{out: io.Discard, err: io.Discard}
	o := lintOrder{only: only, preset: "strict", failLevel: "error", today: "2026-11-21"}
	look := func(l *loaded) (lint.Result, error) { return p.findings(l, o) }
	r, err := look(l)
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.mend(l, r, look)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every archive of testdata/fix is a policy before and after the fixes of the rules that its first line names, with what is left and why.
func TestFixes(t *testing.T) {
	archives, err := filepath.Glob("../../testdata/fix/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(a.Comment), "\n")
			before, after, left := map[string]string{}, map[string]string{}, ""
			for _, f := range a.Files {
				if name, ok := strings.CutPrefix(f.Name, "before/"); ok {
					before[name] = string(f.Data)
				} else if name, ok := strings.CutPrefix(f.Name, "after/"); ok {
					after[name] = string(f.Data)
				} else {
					left = string(f.Data)
				}
			}
			m := fixed(t, loadedFrom(t, before), strings.Fields(first)...)
			var got strings.Builder
			for _, u := range m.report.Left {
				fmt.Fprintf(&got, "%d: %s: %s\n", u.Span.Line(), u.Address, u.Why)
			}
			if *update {
				rewrite(t, path, a, m, got.String())
				return
			}
			for _, f := range m.l.policy.Files {
				if string(f.Text) != after[f.Name] {
					t.Errorf("%s: got\n%s\nwant\n%s", f.Name, f.Text, after[f.Name])
				}
				if formatted, _ := syntax.Format(f, &diag.List{}); !bytes.Equal(formatted, f.Text) {
					t.Errorf("%s is not in canonical form", f.Name)
				}
			}
			if got.String() != left {
				t.Errorf("left\n%s\nwant\n%s", got.String(), left)
			}
		})
	}
}

// rewrite makes an archive expect what it got.
func rewrite(t *testing.T, path string, a *txtar.Archive, m mended, left string) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return !strings.HasPrefix(f.Name, "before/") })
	for _, f := range m.l.policy.Files {
		a.Files = append(a.Files, txtar.File{Name: "after/" + f.Name, Data: f.Text})
	}
	if left != "" {
		a.Files = append(a.Files, txtar.File{Name: "left", Data: []byte(left)})
	}
	if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Of its bad example, a rule that has a fix finds nothing any more when that is made, and its page says that it has one.
func TestEveryFixMendsTheBadExample(t *testing.T) {
	n := 0
	for _, r := range rules.All() {
		if r.Fix == nil {
			continue
		}
		n++
		t.Run(strings.ReplaceAll(r.ID, "/", "_"), func(t *testing.T) {
			m := fixed(t, loadedFrom(t, map[string]string{"policy.dv.hcl": r.Bad}), r.ID)
			for _, f := range m.result.Findings {
				t.Errorf("left: %s\n%s", f.Message, m.l.policy.Files[0].Text)
			}
			if len(m.report.Fixed) == 0 {
				t.Error("nothing was fixed")
			}
			if !strings.Contains(r.Page(), "--fix") {
				t.Error("its page does not say that --fix mends it")
			}
		})
	}
	if n < 8 {
		t.Errorf("%d rules have a fix", n)
	}
}

// In policies made by chance, what is redundant goes without anybody's access changing, all of it, and no second run finds anything to do.
func TestFixingRedundanciesChangesNoAccess(t *testing.T) {
	total := 0
	for seed := range uint64(40) {
		text := chancePolicy(rand.New(rand.NewPCG(seed, 9)))
		l := loadedFrom(t, map[string]string{"policy.dv.hcl": text})
		m := fixed(t, l, "assignment/redundant", "audit/*")
		after := string(m.l.policy.Files[0].Text)
		again := loadedFrom(t, map[string]string{"policy.dv.hcl": after}) // not the matrices that the proof made
		for i := range l.matrices {
			before, now := everybody(t, l.matrices[i]), everybody(t, again.matrices[i])
			for who, access := range before {
				if !reflect.DeepEqual(access, now[who]) {
					t.Fatalf("seed %d: %s could do\n%v\nand can do\n%v\nbefore\n%s\nafter\n%s", seed, who, access, now[who], text, after)
				}
			}
		}
		if second := fixed(t, again, "assignment/redundant", "audit/*"); len(second.report.Fixed) > 0 {
			t.Fatalf("seed %d: a second run fixes %s", seed, second.report.Fixed[0].Message)
		}
		for _, f := range m.result.Findings {
			if f.Rule.ID == "assignment/redundant" && !slices.ContainsFunc(m.report.Left, func(u render.Unfixed) bool { return u.Address == f.Address }) {
				t.Errorf("seed %d: nothing is said of %s", seed, f.Message)
			}
		}
		total += len(m.report.Fixed)
	}
	if total < 40 {
		t.Errorf("only %d findings were fixed: the policies are too much alike", total)
	}
}

// In policies made by chance, share rights go and nothing else: every cell but those that a finding names is as it was.
func TestTurningShareRightsOffChangesThoseCellsOnly(t *testing.T) {
	total := 0
	for seed := range uint64(40) {
		text := chancePolicy(rand.New(rand.NewPCG(seed, 4)))
		l := loadedFrom(t, map[string]string{"policy.dv.hcl": text})
		m := fixed(t, l, "share/right-granted", "share/right-org")
		again := loadedFrom(t, map[string]string{"policy.dv.hcl": string(m.l.policy.Files[0].Text)})
		for i := range l.matrices {
			before, now := everybody(t, l.matrices[i]), everybody(t, again.matrices[i])
			for who, access := range before {
				after := now[who]
				if named := func(f lint.Finding) bool { return f.Address == who }; slices.ContainsFunc(m.report.Fixed, named) || !strings.HasPrefix(who, "role.") {
					access.Rows, after.Rows = withoutShare(access.Rows), withoutShare(after.Rows)
				}
				if !reflect.DeepEqual(access, after) {
					t.Fatalf("seed %d: %s has lost or gained more than a finding says, in\n%s\nafter\n%s", seed, who, text, m.l.policy.Files[0].Text)
				}
			}
		}
		total += len(m.report.Fixed)
	}
	if total < 40 {
		t.Errorf("only %d findings were fixed: the policies are too much alike", total)
	}
}

func withoutShare(rows []matrix.Row) []matrix.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r matrix.Row) bool { return r.Verb == "share" })
}

// everybody is what all roles, teams and users can do.
func everybody(t *testing.T, m *matrix.Matrix) map[string]matrix.Answer {
	t.Helper()
	all := map[string]matrix.Answer{}
	for _, address := range m.Principals(true) {
		who, err := m.Resolve(address)
		if err != nil {
			t.Fatal(err)
		}
		a := m.WhatCan(who, matrix.Filter{})
		a.Notes = nil
		all[address] = a
	}
	return all
}

// chancePolicy has few roles, some within others, some written once for several, held directly, by teams and by for_each, in two
// environments that differ in who holds what.
func chancePolicy(r *rand.Rand) string {
	var s strings.Builder
	s.WriteString("environment \"dev\" {}\nenvironment \"prod\" {\n  ownership_across_business_units = true\n}\nbusiness_unit \"root\" {}\nbusiness_unit \"east\" { parent = business_unit.root }\n")
	levels := []string{"user", "business_unit", "parent_child", "organization"}
	verbs := func() string {
		return []string{`"read"`, `"read", "share"`, `"share"`, `"read", "write", "share"`, `"all"`}[r.IntN(5)]
	}
	for i := range 6 {
		fmt.Fprintf(&s, "role \"r%d\" {\n", i)
		if i > 1 && r.IntN(4) == 0 {
			fmt.Fprintf(&s, "  based_on = role.r%d\n", r.IntN(i))
		}
		fmt.Fprintf(&s, "  grants {\n    account = { %s = [%s] } # first\n", levels[r.IntN(4)], verbs())
		if r.IntN(3) > 0 {
			fmt.Fprintf(&s, "    # second\n    contact = {\n      %s = [\n        %s,\n      ]\n    }\n", levels[r.IntN(4)], verbs())
		}
		fmt.Fprintf(&s, "  }\n  kind = %q\n}\n", []string{"business", "business", "admin"}[r.IntN(3)])
	}
	roles := func() string {
		var list []string
		for i := range 6 {
			if r.IntN(3) == 0 {
				list = append(list, fmt.Sprintf("role.r%d", i))
			}
		}
		if r.IntN(2) == 0 {
			return "[" + strings.Join(list, ", ") + "]"
		}
		return "[\n    # why\n    " + strings.Join(append(list, ""), ", # of old\n    ") + "\n  ]"
	}
	limits := func() string {
		return []string{"", "", "  environments = [\"prod\"]\n", "  environments = [\"dev\"]\n"}[r.IntN(4)]
	}
	for _, n := range []string{"a", "b"} {
		fmt.Fprintf(&s, "team \"t%s\" {\n  roles = %s\n}\n", n, roles())
		fmt.Fprintf(&s, "user \"only_%s\" { member_of = [team.t%s] }\n", n, n)
		fmt.Fprintf(&s, "user \"u%s\" {\n%s  member_of = [team.ta, team.tb]\n  roles = %s\n}\n", n, limits(), roles())
		fmt.Fprintf(&s, "user \"v%s\" {\n  for_each = { x = business_unit.root, y = business_unit.east }\n  business_unit = each.value\n  roles = %s\n}\n", n, roles())
	}
	fmt.Fprintf(&s, "team \"some\" {\n%s  roles = %s\n  members = [user.va[\"x\"], user.vb[\"y\"], user.w]\n}\n", limits(), roles())
	for _, n := range []string{"annotation", "account"} {
		fmt.Fprintf(&s, "table %q {\n%s  audit = %t\n}\n", n, limits(), r.IntN(2) == 0)
	}
	fmt.Fprintf(&s, "locals { usual = %s }\nuser \"w\" { roles = local.usual }\n", roles())
	return s.String()
}
