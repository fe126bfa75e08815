package records

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

const (
	rootLabel  = "root" // whatever its name: that is the environment's own, and can be changed
	parentUnit = "parentbusinessunitid"
)

// addUnits makes the tree of business units: those with records, then those that others name.
func (a *adder) addUnits() {
	a.keepRoot()
	rows := a.of("businessunit")
	rootRow := a.rootRow(rows)
	var made []*unit
	for _, r := range rows {
		u := &unit{row: r, unit: &model.BusinessUnit{}}
		if r == rootRow {
			u.unit = a.root
		}
		u.unit.Name, u.unit.Span, u.unit.Disabled = a.nameOf(r, "name"), r.Span, a.truth(r, "isdisabled", false)
		a.units[r.ID] = u.unit
		made = append(made, u)
	}
	made = a.namedByOthers(made)
	a.hang(made)
	a.addressUnits(made)
	a.number(made)
	a.sayOfUnits(made, rootRow)
}

// A unit is a business unit in the making.
type unit struct {
	row    *Row // nil: only others name it
	id     string
	unit   *model.BusinessUnit
	astray string // why it hangs below the root; "" where that is known
}

// keepRoot takes over the root of the policy, to which its roles point.
func (a *adder) keepRoot() {
	if len(a.p.BusinessUnits) > 1 {
		panic("bug: records are added to a policy that has business units")
	}
	if len(a.p.BusinessUnits) == 0 {
		a.p.BusinessUnits = []*model.BusinessUnit{{Address: model.Address("business_unit", rootLabel), Name: rootLabel}}
	}
	a.root = a.p.BusinessUnits[0]
}

// rootRow is the record without a parent; nil where none is, or where the data does not say parents.
func (a *adder) rootRow(rows []*Row) *Row {
	var without []*Row
	for _, r := range rows {
		if r.field(parentUnit).Value == "" {
			without = append(without, r)
		}
	}
	if len(without) == 0 {
		return nil
	}
	if len(without) == len(rows) && len(rows) > 1 {
		a.diags.Warnf(diag.IncompleteRecords, rows[0].Span, "the data does not say %s: every business unit is put below the root", parentUnit)
		return nil
	}
	for _, r := range without[1:] {
		a.diags.Errorf(diag.TwoRoots, r.Span, "business unit %q has no parent, and an environment has one root", a.nameOf(r, "name")).
			Note(without[0].Span, "%q is a root too", a.nameOf(without[0], "name"))
	}
	return without[0]
}

// namedByOthers makes the business units that no record describes, and a lookup names.
func (a *adder) namedByOthers(made []*unit) []*unit {
	byName := map[string]*model.BusinessUnit{}
	for _, u := range made {
		byName[strings.ToLower(u.unit.Name)] = u.unit
	}
	for _, r := range a.inOrder {
		for _, column := range []string{parentUnit, "businessunitid"} {
			f := r.field(column)
			if id := bare(f.Value); f.Value != "" && a.units[id] == nil && f.Named != "" && (r.Table != "businessunit" || column == parentUnit) {
				name := strings.ToLower(f.Named)
				if byName[name] == nil {
					byName[name] = &model.BusinessUnit{Name: f.Named, Span: f.Span}
					made = append(made, &unit{id: id, unit: byName[name], astray: "it is not in the data: only its name is known"})
				}
				a.units[id] = byName[name]
			}
		}
	}
	return made
}

// hang finds the parent of each, and puts those without one below the root.
func (a *adder) hang(made []*unit) {
	byUnit := map[*model.BusinessUnit]*unit{}
	for _, u := range made {
		byUnit[u.unit] = u
		if u.unit == a.root {
			continue
		}
		u.unit.Parent = a.root
		if u.row == nil {
			continue
		}
		f := u.row.field(parentUnit)
		if above := a.units[bare(f.Value)]; f.Value != "" && above != nil {
			u.unit.Parent = above
		} else if f.Value != "" {
			u.astray = "the business unit above it (" + f.Value + ") is not in the data"
		}
	}
	for _, u := range circular(made, func(u *unit) *unit { return byUnit[u.unit.Parent] }) {
		a.diags.Errorf(diag.BusinessUnitCycle, u.row.at(parentUnit), "business unit %q lies below itself", u.unit.Name)
		u.unit.Parent = a.root
	}
}

