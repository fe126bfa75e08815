package world

import (
	"cmp"
	"slices"
	"sort"
)

// The naive evaluator: rules S-EF-01, 02, 30, 31 and 35 of the semantics and the union of §11, as loops over what the policy says. It is
// slow on purpose: nothing is prepared, shared or remembered. Where the semantics leave a choice, the choice is written at its line.

// A Cell is one place of the matrix.
type Cell struct{ Principal, Table, Verb string }

// A Scope is what a cell holds, reduced as in S-EF-31. Lists are sorted addresses; "own" stands for the business unit that a role will be
// assigned in.
type Scope struct {
	Organization bool
	ParentChild  []string
	BusinessUnit []string
	Personal     bool
	Teams        []string
}

// Equal reports whether two scopes are the same.
func (s Scope) Equal(t Scope) bool {
	return s.Organization == t.Organization && s.Personal == t.Personal &&
		slices.Equal(s.ParentChild, t.ParentChild) && slices.Equal(s.BusinessUnit, t.BusinessUnit) && slices.Equal(s.Teams, t.Teams)
}

// A ColumnCell is one secured column for one principal.
type ColumnCell struct{ Principal, Table, Column string }

// Permission is what a principal may do with a column.
type Permission struct {
	Create, Read, Update bool
	Unmasked             string // none | one_record | all_records
}

// A Reason is one role instance that grants a cell, and the team by which it reaches the principal, "direct" for none.
type Reason struct{ Role, Level, Anchor, Via string }

// Expected is what the policy means in one environment. Cells, privileges and permissions that hold nothing are absent.
type Expected struct {
	Cells      map[Cell]Scope
	Reasons    map[Cell][]Reason   // each once, in no order
	Privileges map[string][]string // by principal, sorted
	Columns    map[ColumnCell]Permission
}

// A grant of S-EF-02, before the table is asked for: one instance of a role, from the principal itself or from a team.
type source struct {
	role   *Role
	anchor string
	team   string // address; "" is direct
}

// Evaluate says what the world means in an environment.
func (w *World) Evaluate(environment string) Expected {
	e := &evaluator{w: w, env: environment, out: Expected{
		Cells: map[Cell]Scope{}, Reasons: map[Cell][]Reason{}, Privileges: map[string][]string{}, Columns: map[ColumnCell]Permission{},
	}}
	for _, r := range w.Roles {
		if r.exists(environment) {
			e.principal(r.Address(), []source{{role: r, anchor: "own"}}, nil)
		}
	}
	for _, t := range e.teams() {
		// Roles of a team act as the team: what is personal are rows that the team itself owns. The inheritance of the role concerns
		// members only (S-IN-01).
		e.principal(t.address, e.sources(t.holder, t.unit, ""), e.profiles(t.address, t.holder))
	}
	for _, u := range w.Users {
		if !u.exists(environment) {
			continue
		}
		// Whether a user is enabled makes no difference here: S-EF-07 reports that beside the matrix.
		sources := e.sources(u.Holder, e.unit(u.Unit), "")
		profiles := e.profiles(u.Address(), u.Holder)
		for _, t := range e.teams() {
			if !e.isMember(u, t) {
				continue
			}
			profiles = append(profiles, e.profiles(t.address, t.holder)...) // access teams included (S-TM-07)
			if !t.access {
				sources = append(sources, e.sources(t.holder, t.unit, t.address)...)
			}
		}
		e.principal(u.Address(), sources, profiles)
	}
	return e.out
}

type evaluator struct {
	w   *World
	env string
	out Expected
}

// A someTeam is a declared team or the default team of a business unit (S-BU-07).
type someTeam struct {
	address, unit string
	holder        Holder
	access        bool
	isDefault     bool
	declared      *Team
}

func (e *evaluator) teams() []someTeam {
	var teams []someTeam
	for _, u := range e.w.Units {
		if u.exists(e.env) {
			teams = append(teams, someTeam{address: u.TeamAddress(), unit: u.Address(), holder: u.DefaultTeam, isDefault: true})
		}
	}
	for _, t := range e.w.Teams {
		if t.exists(e.env) {
			teams = append(teams, someTeam{address: t.Address(), unit: e.unit(t.Unit), holder: t.Holder, access: t.Type == "access", declared: t})
		}
	}
	return teams
}

// unit is the address of a business unit, of the root where none was said.
func (e *evaluator) unit(written string) string {
	if written != "" {
		return written
	}
	for _, u := range e.w.Units {
		if u.exists(e.env) && u.Parent == "" {
			return u.Address()
		}
	}
	panic("bug: world: no root")
}

func (e *evaluator) isMember(u *User, t someTeam) bool {
	switch {
	case t.isDefault: // exactly the users of the business unit, application users too (S-BU-08)
		return e.unit(u.Unit) == t.unit
	case t.declared.Group == "":
		return slices.Contains(t.declared.Members, u.Address()) || slices.Contains(u.MemberOf, t.address)
	}
	member, guest := e.inGroup(u, t.declared.Group), e.isGuest(u)
	switch t.declared.Membership { // S-TM-16
	case "members":
		return member && !guest
	case "guests":
		return member && guest
	case "owners": // of the group itself: owning a nested group is not owning this one
		return !guest && slices.Contains(e.group(t.declared.Group).Owners, u.Address())
	}
	return member // members_and_guests is assumed where nothing is said: the product's first choice
}

