package world

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// Draw makes a small world that Dataverse would accept, with a liking for what is hard: several anchors on one principal, a parent's and a
// child's among them, team-only beside direct user, default teams with roles, nested groups, two tables of one base, one address that means
// another thing in another environment.
func Draw(t *rapid.T) *World {
	d := &drawing{T: t, w: &World{}}
	d.environments()
	d.units()
	d.tables()
	d.profiles()
	d.roles()
	d.groups()
	d.teams()
	d.defaultTeams()
	d.users()
	d.memberships()
	return d.w
}

// A drawing is a world that is being drawn. Every draw is simplest at its smallest value, so that shrinking takes things away.
type drawing struct {
	*rapid.T
	w *World
}

func (d *drawing) upTo(what string, most int) int { return rapid.IntRange(0, most).Draw(d.T, what) }

// sometimes is true once in so many times.
func (d *drawing) sometimes(what string, in int) bool {
	return rapid.IntRange(0, in-1).Draw(d.T, what) == in-1
}

func one[T any](d *drawing, what string, from []T) T { return from[d.upTo(what, len(from)-1)] }

// some are up to so many different elements of a list, in any order.
func some[T any](d *drawing, what string, from []T, most int) []T {
	left := slices.Clone(from)
	var chosen []T
	for range d.upTo(what+" count", min(most, len(from))) {
		k := d.upTo(what, len(left)-1)
		chosen, left = append(chosen, left[k]), slices.Delete(left, k, k+1)
	}
	return chosen
}

func (d *drawing) environments() {
	switch d.upTo("environments", 4) {
	case 0: // the implied one, which is classic
	case 1, 2:
		d.w.Environments = []Environment{{"prod", d.upTo("matrix", 2) > 0}}
	default:
		d.w.Environments = []Environment{{"dev", d.upTo("matrix in dev", 2) > 0}, {"prod", d.upTo("matrix in prod", 2) > 0}}
	}
}

// in is what limits a thing to environments: mostly nothing.
func (d *drawing) in(what string) []string {
	if len(d.w.Environments) < 2 {
		return nil
	}
	return one(d, what+" limited to", [][]string{nil, nil, nil, {"dev"}, {"prod"}})
}

// names are the names of the next thing of a kind. A few share a block with for_each; a few are declared twice, once for each environment:
// then there are two names.
func (d *drawing) names(label, block string, n int) []Name {
	in := d.in(label)
	switch d.upTo(label+" declared", 7) {
	case 5, 6:
		if in != nil {
			block += "_" + in[0]
		}
		return []Name{{Label: block, Key: string(rune('a' + n)), In: in}}
	case 7:
		if len(d.w.Environments) == 2 {
			return []Name{{Label: fmt.Sprint(label, n), In: []string{"dev"}}, {Label: fmt.Sprint(label, n), In: []string{"prod"}}}
		}
	}
	return []Name{{Label: fmt.Sprint(label, n), In: in}}
}

// where are the environments in which a thing exists.
func (d *drawing) where(in []string) []string {
	if in != nil {
		return in
	}
	return d.w.EnvironmentNames()
}

func (d *drawing) matrix(environment string) bool {
	return slices.Contains(d.w.Environments, Environment{environment, true})
}

// visible are the addresses that exist in every environment of something limited to in, each once.
func visible[T interface{ Address() string }](d *drawing, in []string, list []T, name func(T) Name) []string {
	var addresses []string
	for _, candidate := range list {
		a := candidate.Address()
		everywhere := !slices.Contains(addresses, a)
		for _, environment := range d.where(in) {
			everywhere = everywhere && slices.ContainsFunc(list, func(x T) bool { return x.Address() == a && name(x).exists(environment) })
		}
		if everywhere {
			addresses = append(addresses, a)
		}
	}
	return addresses
}

func (d *drawing) visibleUnits(in []string) []string {
	return visible(d, in, d.w.Units, func(u *Unit) Name { return u.Name })
}

func (d *drawing) units() {
	d.w.Units = []*Unit{{Name: Name{Label: "root"}, Implied: d.sometimes("implied root", 12)}}
	if d.w.Units[0].Implied {
		return
	}
	for n := range d.upTo("business units below the root", 7) {
		for _, name := range d.names("b", "area", n) {
			// Mostly below the latest: chains are where subtrees differ from their tops.
			parents := d.visibleUnits(name.In)
			slices.Reverse(parents)
			parents = slices.DeleteFunc(parents, func(a string) bool { return a == name.address("business_unit") })
			parent := parents[min(d.upTo("parent", 2*len(parents)-1)/2, len(parents)-1)]
			d.w.Units = append(d.w.Units, &Unit{Name: name, Parent: parent, Disabled: d.sometimes("disabled unit", 12)})
		}
	}
}

func (d *drawing) tables() {
	for n := range d.upTo("custom tables", 3) {
		table := &Table{Label: fmt.Sprint("x_custom", n), Ownership: one(d, "ownership", []string{"user_or_team", "organization", "unknown"})}
		if table.Ownership == "user_or_team" {
			table.Activity = d.sometimes("activity", 2)
		}
		if d.sometimes("secured", 2) {
			table.Secured = []string{"x_amount"}
		}
		d.w.Tables = append(d.w.Tables, table)
	}
	if d.sometimes("secured contact columns", 2) {
		d.w.Tables = append(d.w.Tables, &Table{Label: "contact", Secured: []string{"creditlimit", "governmentid"}, Masked: []string{"governmentid"}})
	}
}

func (d *drawing) profiles() {
	for n := range d.upTo("profiles", 2) {
		p := &Profile{Name: Name{Label: fmt.Sprint("p", n), In: d.in("profile")}}
		for _, t := range d.w.Tables {
			for _, c := range t.Secured {
				p.Columns = append(p.Columns, d.columns(t, c)...)
			}
		}
		if len(p.Columns) > 0 {
			d.w.Profiles = append(d.w.Profiles, p)
		}
	}
}

// columns is what a profile allows on a column, nothing at all mostly not written.
func (d *drawing) columns(t *Table, name string) []Column {
	allows := d.upTo("allows", 7)
	c := Column{Table: t.Label, Name: name, Read: allows&1 == 1, Update: allows&2 == 2, Create: allows&4 == 4}
	if allows == 0 {
		return nil
	}
	if c.Read && slices.Contains(t.Masked, name) {
		c.Unmasked = one(d, "unmasked", []string{"", "none", "one_record", "all_records"})
	}
	return []Column{c}
}
