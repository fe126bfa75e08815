package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var shareTemplateCount = &lint.Rule{
	ID: "share/template-count", Severity: lint.Error,
	Summary: "a table has more access team templates, or more tables are enabled for access teams, than Dataverse takes",
	Why:     "Dataverse refuses further templates of the table, and further tables.",
	Sources: []string{manageTeams, "Microsoft: Create a team template and add it to a table form"},
	Params: []lint.Param{
		{Name: "per_table", Value: 2, Why: "the limit that Microsoft sets where nobody asked for another"},
		{Name: "warn_tables", Value: 5, Why: "one of Microsoft's pages says 5, another 100: above the lower one it is a warning"},
		{Name: "tables", Value: 100, Why: "the higher one"},
	},
	Bad: `
environment "prod" {} # here
table "opportunity" { access_teams = true } # here
access_team_template "read" {
  table  = "opportunity"
  rights = ["read"]
}
access_team_template "write" {
  table  = "opportunity"
  rights = ["read", "write"]
}
access_team_template "link" {
  table  = "opportunity"
  rights = ["read", "append_to"]
}
table "account" { access_teams = true }
table "contact" { access_teams = true }
table "incident" { access_teams = true }
table "lead" { access_teams = true }
table "quote" { access_teams = true }
`,
	Good: `
environment "prod" {}
table "opportunity" { access_teams = true }
access_team_template "read" {
  table  = "opportunity"
  rights = ["read"]
}
access_team_template "write" {
  table  = "opportunity"
  rights = ["read", "write"]
}
table "account" { access_teams = true }
table "contact" { access_teams = true }
table "incident" { access_teams = true }
table "lead" { access_teams = true }
`,
	Check: func(p *lint.Pass) {
		per := map[string]int{}
		for _, t := range p.Policy.Templates {
			per[t.Table]++
		}
		var enabled []*model.Table
		for _, t := range p.Policy.Tables {
			if t.AccessTeams {
				enabled = append(enabled, t)
			}
			if n := per[t.Fact.Name]; n > p.Int("per_table") {
				p.Report(tableTarget(t), "%s has %d access team templates, more than %d", tableTarget(t).Address, n, p.Int("per_table"))
			}
		}
		if len(enabled) <= min(p.Int("warn_tables"), p.Int("tables")) {
			return
		}
		at := p.EnvironmentTarget()
		if !at.Span.Known() {
			at.Span = enabled[0].Span
		}
		severity, most := lint.Warning, p.Int("warn_tables")
		if len(enabled) > p.Int("tables") {
			severity, most = lint.Error, p.Int("tables")
		}
		p.ReportAs(severity, at, "%d tables are enabled for access teams, more than %d", len(enabled), most)
	},
}
