package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var privNoHomeBURole = &lint.Rule{
	ID: "priv/no-home-bu-role", Severity: lint.Error,
	Summary: "in matrix mode, somebody has no role of the own business unit that reads user settings",
	Why: "With ownership across business units, roles may come from anywhere; to run a model-driven app at all, one of them must come from the " +
		"user's own business unit and have the privileges on user settings, as Basic User has.",
	Sources: []string{"Security concepts in Microsoft Dataverse (matrix data access structure)"},
	Bad: `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }

user "ann" { # here
  roles = [{ role = standard_role.basic_user, business_unit = business_unit.oslo }]
}
`,
	Good: `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "oslo" { parent = business_unit.root }

role "clerk" {
  grants {
    account = { business_unit = ["read"] }
  }
}
team "oslo" {
  members = [user.ann]
  roles   = [standard_role.basic_user, { role = role.clerk, business_unit = business_unit.oslo }]
}
user "ann" {}
`,
	Check: func(p *lint.Pass) {
		switch {
		case !p.Policy.Environment.Matrix:
			p.Skip(classic)
			return
		case len(p.Humans()) == 0:
			p.Skip(noPeople(p))
			return
		}
		settings := map[*model.Role]bool{}
		for _, r := range p.Policy.Roles {
			settings[r] = readsBase(r, "UserSettings")
		}
		home := map[*model.BusinessUnit]bool{} // where a team of unknown members may give such a role
		for _, a := range p.Perhaps() {
			home[a.Anchor] = home[a.Anchor] || settings[a.Role]
		}
		for _, c := range crowds(interactive(p), func(u *model.User) string { return u.BusinessUnit.Address + "\n" + rolesHeld(u) }) {
			unit, paths := c[0].BusinessUnit, pathsOf(c[0])
			if len(paths) == 0 || home[unit] || slices.ContainsFunc(paths, func(q path) bool { return q.Anchor == unit && settings[q.Role] }) {
				continue
			}
			for _, u := range c {
				p.Report(userTarget(u, ""), "%s holds no role of %s, the own business unit, that reads user settings", u.Address, unit.Address)
			}
		}
	},
}

// Why rules about matrix mode skip.
const classic = "ownership across business units is off"

// readsBase reports whether a role reads rows of a base at all.
func readsBase(r *model.Role, base string) bool {
	return slices.ContainsFunc(r.Grants, func(g model.Grant) bool {
		return g.Base.Name == base && g.Verb == privilege.Read && g.Level > privilege.None
	})
}
