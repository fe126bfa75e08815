package matrix

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A Change says how access differs (semantics S-EF-34).
type Change string

// The changes. Widened: what there was does not cover what there is; narrowed the other way round; moved both.
const (
	Gained   Change = "gained" // from nothing
	Widened  Change = "widened"
	Moved    Change = "moved"
	Narrowed Change = "narrowed"
	Lost     Change = "lost" // to nothing
)

var changes = []Change{Gained, Widened, Moved, Narrowed, Lost}

// Widens reports whether somebody has access that they did not have.
func (c Change) Widens() bool { return c == Gained || c == Widened || c == Moved }

// Narrows reports whether somebody had access that they do not have any more.
func (c Change) Narrows() bool { return c == Lost || c == Narrowed || c == Moved }

// The kinds of access.
const (
	TableAccess     = "table"
	PrivilegeAccess = "privilege" // a miscellaneous one
	ColumnAccessed  = "column"    // a secured one
	RowShared       = "share"
)

var accessKinds = []string{TableAccess, PrivilegeAccess, ColumnAccessed, RowShared}

// An AccessChange is one change of access, and everybody whom it happens to alike.
type AccessChange struct {
	Environment string   `json:"environment"`
	Kind        string   `json:"kind"`
	Principals  []string `json:"principals"` // sorted; who is in both inputs is named as in the second
	Table       string   `json:"table,omitempty"`
	Verb        string   `json:"verb,omitempty"` // of a column: create, read, update, read_unmasked
	Column      string   `json:"column,omitempty"`
	Privilege   string   `json:"privilege,omitempty"`
	Change      Change   `json:"change"`
	From        Extent   `json:"from"`
	To          Extent   `json:"to"`
	Because     []Cause  `json:"because"` // sorted
}

// An Extent is how far an access goes. Where principals of several business units change alike, "own" is that of each.
type Extent struct {
	Scope
	Unmasked string   `json:"unmasked,omitempty"` // of read_unmasked: one_record | all_records
	Records  []string `json:"records,omitempty"`  // of a share
}

// A Cause is what was written, or is not written any more: a grant of a role, an assignment or membership of a principal, the parent of a
// business unit.
type Cause struct {
	Address string `json:"address"`
	Place
}

func (c Cause) compare(d Cause) int {
	return cmp.Or(cmp.Compare(c.Address, d.Address), c.Place.compare(d.Place))
}

// Compare says what of a's access b has not, and the other way round. It is about users and teams; and about roles, as whoever holds them,
// where they are asked for or one of the two declares neither users nor teams.
//
// Things are the same where they have one address; else where a role has the same id or name, a user the same user principal name or
// application id, a team or business unit the same name; and the root is the root. Which of its own lists something stands in does not matter.
func Compare(a, b *Matrix, roles bool) []AccessChange {
	d := newDiffer(a, b)
	for _, p := range d.pairs(roles || !a.declaresPrincipals() || !b.declaresPrincipals()) {
		d.cells(p)
		d.privileges(p)
		d.columns(p)
	}
	d.shares()
	return d.sorted()
}

// A group is a change to which principals are added.
type group struct {
	AccessChange
	from, to reach // of cells
	unit     int32 // the own business unit of its principals; several, where they have more than one
}

const (
	nowhere int32 = -1 - iota
	several
)

func (d *differ) group(key string, start func() group) *group {
	g, known := d.groups[key]
	if !known {
		one := start()
		one.unit = nowhere
		g = &one
		d.groups[key] = g
		d.order = append(d.order, g)
	}
	return g
}

func (g *group) add(principal string, because []Cause) {
	g.Principals = append(g.Principals, principal)
	g.Because = append(g.Because, because...)
	if len(g.Because) > 2*len(g.Principals)+1000 {
		g.Because = once(g.Because)
	}
}

func once(all []Cause) []Cause {
	slices.SortFunc(all, Cause.compare)
	return slices.Compact(all)
}

// sorted are the changes in order. There may be very many: groups are sorted where they are, and each is gone when its change is there.
func (d *differ) sorted() []AccessChange {
	for _, g := range d.order {
		slices.Sort(g.Principals)
		g.Principals = slices.Compact(g.Principals)
	}
	d.sortGroups()
	d.groups = nil
	scopes := map[string]Scope{}
	all := make([]AccessChange, 0, len(d.order))
	for i, g := range d.order {
		g.Environment = d.b.policy.Environment.Name
		if g.Because = slices.Clip(once(g.Because)); g.Because == nil {
			g.Because = []Cause{}
		}
		if g.Kind == TableAccess {
			g.From.Scope, g.To.Scope = d.scopeOnce(scopes, g.from, g.unit), d.scopeOnce(scopes, g.to, g.unit)
		}
		all = append(all, g.AccessChange)
		d.order[i] = nil
	}
	return all
}

// sortGroups sorts by kind, table, column, verb, privilege, change and principals.
func (d *differ) sortGroups() {
	type ranked struct {
		*group
		kind, verb, change, at int
	}
	verbs := append(privilege.VerbNames(), columnVerbs...)
	all := make([]ranked, len(d.order))
	for i, g := range d.order {
		all[i] = ranked{g, slices.Index(accessKinds, g.Kind), slices.Index(verbs, g.Verb), slices.Index(changes, g.Change), i}
	}
	slices.SortFunc(all, func(x, y ranked) int {
		if x.kind != y.kind {
			return x.kind - y.kind
		}
		if c := cmp.Compare(x.Table, y.Table); c != 0 {
			return c
		}
		if c := cmp.Compare(x.Column, y.Column); c != 0 {
			return c
		}
		if x.verb != y.verb {
			return x.verb - y.verb
		}
		if c := cmp.Compare(x.Privilege, y.Privilege); c != 0 {
			return c
		}
		if x.change != y.change {
			return x.change - y.change
		}
		return cmp.Or(slices.Compare(x.Principals, y.Principals), x.at-y.at)
	})
	for i, r := range all {
		d.order[i] = r.group
	}
}

// scopeOnce is a scope that all changes with this reach have together.
func (d *differ) scopeOnce(scopes map[string]Scope, r reach, unit int32) Scope {
	key := string(strconv.AppendInt(r.key(nil), int64(unit), 10))
	s, known := scopes[key]
	if !known {
		s = d.scope(r, unit)
		scopes[key] = s
	}
	return s
}

// everywhere is the extent of what one has or has not.
func everywhere(has bool) Extent {
	s := none()
	s.Organization = has
	return Extent{Scope: s}
}

func hadOrHas(had bool) Change {
	if had {
		return Lost
	}
	return Gained
}
