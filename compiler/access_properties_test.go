package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Every right of everybody on every row is what the naive evaluator says.
func TestProveRightsAreWhatTheSemanticsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range drawnRows(t) {
			for _, row := range c.rows {
				for _, principal := range c.principals() {
					for _, verb := range privilege.Verbs() {
						o := access.Operation{Do: access.RawRight, Verb: verb, Row: c.row(row)}
						if got, want := c.w.Allows(c.find(principal), o), c.naive.Right(principal, verb.String(), row); got != want {
							t.Fatalf("%s, %s on %+v: %t, the semantics say %t\n%s", principal, verb, row, got, want, c)
						}
					}
				}
			}
		}
	})
}

// Operations too, and what is disputed and unknown about them: that is tried with every point and every team.
func TestProveOperationsAreWhatTheSemanticsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range drawnRows(t) {
			for range 30 {
				c.check(t, c.drawn.DrawAsk(t, c.policy.Environment.Name, c.rows))
			}
		}
	})
}

func (c *rowCase) check(t *rapid.T, a world.Ask) {
	o := c.operation(a)
	got, want := c.w.Can(c.find(a.Principal), o), c.naive.Can(a)
	if got.Allowed != want || c.w.Allows(c.find(a.Principal), o) != want {
		t.Fatalf("%+v: %t, the semantics say %t\n%s\n%s", a, got.Allowed, want, reasoned(got), c)
	}
	var disputed []string
	for _, p := range world.DisputedPoints {
		if _, settled := c.settings.Disputed[p[0]]; !settled && c.naive.Otherwise(p[0], p[1]).Can(a) != want {
			disputed = append(disputed, p[0])
		}
	}
	if !slices.Equal(disputed, got.Disputed) {
		t.Fatalf("%+v: %t, disputed by %v; by the semantics it is by %v\n%s\n%s", a, want, got.Disputed, disputed, reasoned(got), c)
	}
	if unknown := !want && c.supposing.Can(a); unknown != (len(got.Unknown) > 0) {
		t.Fatalf("%+v: %t, unknown for %v; by the semantics unknown %t\n%s\n%s", a, want, got.Unknown, unknown, reasoned(got), c)
	}
	checkNeeds(t, got)
}

// checkNeeds: an answer is yes with every need, and what needs a right says by which ways it is there, or why it is not.
func checkNeeds(t *rapid.T, a access.Answer) {
	met := true
	for _, n := range a.Needs {
		met = met && n.Met
		if n.Met != (n.Why == "") || !n.Met && len(n.Ways) > 0 {
			t.Fatalf("a need that is met %t, with %d ways, says %q", n.Met, len(n.Ways), n.Why)
		}
		for _, w := range n.Ways {
			if w.String() == "" || w.Role != nil && !w.Assignment.Known() {
				t.Fatalf("%s: a way does not say where it was written: %+v", n.What, w)
			}
		}
	}
	if met != a.Allowed {
		t.Fatalf("allowed %t\n%s", a.Allowed, reasoned(a))
	}
}

func reasoned(a access.Answer) string {
	var lines []string
	for _, n := range a.Needs {
		lines = append(lines, fmt.Sprintf("  %s: %t %s", n.What, n.Met, n.Why))
		for _, w := range n.Ways {
			lines = append(lines, "    "+w.String())
		}
	}
	return strings.Join(lines, "\n")
}

// A rowCase is one environment of a drawn world, with rows.
type rowCase struct {
	drawn            *world.World
	policy           *model.Policy
	settings         world.Settings
	rows             []world.Row
	w                *access.World
	naive, supposing *world.Rows
	found            map[string]access.Principal
}

func (c *rowCase) String() string {
	return fmt.Sprintf("%s\nsettings %+v %+v\nrows %+v\n\n%s", c.policy.Environment.Name, c.settings, c.settings.Hierarchy, c.rows, c.drawn.Text())
}

