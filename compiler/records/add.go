package records

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// AddTo puts records into a policy that holds what solutions say: roles, profiles, and no business unit but the root. The root takes the
// name that it has in the records. What names something that nobody knows is a warning and a comment, by the address of what says it:
// nothing is left out without a word.
//
// Ids are followed before names. Where the records hold an instance of a role in another business unit than the holder's, the policy is in
// matrix mode from then on.
func AddTo(p *model.Policy, all []*Records, diags *diag.List) (comments map[string][]string) {
	a := &adder{
		p: p, diags: diags, comments: map[string][]string{}, rows: map[string]map[string]*Row{},
		units: map[string]*model.BusinessUnit{}, users: map[string]*model.User{}, positions: map[string]*model.Position{},
		teams: map[string]*model.Team{}, groups: map[string]*model.EntraGroup{},
	}
	a.index(all)
	a.addUnits()
	a.addPositions()
	a.addUsers()
	a.addTeams(all)
	a.link(all)
	a.sort()
	for _, r := range all {
		p.Files = append(p.Files, r.Files...)
	}
	slices.SortStableFunc(p.Files, func(x, y *source.File) int { return cmp.Compare(x.Name, y.Name) })
	return a.comments
}

// An adder puts records into a policy. What is known of the records is by id.
type adder struct {
	p        *model.Policy
	diags    *diag.List
	comments map[string][]string

	rows      map[string]map[string]*Row // by table
	inOrder   []*Row
	root      *model.BusinessUnit
	units     map[string]*model.BusinessUnit
	users     map[string]*model.User
	positions map[string]*model.Position
	teams     map[string]*model.Team       // those that are not read are nil
	groups    map[string]*model.EntraGroup // by object id
	told      map[relation]bool
}

// comment notes at a block what could not be expressed in it.
func (a *adder) comment(address, format string, args ...any) {
	a.comments[address] = append(a.comments[address], fmt.Sprintf(format, args...))
}

// unresolved reports what could not be expressed, at the block and as a warning.
func (a *adder) unresolved(address string, at source.Span, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	a.comment(address, "%s", what)
	a.diags.Warnf(diag.UnresolvedRecord, at, "%s: %s", address, what)
}

// index finds the rows of all inputs. A row that two files have says what both say.
func (a *adder) index(all []*Records) {
	a.told = map[relation]bool{}
	for table := range readTables {
		a.rows[table] = map[string]*Row{}
	}
	for _, r := range all {
		for rel, told := range r.told {
			a.told[rel] = a.told[rel] || told
		}
		for _, row := range r.Rows {
			if first := a.rows[row.Table][row.ID]; first != nil {
				a.merge(first, row)
				continue
			}
			once := *row
			once.Fields = slices.Clone(row.Fields)
			a.rows[row.Table][row.ID] = &once
			a.inOrder = append(a.inOrder, &once)
		}
	}
}

// merge adds what a second row of an id says. Within a file there is none, and two never contradict each other.
func (a *adder) merge(first, again *Row) {
	if first.Span.File == again.Span.File {
		a.diags.Warnf(diag.DuplicateName, again.Span, "the record %s of %q is there twice", again.ID, again.Table).Note(first.Span, "the first is here")
	}
	for _, f := range again.Fields {
		known := first.field(f.Name)
		switch {
		case !known.Span.Known():
			first.Fields = append(first.Fields, f)
		case !strings.EqualFold(known.Value, f.Value):
			a.diags.Errorf(diag.DuplicateName, f.Span, "the record %s of %q says here that its %s is %q", again.ID, again.Table, f.Name, f.Value).
				Note(known.Span, "and here that it is %q", known.Value)
		}
	}
}

// of are the rows of a table, in the order in which they were read.
func (a *adder) of(table string) []*Row {
	var all []*Row
	for _, r := range a.inOrder {
		if r.Table == table {
			all = append(all, r)
		}
	}
	return all
}

// truth reads a column of two values.
func (a *adder) truth(r *Row, name string, otherwise bool) bool {
	f := r.field(name)
	switch strings.ToLower(f.Value) {
	case "":
	case "true", "1":
		return true
	case "false", "0":
		return false
	default:
		a.diags.Errorf(diag.InvalidValue, f.Span, "%s is True or False, not %q", name, f.Value)
	}
	return otherwise
}

// choice reads a column whose numbers stand for words.
func (a *adder) choice(r *Row, name string, words ...string) (n int, said bool) {
	f := r.field(name)
	if f.Value == "" {
		return 0, false
	}
	for i := range words {
		if f.Value == fmt.Sprint(i) {
			return i, true
		}
	}
	var known []string
	for i, w := range words {
		known = append(known, fmt.Sprintf("%d (%s)", i, w))
	}
	a.diags.Errorf(diag.InvalidValue, f.Span, "%s is one of %s, not %q", name, strings.Join(known, ", "), f.Value)
	return 0, false
}

// nameOf is the name of a row; its id where it has none.
func (a *adder) nameOf(r *Row, column string) string {
	if name := r.field(column).Value; name != "" {
		return name
	}
	return r.ID
}

// unnamed says of a row that it was given its id for a name.
func (a *adder) unnamed(r *Row, column, address string) {
	if r.field(column).Value == "" {
		a.unresolved(address, r.Span, "its name is not in the data")
	}
}

// sort puts the lists of the policy into the order that a model has them in.
func (a *adder) sort() {
	p := a.p
	for _, u := range p.Users {
		slices.SortFunc(u.Teams, func(x, y model.Membership) int { return cmp.Compare(x.Team.Address, y.Team.Address) })
		slices.SortFunc(u.Groups, func(x, y *model.EntraGroup) int { return cmp.Compare(x.Address, y.Address) })
		sortHeld(u.Assignments, u.Profiles)
	}
	for _, t := range p.Teams {
		sortHeld(t.Assignments, t.Profiles)
	}
	slices.SortFunc(p.Roles, func(x, y *model.Role) int { return cmp.Compare(x.Address, y.Address) })
	slices.SortFunc(p.Users, func(x, y *model.User) int { return cmp.Compare(x.Address, y.Address) })
	slices.SortFunc(p.Teams, func(x, y *model.Team) int { return cmp.Compare(x.Address, y.Address) })
	slices.SortFunc(p.Groups, func(x, y *model.EntraGroup) int { return cmp.Compare(x.Address, y.Address) })
	slices.SortFunc(p.Positions, func(x, y *model.Position) int { return cmp.Compare(x.Address, y.Address) })
}

func sortHeld(roles []model.Assignment, profiles []model.ProfileUse) {
	slices.SortStableFunc(roles, func(x, y model.Assignment) int {
		return cmp.Or(cmp.Compare(x.Role.Address, y.Role.Address), cmp.Compare(x.Anchor.Address, y.Anchor.Address))
	})
	slices.SortStableFunc(profiles, func(x, y model.ProfileUse) int { return cmp.Compare(x.Profile.Address, y.Profile.Address) })
}
