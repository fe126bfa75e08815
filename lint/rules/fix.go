package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// unfixable says why a finding must be mended by hand.
func unfixable(format string, args ...any) *lint.Fix {
	return &lint.Fix{Why: fmt.Sprintf(format, args...)}
}

// An ownHolding is the list of what a team or user holds itself.
type ownHolding struct {
	assignments *[]model.Assignment
	own         *model.BusinessUnit
	span        source.Span
}

func holdingOf(p *model.Policy, address string) *ownHolding {
	for _, t := range p.Teams {
		if t.Address == address {
			return &ownHolding{&t.Assignments, t.BusinessUnit, t.Span}
		}
	}
	for _, u := range p.Users {
		if u.Address == address {
			return &ownHolding{&u.Assignments, u.BusinessUnit, u.Span}
		}
	}
	return nil
}

// takeAssignment takes the assignment away that a finding about a principal names.
func takeAssignment(p *model.Policy, f lint.Finding) *lint.Fix {
	h := holdingOf(p, f.Address)
	if h == nil {
		return nil
	}
	at := slices.IndexFunc(*h.assignments, func(a model.Assignment) bool { return instance(a, h.own) == f.Subject.Other })
	if at < 0 {
		return nil
	}
	return &lint.Fix{
		Edit:       source.Edit{Do: source.Take, Block: h.span, At: (*h.assignments)[at].Span},
		SameAccess: true,
		Apply: func(p *model.Policy) {
			h := holdingOf(p, f.Address)
			*h.assignments = slices.DeleteFunc(*h.assignments, func(a model.Assignment) bool { return instance(a, h.own) == f.Subject.Other })
		},
	}
}

func roleAt(p *model.Policy, address string) *model.Role {
	if at := slices.IndexFunc(p.Roles, func(r *model.Role) bool { return r.Address == address }); at >= 0 {
		return p.Roles[at]
	}
	return nil
}

// writtenIn is the role that writes out what a role has: itself, or one that it is based on; nil where no policy file does. at is where a role
// says that it has it. What it has of its base says where the base is named, and none of the words stands there.
func writtenIn(p *model.Policy, r *model.Role, words []string, at func(*model.Role) source.Span) (*model.Role, source.Span) {
	for r != nil {
		span := at(r)
		if handwritten(span) && slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(strings.Trim(span.Text(), `"`), w) }) {
			return r, span
		}
		r = roleAt(p, r.BasedOn)
	}
	return nil, source.Span{}
}

func notWritten(r *model.Role, instead string) *lint.Fix {
	switch {
	case r.Span.Known() && !handwritten(r.Span):
		return unfixable("%s stands in %s, and --fix edits policy files only", r.Address, r.Span.File.Name)
	case r.BasedOn != "":
		return unfixable("it comes from %s, or from what that is based on: %s", r.BasedOn, instead)
	}
	return unfixable("it is not written out in %s", r.Address)
}

// takeGrant takes the grant away that a finding about a role names. Where "all" brought it, the other verbs are written out.
func takeGrant(p *model.Policy, f lint.Finding) *lint.Fix {
	is := func(g model.Grant) bool { return g.Table == f.Subject.Table && g.Verb.String() == f.Subject.Verb }
	r := roleAt(p, f.Address)
	if r == nil || !slices.ContainsFunc(r.Grants, is) {
		return nil
	}
	from, span := writtenIn(p, r, []string{f.Subject.Verb, "all"}, func(r *model.Role) source.Span {
		if i := slices.IndexFunc(r.Grants, is); i >= 0 {
			return r.Grants[i].Span
		}
		return source.Span{}
	})
	if from == nil {
		return notWritten(r, "write the line of the table in "+r.Address)
	}
	var others []string
	for _, v := range privilege.Verbs() {
		if slices.ContainsFunc(from.Grants, func(g model.Grant) bool { return g.Span == span && g.Verb == v && !is(g) }) {
			others = append(others, fmt.Sprintf("%q", v))
		}
	}
	return &lint.Fix{
		Edit:  source.Edit{Do: source.Take, Block: from.Span, At: span, Text: strings.Join(others, ", "), Keep: from.BasedOn != ""},
		Apply: func(p *model.Policy) { r := roleAt(p, f.Address); r.Grants = slices.DeleteFunc(r.Grants, is) },
	}
}

