package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var shareTemplateNeedsRead = &lint.Rule{
	ID: "share/template-needs-read", Severity: lint.Warning,
	Summary: "no role but the administrator's has what an access team template asks of members, or of those who add them",
	Why: "Dataverse refuses a member who may not read the table, or lacks one of the template's rights at any level, and whoever adds members " +
		"needs to share the " +
		"table: nobody can use the template.",
	Sources: []string{manageTeams},
	Bad: `
table "opportunity" { access_teams = true }
access_team_template "deal" { # here
  table  = "opportunity"
  rights = ["read", "write"]
}
role "manager" {
  grants {
    opportunity = { user = ["read", "share"] }
    incident    = { user = ["read", "write"] }
  }
}
table "incident" { access_teams = true }
access_team_template "case" { # here
  table  = "incident"
  rights = ["read", "write"]
}
`,
	Good: `
table "opportunity" { access_teams = true }
access_team_template "deal" {
  table  = "opportunity"
  rights = ["read", "write"]
}
role "manager" {
  grants {
    opportunity = { business_unit = ["read", "write", "share"] }
  }
}
role "salesperson" {
  grants {
    opportunity = { user = ["read", "write"] }
  }
}
`,
	Check: func(p *lint.Pass) {
		roles := slices.DeleteFunc(slices.Clone(p.Policy.Roles), func(r *model.Role) bool { return r.Administrator })
		if len(roles) == 0 {
			p.Skip("no role but the administrator's is declared or in use")
			return
		}
		can := map[[2]string]bool{}
		for _, r := range roles {
			for _, g := range r.Grants {
				for _, table := range g.Base.Tables {
					can[[2]string{table, g.Verb.String()}] = true
				}
			}
		}
		for _, t := range templates(p) {
			needed := append([]privilege.Verb{privilege.Read, privilege.Share}, t.Rights...)
			slices.Sort(needed)
			for _, v := range slices.Compact(needed) {
				if !can[[2]string{t.Table, v.String()}] {
					at := lint.Target{Address: t.Address, Span: t.Span, Subject: lint.Subject{Table: t.Table, Verb: v.String()}}
					p.Report(at, "no role lets anybody %s %s rows, which %s needs", v, t.Table, t.Address)
				}
			}
		}
	},
}
