package records

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// administratorsProfile is System Administrator's own column security profile: whoever holds the role has it.
const administratorsProfile = "572329c1-a042-4e22-be47-367c6374ea45"

// link puts what belongs together: roles, profiles and members.
func (a *adder) link(all []*Records) {
	for _, r := range all {
		for _, l := range r.Links {
			a.one(l)
		}
	}
	a.untold()
}

// untold warns of relations that nobody asked the data for: that nothing is said of them does not mean that there is nothing.
func (a *adder) untold() {
	for rel := relation(1); int(rel) < len(relations); rel++ {
		if rows := a.of(relations[rel].holder); len(rows) > 0 && !a.told[rel] {
			a.diags.Warnf(diag.IncompleteRecords, rows[0].Span, "the data does not say %s (relationship %q)", relations[rel].says, relations[rel].name)
		}
	}
}

// A holder is a team or user, as far as it holds something.
type holder struct {
	address  string
	own      *model.BusinessUnit
	roles    *[]model.Assignment
	profiles *[]model.ProfileUse
	team     *model.Team
}

func (a *adder) holder(l Link) (h holder, ok bool) {
	table := relations[l.Relation].holder
	if table == "systemuser" {
		if u := a.users[l.Holder]; u != nil {
			return holder{u.Address, u.BusinessUnit, &u.Assignments, &u.Profiles, nil}, true
		}
	} else if t, known := a.teams[l.Holder]; t != nil {
		return holder{t.Address, t.BusinessUnit, &t.Assignments, &t.Profiles, t}, true
	} else if known {
		return h, false // which was said
	}
	a.diags.Warnf(diag.UnresolvedRecord, l.Span, "the %s %s is not in the data, and what it holds is lost: relationship %q with %s",
		readTables[table], l.Holder, relations[l.Relation].name, l.Other)
	return h, false
}

func (a *adder) one(l Link) {
	h, ok := a.holder(l)
	if !ok {
		return
	}
	switch l.Relation {
	case teamRoles, userRoles:
		a.holdRole(h, l)
	case teamProfiles, userProfiles:
		a.holdProfile(h, l)
	case teamMembers:
		a.join(h, l)
	}
}

func (a *adder) holdRole(h holder, l Link) {
	role, why := a.roleOf(l.Other)
	if role == nil {
		a.unresolved(h.address, l.Span, "it holds the role %s: %s", a.named("role", l.Other), why)
		return
	}
	if h.team != nil && h.team.Type == model.AccessTeam {
		a.unresolved(h.address, l.Span, "it holds %s, and an access team can hold no role", role.Address)
		return
	}
	anchor, why := a.instanceOf(l.Other, role)
	switch {
	case why != "":
		a.unresolved(h.address, l.Span, "%s; of %s the instance of its own business unit is taken", why, role.Address)
		anchor = h.own
	case anchor != h.own && !a.p.Environment.Matrix:
		a.p.Environment.Matrix, a.p.Environment.Recompute = true, true
		a.diags.Warnf(diag.NeedsMatrixMode, l.Span, "%s holds the instance of %s in %s: the environment has ownership_across_business_units", h.address, role.Address, anchor.Address)
	}
	a.hold(h.roles, model.Assignment{Role: role, Anchor: anchor, Span: l.Span})
}

// hold adds an assignment once: a relationship may have been exported from both its sides.
func (a *adder) hold(all *[]model.Assignment, one model.Assignment) {
	if !slices.ContainsFunc(*all, func(x model.Assignment) bool { return x.Role == one.Role && x.Anchor == one.Anchor }) {
		*all = append(*all, one)
	}
}

// named is a row by its name and id, as far as it is known.
func (a *adder) named(table, id string) string {
	for _, column := range []string{"name", "fullname"} {
		if r := a.rows[table][id]; r != nil && r.field(column).Value != "" {
			return fmt.Sprintf("%q (%s)", r.field(column).Value, id)
		}
	}
	return id
}

// roleOf is the role of which an id is an instance: by its own id, by that of the instance in the root, by its template, by its name.
func (a *adder) roleOf(id string) (role *model.Role, why string) {
	if r := a.roleByID(id); r != nil {
		return r, ""
	}
	row := a.rows["role"][id]
	if row == nil {
		return nil, "no role of that id is known, and the data has no record of it"
	}
	top := row.field("parentrootroleid")
	if r := a.roleByID(bare(top.Value)); r != nil {
		return r, ""
	}
	template := bare(row.field("roletemplateid").Value)
	for _, s := range schema.StandardRoles() {
		if template != "" && s.TemplateID == template {
			return a.standard(s), ""
		}
	}
	name := row.field("name").Value
	if name == "" {
		name = top.Named
	}
	if name == "" {
		return nil, "its name is not in the data"
	}
	return a.roleByName(name)
}

func (a *adder) roleByID(id string) *model.Role {
	for _, r := range a.p.Roles {
		if r.ID != "" && r.ID == id {
			return r
		}
	}
	return nil
}

