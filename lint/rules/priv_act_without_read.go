package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privActWithoutRead = &lint.Rule{
	ID: "priv/act-without-read", Severity: lint.Warning,
	Summary: "a role changes rows of a table that its holders cannot read; info where a team of unknown members may let them",
	Why: "Whatever one does to a row needs to read it, and one cannot own a row of a table that one does not read. " +
		"The grants do nothing, or read was forgotten. Where those who hold the role read the table by another role, all is well.",
	Sources: []string{"Microsoft: Security roles and privileges (what each action requires)"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["create", "write"] } # here
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["create", "write"] }
  }
}
role "feed" {
  kind = "service"
  grants {
    contact = { organization = ["create"] }
  }
}
team "clerks" { roles = [standard_role.basic_user, role.clerk] }
`,
	Check: func(p *lint.Pass) {
		read := newGap(p)
		for _, r := range coherent(p) {
			levels, told := levelsOf(r), map[*model.Base]bool{}
			for _, g := range r.Grants {
				acts := actsOn(levels, g.Base)
				if levels[baseVerb{g.Base.Name, privilege.Read}] > 0 || !g.Base.Has(privilege.Read) || len(acts) == 0 || told[g.Base] {
					continue
				}
				told[g.Base] = true
				table := g.Base.Table()
				if read.open(r, func(who string, _ *model.BusinessUnit) bool { return p.Matrix.Level(who, table, privilege.Read) > 0 }) {
					at := lint.GrantTarget(r, g)
					at.Subject = lint.Subject{Table: g.Table, Verb: privilege.Read.String()}
					may := func(o *model.Role) bool { return grants(o, g.Base.Name, privilege.Read, privilege.None) }
					p.ReportAs(lower(p, lint.Warning, may), at, "%s can %s rows of %s, and cannot read them", r.Address, strings.Join(acts, ", "), g.Table)
				}
			}
		}
	},
}

// actsOn are the write-class verbs of a base in some levels.
func actsOn(levels baseline, b *model.Base) []string {
	var acts []string
	for _, v := range lint.WriteClass {
		if levels[baseVerb{b.Name, v}] > 0 {
			acts = append(acts, v.String())
		}
	}
	return acts
}
