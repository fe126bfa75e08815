package compiler

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

var roleConstruct = &construct{
	name: "role", labels: []string{"name"}, limits: true,
	doc: "A security role. A line of `grants` is a row of the role editor; it replaces the whole line of the role that this one is based on.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name in Dataverse."},
		{name: "description", is: text, doc: "What it is for."},
		{name: "business_unit", is: ref("business_unit"), assumed: "the root", doc: "Where it is defined: it exists there and in every business unit below."},
		{name: "based_on", is: ref("role"), doc: "The role that this one starts as a copy of."},
		{name: "member_inheritance", is: oneOf("direct_user", "team_only"), assumed: "omitted, evaluated as direct_user", doc: "What members of a team get from the role that the team holds."},
		{name: "privileges", is: privileges, assumed: "[]", doc: "Miscellaneous privileges, added to the base's. A list means organization; an object says `name = level`."},
		{name: "without_privileges", is: texts, assumed: "[]", doc: "Miscellaneous privileges of the base that this role lacks; `[\"all\"]`: it holds none of them, known or not."},
		{name: "kind", is: oneOf("business", "admin", "service", "deployment"), doc: "Whom the role is for."},
		{name: "owner", is: text, doc: "Who answers for it."},
		{name: "purpose", is: text, doc: "Why it exists."},
		{name: "review_by", is: date, doc: "When it is to be looked at again."},
	},
	blocks: []*construct{
		{name: "grants", single: true, free: "table", doc: "One line for each table: `account = { user = [\"create\", \"write\"], organization = [\"read\"] }`. At the lowest level of a line, `\"all\"` stands for the verbs of the table that the line has not given elsewhere. Tables that share privileges share a line: what it says of `email` holds for every activity."},
	},
	create: func(ev *evaluation, in *instance) {
		r := &model.Role{Address: in.addr, Span: in.decl.span(), Complete: true}
		in.object = r
		ev.policy.Roles = append(ev.policy.Roles, r)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		if in.brought != nil {
			ev.bindBroughtRole(in)
			return
		}
		r := in.object.(*model.Role)
		r.Name, r.Description = b.name(), b.text("description")
		ev.nameFits(b, "role", r.Name, 100)
		r.Inheritance = map[string]model.MemberInheritance{"direct_user": model.DirectUser, "team_only": model.TeamOnly}[b.text("member_inheritance")]
		r.Kind, r.Owner, r.Purpose, r.ReviewBy = b.text("kind"), b.text("owner"), b.text("purpose"), b.text("review_by")
		r.BusinessUnit = ev.unitOf(b)
		parts := &roleParts{body: b, role: r, without: b.list("without_privileges")}
		if g := b.block("grants"); g != nil {
			parts.lines = ev.lines(g)
		}
		parts.privileges = ev.heldPrivileges(b)
		if d := b.at("based_on"); len(d.list) == 1 {
			parts.base = d.list[0]
		}
		ev.roles[in] = parts
	},
	settle: (*evaluation).settleRoles,
}

// roleParts is a role as written, until what it is based on is known.
type roleParts struct {
	body       *body
	role       *model.Role
	base       item
	lines      []line
	privileges []model.HeldPrivilege
	without    []item
	state      state
}

// settleRoles adds to each role what it is based on, and checks names.
func (ev *evaluation) settleRoles() {
	for _, in := range ev.all("role") {
		ev.settleRole(in)
	}
	ev.uniqueRoleNames()
	ev.broughtTwice("role")
}

// settleRole copies the base, then lets each line replace the base's lines on the same privileges.
func (ev *evaluation) settleRole(in *instance) *model.Role {
	p := ev.roles[in]
	if p == nil || p.state == evaluated || p.state == failed {
		return in.object.(*model.Role)
	}
	if !ev.enter(in.addr+".based_on", p.body.spanOf("based_on")) {
		p.state = failed
		return p.role
	}
	p.state = evaluating
	defer func() {
		ev.leave()
		if p.state != failed {
			p.state = evaluated
		}
	}()
	r := p.role
	base := ev.baseRole(p.base)
	if base != nil {
		r.BasedOn, r.Complete = base.Address, base.Complete
		r.Grants = inherited(base, p.lines, p.base.span)
	}
	for _, l := range p.lines {
		r.Grants = append(r.Grants, l.grants...)
	}
	slices.SortStableFunc(r.Grants, func(a, b model.Grant) int {
		return cmp.Or(cmp.Compare(a.Base.Name, b.Base.Name), cmp.Compare(a.Verb, b.Verb), a.Span.Compare(b.Span))
	})
	ev.oneLevelPerVerb(r)
	ev.addPrivileges(p, base)
	return r
}

// baseRole is the role that a role is based on, nil for none.
func (ev *evaluation) baseRole(base item) *model.Role {
	switch {
	case base.in != nil:
		return ev.settleRole(base.in)
	case base.target != nil:
		return ev.standardRole(base.target.(standardRole).role)
	}
	return nil
}

