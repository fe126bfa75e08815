package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var grantExportPlusOrgRead = &lint.Rule{
	ID: "grant/export-plus-org-read", Severity: lint.Warning,
	Summary: "somebody reads every row of a sensitive table, and may export to Excel",
	Why: "Either alone is ordinary. Together they carry a whole sensitive table out of the environment in two clicks, and what is in a file " +
		"has no levels, no audit and no end. Of what several roles add up to, the team or user that holds them is told. " + lint.SensitiveMeans + perhapsBoth,
	Sources: []string{
		"Cloudsplaining (data exfiltration by combined permissions)",
		"CISA SCuBA (mapping to MITRE ATT&CK T1567)",
	},
	Bad: `
role "analyst" {
  grants {
    contact = { organization = ["read"] } # here
  }
  privileges = ["prvExportToExcel"]
}
role "reader" {
  grants {
    lead = { organization = ["read"] }
  }
}
role "exporter" {
  privileges = ["prvExportToExcel"]
}
team "controllers" { # here
  roles = [role.reader, role.exporter]
}
`,
	Good: `
role "analyst" {
  grants {
    contact = { parent_child = ["read"] }
    product = { organization = ["read"] }
  }
  privileges = ["prvExportToExcel"]
}
role "reader" {
  grants {
    lead = { organization = ["read"] }
  }
}
team "controllers" {
  roles = [role.analyst]
}
team "readers" {
  roles = [role.reader]
}
`,
	Check: func(p *lint.Pass) {
		exports := duty{}
		for _, r := range p.Policy.Roles {
			if span, ok := holds(r, exportToExcel); ok && !r.Administrator {
				exports[r] = span
			}
		}
		var all []conflict
		index := map[*model.Base]int{}
		for _, r := range p.Policy.Roles {
			for _, g := range r.Grants {
				if !readsEveryRow(g) || p.SensitiveOf(g.Base) == "" {
					continue
				}
				i, known := index[g.Base]
				if !known {
					i = len(all)
					index[g.Base] = i
					table, reads := p.SensitiveOf(g.Base), duty{}
					all = append(all, conflict{
						Subject: lint.Subject{Table: table, Privilege: exportToExcel}, first: reads, second: exports, at: reads,
						says: "can read every row of " + table + ", which is sensitive, and export to Excel",
					})
				}
				if _, again := all[i].first[r]; !again {
					all[i].first[r] = g.Span
				}
			}
		}
		conflicting{p: p, told: p.BusinessRoles(), counts: lint.Account}.report(all)
	},
}

const exportToExcel = "prvExportToExcel"

// teamsOf are the teams of a user, the default team among them.
func teamsOf(u *model.User) []*model.Team {
	var teams []*model.Team
	for _, m := range u.Teams {
		teams = append(teams, m.Team)
	}
	if t := defaultTeamOf(u); t != nil {
		teams = append(teams, t)
	}
	return teams
}
