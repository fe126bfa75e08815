package rules_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

const today = "2026-11-21"

// A measure is how often a rule fires.
type measure struct {
	standard, roles        int // findings about the standard roles themselves, and how many of those have any
	basicUser, appOpener   int
	bareUser, bareOpener   int // of those two where the rule's parameter baseline is empty
	corpus, solutions, ran int // findings about real solutions, how many of those have any, and of how many it was not skipped
}

// measured takes every rule over every standard role, each held by a team of one, and over every solution of the corpus.
func measured(t *testing.T) map[string]*measure {
	t.Helper()
	all := map[string]*measure{}
	for _, r := range rules.All() {
		all[r.ID] = &measure{}
	}
	for _, s := range schema.StandardRoles() {
		for id, n := range firesOn(t, rules.All(), s) {
			m := all[id]
			m.standard += n
			m.roles++
			switch s.Label {
			case "basic_user":
				m.basicUser = n
			case "app_opener":
				m.appOpener = n
			}
		}
	}
	for id, n := range firesOn(t, withoutBaseline(), schema.StandardRoleByLabel("basic_user")) {
		all[id].bareUser = n
	}
	for id, n := range firesOn(t, withoutBaseline(), schema.StandardRoleByLabel("app_opener")) {
		all[id].bareOpener = n
	}
	for _, name := range artifactNames(t) {
		said := everything(solutionArtifact(t, name))
		fires := map[string]int{}
		for _, f := range said.Findings {
			fires[f.Rule.ID]++
		}
		for id, m := range all {
			m.ran++
			if fires[id] > 0 {
				m.corpus += fires[id]
				m.solutions++
			}
		}
		for _, s := range said.Skipped {
			all[s.Rule.ID].ran--
		}
	}
	return all
}

// firesOn counts what rules say of a standard role that a team of one holds, in production.
func firesOn(t *testing.T, rules []*lint.Rule, s *schema.StandardRole) map[string]int {
	t.Helper()
	address := model.Address("standard_role", s.Label)
	text := "environment \"prod\" { type = \"production\" }\nuser \"ann\" {}\nteam \"all\" {\n  members = [user.ann]\n  roles   = [" + address + "]\n}\n"
	fires := map[string]int{}
	for _, f := range lint.Run(rules, matrices(t, text), lint.Options{Today: today, Include: []string{"standard_roles"}}).Findings {
		if f.Address == address {
			fires[f.Rule.ID]++
		}
	}
	return fires
}

// withoutBaseline are the rules as they are where nothing is left out of what Basic User has.
func withoutBaseline() []*lint.Rule {
	all := rules.All()
	for i, r := range all {
		bare := *r
		bare.Params = slices.Clone(r.Params)
		for j, p := range bare.Params {
			if p.Name == "baseline" {
				bare.Params[j].Value = []string{}
			}
		}
		all[i] = &bare
	}
	return all
}

// MEASURED.md is how often every rule fires on roles that nobody would call wrong, and on those of real solutions.
func TestMeasuredIsHowOftenRulesFire(t *testing.T) {
	all := measured(t)
	sayWhy(t, all)
	var page bytes.Buffer
	fmt.Fprintf(&page, measuredHead, len(schema.StandardRoles()), len(artifactNames(t)))
	byFires := rules.All()
	slices.SortStableFunc(byFires, func(a, b *lint.Rule) int {
		m, n := all[a.ID], all[b.ID]
		return cmp.Or(cmp.Compare(n.solutions, m.solutions), cmp.Compare(n.roles, m.roles))
	})
	var never []string
	for _, r := range byFires {
		m := all[r.ID]
		switch {
		case m.corpus+m.standard+m.bareUser+m.bareOpener > 0:
			fmt.Fprintf(&page, "| %s | %s | %d | %d | %d | %d | %d | %d | %s |\n", r.ID, r.Severity, m.standard, m.roles, m.basicUser, m.appOpener, m.bareUser, m.bareOpener, m.ofCorpus())
		case m.ran > 0:
			never = append(never, r.ID)
		}
	}
	slices.Sort(never)
	fmt.Fprintf(&page, measuredFoot, strings.Join(never, ", "), strings.Join(skippedEverywhere(all), ", "))
	if *update {
		if err := os.WriteFile("MEASURED.md", page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile("MEASURED.md")
	if err != nil || !bytes.Equal(written, page.Bytes()) {
		t.Errorf("MEASURED.md is not what the rules do (%v): run with -update", err)
	}
}

func (m *measure) ofCorpus() string {
	if m.ran == 0 {
		return "skipped | skipped"
	}
	return fmt.Sprintf("%d | %d", m.corpus, m.solutions)
}

// skippedEverywhere are the rules of which neither a standard role nor a solution can say anything.
func skippedEverywhere(all map[string]*measure) []string {
	var ids []string
	for _, r := range rules.All() {
		if m := all[r.ID]; m.ran == 0 && m.standard+m.bareUser+m.bareOpener == 0 {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

const measuredHead = `# How often the rules fire

Generated: ` + "`go test ./lint/rules -update`" + `. Every rule, whatever its severity and its pack, was run over

- the %d standard roles of the catalogue: each held by a team of one in a production environment, looked at because standard_roles was asked
  for. Counted are findings about the role itself. Nobody would call these roles wrong; Basic User and App Opener are what everybody holds.
- Basic User and App Opener again with the parameter baseline empty, in the columns "bare": what rules say of them that leave out by default
  what every copy of Basic User has.
- %d solutions that Microsoft and others have published, by themselves, without an environment, teams or users, roles of managed solutions
  among them. Releases of one solution count each, and so do its packed and its unpacked form. Their artifacts are in testdata/corpus; linting
  them says what linting the solutions says.

A rule that fires on App Opener, or more than three times on Basic User, bare or not, says on its page why that is right.

| rule | severity | standard roles: findings | roles | Basic User | App Opener | Basic User, bare | App Opener, bare | solutions: findings | solutions |
|---|---|---|---|---|---|---|---|---|---|
`

const measuredFoot = `
Never: %s.

Skipped in every solution, since what they look at no solution has: %s.
`

// sayWhy: a rule that fires on what everybody holds says on its page why it does; and no other rule excuses itself.
func sayWhy(t *testing.T, all map[string]*measure) {
	t.Helper()
	for _, r := range rules.All() {
		m := all[r.ID]
		fires := max(m.basicUser, m.bareUser) > 3 || max(m.appOpener, m.bareOpener) > 0
		if fires != (r.Fires != "") {
			t.Errorf("%s fires on Basic User %d times, on App Opener %d, bare %d and %d: says why %q", r.ID, m.basicUser, m.appOpener, m.bareUser, m.bareOpener, r.Fires)
		}
		if r.Fires != "" && !strings.Contains(r.Page(), r.Fires) {
			t.Errorf("the page of %s does not say why it fires on sane roles", r.ID)
		}
	}
}
