package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var userPersonalDataInPolicy = &lint.Rule{
	ID: "user/personal-data-in-policy", Severity: lint.Info,
	Summary: "ordinary users stand in the policy by name",
	Why: "A policy goes into a repository, which keeps names long after people have left; and each of them is a change to make here instead of " +
		"a membership in Entra. " +
		"Accounts that can do more are worth naming, and so is whoever has a place in a hierarchy; a judgement, not Microsoft's.",
	Sources: []string{"a judgement of this project"},
	Params: []lint.Param{
		{Name: "roles", Of: roleWords, Value: []string{"standard_role.system_customizer", "standard_role.environment_maker"}, Why: "who builds " +
			"can do more, as administrators can"},
	},
	Bad: `
user "ann" { # here
  upn = "ann@contoso.example"
}
`,
	Good: `
user "ann" {
  upn  = "ann@contoso.example"
  kind = "admin"
}
user "bob" {
  upn      = "bob@contoso.example"
  position = position.manager
}
user "cleo" {
  upn     = "cleo@contoso.example"
  manager = user.bob
}
user "dan" {
  upn   = "dan@contoso.example"
  roles = [standard_role.environment_maker]
}
user "somebody" {}
position "manager" {}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		leads := map[*model.User]bool{}
		for _, u := range p.Policy.Users {
			leads[u.Manager] = true
		}
		named := func(q path) bool { return slices.Contains(p.Words("roles"), q.Role.Address) }
		var blocks []namedUsers
		at := map[source.Span]int{}
		for _, u := range p.Policy.Users {
			if u.UPN == "" || leads[u] || u.Manager != nil || u.Position != nil || u.Kind == "test" || privileged(p, u) != "" || slices.ContainsFunc(pathsOf(u), named) {
				continue
			}
			i, ok := at[u.Span]
			if !ok {
				i = len(blocks)
				at[u.Span] = i
				blocks = append(blocks, namedUsers{first: u})
			}
			blocks[i].count++
		}
		for _, b := range blocks {
			block := blockOf(b.first.Address)
			p.Report(lint.Target{Address: block, Span: b.first.Span}, "%s names ordinary users (%d), who could be members of a group instead", block, b.count)
		}
	},
}

// namedUsers are the ordinary users that one block names.
type namedUsers struct {
	first *model.User
	count int
}
