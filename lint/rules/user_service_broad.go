package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var userServiceBroad = &lint.Rule{
	ID: "user/service-broad", Severity: lint.Warning,
	Summary: "an application user changes every row of many tables whose rows have owners",
	Why: "An integration moves some tables, and its role should name those. One that can write nearly everything was given a role because it works, " +
		"and a fault or a stolen credential reaches as far. System administrators are user/app-sysadmin's.",
	Sources: []string{"Microsoft: Secure customer engagement apps (service accounts)", "Microsoft: Configure user security in an environment (Service Writer)"},
	Params: []lint.Param{
		{Name: "max", Value: 20, Why: "a judgement: more tables than one system has business with; Service Writer has hundreds, Basic User 6"},
		{Name: "verbs", Of: verbWords, Filled: true, Value: []string{"write", "delete", "assign", "share"}, Why: "create reaches nobody else's rows"},
		{Name: "allow_tables", Of: tableWords, Value: []string{}, Why: "tables that the system is there for; which those are, nobody but the policy knows"},
	},
	Bad: `
application_user "feed" { # here
  roles = [standard_role.service_writer]
}
`,
	Good: `
role "feed" {
  grants {
    account = { organization = ["create", "read", "write"] }
    contact = { organization = ["create", "read", "write"] }
  }
}
application_user "feed" {
  roles = [standard_role.basic_user, standard_role.service_reader, role.feed]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Policy.Users) == 0 {
			p.Skip(noUsers)
			return
		}
		most, verbs, allowed := p.Int("max"), verbsOf(p.Words("verbs")), p.Words("allow_tables")
		for _, u := range p.Policy.Users {
			if !u.Application || !lint.Active(u) || administers(p, u) != nil {
				continue
			}
			bases := map[*model.Base]bool{}
			for what := range everyRow(lint.RolesOf(u), verbs) {
				if !slices.Contains(allowed, what.base.Table()) {
					bases[what.base] = true
				}
			}
			if len(bases) > most {
				p.Report(userTarget(u, ""), "%s can change every row of %d tables, more than %d", u.Address, len(bases), most)
			}
		}
	},
}

func verbsOf(words []string) []privilege.Verb {
	var verbs []privilege.Verb
	for _, w := range words {
		if v, ok := privilege.ParseVerb(w); ok {
			verbs = append(verbs, v)
		}
	}
	return verbs
}
