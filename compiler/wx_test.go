package compiler_test

import (
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// The worked examples of the semantics, by their numbers: what the text says of rows, as the scopes from which it follows.
func TestWorkedExamples(t *testing.T) {
	for _, a := range archives(t, "wx") {
		t.Run(a.name, func(t *testing.T) {
			if len(a.wants) == 0 && len(a.matrices) == 0 {
				t.Fatal("the archive expects nothing")
			}
			a.checkMatrices(t, a.compile(t))
		})
	}
}

// A cellOf is what a line of a matrix section is about: a principal with a table (what follows are verbs), with the columns of a table,
// or with its miscellaneous privileges.
type cellOf struct{ principal, about string }

// checkMatrices holds the matrix of each environment that the archive speaks of against its lines:
//
//	user.n contact read, write: parent_child [business_unit.north] personal
//	user.n contact.creditlimit: read update
//	user.n privileges: prvExportToExcel
//
// Lines are exact in what they begin: of a principal and a table, a verb that no line names must not be there. "none" says that nothing is.
func (a *archive) checkMatrices(t *testing.T, program *compiler.Program) {
	t.Helper()
	if t.Failed() {
		return
	}
	for _, s := range a.matrices {
		m := matrixOf(t, program, s.environment)
		for cell, want := range readLines(t, s.text) {
			p, err := m.Resolve(cell.principal)
			if err != nil {
				t.Errorf("%s: %v", cell.principal, err)
				continue
			}
			if diff := gocmp.Diff(want, cell.read(m, p)); diff != "" {
				t.Errorf("%s %s %s, wanted - got +:\n%s", s.environment, cell.principal, cell.about, diff)
			}
		}
	}
}

func matrixOf(t *testing.T, program *compiler.Program, environment string) *matrix.Matrix {
	t.Helper()
	for _, p := range program.Environments {
		if p.Environment.Name == environment || environment == "" && len(program.Environments) == 1 {
			return matrix.Build(p)
		}
	}
	t.Fatalf("-- matrix %s --: there is no such environment", environment)
	return nil
}

var lineForm = regexp.MustCompile(`^((?:[^ "]|"[^"]*")+) (\S+?)(\.\w+)?((?: \w+,?)*): (.+)$`)

// readLines are the lines of a section: of each cell, what is wanted, by verb or column.
func readLines(t *testing.T, text string) map[cellOf]map[string]string {
	t.Helper()
	lines := map[cellOf]map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, " # ")
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := lineForm.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("this line of a matrix cannot be read: %s", line)
		}
		principal, table, column, verbs, says := m[1], m[2], m[3], strings.ReplaceAll(m[4], ",", ""), m[5]
		cell := cellOf{principal, table}
		if column != "" {
			cell.about += " columns"
			verbs = column[1:]
		}
		if lines[cell] == nil {
			lines[cell] = map[string]string{}
		}
		if says == "none" {
			continue
		}
		if verbs == "" {
			verbs = table // privileges
		}
		for _, v := range strings.Fields(verbs) {
			lines[cell][v] = says
		}
	}
	if len(lines) == 0 {
		t.Fatal("a section of the matrix is empty")
	}
	return lines
}

// read is what the matrix has to say about the cell.
func (c cellOf) read(m *matrix.Matrix, p matrix.Principal) map[string]string {
	got := map[string]string{}
	table, columns := strings.CutSuffix(c.about, " columns")
	if c.about == "privileges" {
		if held := m.WhatCan(p, matrix.Filter{}).Privileges; len(held) > 0 {
			got[c.about] = strings.Join(held, " ")
		}
		return got
	}
	answer := m.WhatCan(p, matrix.Filter{Table: table})
	if columns {
		for _, column := range answer.Columns {
			got[column.Column] = permissionText(column)
		}
		return got
	}
	for _, r := range answer.Rows {
		got[r.Verb] = scopeText(r.Scope)
	}
	return got
}

func scopeText(s matrix.Scope) string {
	var parts []string
	if s.Organization {
		parts = append(parts, "organization")
	}
	for _, anchors := range []struct {
		level string
		of    []string
	}{{"parent_child", s.ParentChild}, {"business_unit", s.BusinessUnit}} {
		if len(anchors.of) > 0 {
			parts = append(parts, anchors.level+" ["+strings.Join(anchors.of, " ")+"]")
		}
	}
	if s.Personal {
		parts = append(parts, "personal")
	}
	if len(s.Teams) > 0 {
		parts = append(parts, "teams ["+strings.Join(s.Teams, " ")+"]")
	}
	return strings.Join(parts, " ")
}

func permissionText(c matrix.ColumnAccess) string {
	var words []string
	for _, permission := range []struct {
		word string
		has  bool
	}{{"create", c.Create}, {"read", c.Read}, {"update", c.Update}, {"unmasked=" + c.ReadUnmasked, c.ReadUnmasked != "none"}} {
		if permission.has {
			words = append(words, permission.word)
		}
	}
	return strings.Join(words, " ")
}
