package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var hierWidensSensitive = &lint.Rule{
	ID: "hier/widens-sensitive", Severity: lint.Warning,
	Summary: "by hierarchy security alone, somebody writes rows of a sensitive table that belong to direct reports",
	Why: "A manager does not only read what direct reports own: write, append and append to come with it, for whoever may write rows of their " +
		"own. No role shows that. Exclude the table, or take the write. " + lint.SensitiveMeans,
	Sources: []string{"Microsoft: Hierarchy security (direct reports: read, write, append, append to)"},
	Bad: `
environment "prod" { # here
  hierarchy_security { model = "manager" }
}
role "seller" {
  grants {
    contact = { user = ["read", "write"] }
    account = { user = ["read", "write"] }
  }
}
table "account" {
  classification = "restricted"
}
user "dora" { roles = [role.seller] }
user "ann" {
  roles   = [role.seller]
  manager = user.dora
}
`,
	Good: `
environment "prod" {
  hierarchy_security {
    model           = "manager"
    excluded_tables = ["lead"]
  }
}
environment "matrix" {
  ownership_across_business_units = true
  hierarchy_security {
    model           = "manager"
    excluded_tables = ["lead"]
  }
}
business_unit "root" {}
business_unit "north" { parent = business_unit.root }
role "seller" {
  grants {
    account = { user = ["read", "write"] } # not sensitive
    contact = { user = ["read", "write"] }
    email   = { user = ["read", "write"] }
    lead    = { user = ["read", "write"] }
  }
}
role "reader" {
  grants {
    account  = { user = ["read", "write"] }
    contact  = { user = ["read"] }
    email    = { business_unit = ["read", "write"] } # with or without hierarchy
    lead     = { user = ["read", "write"] }
    incident = { user = ["read", "write"] } # of which direct reports own no rows
  }
}
role "helper" {
  grants { incident = { user = ["read", "write"] } }
}
user "dora" { roles = [role.reader] }
user "ann" { # in the matrix, rows may lie elsewhere than their owners
  business_unit = env.name == "matrix" ? business_unit.north : business_unit.root
  roles         = [role.seller]
  manager       = user.dora
}
user "bob" { # not a direct report of dora
  roles   = [role.seller, role.helper]
  manager = user.carl
}
user "carl" {
  manager = user.dora
}
`,
	Check: func(p *lint.Pass) {
		h, ok := hierarchyOf(p)
		if !ok {
			return
		}
		bases := h.bases(p)
		reading := reads(p.Policy.Roles, bases)
		found := map[*model.User]baseSet{}
		for _, below := range directReports(p, h, reading) {
			for i, b := range bases {
				table := h.sensitive(p, b)
				if table == "" || !below.rows.has(i) {
					continue
				}
				for _, m := range h.holders[below.seat] {
					if found[m] != nil && found[m].has(i) || !writesOnlyBelow(p, m, b.Table(), below.unit) {
						continue
					}
					found[m] = reading.with(found[m], nil)
					found[m].add(i)
					p.Report(writtenTarget(p, m, table), "by hierarchy security alone, %s writes rows of %s that those directly below own", m.Address, table)
				}
			}
		}
	},
}

// A crew is those of one business unit whose rows a seat may write, and what they can own rows of.
type crew struct {
	seat seat
	unit *model.BusinessUnit
	rows baseSet
}

func directReports(p *lint.Pass, h hierarchy, r reading) []crew {
	type place struct {
		seat seat
		unit *model.BusinessUnit
	}
	var crews []crew
	at := map[place]int{}
	for _, u := range h.reports {
		own := r.owned(p, u)
		for far, s := range h.above(u) {
			if far > h.WriteLevels {
				break
			}
			where := place{s, u.BusinessUnit}
			i, ok := at[where]
			if !ok {
				i = len(crews)
				at[where] = i
				crews = append(crews, crew{s, u.BusinessUnit, make(baseSet, r.words)})
			}
			crews[i].rows.addAll(own)
		}
	}
	return crews
}

// sensitive is the first sensitive table of a base that takes part, "" where there is none.
func (h hierarchy) sensitive(p *lint.Pass, b *model.Base) string {
	for _, t := range b.Tables {
		if h.covers(t, b) && p.Sensitive(t) {
			return t
		}
	}
	return ""
}

// writesOnlyBelow reports whether somebody has write on the table and roles that do not reach rows that people of a business unit own there.
// Such rows lie in that business unit; in matrix mode in any (semantics S-OW-07), and then only who writes no rows but its own is certain not
// to reach them.
func writesOnlyBelow(p *lint.Pass, m *model.User, table string, unit *model.BusinessUnit) bool {
	level := p.Matrix.Level(m.Address, table, privilege.Write)
	return level == privilege.User || level > privilege.User && !p.Policy.Environment.Matrix && !reaches(p.Matrix, m, table, unit)
}

func reaches(m *matrix.Matrix, u *model.User, table string, unit *model.BusinessUnit) bool {
	who, err := m.Resolve(u.Address)
	return err == nil && m.Reaches(who, table, privilege.Write, unit)
}

// writtenTarget is a table that the hierarchy of the environment could leave out, and who writes it.
func writtenTarget(p *lint.Pass, m *model.User, table string) lint.Target {
	at := p.EnvironmentTarget()
	at.Table, at.Verb, at.Other = table, privilege.Write.String(), m.Address
	return at
}
