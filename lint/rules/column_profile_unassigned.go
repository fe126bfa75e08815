package rules

import "github.com/dvpolicy/dvpolicy/lint"

var columnProfileUnassigned = &lint.Rule{
	ID: "column/profile-unassigned", Severity: lint.Warning,
	Summary: "nobody holds a column security profile",
	Why:     "A profile travels in a solution, who holds it does not: after an import it opens its columns to nobody until somebody is added. Here nobody is.",
	Sources: []string{"KK security analysis (XrmToolBox): SEC03", "Microsoft: Column-level security to control access"},
	Bad: `
column_security_profile "credit" { # here
  columns "contact" {
    creditlimit = { read = true }
  }
}
role "clerk" {}
team "clerks" { roles = [role.clerk] }
`,
	Good: `
column_security_profile "credit" {
  columns "contact" {
    creditlimit = { read = true }
  }
}
team "clerks" { column_security_profiles = [column_security_profile.credit] }
`,
	CheckAll: func(p *lint.Pass) {
		assigned, held, seen := false, map[string]bool{}, map[string]bool{}
		for _, m := range p.All {
			assigned = assigned || assigns(m.Policy())
			for f := range profileHolders(m.Policy()) {
				held[f.Address] = true
			}
		}
		if !assigned {
			p.Skip(noHolders)
			return
		}
		for _, m := range p.All {
			for _, f := range profiles(m.Policy()) {
				if !held[f.Address] && !seen[f.Address] {
					seen[f.Address] = true
					p.Report(lint.Target{Address: f.Address, Span: f.Span}, "nobody holds %s, in any environment", f.Address)
				}
			}
		}
	},
}
