package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var sodMakerAndDeployer = &lint.Rule{
	ID: "sod/maker-and-deployer", Severity: lint.Warning,
	Summary: "somebody who builds in one environment can bring changes into production",
	Why: "What is built reaches real data only after somebody else has looked at it. Who can do both needs nobody, and what they change in a " +
		"hurry is in no solution. Let an application user deploy. Administrators with an account of their own (kind admin) and accounts for " +
		"emergencies are the matter of other rules.",
	Sources: []string{
		"CISA: ScubaGear, Power Platform baseline (who may create environments)",
		"Microsoft: Secure customer engagement apps (application accounts for integration and deployment)",
	},
	Params: []lint.Param{
		{Name: "tables", Of: tableWords, Filled: true,
			Value: []string{"attribute", "entity", "pluginassembly", "sdkmessageprocessingstep", "systemform", "webresource"},
			Why:   "whoever creates or writes every row of one of them builds: Environment Maker and System Customizer do, no role for users does"},
		{Name: "privileges", Of: privilegeWords, Filled: true, Value: []string{"prvImportCustomization"}, Why: "what brings a solution in"},
	},
	Bad: `
environment "dev" { type = "sandbox" }
environment "prod" { type = "production" }
role "releaser" {
  environments = ["prod"]
  privileges   = ["prvImportCustomization"]
}
user "ann" {
  environments = ["dev"]
  roles        = [standard_role.system_customizer]
}
user "ann" { # here
  environments = ["prod"]
  roles        = [role.releaser]
}
entra_group "makers" {}
team "makers" {
  environments = ["dev"]
  entra_group  = entra_group.makers
  membership   = "members"
  roles        = [standard_role.environment_maker]
}
team "fixers" { # here
  environments = ["prod"]
  entra_group  = entra_group.makers
  membership   = "members"
  roles        = [standard_role.system_administrator]
}
`,
	Good: `
environment "dev" { type = "sandbox" }
environment "prod" { type = "production" }
role "releaser" {
  environments = ["prod"]
  privileges   = ["prvImportCustomization"]
}
user "ann" { roles = env.name == "dev" ? [standard_role.system_customizer] : [standard_role.basic_user] }
user "bob" {
  environments = ["prod"]
  roles        = [role.releaser]
}
user "root" {
  kind  = "admin"
  roles = [standard_role.system_administrator]
}
application_user "pipeline" { roles = [standard_role.system_administrator] }
`,
	CheckAll: func(p *lint.Pass) {
		production, others := byProduction(typedEnvironments(p))
		if len(production) == 0 || len(others) == 0 {
			p.Skip("there are no two environments of which one says that it is in production and one that it is not")
			return
		}
		builders := map[string]builder{}
		for _, o := range others {
			for _, who := range identities(p, o) {
				r := firstRole(who.roles, func(r *model.Role) bool { return builds(r, p.Words("tables")) })
				if _, known := builders[who.key]; r != nil && !known {
					builders[who.key] = builder{r, o.Environment.Name}
				}
			}
		}
		for _, o := range production {
			teams := map[*model.Team]bool{}
			for _, who := range identities(p, o) {
				b, both := builders[who.key]
				r := firstRole(who.roles, func(r *model.Role) bool { return deploys(r, p.Words("privileges")) })
				if !both || r == nil || slices.ContainsFunc(who.teams, func(t *model.Team) bool { return teams[t] }) {
					continue
				}
				if who.team != nil {
					teams[who.team] = true
				}
				in := model.Address("environment", o.Environment.Name)
				p.Report(lint.Target{Address: who.address, Span: who.span, Subject: lint.Subject{Other: in}},
					"%s builds in %s by %s, and changes %s by %s", who.address, model.Address("environment", b.environment), b.role.Address, in, r.Address)
			}
		}
	},
}

// A builder is by what somebody builds, and where.
type builder struct {
	role        *model.Role
	environment string
}

// An identity is who is the same in several environments: a person, or the members of a group.
type identity struct {
	key, address string
	span         source.Span
	roles        []*model.Role
	team         *model.Team   // of a group
	teams        []*model.Team // of a person
}

// identities are the groups that have teams, then the people; not those who administer or wait for emergencies.
func identities(p *lint.Pass, o *model.Policy) []identity {
	var all []identity
	for _, t := range o.Teams {
		if t.Group != nil {
			all = append(all, identity{key: "group " + cmp.Or(t.Group.ObjectID, t.Group.Address), address: t.Address, span: t.Span, roles: rolesOfTeam(t), team: t})
		}
	}
	for _, u := range o.Users {
		if !lint.Human(u) || u.BreakGlass || u.Kind == "admin" {
			continue
		}
		who := identity{key: "user " + strings.ToLower(cmp.Or(u.UPN, u.Address)), address: u.Address, span: u.Span, roles: lint.RolesOf(u)}
		for _, m := range u.Teams {
			who.teams = append(who.teams, m.Team)
		}
		all = append(all, who)
	}
	return all
}

func firstRole(roles []*model.Role, is func(*model.Role) bool) *model.Role {
	if i := slices.IndexFunc(roles, is); i >= 0 {
		return roles[i]
	}
	return nil
}

// builds reports whether a role changes what others work with.
func builds(r *model.Role, tables []string) bool {
	return r.Administrator || slices.ContainsFunc(r.Grants, func(g model.Grant) bool {
		return g.Level == privilege.Organization && (g.Verb == privilege.Create || g.Verb == privilege.Write) &&
			slices.ContainsFunc(tables, func(t string) bool { return slices.Contains(g.Base.Tables, t) })
	})
}

// deploys reports whether a role brings solutions in, or can make tables without one. Of the standard roles, the privileges are not all known.
func deploys(r *model.Role, privileges []string) bool {
	_, imports := holds(r, privileges...)
	return imports || r.Administrator || r.Kind == "deployment" || slices.ContainsFunc(r.Grants, func(g model.Grant) bool {
		return g.Verb == privilege.Create && slices.Contains(g.Base.Tables, "entity")
	})
}
