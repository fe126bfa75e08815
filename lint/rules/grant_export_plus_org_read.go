package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var grantExportPlusOrgRead = &lint.Rule{
	ID: "grant/export-plus-org-read", Severity: lint.Warning,
	Summary: "somebody reads every row of a sensitive table, and may export to Excel",
	Why: "Either alone is ordinary. Together they carry a whole sensitive table out of the environment in two clicks, and what is in a file " +
		"has no levels, no audit and no end. Of what several roles add up to, the team or user that holds them is told.",
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
		e := exporting{p: p, by: map[string]map[string]bool{}, exports: map[*model.Role]bool{}, reads: map[*model.Role][]model.Grant{}}
		for _, r := range p.Policy.Roles {
			_, e.exports[r] = holds(r, "prvExportToExcel")
			e.reads[r] = slices.DeleteFunc(slices.Clone(r.Grants), func(g model.Grant) bool { return !readsEveryRow(g) || p.SensitiveOf(g.Base) == "" })
		}
		for _, r := range p.BusinessRoles() {
			for _, g := range e.both([]*model.Role{r}) {
				e.report(lint.GrantTarget(r, g), g)
			}
		}
		for _, t := range p.Policy.Teams {
			for _, g := range e.both(rolesOfTeam(t)) {
				if !e.told(g, rolesOfTeam(t), nil) {
					e.report(lint.Target{Address: t.Address, Span: t.Span}, g)
				}
			}
		}
		for _, c := range crowds(p.Humans(), func(u *model.User) string { return rolesHeld(u) + "\n" + teamAddresses(u) }) {
			roles := p.RolesOf(c.first)
			for _, g := range e.both(roles) {
				if !e.told(g, roles, teamsOf(c.first)) {
					e.report(lint.Target{Address: c.first.Address, Span: c.first.Span}, g)
				}
			}
		}
	},
}

// exporting is who was told so far of which table, by the base's name.
type exporting struct {
	p       *lint.Pass
	by      map[string]map[string]bool
	exports map[*model.Role]bool
	reads   map[*model.Role][]model.Grant
}

// both are the sensitive tables that some roles read together, where they also export. Administrators are what they are.
func (e exporting) both(roles []*model.Role) []model.Grant {
	var all []model.Grant
	exports := false
	for _, r := range roles {
		if r.Administrator {
			return nil
		}
		exports = exports || e.exports[r]
		all = append(all, e.reads[r]...)
	}
	if !exports {
		return nil
	}
	return all
}

// told reports whether a role or team of those has the table already.
func (e exporting) told(g model.Grant, roles []*model.Role, teams []*model.Team) bool {
	return slices.ContainsFunc(roles, func(r *model.Role) bool { return e.by[r.Address][g.Base.Name] }) ||
		slices.ContainsFunc(teams, func(t *model.Team) bool { return e.by[t.Address][g.Base.Name] })
}

func (e exporting) report(at lint.Target, g model.Grant) {
	if e.by[at.Address] == nil {
		e.by[at.Address] = map[string]bool{}
	}
	if e.by[at.Address][g.Base.Name] {
		return
	}
	e.by[at.Address][g.Base.Name] = true
	table := e.p.SensitiveOf(g.Base)
	at.Subject = lint.Subject{Table: table, Privilege: "prvExportToExcel"}
	e.p.Report(at, "%s can read every row of %s, which is sensitive, and export to Excel", at.Address, table)
}

// teamAddresses tells users of different teams apart.
func teamAddresses(u *model.User) string {
	var all []string
	for _, t := range teamsOf(u) {
		all = append(all, t.Address)
	}
	return strings.Join(all, "\n")
}

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