// inGroup reports whether a user is a member of a group or of one that is nested in it, at any depth.
func (e *evaluator) inGroup(u *User, address string) bool {
	g := e.group(address)
	if slices.Contains(g.Members, u.Address()) || slices.Contains(g.Guests, u.Address()) || slices.Contains(u.MemberOf, address) {
		return true
	}
	return slices.ContainsFunc(g.Groups, func(nested string) bool { return e.inGroup(u, nested) })
}

// isGuest reports whether a user is a guest of the tenant: by what the user's block says, or because any group lists it as one.
func (e *evaluator) isGuest(u *User) bool {
	if u.Guest {
		return true
	}
	for _, g := range e.w.Groups {
		if g.exists(e.env) && slices.Contains(g.Guests, u.Address()) {
			return true
		}
	}
	return false
}

func (e *evaluator) group(address string) *Group {
	for _, g := range e.w.Groups {
		if g.exists(e.env) && g.Address() == address {
			return g
		}
	}
	panic("bug: world: no group " + address)
}

func (e *evaluator) role(address string) *Role {
	for _, r := range e.w.Roles {
		if r.exists(e.env) && r.Address() == address {
			return r
		}
	}
	panic("bug: world: no role " + address)
}

// sources are the role instances that a holder was given. Without a business unit it is the holder's own (S-RO-16). What is held on
// request counts as held: the matrix says what somebody can come to do.
func (e *evaluator) sources(h Holder, unit, team string) []source {
	var sources []source
	for _, a := range h.Assignments {
		if len(a.Units) == 0 {
			sources = append(sources, source{e.role(a.Role), unit, team})
		}
		for _, u := range a.Units {
			sources = append(sources, source{e.role(a.Role), u, team})
		}
	}
	return sources
}

// principal fills everything that one principal has.
func (e *evaluator) principal(address string, sources []source, profiles []*Profile) {
	for _, f := range e.w.facts() {
		for _, verb := range verbNames {
			if scope, reasons := e.cell(sources, f.base, verb); len(reasons) > 0 {
				e.out.Cells[Cell{address, f.name, verb}] = scope
				e.out.Reasons[Cell{address, f.name, verb}] = reasons
			}
		}
	}
	held := map[string]bool{}
	for _, s := range sources { // member inheritance does not matter (S-PN-12), nor does the level (D-10)
		for p := range e.held(s.role) {
			held[p] = true
		}
	}
	if len(held) > 0 {
		e.out.Privileges[address] = sorted(held)
	}
	for _, p := range profiles {
		for _, c := range p.Columns {
			e.allow(ColumnCell{address, c.Table, c.Name}, c)
		}
	}
}

// cell builds a scope (S-EF-30) and reduces it (S-EF-31). It rests on the reasons; without one there is no access (S-EF-03).
func (e *evaluator) cell(sources []source, base, verb string) (Scope, []Reason) {
	var organization, personal bool
	var reasons []Reason
	deep, local, teams := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range sources {
		level := e.level(s.role, base, verb)
		if level == "" {
			continue
		}
		reasons = append(reasons, Reason{s.role.Address(), level, s.anchor, cmp.Or(s.team, "direct")})
		switch level {
		case "organization":
			organization = true
		case "parent_child":
			deep[s.anchor] = true
		case "business_unit":
			local[s.anchor] = true
		}
		if s.team == "" || s.role.Inheritance != "team_only" {
			personal = true
		} else {
			teams[s.team] = true
		}
	}
	if organization {
		return Scope{Organization: true, Personal: personal}, reasons
	}
	reduced := map[string]bool{}
	for a := range deep {
		if !e.below(a, deep, false) {
			reduced[a] = true
		}
	}
	for a := range local {
		if e.below(a, deep, true) {
			delete(local, a)
		}
	}
	if personal {
		clear(teams)
	}
	return Scope{ParentChild: sorted(reduced), BusinessUnit: sorted(local), Personal: personal, Teams: sorted(teams)}, reasons
}

// below reports whether a business unit lies in the subtree of one of the set; itself counts where asked.
func (e *evaluator) below(address string, set map[string]bool, itself bool) bool {
	if itself && set[address] {
		return true
	}
	for _, u := range e.w.Units {
		if u.exists(e.env) && u.Address() == address && u.Parent != "" {
			return e.below(u.Parent, set, true)
		}
	}
	return false
}

// profiles are those that a principal was given, there or on the profile.
func (e *evaluator) profiles(address string, h Holder) []*Profile {
	var profiles []*Profile
	for _, p := range e.w.Profiles {
		if !p.exists(e.env) {
			continue
		}
		if slices.Contains(h.Profiles, p.Address()) || slices.Contains(p.Users, address) || slices.Contains(p.Teams, address) {
			profiles = append(profiles, p)
		}
	}
	return profiles
}

// allow adds what a profile allows (S-CS-06).
func (e *evaluator) allow(cell ColumnCell, c Column) {
	if !c.Create && !c.Read && !c.Update {
		return
	}
	unmasked := []string{"none", "one_record", "all_records"} // from little to much
	p := e.out.Columns[cell]
	p.Create, p.Read, p.Update = p.Create || c.Create, p.Read || c.Read, p.Update || c.Update
	p.Unmasked = unmasked[max(0, slices.Index(unmasked, p.Unmasked), slices.Index(unmasked, c.Unmasked))]
	e.out.Columns[cell] = p
}

func sorted(set map[string]bool) []string {
	var members []string
	for m := range set {
		members = append(members, m)
	}
	sort.Strings(members)
	return members
}
