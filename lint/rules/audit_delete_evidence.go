package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var auditDeleteEvidence = &lint.Rule{
	ID: "audit/delete-evidence", Severity: lint.Error,
	Summary: "somebody changes rows of an audited or sensitive table, and may delete the audit log of them",
	Why: "Whoever can change a row and then erase the trace of it leaves none. Deleting logs belongs to people without business rights; " +
		"System Administrator holds both by its nature, and is the matter of the rules about administrators.",
	Sources: []string{"Microsoft: Miscellaneous privileges (delete audit partitions, delete record change history)", secureAppsAudit},
	Params: []lint.Param{{Name: "privileges", Value: []string{"prvDeleteAuditPartitions", "prvDeleteRecordChangeHistory"},
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
		if !slices.ContainsFunc(p.Policy.Roles, func(r *model.Role) bool { return !r.Administrator && len(erasures(p, r)) > 0 }) {
			return
		}
		own := map[*model.Role]bool{} // roles of the policy that have both sides: who holds one is not reported again
		for _, r := range p.Roles() {
			table := changesEvident(p, r)
			for _, e := range erasures(p, r) {
				if table != "" && !r.Administrator {
					own[r] = true
					at := lint.Target{Address: r.Address, Span: placeOr(e.span, r.Span), Subject: lint.Subject{Privilege: e.privilege}}
					p.Report(at, "%s can change %s rows, and holds %s", r.Address, table, e.privilege)
				}
			}
		}
		both := sidesOf(p, own)
		teams := map[*model.Team]bool{}
		for _, t := range p.Policy.Teams {
			var roles []*model.Role
			for _, a := range t.Assignments {
				roles = append(roles, a.Role)
			}
			teams[t] = both(lint.Target{Address: t.Address, Span: t.Span}, roles)
		}
		for _, u := range p.Policy.Users {
			inTeam := slices.ContainsFunc(u.Teams, func(m model.Membership) bool { return teams[m.Team] }) || u.BusinessUnit != nil && teams[u.BusinessUnit.DefaultTeam]
			if u.Enabled && !inTeam {
				both(lint.Target{Address: u.Address, Span: u.Span}, p.RolesOf(u))
			}
		}
	},
}

// sidesOf gives a function that reports a principal whose roles together have both sides, and says whether it did.
func sidesOf(p *lint.Pass, own map[*model.Role]bool) func(lint.Target, []*model.Role) bool {
	changed, erased := map[*model.Role]string{}, map[*model.Role][]erasure{}
	for _, r := range p.Policy.Roles {
		changed[r], erased[r] = changesEvident(p, r), erasures(p, r)
	}
	return func(at lint.Target, roles []*model.Role) bool {
		if slices.ContainsFunc(roles, func(r *model.Role) bool { return r.Administrator || own[r] }) {
			return false
		}
		changer := slices.IndexFunc(roles, func(r *model.Role) bool { return changed[r] != "" })
		eraser := slices.IndexFunc(roles, func(r *model.Role) bool { return len(erased[r]) > 0 })
		if changer < 0 || eraser < 0 {
			return false
		}
		at.Privilege = erased[roles[eraser]][0].privilege
		p.Report(at, "%s can change %s rows (%s), and holds %s (%s)", at.Address, changed[roles[changer]], roles[changer].Address, at.Privilege, roles[eraser].Address)
		return true
	}
}

// changesEvident is the first table of a role whose changed rows leave evidence: it is audited or sensitive.
func changesEvident(p *lint.Pass, r *model.Role) string {
	for _, g := range r.Grants {
		if !slices.Contains(lint.WriteClass, g.Verb) {
			continue
		}
		for _, name := range g.Base.Tables {
			if t := p.Table(name); t != nil && on(t.Audit) || p.Sensitive(name) {
				return name
			}
		}
	}
	return ""
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
