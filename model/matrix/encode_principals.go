package matrix

import "github.com/dvpolicy/dvpolicy/model"

// names are the addresses that principals repeat, quoted once.
type names struct {
	units, roles, teams, profiles []string
}

func (m *Matrix) quotedNames() names {
	return names{
		units:    quoteAll(m.units, func(u *model.BusinessUnit) string { return u.Address }),
		roles:    quoteAll(m.roles, func(r *model.Role) string { return r.Address }),
		teams:    quoteAll(m.teams, func(t *model.Team) string { return t.Address }),
		profiles: quoteAll(m.profiles, func(f *model.ColumnSecurityProfile) string { return f.Address }),
	}
}

func quoteAll[T any](items []T, name func(T) string) []string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = quote(name(item))
	}
	return quoted
}

func (n *names) anchor(anchor int32) string {
	if anchor == ownAnchor {
		return `"` + own + `"`
	}
	return n.units[anchor-1]
}

func (n *names) via(via int32) string {
	if via == viaOwnTeam {
		return `"` + own + `"`
	}
	return n.teams[via-firstTeam]
}

func (m *Matrix) writePrincipals(w *writer, g *grouping) {
	w.section()
	w.key("teams")
	w.open('[')
	for i, t := range m.teams {
		w.line()
		w.open('{')
		m.writeTeam(w, &g.names, t, g.teams[i])
		w.id("class", g.classes.list[m.ofTeam[i]].id)
		w.close('}')
	}
	w.closeLines(']')
	w.section()
	w.key("users")
	w.open('[')
	for i, u := range m.users {
		w.line()
		w.open('{')
		m.writeUser(w, &g.names, u)
		w.id("class", g.classes.list[m.ofUser[i]].id)
		w.close('}')
	}
	w.closeLines(']')
	m.writeClasses(w, g)
}

func (m *Matrix) writeTeam(w *writer, n *names, t *model.Team, address string) {
	w.key("address")
	w.quoted(address)
	w.field("name", t.Name)
	w.field("type", t.Type.String())
	w.key("business_unit")
	w.quoted(n.units[m.anchor(t.BusinessUnit, nil)-1])
	w.optBool("default", t.Default, false)
	if t.Group != nil {
		w.field("group", t.Group.Address)
	}
	w.opt("membership", t.Membership)
	w.optBool("complete", t.Complete, true)
	if t.Administrator != nil {
		w.field("administrator", t.Administrator.Address)
	}
}

// writeUser leaves out the name and the UPN where the address says them.
func (m *Matrix) writeUser(w *writer, n *names, u *model.User) {
	w.field("address", u.Address)
	w.optUnless("name", u.Name, label(u.Address))
	w.optUnless("upn", u.UPN, assumedUPN(u.Address))
	w.key("business_unit")
	w.quoted(n.units[m.anchor(u.BusinessUnit, nil)-1])
	for _, s := range userSwitches(u) {
		w.optBool(s.key, *s.value, s.assumed)
	}
	if u.Manager != nil {
		w.field("manager", u.Manager.Address)
	}
	if u.Position != nil {
		w.field("position", u.Position.Address)
	}
	for _, t := range userTexts(u) {
		w.opt(t.key, *t.value)
	}
	w.optStrings("tenant_roles", u.TenantRoles)
	w.optStrings("systems", u.Systems)
}

func userSwitches(u *model.User) [6]toggle {
	return [...]toggle{
		{"application", &u.Application, false}, {"enabled", &u.Enabled, true}, {"guest", &u.Guest, false},
		{"licensed", &u.Licensed, true}, {"just_in_time", &u.JustInTime, false}, {"break_glass", &u.BreakGlass, false},
	}
}

func userTexts(u *model.User) [7]text {
	return [...]text{
		{"application_id", &u.ApplicationID}, {"access_mode", &u.AccessMode}, {"kind", &u.Kind}, {"owner", &u.Owner},
		{"purpose", &u.Purpose}, {"review_by", &u.ReviewBy}, {"authentication", &u.Authentication},
	}
}
