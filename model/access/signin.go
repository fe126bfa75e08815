package access

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// SignIn says whether a user can enter the environment (semantics §12), which comes before all rights.
func (w *World) SignIn(u *model.User) Answer {
	return w.answer(func(e *evaluation) bool { return e.signIn(u) })
}

func (e *evaluation) signIn(u *model.User) bool {
	met := all(
		e.check("is enabled", u.Enabled, u.Address+" is disabled"),
		e.unitEnabled(e.w.unitOf(User(u))),
		e.check("holds a role", len(e.rolesOf(User(u))) > 0, u.Address+" holds no role, directly or through a team"), // S-EN-01
	)
	if u.Application {
		return met // S-EN-12
	}
	return all(met, e.inGroup(u), e.licensed(u), e.whileAdministered(u))
}

// unitEnabled: nobody of a disabled business unit, or of one below it, acts (S-BU-15, 16).
func (e *evaluation) unitEnabled(u *model.BusinessUnit) bool {
	for above := u; above != nil; above = above.Parent {
		if above.Disabled {
			return e.check("the business unit is enabled", false, above.Address+" is disabled")
		}
	}
	return e.check("the business unit is enabled", true, "")
}

// inGroup: members of the environment's group enter, nested ones too, its owners, and whom the tenant exempts (S-EN-05, S-EN-07).
func (e *evaluation) inGroup(u *model.User) bool {
	g := e.w.env.SecurityGroup
	if g == nil {
		return true
	}
	in := exempt(u) || slices.Contains(g.Owners, u)
	for _, n := range nested(g) {
		in = in || slices.Contains(n.Members, u)
	}
	in = in || !known(g) && e.supposes(g.Address)
	return e.check("is in the environment's group", in, u.Address+" is not in "+g.Address+", whose members may enter")
}

// exempt: Dynamics 365 administrators are not.
func exempt(u *model.User) bool {
	return slices.Contains(u.TenantRoles, "global_administrator") || slices.Contains(u.TenantRoles, "power_platform_administrator")
}

// licensed: administrators, and accounts without a user interface once they exist, need no licence (S-EN-09, S-EN-11).
func (e *evaluation) licensed(u *model.User) bool {
	need := u.AccessMode != "administrative" && u.AccessMode != "non_interactive" && !exempt(u)
	return e.check("is licensed", u.Licensed || !need, u.Address+" has no licence")
}

// whileAdministered: in administration mode only administrators and customizers enter (S-PR-09).
func (e *evaluation) whileAdministered(u *model.User) bool {
	if !e.w.env.AdministrationMode {
		return true
	}
	customizes := slices.ContainsFunc(e.rolesOf(User(u)), func(r *model.Role) bool { return r.Administrator || r.Standard && r.Name == "System Customizer" })
	return e.check("is an administrator or customizer", customizes, "the environment is in administration mode, and "+u.Address+" is neither administrator nor customizer")
}

// nested are a group and all groups in it.
func nested(g *model.EntraGroup) []*model.EntraGroup {
	groups := []*model.EntraGroup{g}
	for i := 0; i < len(groups); i++ {
		for _, n := range groups[i].Groups {
			if !slices.Contains(groups, n) {
				groups = append(groups, n)
			}
		}
	}
	return groups
}

// known reports whether all members of a group are.
func known(g *model.EntraGroup) bool {
	return !slices.ContainsFunc(nested(g), func(n *model.EntraGroup) bool { return !n.Complete })
}

// barred says why a principal can do nothing of the kind, whatever its rights; "" where nothing known stops it.
func (w *World) barred(p Principal, o *Operation) string {
	switch {
	case p.team != nil:
		e := evaluation{w: w, needs: new([]Need)}
		e.unitEnabled(w.unitOf(p))
		return (*e.needs)[0].Why
	case p.user == nil:
		return ""
	}
	if a := w.SignIn(p.user); !a.Allowed && len(a.Unknown) == 0 {
		return a.Missing().Why
	}
	reads := o.Do == ReadRow || o.Do == ReadColumn || o.Do == ReadUnmasked || o.Do == ReadAllUnmasked || o.Do == RawRight && o.Verb == privilege.Read
	switch {
	case p.user.AccessMode == "administrative":
		return p.user.Address + " has access mode administrative: settings, and no business data" // S-EN-09
	case p.user.AccessMode == "read" && !reads:
		return p.user.Address + " has access mode read" // S-EN-10
	}
	return ""
}

// holds is whether a principal has a miscellaneous privilege, at whatever level (S-EF-35).
func (e *evaluation) holds(p Principal, name string) bool {
	has := func(r *model.Role) bool {
		return slices.ContainsFunc(r.Privileges, func(h model.HeldPrivilege) bool { return h.Name == name }) || !r.Complete && e.supposes(r.Address)
	}
	met := slices.ContainsFunc(e.rolesOf(p), has)
	return e.checkOf(p.Address(), "privilege "+name, met, p.Address()+" holds no role with "+name)
}