// roleByName finds a role, whatever its capitals: one of the policy, else a standard role.
func (a *adder) roleByName(name string) (role *model.Role, why string) {
	for _, r := range a.p.Roles {
		switch {
		case r.Standard || !strings.EqualFold(r.Name, name):
		case role != nil:
			return nil, fmt.Sprintf("it can be %s or %s", role.Address, r.Address)
		default:
			role = r
		}
	}
	if role != nil {
		return role, ""
	}
	for _, s := range schema.StandardRoles() {
		if strings.EqualFold(s.Name, name) {
			return a.standard(s), ""
		}
	}
	return nil, "no solution that was read has it, and it is no standard role"
}

// standard is a standard role as part of the policy: who it is, without what it grants.
func (a *adder) standard(from *schema.StandardRole) *model.Role {
	at := model.Address("standard_role", from.Label)
	for _, r := range a.p.Roles {
		if r.Address == at {
			return r
		}
	}
	r := &model.Role{Address: at, Name: from.Name, Standard: true, Complete: from.Complete, Administrator: from.Administrator, BusinessUnit: a.root}
	a.p.Roles = append(a.p.Roles, r)
	return r
}

// instanceOf is the business unit of an instance of a role; or why that is not known.
func (a *adder) instanceOf(id string, role *model.Role) (anchor *model.BusinessUnit, why string) {
	row := a.rows["role"][id]
	if row != nil {
		if f := row.field("businessunitid"); f.Value != "" {
			if u := a.units[bare(f.Value)]; u != nil {
				return u, ""
			}
			return nil, fmt.Sprintf("the business unit %s of the role %s is not known", f.Value, a.named("role", id))
		}
		if bare(row.field("parentrootroleid").Value) == id {
			return a.root, ""
		}
	}
	if role.ID == id {
		return a.root, "" // the instance in the root has the id of the role
	}
	return nil, fmt.Sprintf("of which business unit the role %s is, is not in the data", a.named("role", id))
}

func (a *adder) holdProfile(h holder, l Link) {
	if l.Other == administratorsProfile {
		return
	}
	profile, why := a.profileOf(l.Other)
	if profile == nil {
		a.unresolved(h.address, l.Span, "it holds the column security profile %s: %s", a.named("fieldsecurityprofile", l.Other), why)
		return
	}
	if !slices.ContainsFunc(*h.profiles, func(u model.ProfileUse) bool { return u.Profile == profile }) {
		*h.profiles = append(*h.profiles, model.ProfileUse{Profile: profile, Span: l.Span})
	}
}

func (a *adder) profileOf(id string) (profile *model.ColumnSecurityProfile, why string) {
	name := ""
	if row := a.rows["fieldsecurityprofile"][id]; row != nil {
		name = row.field("name").Value
	}
	for _, p := range a.p.Profiles {
		if p.ID != "" && p.ID == id {
			return p, ""
		}
	}
	for _, p := range a.p.Profiles {
		switch {
		case name == "" || !strings.EqualFold(p.Name, name):
		case profile != nil:
			return nil, fmt.Sprintf("it can be %s or %s", profile.Address, p.Address)
		default:
			profile = p
		}
	}
	if profile == nil {
		return nil, "no solution that was read has it"
	}
	return profile, ""
}

// join makes a user a member of a team; of a group's team a known member of the group.
func (a *adder) join(h holder, l Link) {
	t, u := h.team, a.users[l.Other]
	switch {
	case t.Default:
		return // everybody in its business unit is
	case u == nil:
		a.unresolved(t.Address, l.Span, "its member %s is not in the data", l.Other)
	case t.Group == nil:
		a.member(t, u, l.Span)
	case u.Application || t.Membership == "owners":
		a.unresolved(t.Address, l.Span, "%s is a member, which its group cannot say", u.Address)
	default:
		a.groupMember(t, u, l.Span)
	}
}

func (a *adder) member(t *model.Team, u *model.User, at source.Span) {
	i, found := slices.BinarySearchFunc(t.Members, u.Address, func(m *model.User, address string) int { return strings.Compare(m.Address, address) })
	if found {
		return
	}
	t.Members, t.MemberSpans = slices.Insert(t.Members, i, u), slices.Insert(t.MemberSpans, i, at)
	u.Teams = append(u.Teams, model.Membership{Team: t, Span: at})
}

// groupMember: who is a member of one team of a group is a member of the group, and so of its other teams.
func (a *adder) groupMember(t *model.Team, u *model.User, at source.Span) {
	insert := func(all []*model.User) []*model.User {
		i, found := slices.BinarySearchFunc(all, u.Address, func(m *model.User, address string) int { return strings.Compare(m.Address, address) })
		if found {
			return all
		}
		return slices.Insert(all, i, u)
	}
	if t.Membership == "guests" {
		u.Guest, t.Group.Guests = true, insert(t.Group.Guests)
	}
	before := len(t.Group.Members)
	if t.Group.Members = insert(t.Group.Members); len(t.Group.Members) > before {
		u.Groups = append(u.Groups, t.Group)
	}
	a.member(t, u, at)
}
