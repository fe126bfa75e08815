package compiler

import (
	"regexp"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// The roles of Microsoft Entra that a reviewer of access asks for: those that administer Dataverse itself, then those that can make somebody
// an administrator, or read what leaves.
var tenantRoles = []string{
	"global_administrator", "power_platform_administrator", "dynamics_365_administrator",
	"privileged_role_administrator", "security_administrator", "user_administrator", "application_administrator", "cloud_application_administrator",
	"exchange_administrator", "sharepoint_administrator", "teams_administrator", "billing_administrator", "global_reader",
}

var userConstruct = &construct{
	name: "user", labels: []string{"name"}, limits: true,
	doc: "A person. Many come from data, as in `for_each = { for p in csvdecode(file(\"people.csv\")) : p.upn => p }`.",
	attrs: append([]attribute{
		{name: "upn", is: text, assumed: "the for_each key, else the label, where that is an address", doc: "The user principal name."},
		{name: "manager", is: ref("user"), doc: "Whom the user reports to."},
		{name: "position", is: ref("position"), doc: "The user's position."},
		{name: "member_of", is: refs("entra_group", "team"), assumed: "[]", doc: "Groups and owner or access teams that the user belongs to: the mirror of members."},
		{name: "guest", is: truth, assumed: "false", doc: "A guest of the tenant."},
		{name: "licensed", is: truth, assumed: "true", doc: "Has a licence."},
		{name: "access_mode", is: oneOf("read_write", "administrative", "read", "support_user", "non_interactive", "delegated_admin"), assumed: "read_write", doc: "What the user can do at all."},
		{name: "kind", is: oneOf("person", "admin", "service", "test"), doc: "Who it is."},
		{name: "tenant_roles", is: someOf(tenantRoles...), assumed: "[]", doc: "Administrator roles in the tenant, which reach into every environment or into who may enter."},
		{name: "break_glass", is: truth, assumed: "false", doc: "An account for emergencies."},
	}, principalAttributes...),
	create: func(ev *evaluation, in *instance) { ev.createUser(in, false) },
	bind: func(ev *evaluation, in *instance, b *body) {
		u := in.object.(*model.User)
		ev.bindPrincipal(u, b)
		u.UPN = ev.principalName(b)
		if m := b.ref("manager"); m != nil {
			u.Manager, in.above = m.object.(*model.User), m
		}
		if p := b.ref("position"); p != nil {
			u.Position = p.object.(*model.Position)
		}
		u.Guest, u.Licensed = b.truth("guest"), b.truthOr("licensed", true)
		if u.AccessMode, u.Kind = b.text("access_mode"), b.text("kind"); u.AccessMode == "read_write" {
			u.AccessMode = "" // as where it is not written
		}
		u.TenantRoles, u.BreakGlass = b.texts("tenant_roles"), b.truth("break_glass")
		for _, i := range b.list("member_of") {
			switch of := i.in.object.(type) {
			case *model.EntraGroup:
				m := ev.groups[of]
				m.members = append(m.members, memberAt{u, i.span})
			case *model.Team:
				ev.joins(of, u, i.span)
			}
		}
	},
}

// What users and application users have in common.
var principalAttributes = []attribute{
	{name: "name", is: text, assumed: "the label", doc: "The full name."},
	{name: "business_unit", is: ref("business_unit"), assumed: "the root", doc: "The business unit that it belongs to."},
	{name: "roles", is: assignments, assumed: "[]", doc: "What it holds: a role (measured from its own business unit), or `{ role = …, business_unit = …, just_in_time = … }`."},
	{name: "column_security_profiles", is: refs("column_security_profile"), assumed: "[]", doc: "Its column security profiles."},
	{name: "enabled", is: truth, assumed: "true", doc: "Can sign in."},
	{name: "just_in_time", is: truth, assumed: "false", doc: "Every role is held on request only."},
	{name: "owner", is: text, doc: "Who answers for it."},
	{name: "purpose", is: text, doc: "What it is for."},
	{name: "review_by", is: date, doc: "When it is to be looked at again."},
}

func (ev *evaluation) createUser(in *instance, application bool) {
	u := &model.User{Address: in.addr, Span: in.decl.span(), Application: application}
	in.object = u
	ev.policy.Users = append(ev.policy.Users, u)
}

func (ev *evaluation) bindPrincipal(u *model.User, b *body) {
	u.Name, u.BusinessUnit = b.name(), ev.unitOf(b)
	u.Enabled, u.JustInTime = b.truthOr("enabled", true), b.truth("just_in_time")
	u.Owner, u.Purpose, u.ReviewBy = b.text("owner"), b.text("purpose"), b.text("review_by")
	u.Profiles = profileUses(b)
	u.Assignments = ev.assign(b, u.Address, u.BusinessUnit)
}

var principalNameForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

// principalName is the user principal name: what is written, else the key or the label where that is meant as one.
func (ev *evaluation) principalName(b *body) string {
	if b.failed("upn") {
		return "" // reported
	}
	name, at := b.text("upn"), b.spanOf("upn")
	if !b.set("upn") {
		name, at = assumedPrincipalName(b.in)
	}
	if (b.set("upn") || name != "") && !principalNameForm.MatchString(name) {
		ev.diags.Errorf(diag.InvalidValue, at, "%q is no user principal name: it has the form alice@woodgrove.example", name)
	}
	return name
}

func assumedPrincipalName(in *instance) (string, source.Span) {
	if strings.Contains(in.key, "@") {
		return in.key, in.decl.forEach.Span()
	}
	if strings.Contains(in.decl.label, "@") {
		return in.decl.label, in.decl.block.Labels[0].Span
	}
	return "", source.Span{}
}

// settleUsers checks that each user is declared once, and that nobody manages themselves (semantics S-HI-20).
func (ev *evaluation) settleUsers() {
	upns, applications := unique{ev: ev, what: "user principal name"}, unique{ev: ev, what: "application id"}
	for _, in := range ev.all("user") {
		if u := in.object.(*model.User); u.UPN != "" {
			upns.add(strings.ToLower(u.UPN), u.UPN, in.addr, in.place("upn"))
		}
	}
	for _, in := range ev.all("application_user") {
		if u := in.object.(*model.User); u.ApplicationID != "" {
			applications.add(u.ApplicationID, u.ApplicationID, in.addr, in.place("application_id"))
		}
	}
	ev.acyclic(chain{"user", "manager", diag.ManagerCycle, "reports to itself"})
}
