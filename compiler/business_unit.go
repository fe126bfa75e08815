package compiler

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
)

var businessUnitConstruct = &construct{
	name: "business_unit", labels: []string{"name"}, limits: true,
	doc: "A business unit. Exactly one has no parent: the root. Each has a default team of everybody in it, `business_unit.NAME.default_team`, without anybody writing it.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name in Dataverse, unique in the environment."},
		{name: "parent", is: ref("business_unit"), doc: "The business unit above. Only the root has none."},
		{name: "disabled", is: truth, assumed: "false", doc: "Its users and teams cannot act."},
	},
	blocks: []*construct{
		{name: "default_team", single: true, doc: "What the default team holds: every user of the business unit receives it.", attrs: []attribute{
			{name: "roles", is: assignments, assumed: "[]", doc: "Roles, measured from the business unit."},
			{name: "column_security_profiles", is: refs("column_security_profile"), assumed: "[]", doc: "Profiles of everybody in the business unit."},
		}},
	},
	create: func(ev *evaluation, in *instance) {
		u := &model.BusinessUnit{Address: in.addr, Span: in.decl.span()}
		in.object = u
		ev.policy.BusinessUnits = append(ev.policy.BusinessUnits, u)
		u.DefaultTeam = &model.Team{Address: in.addr + ".default_team", Span: u.Span, Default: true, Complete: true, BusinessUnit: u}
		in.defaultTeam = &instance{ev: ev, decl: in.decl, addr: u.DefaultTeam.Address, object: u.DefaultTeam, unit: in}
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		u := in.object.(*model.BusinessUnit)
		u.Name, u.Disabled = b.name(), b.truth("disabled")
		ev.nameFits(b, "business unit", u.Name, 160)
		if p := b.ref("parent"); p != nil {
			u.Parent, in.above = p.object.(*model.BusinessUnit), p
		} else if b.at("parent").failed {
			u.Parent = u // neither a root nor anybody's child
		}
		u.DefaultTeam.Name = u.Name
	},
	settle: (*evaluation).growTree,
}

// bindDefaultTeams gives the default teams what their blocks say, once roles are known.
func (ev *evaluation) bindDefaultTeams() {
	for _, in := range ev.all("business_unit") {
		if b := in.body.block("default_team"); b != nil {
			t := in.object.(*model.BusinessUnit).DefaultTeam
			t.Span, t.Profiles = b.span, profileUses(b)
			t.Assignments = ev.assign(b, t.Address, t.BusinessUnit)
		}
	}
}

// nameFits checks that a name is there, on one line, of a length that Dataverse allows.
func (ev *evaluation) nameFits(b *body, what, name string, longest int) {
	switch n := len([]rune(name)); {
	case strings.TrimSpace(name) == "" && !b.failed("name"):
		ev.diags.Errorf(diag.InvalidValue, b.place("name"), "the name of a %s is empty", what)
	case strings.ContainsFunc(name, unicode.IsControl):
		ev.diags.Errorf(diag.InvalidValue, b.place("name"), "the name of a %s stands on one line, %q does not", what, name)
	case n > longest:
		ev.diags.Errorf(diag.NameTooLong, b.place("name"), "the name of a %s has at most %d characters, this has %d", what, longest, n)
	}
}

// growTree finds the one root, reports cycles and second roots, and numbers the tree in pre-order. Semantics S-BU-01, S-BU-04.
func (ev *evaluation) growTree() {
	units := ev.policy.BusinessUnits
	byAddress(units, func(x *model.BusinessUnit) string { return x.Address })
	var roots []*model.BusinessUnit
	children := map[*model.BusinessUnit][]*model.BusinessUnit{}
	for _, u := range units {
		switch u.Parent {
		case nil:
			roots = append(roots, u)
		case u: // reported
		default:
			children[u.Parent] = append(children[u.Parent], u)
		}
	}
	ev.oneRoot(roots)
	ev.acyclic(chain{"business_unit", "parent", diag.BusinessUnitCycle, "lies below itself"})
	ev.policy.BusinessUnits = ev.policy.BusinessUnits[:0]
	ev.uniqueUnitNames()
	for _, u := range units {
		u.First, u.Last = outside, outside
	}
	if len(roots) == 0 { // so that the rest of the policy is checked all the same
		roots, children = units[:1], nil
	}
	ev.unitRoot = roots[0]
	ev.enabledRoot()
	ev.number(ev.unitRoot, children)
}

// outside numbers a business unit that hangs from no root, or from a second one: that was reported, and what follows is not.
const outside = -1

// enabledRoot: the root cannot be disabled (semantics S-BU-02).
func (ev *evaluation) enabledRoot() {
	for _, in := range ev.all("business_unit") {
		if u := in.object.(*model.BusinessUnit); u == ev.unitRoot && u.Parent == nil && u.Disabled {
			ev.diags.Errorf(diag.InvalidValue, in.place("disabled"), "the root business unit cannot be disabled")
		}
	}
}

// oneRoot reports a second root.
func (ev *evaluation) oneRoot(roots []*model.BusinessUnit) {
	if len(roots) < 2 {
		return
	}
	slices.SortFunc(roots, func(a, b *model.BusinessUnit) int { return a.Span.Compare(b.Span) })
	for _, r := range roots[1:] {
		ev.diags.Errorf(diag.TwoRoots, r.Span, "%s has no parent, and an environment has one root", r.Address).
			Note(roots[0].Span, "%s is a root too", roots[0].Address)
	}
}

func (ev *evaluation) number(u *model.BusinessUnit, children map[*model.BusinessUnit][]*model.BusinessUnit) {
	u.First = len(ev.policy.BusinessUnits)
	ev.policy.BusinessUnits = append(ev.policy.BusinessUnits, u)
	for _, c := range children[u] {
		ev.number(c, children)
	}
	u.Last = len(ev.policy.BusinessUnits) - 1
}

func (ev *evaluation) uniqueUnitNames() {
	names := unique{ev: ev, what: "business unit"}
	for _, in := range ev.all("business_unit") {
		u := in.object.(*model.BusinessUnit)
		names.add(strings.ToLower(u.Name), u.Name, in.addr, in.place("name"))
	}
}
