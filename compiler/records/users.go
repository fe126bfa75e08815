package records

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
)

// accessModes by their numbers in Dataverse.
var accessModes = []string{"read_write", "administrative", "read", "support_user", "non_interactive", "delegated_admin"}

// addUsers makes the users and application users, then finds their managers.
func (a *adder) addUsers() {
	rows := a.of("systemuser")
	var people, applications []named
	for _, r := range rows {
		u := a.user(r)
		a.users[r.ID] = u
		a.p.Users = append(a.p.Users, u)
		if u.Application {
			applications = append(applications, named{u.Name, u.ApplicationID, r.ID})
			continue
		}
		label := u.UPN
		if label == "" && !strings.Contains(u.Name, "@") { // which would be taken for one
			label = u.Name
		}
		people = append(people, named{label, "", r.ID})
	}
	ofPeople, ofApplications := labels(people), labels(applications)
	for _, r := range rows {
		if u := a.users[r.ID]; u.Application {
			u.Address, ofApplications = model.Address("application_user", ofApplications[0]), ofApplications[1:]
		} else {
			u.Address, ofPeople = model.Address("user", ofPeople[0]), ofPeople[1:]
		}
	}
	for _, r := range rows {
		a.bindUser(r, a.users[r.ID])
	}
	for _, u := range circular(a.p.Users, func(u *model.User) *model.User { return u.Manager }) {
		a.diags.Errorf(diag.ManagerCycle, u.Span, "%s reports to itself", u.Address)
		u.Manager = nil
	}
}

// user is what the row alone says.
func (a *adder) user(r *Row) *model.User {
	u := &model.User{
		Name: a.nameOf(r, "fullname"), Span: r.Span, Enabled: !a.truth(r, "isdisabled", false), Licensed: a.truth(r, "islicensed", true),
	}
	if mode, said := a.choice(r, "accessmode", accessModes...); said && mode > 0 {
		u.AccessMode = accessModes[mode]
	}
	if id := bare(r.field("applicationid").Value); id != "" && id != noID {
		u.Application, u.ApplicationID, u.Licensed = true, id, true
		if u.AccessMode == "non_interactive" {
			u.AccessMode = "" // as of every application user
		}
		return u
	}
	for _, column := range []string{"domainname", "internalemailaddress"} {
		if v := r.field(column).Value; u.UPN == "" && principalName(v) {
			u.UPN = v
		}
	}
	return u
}

// noID is the id of nothing.
const noID = "00000000-0000-0000-0000-000000000000"

// principalName reports whether a text has the form of a user principal name: alice@woodgrove.example.
func principalName(text string) bool {
	before, after, ok := strings.Cut(text, "@")
	return ok && before != "" && after != "" && !strings.ContainsAny(after, "@") && !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' })
}

// bindUser finds what the row names.
func (a *adder) bindUser(r *Row, u *model.User) {
	u.BusinessUnit = a.unitOf(r, u.Address)
	a.unnamed(r, "fullname", u.Address)
	switch {
	case u.Application:
		a.bindApplication(r, u)
		return
	case u.UPN == "":
		a.unresolved(u.Address, r.at("domainname"), "it has no user principal name in the data")
	}
	if f := r.field("parentsystemuserid"); f.Value != "" {
		if m := a.users[bare(f.Value)]; m != nil && !m.Application {
			u.Manager = m
		} else {
			a.unresolved(u.Address, f.Span, "its manager (%s) is no user of the data", said(f))
		}
	}
	if f := r.field("positionid"); f.Value != "" {
		if u.Position = a.positions[bare(f.Value)]; u.Position == nil {
			a.unresolved(u.Address, f.Span, "its position (%s) is not in the data", said(f))
		}
	}
}

// bindApplication says what an application user cannot have.
func (a *adder) bindApplication(r *Row, u *model.User) {
	if !guid(u.ApplicationID) {
		a.unresolved(u.Address, r.at("applicationid"), "its application id %q has not the form of one", u.ApplicationID)
		u.ApplicationID = ""
	}
	if u.AccessMode != "" {
		a.unresolved(u.Address, r.at("accessmode"), "its access mode is %s, which is not said of application users", u.AccessMode)
		u.AccessMode = ""
	}
	for _, column := range []string{"parentsystemuserid", "positionid"} {
		if f := r.field(column); f.Value != "" {
			a.unresolved(u.Address, f.Span, "its %s is %s, and application users have none", column, said(f))
		}
	}
}

// said is what a lookup leads to, as people know it.
func said(f Field) string {
	if f.Named != "" {
		return f.Named
	}
	return f.Value
}

// addPositions makes the position hierarchy.
func (a *adder) addPositions() {
	rows := a.of("position")
	var all []named
	var made []*model.Position
	for _, r := range rows {
		p := &model.Position{Name: a.nameOf(r, "name"), Span: r.Span}
		a.positions[r.ID] = p
		all, made = append(all, named{p.Name, "", r.ID}), append(made, p)
	}
	for i, label := range labels(all) {
		made[i].Address = model.Address("position", label)
	}
	for i, r := range rows {
		a.unnamed(r, "name", made[i].Address)
		f := r.field("parentpositionid")
		if made[i].Parent = a.positions[bare(f.Value)]; f.Value != "" && made[i].Parent == nil {
			a.unresolved(made[i].Address, f.Span, "the position above it (%s) is not in the data", said(f))
		}
	}
	for _, p := range circular(made, func(p *model.Position) *model.Position { return p.Parent }) {
		a.diags.Errorf(diag.PositionCycle, p.Span, "%s is above itself", p.Address)
		p.Parent = nil
	}
	a.p.Positions = append(a.p.Positions, made...)
}
