package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// Sources of the rules about sharing.
const (
	secureApps       = "Microsoft: Secure customer engagement apps (sharing)"
	securityConcepts = "Microsoft: Security concepts in Microsoft Dataverse (record sharing)"
	manageTeams      = "Microsoft: Use access teams and owner teams to collaborate and share information"
)

// shareBaseline is the parameter of the rules about share rights of roles.
var shareBaseline = lint.Param{
	Name: "baseline", Of: standardWords, Value: []string{"basic_user"},
	Why: "most roles of people begin as a copy of Basic User, which can share rows of 33 kinds, four of them beyond one's own: what a role " +
		"shares further is its author's decision",
}

// shareGrants are what roles of the policy may share, as far as the rows have owners and none of the standard roles in the parameter baseline
// shares as much. Administrators are left out: they can share whatever they like.
func shareGrants(p *lint.Pass) []roleGrant {
	baseline := map[string]privilege.Level{}
	for _, label := range p.Words("baseline") {
		if r := schema.StandardRoleByLabel(label); r != nil {
			for _, g := range r.Grants {
				if g.Verb == privilege.Share {
					baseline[g.Base.Name] = max(baseline[g.Base.Name], g.Level)
				}
			}
		}
	}
	var all []roleGrant
	for _, r := range p.Roles() {
		if r.Kind == "admin" || r.Administrator {
			continue
		}
		for _, g := range r.Grants {
			if g.Verb == privilege.Share && lint.Owned(g.Base) && g.Level > baseline[g.Base.Name] {
				all = append(all, roleGrant{r, g})
			}
		}
	}
	return all
}

// A roleGrant is a grant, and the role that has it.
type roleGrant struct {
	role *model.Role
	model.Grant
}

// target is the grant.
func (g roleGrant) target() lint.Target { return lint.GrantTarget(g.role, g.Grant) }

// shareTarget is a standing share, and the rights that it gives.
func shareTarget(s *model.Share) lint.Target {
	var rights []string
	for _, v := range s.Rights {
		rights = append(rights, v.String())
	}
	return lint.Target{Address: s.Address, Span: s.Span, Subject: lint.Subject{Table: s.Table, Verb: strings.Join(rights, ",")}}
}

// shares are the standing shares that a policy declares. What users shared by hand, it does not know.
func shares(p *lint.Pass) []*model.Share {
	if len(p.Policy.Shares) == 0 {
		p.Skip("no share is declared")
	}
	return p.Policy.Shares
}

// templates are the access team templates that a policy declares.
func templates(p *lint.Pass) []*model.AccessTeamTemplate {
	if len(p.Policy.Templates) == 0 {
		p.Skip("no access team template is declared")
	}
	return p.Policy.Templates
}
