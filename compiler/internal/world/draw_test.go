package world

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A property proves little over worlds in which nothing happens.
func TestDrawnWorldsAreHard(t *testing.T) {
	seen := map[string]int{}
	draw := rapid.Custom(Draw)
	for seed := range 300 {
		w := draw.Example(seed)
		look(w, func(what string, is bool) {
			if is {
				seen[what]++
			}
		})
	}
	for what, least := range map[string]int{
		"two anchors": 100, "subtree beside a business unit": 20, "as a team": 40, "as two teams": 5, "organization, not personal": 20,
		"default team with a role": 40, "nested group": 30, "group team": 30, "two environments": 60, "one address, two meanings": 10,
		"for_each": 100, "based on": 60, "role instance elsewhere": 60, "columns": 30, "classic": 80, "two lines of a base": 60, "all": 60,
		"member by a nested group only": 10, "owner of a team's group": 10, "owner who is listed as a guest": 5,
		"member who is a guest by another group": 5,
	} {
		if seen[what] < least {
			t.Errorf("%q in %d of 300 worlds, want %d", what, seen[what], least)
		}
	}
	t.Log(seen)
}

func look(w *World, note func(what string, is bool)) {
	any := map[string]bool{}
	for _, environment := range w.EnvironmentNames() {
		expected := w.Evaluate(environment)
		for cell, s := range expected.Cells {
			if !strings.HasPrefix(cell.Principal, "user.") {
				continue
			}
			any["two anchors"] = any["two anchors"] || len(s.ParentChild)+len(s.BusinessUnit) > 1
			any["subtree beside a business unit"] = any["subtree beside a business unit"] || len(s.ParentChild) > 0 && len(s.BusinessUnit) > 0
			any["as a team"] = any["as a team"] || len(s.Teams) > 0
			any["as two teams"] = any["as two teams"] || len(s.Teams) > 1
			any["organization, not personal"] = any["organization, not personal"] || s.Organization && !s.Personal
		}
		any["columns"] = any["columns"] || len(expected.Columns) > 0
	}
	for _, u := range w.Units {
		any["default team with a role"] = any["default team with a role"] || len(u.DefaultTeam.Assignments) > 0
	}
	for _, g := range w.Groups {
		any["nested group"] = any["nested group"] || len(g.Groups) > 0
	}
	for _, x := range w.Teams {
		any["group team"] = any["group team"] || x.Group != ""
		for _, u := range w.Users {
			for _, what := range through(w, x, u) {
				any[what] = true
			}
		}
	}
	for _, u := range w.Users {
		for _, a := range u.Assignments {
			any["role instance elsewhere"] = any["role instance elsewhere"] || len(a.Units) > 0 && a.Units[0] != u.Unit
		}
	}
	for _, r := range w.Roles {
		any["based on"] = any["based on"] || r.BasedOn != ""
		any["one address, two meanings"] = any["one address, two meanings"] || r.In != nil && r.Key == "" && strings.Count(w.Text(), "role \""+r.Label+"\"") > 1
		bases := map[string]bool{}
		for _, l := range r.Lines {
			base := w.fact(l.Table).base
			any["two lines of a base"] = any["two lines of a base"] || bases[base]
			bases[base] = true
			for _, level := range l.Levels {
				any["all"] = any["all"] || level.Verbs[0] == "all"
			}
		}
	}
	any["two environments"] = len(w.Environments) == 2
	any["classic"] = len(w.Environments) == 0 || !w.Environments[0].Matrix
	any["for_each"] = strings.Contains(w.Text(), "for_each")
	for what, is := range any {
		note(what, is)
	}
}

// through says by which unusual ways a user has, or lacks, the roles of a group team.
func through(w *World, t *Team, u *User) (ways []string) {
	for _, environment := range w.EnvironmentNames() {
		if t.Group == "" || len(t.Assignments) == 0 || !t.exists(environment) || !u.exists(environment) {
			continue
		}
		e := &evaluator{w: w, env: environment}
		g := e.group(t.Group)
		here := slices.Contains(u.MemberOf, t.Group) || slices.Contains(g.Members, u.Address())
		listed := slices.Contains(g.Guests, u.Address())
		owner := t.Membership == "owners" && slices.Contains(g.Owners, u.Address())
		byList := !u.Guest && e.isGuest(u)
		for what, is := range map[string]bool{
			"member by a nested group only":          t.Membership != "owners" && e.inGroup(u, t.Group) && !here && !listed,
			"owner of a team's group":                owner,
			"owner who is listed as a guest":         owner && byList,
			"member who is a guest by another group": (t.Membership == "members" || t.Membership == "guests") && here && byList && !listed,
		} {
			if is {
				ways = append(ways, what)
			}
		}
	}
	return ways
}

func TestFilesAreTheSameForTheSameChance(t *testing.T) {
	w := rapid.Custom(Draw).Example(7)
	for range 20 {
		a, b := w.Files(rand.New(rand.NewPCG(1, 1))), w.Files(rand.New(rand.NewPCG(1, 1)))
		if len(a) != len(b) {
			t.Fatalf("%d files, then %d", len(a), len(b))
		}
		for name := range a {
			if a[name] != b[name] {
				t.Fatalf("%s differs:\n%s\n\n%s", name, a[name], b[name])
			}
		}
	}
}
