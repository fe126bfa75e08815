package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var teamKnownVsDynamic = &lint.Rule{
	ID: "team/known-vs-dynamic", Severity: lint.Info,
	Summary: "one block makes many owner teams that hold the same in the same business unit",
	Why: "Such teams differ only in the rows that they own or are shared: one for each project or customer, and more tomorrow. " +
		"Access teams, made from a template with the row, are meant for a number that nobody knows beforehand; owner teams for a known one.",
	Sources: []string{"Microsoft: Manage teams (when to use owner teams, when access teams)", "Microsoft: Secure customer engagement apps (access teams)"},
	Params: []lint.Param{
		{Name: "max", Value: 20, Why: "a judgement: more than a policy lists by hand"},
	},
	Bad: `
role "member" {
  grants {
    account = { user = ["read"] }
  }
}
team "project" { # here
  for_each = toset([for n in range(21) : "p${n}"])
  roles    = [role.member]
}
`,
	Good: `
role "member" {
  grants {
    account = { user = ["read"] }
  }
}
team "project" {
  for_each = toset([for n in range(20) : "p${n}"])
  roles    = [role.member]
}
business_unit "root" {}
business_unit "branch" {
  for_each = toset([for n in range(21) : "b${n}"])
  parent   = business_unit.root
}
team "workers" {
  for_each      = business_unit.branch
  business_unit = each.value
  roles         = [role.member]
}
`,
	Check: func(p *lint.Pass) {
		if !declaresTeams(p) {
			p.Skip(noTeams)
			return
		}
		most := p.Int("max")
		at, counts := map[string]int{}, []alikeTeams{}
		for _, t := range p.Policy.Teams {
			if t.Type != model.OwnerTeam || t.Default {
				continue
			}
			key := blockOf(t.Address) + "\n" + holdingsKey(t)
			i, ok := at[key]
			if !ok {
				i = len(counts)
				at[key] = i
				counts = append(counts, alikeTeams{first: t})
			}
			counts[i].count++
		}
		for _, c := range counts {
			if c.count > most {
				block := blockOf(c.first.Address)
				p.Report(lint.Target{Address: block, Span: c.first.Span, Subject: lint.Subject{Other: c.first.BusinessUnit.Address}},
					"%s makes %d owner teams in %s that hold the same, more than %d: access teams are for as many as there are rows",
					block, c.count, c.first.BusinessUnit.Address, most)
			}
		}
	},
}

type alikeTeams struct {
	first *model.Team
	count int
}

// blockOf is the address of a block, of one instance of it: team.project of team.project["a"].
func blockOf(address string) string {
	dot, bracket := strings.IndexByte(address, '.'), strings.IndexByte(address, '[')
	if dot >= 0 && dot < bracket {
		return address[:bracket]
	}
	if i := strings.Index(address, `"]["`); i >= 0 { // the label is no identifier
		return address[:i+2]
	}
	return address
}

// holdingsKey is all that a team gives its members, as text.
func holdingsKey(t *model.Team) string {
	var key strings.Builder
	key.WriteString(t.BusinessUnit.Address)
	for _, a := range t.Assignments {
		key.WriteString("\n" + a.Role.Address + " of " + a.Anchor.Address)
	}
	for _, f := range t.Profiles {
		key.WriteString("\n" + f.Profile.Address)
	}
	return key.String()
}