// takePrivilege takes the miscellaneous privilege away that a finding about a role names.
func takePrivilege(p *model.Policy, f lint.Finding) *lint.Fix {
	is := func(h model.HeldPrivilege) bool { return h.Name == f.Subject.Privilege }
	r := roleAt(p, f.Address)
	if r == nil || !slices.ContainsFunc(r.Privileges, is) {
		return nil
	}
	from, span := writtenIn(p, r, []string{f.Subject.Privilege}, func(r *model.Role) source.Span {
		if i := slices.IndexFunc(r.Privileges, is); i >= 0 {
			return r.Privileges[i].Span
		}
		return source.Span{}
	})
	if from == nil {
		return notWritten(r, "name it in without_privileges of "+r.Address)
	}
	return &lint.Fix{
		Edit:  source.Edit{Do: source.Take, Block: from.Span, At: span},
		Apply: func(p *model.Policy) { r := roleAt(p, f.Address); r.Privileges = slices.DeleteFunc(r.Privileges, is) },
	}
}

func tableNamed(p *model.Policy, name string) *model.Table {
	if at := slices.IndexFunc(p.Tables, func(t *model.Table) bool { return t.Fact.Name == name }); at >= 0 {
		return p.Tables[at]
	}
	return nil
}

// turnOff says of a table that a switch of its is off: the one that the finding names, or audit.
func turnOff(p *model.Policy, f lint.Finding) *lint.Fix {
	name := cmp.Or(f.Subject.Other, "audit")
	t := tableNamed(p, f.Subject.Table)
	if t == nil || name == "audit" && !on(t.Audit) || name == "retrieve_audit" && !t.RetrieveAudit {
		return nil
	}
	return &lint.Fix{
		Edit:       source.Edit{Do: source.Set, Block: t.Span, Name: name, Text: "false"},
		SameAccess: true,
		Apply: func(p *model.Policy) {
			if t := tableNamed(p, f.Subject.Table); name == "audit" {
				t.Audit = new(false)
			} else {
				t.RetrieveAudit = false
			}
		},
	}
}

// turnColumnOff says of a column that it is not audited. Where the column matters, the switch is right, and that of the table is wrong.
func turnColumnOff(p *model.Policy, f lint.Finding) *lint.Fix {
	column := func(p *model.Policy) *model.Column {
		if t := tableNamed(p, f.Subject.Table); t != nil {
			if at := slices.IndexFunc(t.Columns, func(c model.Column) bool { return c.Name == f.Subject.Column }); at >= 0 {
				return &t.Columns[at]
			}
		}
		return nil
	}
	c := column(p)
	if c == nil || !on(c.Audit) {
		return nil
	}
	if why := whyAudited(tableNamed(p, f.Subject.Table), *c); why != "" {
		return unfixable("%s: audit the table", why)
	}
	return &lint.Fix{
		Edit:       source.Edit{Do: source.Set, Block: c.Span, Name: "audit", Text: "false"},
		SameAccess: true,
		Apply:      func(p *model.Policy) { column(p).Audit = new(false) },
	}
}

// whyAudited says why changes of a column are to be audited, "" where nothing says so.
func whyAudited(t *model.Table, c model.Column) string {
	switch {
	case on(c.Secured):
		return "the column is secured"
	case lint.Confidential(c.Classification):
		return "the column is " + c.Classification
	case c.Classification == "" && lint.SensitiveAs(t.Fact.Name, t):
		return t.Fact.Name + " is sensitive"
	}
	return ""
}

// turnOn says of a table that it is audited: in its block, or in a new one behind the last that says so of a table. The switch works where
// an environment audits, so that it is meant for all of them.
func turnOn(p *model.Policy, f lint.Finding) *lint.Fix {
	name := f.Subject.Table
	if t := tableNamed(p, name); t != nil && handwritten(t.Span) {
		return &lint.Fix{
			Edit:       source.Edit{Do: source.Set, Block: t.Span, Name: "audit", Text: "true"},
			SameAccess: true, Everywhere: true,
			Apply: func(p *model.Policy) {
				if other := tableNamed(p, name); other != nil && other.Span == t.Span {
					other.Audit = new(true)
				}
			},
		}
	}
	fact := schema.TableByName(name)
	if fact == nil {
		return unfixable("table %q is not in the catalogue", name)
	}
	var behind source.Span
	for _, t := range p.Tables {
		if handwritten(t.Span) && t.Audit != nil && t.Span.Compare(behind) > 0 {
			behind = t.Span
		}
	}
	return &lint.Fix{
		Edit:       source.Edit{Do: source.Add, Block: behind, Text: fmt.Sprintf("table %q { audit = true }", name)},
		SameAccess: true, Everywhere: true,
		Apply: func(p *model.Policy) {
			if t := tableNamed(p, name); t != nil {
				t.Audit = new(true)
				return
			}
			p.Tables = append(p.Tables, &model.Table{Fact: fact, Audit: new(true)})
			slices.SortFunc(p.Tables, func(a, b *model.Table) int { return cmp.Compare(a.Fact.Name, b.Fact.Name) })
		},
	}
}