// circular are those through which what is above leads back to themselves: of each circle the first.
func circular[T comparable](all []T, above func(T) T) []T {
	var none T
	var found []T
	round := map[T]int{}
	for i, start := range all {
		at := start
		for at != none && round[at] == 0 {
			round[at] = i + 1
			at = above(at)
		}
		if at != none && round[at] == i+1 {
			found = append(found, at)
		}
	}
	return found
}

func (a *adder) addressUnits(made []*unit) {
	var all []named
	var units []*model.BusinessUnit
	for _, u := range made {
		if u.unit == a.root {
			continue
		}
		id := u.id
		if u.row != nil {
			id = u.row.ID
		}
		all, units = append(all, named{u.unit.Name, u.unit.Parent.Name, id}), append(units, u.unit)
	}
	for i, label := range labels(all, rootLabel) {
		units[i].Address = model.Address("business_unit", label)
	}
	a.root.Address = model.Address("business_unit", rootLabel)
}

// number puts the tree into pre-order, and gives every business unit its default team.
func (a *adder) number(made []*unit) {
	children := map[*model.BusinessUnit][]*model.BusinessUnit{}
	for _, u := range made {
		if u.unit != a.root {
			children[u.unit.Parent] = append(children[u.unit.Parent], u.unit)
		}
	}
	a.p.BusinessUnits = nil
	a.p.Teams = slices.DeleteFunc(a.p.Teams, func(t *model.Team) bool { return t.Default })
	var number func(u *model.BusinessUnit)
	number = func(u *model.BusinessUnit) {
		u.First = len(a.p.BusinessUnits)
		a.p.BusinessUnits = append(a.p.BusinessUnits, u)
		if u.DefaultTeam == nil {
			u.DefaultTeam = &model.Team{Default: true, Complete: true, BusinessUnit: u}
		}
		t := u.DefaultTeam
		t.Address, t.Name, t.Span = u.Address+".default_team", u.Name, u.Span
		a.p.Teams = append(a.p.Teams, t)
		below := children[u]
		slices.SortFunc(below, func(x, y *model.BusinessUnit) int { return cmp.Compare(x.Address, y.Address) })
		for _, c := range below {
			number(c)
		}
		u.Last = len(a.p.BusinessUnits) - 1
	}
	number(a.root)
}

// sayOfUnits comments on what is not known of business units, and warns of names that are not unique.
func (a *adder) sayOfUnits(made []*unit, rootRow *Row) {
	first := map[string]*model.BusinessUnit{}
	if rootRow == nil && len(made) > 0 {
		a.comment(a.root.Address, "the root is not in the data, so its name is not known")
	}
	for _, u := range made {
		if u.astray != "" {
			a.unresolved(u.unit.Address, u.unit.Span, "%s; it is put below the root", u.astray)
		}
		if u.row != nil {
			a.unnamed(u.row, "name", u.unit.Address)
		}
		key := strings.ToLower(u.unit.Name)
		if other := first[key]; other != nil {
			a.diags.Warnf(diag.DuplicateName, u.unit.Span, "%s and %s have one name, %q", other.Address, u.unit.Address, u.unit.Name).
				Note(other.Span, "the other is here")
			continue
		}
		first[key] = u.unit
	}
}

// unitOf is the business unit that a row is in. Where that is not known it is the root, and a comment says so.
func (a *adder) unitOf(r *Row, address string) *model.BusinessUnit {
	f := r.field("businessunitid")
	if u := a.units[bare(f.Value)]; f.Value != "" && u != nil {
		return u
	}
	return a.unknownUnit(address, r.at("businessunitid"), f.Value)
}

func (a *adder) unknownUnit(address string, at source.Span, id string) *model.BusinessUnit {
	if id == "" {
		a.unresolved(address, at, "its business unit is not said; it is put into the root")
	} else {
		a.unresolved(address, at, "its business unit %s is not known; it is put into the root", id)
	}
	return a.root
}
