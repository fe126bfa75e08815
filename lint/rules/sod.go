package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A duty is what nobody should have together with another: the roles that have it, and where.
type duty map[*model.Role]source.Span

// A conflict is two duties.
type conflict struct {
	lint.Subject
	first, second duty
	says          string // what one can do who has both
}

// has reports whether several roles have both duties together.
func (c conflict) has(roles []*model.Role) bool {
	return c.holder(c.first, roles) != nil && c.holder(c.second, roles) != nil
}

func (c conflict) holder(d duty, roles []*model.Role) *model.Role {
	for _, r := range roles {
		if _, ok := d[r]; ok {
			return r
		}
	}
	return nil
}

// apart reports whether nobody is to be blamed for what several roles come to: one of them is System Administrator, or has both duties itself.
func (c conflict) apart(roles []*model.Role) bool {
	return !slices.ContainsFunc(roles, func(r *model.Role) bool { return r.Administrator || c.has([]*model.Role{r}) })
}

// report reports the roles that have both duties, and the teams and users whom several roles give both. It says nothing of who holds a role or is
// in a team that has both already.
func (c conflict) report(p *lint.Pass, counts func(*model.User) bool) {
	for _, r := range p.Roles() {
		if c.has([]*model.Role{r}) {
			p.Report(lint.Target{Address: r.Address, Span: placeOr(c.second[r], r.Span), Subject: c.Subject}, "%s %s", r.Address, c.says)
		}
	}
	teams := map[*model.Team]bool{}
	for _, t := range p.Policy.Teams {
		roles := rolesOfTeam(t)
		if teams[t] = c.has(roles); teams[t] && c.apart(roles) {
			c.blame(p, lint.Target{Address: t.Address, Span: t.Span}, roles)
		}
	}
	for _, u := range p.Policy.Users {
		inTeam := slices.ContainsFunc(u.Teams, func(m model.Membership) bool { return teams[m.Team] }) || u.BusinessUnit != nil && teams[u.BusinessUnit.DefaultTeam]
		if !u.Enabled || inTeam || !counts(u) {
			continue
		}
		if roles := p.RolesOf(u); c.has(roles) && c.apart(roles) {
			c.blame(p, lint.Target{Address: u.Address, Span: u.Span}, roles)
		}
	}
}

func (c conflict) blame(p *lint.Pass, who lint.Target, roles []*model.Role) {
	who.Subject = c.Subject
	p.Report(who, "%s %s, by %s and %s", who.Address, c.says, c.holder(c.first, roles).Address, c.holder(c.second, roles).Address)
}

// holds is where a role was given a miscellaneous privilege.
func holds(r *model.Role, privileges ...string) (source.Span, bool) {
	for _, h := range r.Privileges {
		if slices.Contains(privileges, h.Name) {
			return h.Span, true
		}
	}
	return source.Span{}, false
}
