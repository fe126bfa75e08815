package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privDeeperThanRead = &lint.Rule{
	ID: "priv/deeper-than-read", Severity: lint.Error,
	Summary: "a role writes, deletes or assigns rows that its holders cannot read; a warning where it does not say who holds it, or what else they hold",
	Why: "To change a row one must read it, so the wider level does nothing today, and takes effect unseen on the day another role lets " +
		"its holders read more. Where those who hold the role read as far by another role, all is well.",
	Sources: []string{"Microsoft: Security roles and privileges (what each action requires)"},
	Bad: `
role "clerk" {
  grants {
    account = { user = ["read"], business_unit = ["write"] } # here
  }
}
`,
	Good: `
role "clerk" {
  grants {
    account = { user = ["read"], business_unit = ["write"] }
    contact = { business_unit = ["read", "write"] }
  }
}
role "reader" {
  grants {
    account = { parent_child = ["read"] }
  }
}
team "clerks" { roles = [role.clerk, role.reader] }
`,
	Check: func(p *lint.Pass) {
		read := newGap(p)
		for _, r := range coherent(p) {
			levels := levelsOf(r)
			for _, g := range r.Grants {
				reads := levels[baseVerb{g.Base.Name, privilege.Read}]
				if !changesRows(g.Verb) || reads == privilege.None || g.Level <= reads || !g.Base.Legal[privilege.Read].Has(g.Level) {
					continue
				}
				if read.open(r, func(who string, anchor *model.BusinessUnit) bool {
					return reachesAll(p, matrixPrincipal(p, who), g.Base.Table(), privilege.Read, g.Level, anchor)
				}) {
					may := func(o *model.Role) bool { return grants(o, g.Base.Name, privilege.Read, reads) }
					p.ReportAs(sure(p, r, may), lint.GrantTarget(r, g), "%s can %s rows of %s at %s, and read them at %s only", r.Address, g.Verb, g.Table, g.Level, reads)
				}
			}
		}
	},
}

// changesRows reports whether a verb changes rows that there are. Sharing is the matter of share/deeper-than-read.
func changesRows(v privilege.Verb) bool {
	return v == privilege.Write || v == privilege.Delete || v == privilege.Assign
}

// sure is how much it weighs that a role lacks something: less where those who hold it are not known, and may have it by another role.
func sure(p *lint.Pass, r *model.Role, gives func(*model.Role) bool) lint.Severity {
	if len(p.Holders(r)) == 0 {
		return lint.Warning
	}
	return lower(p, lint.Error, gives)
}
