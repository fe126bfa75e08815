package access

import "github.com/dvpolicy/dvpolicy/model"

// A Principal is who acts, owns a row, or has it shared: a user, an application user, a team. The zero Principal is nobody.
type Principal struct {
	user     *model.User
	team     *model.Team
	everyone bool
}

// User is a person or an application user as a principal.
func User(u *model.User) Principal { return Principal{user: u} }

// Team is a team as a principal.
func Team(t *model.Team) Principal { return Principal{team: t} }

// Organization is everybody. Rows can be shared with it; it owns nothing and does nothing.
func Organization() Principal { return Principal{everyone: true} }

// Nobody reports whether the principal is nobody.
func (p Principal) Nobody() bool { return p == Principal{} }

// User is the user, nil where the principal is none.
func (p Principal) User() *model.User { return p.user }

// Team is the team, nil where the principal is none.
func (p Principal) Team() *model.Team { return p.team }

// Address is how policies name the principal: user.alice, or "organization"; "" for nobody.
func (p Principal) Address() string {
	switch {
	case p.user != nil:
		return p.user.Address
	case p.team != nil:
		return p.team.Address
	case p.everyone:
		return "organization"
	}
	return ""
}

// unitOf is the business unit that a principal belongs to, nil for none.
func (w *World) unitOf(p Principal) *model.BusinessUnit { return w.holder(p).unit }

// Principal finds a user or team by its address, or "organization".
func (w *World) Principal(address string) (Principal, bool) {
	if address == "organization" {
		return Organization(), true
	}
	for _, u := range w.policy.Users {
		if u.Address == address {
			return User(u), true
		}
	}
	for _, t := range w.policy.Teams {
		if t.Address == address {
			return Team(t), true
		}
	}
	return Principal{}, false
}

// membership is how a user belongs to a team (S-EF-01): as somebody named it, or as everybody belongs to the default team of their business unit.
func (e *evaluation) membership(p Principal, t *model.Team) (membership, bool) {
	if p.user == nil || t == nil {
		return membership{}, false
	}
	h := e.w.holder(p)
	for _, m := range h.teams {
		if m.team == t {
			return m, true
		}
	}
	if h.unit != nil && h.unit.DefaultTeam == t || e.mayBe(p.user, t) {
		return membership{team: t, at: e.w.teamAt[t]}, true
	}
	return membership{}, false
}

// mayBe reports whether a user is supposed to be a member of a team, not all of whose members are known.
func (e *evaluation) mayBe(u *model.User, t *model.Team) bool {
	return e.suppose != nil && !t.Complete && !t.Default && e.supposes(t.Address) && mayJoin(u, t)
}

// mayJoin: a group has people, and a team takes of them what its membership says (S-TM-16).
func mayJoin(u *model.User, t *model.Team) bool {
	switch {
	case u.Application:
		return false
	case t.Membership == "guests":
		return u.Guest
	case t.Membership == "members", t.Membership == "owners":
		return !u.Guest
	}
	return true
}
