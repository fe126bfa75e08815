package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var grantRoleForEveryoneIsBroad = &lint.Rule{
	ID: "grant/role-for-everyone-is-broad", Severity: lint.Warning,
	Summary: "the role that nearly everybody holds changes rows of others throughout the organization",
	Why: "A base role is for what everybody needs to sign in and open an app. What it can change, everybody can, " +
		"now and after the next hundred people have joined.",
	Sources: []string{"linnzawwin: base role and additive roles", "our own judgement"},
	Params: []lint.Param{
		{Name: "percent", Most: 100, Value: 80, Why: "of the people that the policy knows; some are always administrators or guests"},
		{Name: "min_people", Value: 5, Why: "of fewer, nearly everybody means nothing"},
		grantBaseline,
	},
	Bad: `
role "base" { # here
  grants {
    account = { organization = ["read", "write"] }
  }
}
user "clerk" {
  for_each = toset(["a", "b", "c", "d"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [role.base]
}
user "guest" { roles = [standard_role.basic_user] }
`,
	Good: `
role "base" {
  based_on = standard_role.basic_user
  grants {
    account = { organization = ["read"] }
  }
}
role "supervisor" {
  grants {
    account = { organization = ["write"] }
  }
}
user "clerk" {
  for_each = toset(["a", "b", "c", "d"])
  upn      = "${each.key}@woodgrove.example"
  roles    = [role.base]
}
user "supervisor" { roles = [role.base, role.supervisor] }
`,
	Check: func(p *lint.Pass) {
		people := p.Humans()
		if len(people) == 0 {
			p.Skip(noPeople(p))
			return
		}
		if !everybodyKnown(p) {
			p.Skip(unknownPeople)
			return
		}
		if len(people) < p.Int("min_people") {
			return
		}
		usual, held := baselineOf(p.Words("baseline")...), map[*model.Role]int{}
		for _, u := range people {
			for i, roles := 0, lint.RolesOf(u); i < len(roles); i++ {
				if !slices.Contains(roles[:i], roles[i]) {
					held[roles[i]]++
				}
			}
		}
		for _, r := range p.Roles() {
			if 100*held[r] < p.Int("percent")*len(people) {
				continue
			}
			wide := slices.DeleteFunc(atLevel(usual.beyond(r), privilege.Organization), func(g model.Grant) bool { return !slices.Contains(lint.ChangeClass, g.Verb) })
			for _, what := range subjectsOf(wide) {
				p.Report(lint.Target{Address: r.Address, Span: r.Span, Subject: what}, "%d of %d people hold %s, which can %s every row of %s",
					held[r], len(people), r.Address, andVerbs(what), what.Table)
			}
		}
	},
}
