package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var auditDeleteEvidence = &lint.Rule{
	ID: "audit/delete-evidence", Severity: lint.Error,
	Summary: "somebody changes rows of an audited or sensitive table, and may delete the audit log of them",
	Why: "Whoever can change a row and then erase the trace of it leaves none. Deleting logs belongs to people without business rights; " +
		"System Administrator holds both by its nature, and is the matter of the rules about administrators. " + lint.SensitiveMeans + perhapsBoth,
	Sources: []string{"Microsoft: Miscellaneous privileges (delete audit partitions, delete record change history)", secureAppsAudit},
	Params: []lint.Param{{Name: "privileges", Of: privilegeWords, Value: []string{"prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory"},
		Why: "the two that delete what is recorded; deleting rows of the table audit counts as well"}},
	Bad: `
role "clerk" {
  privileges = ["prvDeleteRecordChangeHistory"] # here
  grants {
    contact = { user = ["read", "write"] }
  }
}
role "keeper" {
  grants {
    audit   = { organization = ["delete"] } # here
    product = { organization = ["write"] }
  }
}
table "product" { audit = true }
role "cleaner" { privileges = ["prvDeleteAuditPartitions"] }
role "agent" {
  grants {
    contact = { user = ["read", "write"] }
  }
}
user "a" { # here
  roles = [role.agent, role.cleaner]
}
team "t" { # here
  roles   = [role.agent, role.cleaner]
  members = [user.b]
}
user "b" {}
`,
	Good: `
role "cleaner" {
  privileges = ["prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory"]
  grants {
    contact    = { organization = ["read"] }
    competitor = { organization = ["write"] }
    new_bench  = { user = ["write"] }
  }
}
table "new_bench" { ownership = "user_or_team" }
role "agent" {
  grants {
    contact = { user = ["read", "write"] }
  }
}
user "a" { roles = [role.agent] }
user "b" { roles = [role.cleaner] }
user "c" { roles = [standard_role.system_administrator] }
`,
	Check: func(p *lint.Pass) {
		erase := map[string]duty{}
		for _, r := range p.Policy.Roles {
			for _, e := range erasures(p, r) {
				if erase[e.privilege] == nil {
					erase[e.privilege] = duty{}
				}
				if _, again := erase[e.privilege][r]; !again && !r.Administrator {
					erase[e.privilege][r] = e.span
				}
			}
		}
		var all []conflict
		for _, name := range slices.Sorted(maps.Keys(erase)) {
			for _, c := range changing(p) {
				c.Privilege, c.second = name, erase[name]
				c.says += name
				all = append(all, c)
			}
		}
		conflicting{p: p, told: p.Roles(), counts: func(*model.User) bool { return true }}.report(all)
	},
}

// changing are the sensitive tables, by name, and last the audited ones together, which may be all that there are; and the roles that change
// their rows.
func changing(p *lint.Pass) []conflict {
	var all []conflict
	index := map[*model.Base]int{}
	audited := evidentTables{}
	for _, r := range p.Policy.Roles {
		for _, g := range r.Grants {
			if r.Administrator || !slices.Contains(lint.ChangeClass, g.Verb) {
				continue
			}
			i, known := index[g.Base]
			if !known {
				i = -1
				if table := evident(p, g.Base); table != "" && p.SensitiveOf(g.Base) != "" {
					i = len(all)
					all = append(all, conflict{Subject: lint.Subject{Table: table}, first: duty{}, says: "can change " + table + " rows, and holds "})
				}
				index[g.Base] = i
			}
			if i >= 0 {
				all[i].first[r] = g.Span
			} else if table := evident(p, g.Base); table != "" && !slices.Contains(audited[r], table) {
				audited[r] = append(audited[r], table)
			}
		}
	}
	slices.SortFunc(all, func(a, b conflict) int { return strings.Compare(a.Table, b.Table) })
	if len(audited) == 0 {
		return all
	}
	changes := duty{}
	for _, r := range p.Policy.Roles {
		if len(audited[r]) > 0 {
			changes[r] = r.Span
		}
	}
	return append(all, conflict{first: changes, says: "can change rows of audited tables, and holds ", of: audited.of})
}

// evidentTables are the audited tables whose rows each role changes, but for sensitive ones.
type evidentTables map[*model.Role][]string

// of says which of them several roles change: the finding is about all of them, and another where there is one more.
func (t evidentTables) of(x conflict, roles []*model.Role) conflict {
	var tables []string
	for _, r := range roles {
		tables = append(tables, t[r]...)
	}
	slices.Sort(tables)
	if tables = slices.Compact(tables); len(tables) == 1 {
		x.Table = tables[0]
	} else {
		x.Other = strings.Join(tables, ",")
	}
	x.says = "can change rows of " + someOf(tables) + ", and holds " + x.Privilege
	return x
}

// evident is a table of a base whose changed rows leave evidence, "" where there is none: it is audited or sensitive. One that the policy
// speaks of comes first.
func evident(p *lint.Pass, b *model.Base) string {
	for _, name := range b.Tables {
		if t := p.Table(name); t != nil && (on(t.Audit) || p.Sensitive(name)) {
			return name
		}
	}
	return p.SensitiveOf(b)
}

// An erasure is a privilege that deletes audit logs, and where a role has it.
type erasure struct {
	privilege string
	span      source.Span
}

func erasures(p *lint.Pass, r *model.Role) []erasure {
	var all []erasure
	for _, h := range r.Privileges {
		if slices.Contains(p.Words("privileges"), h.Name) {
			all = append(all, erasure{h.Name, h.Span})
		}
	}
	for _, g := range r.Grants {
		if g.Verb == privilege.Delete && slices.Contains(g.Base.Tables, "audit") {
			all = append(all, erasure{g.Base.Privilege(g.Verb), g.Span})
		}
	}
	return all
}