// inherited are the grants of the base that no line replaces. They stand where the policy says what it is based on.
func inherited(base *model.Role, lines []line, at source.Span) []model.Grant {
	replaced := map[string]bool{}
	for _, l := range lines {
		replaced[l.base.Name] = true
	}
	var grants []model.Grant
	for _, g := range base.Grants {
		if !replaced[g.Base.Name] {
			g.Span = at
			grants = append(grants, g)
		}
	}
	return grants
}

// oneLevelPerVerb reports verbs of one privilege base at two levels: Dataverse holds one (semantics S-TB-24). What two "all" bring is
// one problem.
func (ev *evaluation) oneLevelPerVerb(r *model.Role) {
	reported := map[[2]source.Span]bool{}
	for i := 1; i < len(r.Grants); i++ {
		a, b := r.Grants[i-1], r.Grants[i]
		if a.Base != b.Base || a.Verb != b.Verb || a.Level == b.Level || reported[[2]source.Span{a.Span, b.Span}] {
			continue
		}
		reported[[2]source.Span{a.Span, b.Span}] = true
		shares := ""
		if a.Table != b.Table {
			shares = ": " + a.Table + " and " + b.Table + " share it"
		}
		ev.diags.Errorf(diag.TwoLevels, b.Span, "%s is granted at %q and %q in one role%s", a.Base.Privilege(a.Verb), a.Level.String(), b.Level.String(), shares).
			Note(a.Span, "%q is granted here", a.Level.String())
	}
}

// standardRole is a role of the catalogue as a role of this policy, made when something names it.
func (ev *evaluation) standardRole(from *schema.StandardRole) *model.Role {
	if r := ev.standards[from.Name]; r != nil {
		return r
	}
	r := &model.Role{
		Address: standardRole{from}.Address(), Name: from.Name, Standard: true, Complete: from.Complete,
		BusinessUnit: ev.unitRoot, Administrator: from.Administrator,
	}
	for _, g := range from.Grants {
		b := ev.tables.base(g.Base)
		r.Grants = append(r.Grants, model.Grant{Base: b, Verb: g.Verb, Level: g.Level, Table: b.Tables[0]})
	}
	for _, name := range from.Privileges {
		r.Privileges = append(r.Privileges, model.HeldPrivilege{Name: name, Level: privilege.Organization})
	}
	if from.Administrator {
		ev.administer(r)
	}
	ev.standards[from.Name] = r
	return r
}

// administer gives System Administrator what the policy declares: the widest legal level of every verb, every privilege (S-RO-30).
func (ev *evaluation) administer(r *model.Role) {
	for _, b := range ev.tables.bases {
		for _, v := range privilege.Verbs() {
			if b.Has(v) {
				r.Grants = append(r.Grants, model.Grant{Base: b, Verb: v, Level: b.Legal[v].Widest(), Table: b.Tables[0]})
			}
		}
	}
	for _, name := range ev.tables.privileges {
		r.Privileges = append(r.Privileges, model.HeldPrivilege{Name: name, Level: privilege.Organization})
	}
	slices.SortFunc(r.Grants, func(a, b model.Grant) int {
		return cmp.Or(cmp.Compare(a.Base.Name, b.Base.Name), cmp.Compare(a.Verb, b.Verb))
	})
	slices.SortFunc(r.Privileges, func(a, b model.HeldPrivilege) int { return cmp.Compare(a.Name, b.Name) })
}

// heldPrivileges reads the miscellaneous privileges that a role names.
func (ev *evaluation) heldPrivileges(b *body) []model.HeldPrivilege {
	var held []model.HeldPrivilege
	seen := map[string]source.Span{}
	for _, i := range b.list("privileges") {
		name, ok := ev.miscellaneous(i)
		if !ok {
			continue
		}
		if first, again := seen[name]; again {
			ev.diags.Errorf(diag.DuplicateKey, i.span, "%q is named twice", name).Note(first, "the first is here")
			continue
		}
		seen[name] = i.span
		held = append(held, model.HeldPrivilege{Name: name, Level: i.level, Span: i.span})
	}
	return held
}

// miscellaneous finds a miscellaneous privilege by name, without case.
func (ev *evaluation) miscellaneous(i item) (string, bool) {
	if own := ev.tables.privileges[strings.ToLower(i.text)]; own != "" {
		return own, true
	}
	base, verb, misc, _ := schema.ParsePrivilege(i.text)
	switch {
	case misc != nil:
		if i.level != 0 && !misc.Levels.Has(i.level) {
			at := i.levelAt
			if !at.Known() {
				at = i.span
			}
			ev.diags.Errorf(diag.LevelNotAvailable, at, "%q cannot be granted at %q", misc.Name, i.level.String()).Hint = onlyLevels(misc.Levels)
		}
		return misc.Name, true
	case base == nil:
		base, verb = ev.tables.tablePrivilege(i.text)
	}
	if base != nil {
		ev.diags.Errorf(diag.UnknownPrivilege, i.span, "%q is a privilege of a table: write %s = { … = [%q] } in grants", i.text, base.Tables[0], verb.String())
		return "", false
	}
	ev.diags.Errorf(diag.UnknownPrivilege, i.span, "privilege %q is not in the catalogue (%s), and no file declares it", i.text, schema.Version()).Suggest(i.text, ev.privilegeNames())
	return "", false
}