// drawnRows draws a world, and rows in each of its environments.
func drawnRows(t *rapid.T) []*rowCase {
	drawn := world.Draw(t)
	program, diags := compiler.Compile(input.Memory(drawn.Files(nil)))
	if diags.HasErrors() {
		t.Fatalf("%v\n\n%s", diags.Sorted(), drawn.Text())
	}
	var cases []*rowCase
	for _, p := range program.Environments {
		c := &rowCase{drawn: drawn, policy: p, found: map[string]access.Principal{}}
		c.settings, c.rows = drawn.DrawRows(t, p.Environment.Name)
		for _, team := range p.Teams {
			c.found[team.Address] = access.Team(team)
			if !team.Complete {
				c.settings.Open = append(c.settings.Open, team.Address)
			}
		}
		for _, u := range p.Users {
			c.found[u.Address] = access.User(u)
		}
		c.settle()
		c.w = access.New(p)
		c.naive, c.supposing = drawn.RowsOf(p.Environment.Name, c.settings, false), drawn.RowsOf(p.Environment.Name, c.settings, true)
		cases = append(cases, c)
	}
	return cases
}

// settle puts the settings into the policy, which is not read from text for them.
func (c *rowCase) settle() {
	e, s := &c.policy.Environment, c.settings
	e.AlwaysMove, e.Recompute, e.Disputed, e.Hierarchy = s.AlwaysMove, s.Recompute, nil, nil
	for _, p := range world.DisputedPoints {
		if answer, said := s.Disputed[p[0]]; said {
			e.Disputed = append(e.Disputed, model.DisputedAnswer{Point: p[0], Answer: answer})
		}
	}
	if h := s.Hierarchy; h != nil {
		e.Hierarchy = &model.HierarchySecurity{Model: h.Model, Depth: h.Depth, WriteLevels: h.WriteLevels, RestrictToBusinessUnits: h.Restrict,
			IncludeDisabled: h.IncludeDisabled, ExcludedTables: h.Excluded}
	}
	positions := map[string]*model.Position{}
	at := func(address string) *model.Position {
		if address != "" && positions[address] == nil {
			positions[address] = &model.Position{Address: address}
		}
		return positions[address]
	}
	for position, above := range s.Above {
		at(position).Parent = at(above)
	}
	for _, u := range c.policy.Users {
		u.Manager, u.Position = c.found[s.Managers[u.Address]].User(), at(s.Positions[u.Address])
	}
	for _, team := range c.policy.Teams {
		team.Administrator = c.found[s.Administrators[team.Address]].User()
	}
}

func (c *rowCase) principals() []string { return sortedKeys(c.found) }

func (c *rowCase) find(address string) access.Principal {
	if address == "organization" {
		return access.Organization()
	}
	return c.found[address]
}

func (c *rowCase) row(r world.Row) *access.Row {
	row := &access.Row{Name: r.Name, Table: r.Table, Owner: c.find(r.Owner), BusinessUnit: c.unit(r.Unit)}
	for _, s := range r.Shares {
		row.Shares = append(row.Shares, access.Share{With: c.find(s.With), Rights: rightsOf(s.Rights), Inherited: rightsOf(s.Inherited)})
	}
	return row
}

func rightsOf(verbs []string) access.Rights {
	var rights access.Rights
	for _, name := range verbs {
		v, _ := privilege.ParseVerb(name)
		rights |= access.RightsOf(v)
	}
	return rights
}

func (c *rowCase) unit(address string) *model.BusinessUnit {
	for _, u := range c.policy.BusinessUnits {
		if u.Address == address {
			return u
		}
	}
	return nil
}

var actions = map[string]access.Action{
	"read": access.ReadRow, "update": access.UpdateRow, "delete": access.DeleteRow, "create": access.CreateRow, "assign": access.AssignRow,
	"share": access.ShareRow, "link": access.LinkRow, "link on create": access.LinkOnCreate, "associate": access.AssociateRows, "set unit": access.SetUnit,
	"add to team": access.AddToTeam, "read column": access.ReadColumn, "update column": access.UpdateColumn, "create column": access.CreateColumn,
}

func (c *rowCase) operation(a world.Ask) access.Operation {
	rights := rightsOf(a.Rights)
	return access.Operation{
		Do: actions[a.Do], Row: c.row(a.Row), Other: c.row(a.Other), To: c.find(a.To), Unit: c.unit(a.Unit), Column: a.Column, Rights: rights,
		Template: &model.AccessTeamTemplate{Rights: rights.Verbs()},
	}
}