// privilegeNames are the names of all miscellaneous privileges, sorted, for suggestions.
func (ev *evaluation) privilegeNames() []string {
	var names []string
	for _, m := range schema.Miscellaneous() {
		names = append(names, m.Name)
	}
	for _, own := range ev.tables.privileges {
		names = append(names, own)
	}
	slices.Sort(names)
	return names
}

// addPrivileges adds the base's miscellaneous privileges, less those that the role is without.
func (ev *evaluation) addPrivileges(p *roleParts, base *model.Role) {
	r := p.role
	without := map[string]bool{}
	all := ev.withoutAll(p, base)
	for _, i := range p.without {
		if i.text == allPrivileges {
			continue
		}
		name, ok := ev.miscellaneous(i)
		if !ok {
			continue
		}
		without[name] = true
		if slices.ContainsFunc(p.privileges, func(h model.HeldPrivilege) bool { return h.Name == name }) {
			ev.diags.Errorf(diag.DuplicateKey, i.span, "%q is both in privileges and in without_privileges", name)
		} else if base == nil && !p.body.failed("based_on") || base != nil && base.Complete && !holds(base, name) {
			ev.diags.Errorf(diag.UnknownPrivilege, i.span, "there is no %q to take away: %s", name, lacks(base))
		}
	}
	r.Privileges = p.privileges
	if all {
		r.Complete = true // all of them stand here
	} else if base != nil {
		for _, h := range base.Privileges {
			if !without[h.Name] && !holds(r, h.Name) {
				h.Span = p.base.span
				r.Privileges = append(r.Privileges, h)
			}
		}
	}
	slices.SortFunc(r.Privileges, func(a, b model.HeldPrivilege) int { return cmp.Compare(a.Name, b.Name) })
	if !r.Complete && base != nil {
		r.Without = lacking(r, base, slices.Sorted(maps.Keys(without)))
	}
}

// lacking are the privileges that a role lacks, and its base may have without anybody knowing.
func lacking(r, base *model.Role, without []string) []string {
	all := slices.Concat(base.Without, without)
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(name string) bool { return holds(r, name) || holds(base, name) })
	if len(all) == 0 {
		return nil
	}
	return all
}

// allPrivileges takes away every miscellaneous privilege of the base, also those that nobody knows.
const allPrivileges = "all"

// withoutAll reports whether a role takes none of the base's miscellaneous privileges.
func (ev *evaluation) withoutAll(p *roleParts, base *model.Role) bool {
	at := slices.IndexFunc(p.without, func(i item) bool { return i.text == allPrivileges })
	if at < 0 {
		return false
	}
	if i := p.without[at]; base == nil && !p.body.failed("based_on") {
		ev.diags.Errorf(diag.InvalidValue, i.span, "there is nothing to take away: %s", lacks(base))
	} else if len(p.without) > 1 {
		ev.diags.Errorf(diag.InvalidValue, i.span, "%q takes every privilege of the base away: name nothing beside it", allPrivileges)
	}
	return true
}

func lacks(base *model.Role) string {
	if base == nil {
		return "the role is based on none"
	}
	return base.Address + " does not hold it"
}

func holds(r *model.Role, name string) bool {
	return slices.ContainsFunc(r.Privileges, func(h model.HeldPrivilege) bool { return h.Name == name })
}

// uniqueRoleNames reports roles of one name that would meet in a business unit (semantics S-RO-02, S-RO-07).
func (ev *evaluation) uniqueRoleNames() {
	byName := map[string][]*instance{}
	for _, in := range ev.all("role") {
		r := in.object.(*model.Role)
		key := strings.ToLower(r.Name)
		for _, first := range byName[key] {
			other := first.object.(*model.Role)
			if in.brought != nil && first.brought != nil {
				continue // which is said of both
			}
			if r.BusinessUnit != nil && other.BusinessUnit != nil && (r.BusinessUnit.Contains(other.BusinessUnit) || other.BusinessUnit.Contains(r.BusinessUnit)) {
				u := unique{ev: ev, what: "role"}
				u.add(key, other.Name, other.Address, first.place("name"))
				u.add(key, r.Name, r.Address, in.place("name"))
				break
			}
		}
		byName[key] = append(byName[key], in)
	}
}
