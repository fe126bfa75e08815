package access

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// What operations do to rows, and to the rows below them (semantics §8.6, §9.3). Nobody is asked here whether somebody may: that is Can. Rows
// are named by their names; the rows given stay as they are. An error is what Dataverse refuses, or what no source says.

// changes are rows that are being changed.
type changes struct {
	*World
	rows []Row
	seen map[int]bool // those that a cascade has come to
}

func (w *World) change(rows []Row) *changes {
	c := &changes{World: w, rows: slices.Clone(rows), seen: make(map[int]bool)}
	for i := range c.rows {
		c.rows[i].Shares, c.rows[i].Parents = slices.Clone(c.rows[i].Shares), slices.Clone(c.rows[i].Parents)
	}
	return c
}

func (c *changes) find(name string) (int, error) {
	i := slices.IndexFunc(c.rows, func(r Row) bool { return r.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("there is no row %q", name)
	}
	return i, nil
}

// below does something to the children that a cascade reaches. Owned by the same user means: as the parent was.
func (c *changes) below(parent int, owner Principal, cascade func(*model.Relationship) string, do func(child int) error) error {
	c.seen[parent] = true
	for i := range c.rows {
		for _, p := range c.rows[i].Parents {
			r := c.relationship(&c.rows[i], p.Relationship)
			if p.Row != c.rows[parent].Name || r == nil || c.seen[i] || !c.rows[i].reached(cascade(r), owner) {
				continue
			}
			if err := do(i); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *World) relationship(child *Row, name string) *model.Relationship {
	t := w.table(child.Table).declared
	if t == nil {
		return nil
	}
	i := slices.IndexFunc(t.Relationships, func(r model.Relationship) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &t.Relationships[i]
}

func (r *Row) reached(cascade string, owner Principal) bool {
	switch cascade {
	case "cascade":
		return true
	case "active":
		return !r.Inactive
	case "user_owned":
		return r.Owner == owner
	}
	return false
}

// Assign gives a row, and those below that the relationships say, to a new owner (S-OW-11 to 13). All of them, or none: each must be one that
// the new owner may own (S-SH-36).
func (w *World) Assign(rows []Row, name string, to Principal) ([]Row, error) {
	c := w.change(rows)
	i, err := c.find(name)
	if err == nil {
		err = c.assign(i, to)
	}
	if err != nil {
		return nil, err
	}
	return c.rows, nil
}

func (c *changes) assign(i int, to Principal) error {
	r := &c.rows[i]
	if !c.table(r.Table).owned() {
		return fmt.Errorf("nobody owns rows of %s", r.Table)
	}
	if a := c.MayOwn(to, r.Table); !a.Allowed {
		return fmt.Errorf("%s cannot be assigned to %s: %s", r.title(), to.Address(), a.Missing().Why)
	}
	before, unit := r.Owner, c.Unit(r)
	r.Owner, r.BusinessUnit = to, unit
	if !c.env.Matrix || c.env.AlwaysMove {
		r.BusinessUnit = c.unitOf(to)
	}
	if c.env.ShareToPrevious && !before.Nobody() && before != to {
		r.give(Share{With: before, Rights: c.table(r.Table).all()})
	}
	return c.below(i, before, func(x *model.Relationship) string { return x.Assign }, func(child int) error { return c.assign(child, to) })
}

// MayOwn says whether a principal may own rows of a table (semantics §8.6).
func (w *World) MayOwn(p Principal, table string) Answer {
	return w.answer(func(e *evaluation) bool { return e.mayOwn(p, table) })
}

// give adds a share to what there is.
func (r *Row) give(s Share) {
	i := slices.IndexFunc(r.Shares, func(x Share) bool { return x.With == s.With && x.Template == s.Template })
	if i < 0 {
		r.Shares = append(r.Shares, s)
		return
	}
	r.Shares[i].Rights |= s.Rights
	r.Shares[i].Inherited |= s.Inherited
}

// Share shares a row, and lets those below inherit (S-SH-31). What a second share of the same row with the same principal does when it says
// other rights was never established (S-SH-09), and is an error.
func (w *World) Share(rows []Row, name string, s Share) ([]Row, error) {
	c := w.change(rows)
	i, err := c.find(name)
	if err != nil {
		return nil, err
	}
	r := &c.rows[i]
	if !c.table(r.Table).owned() {
		return nil, fmt.Errorf("rows of %s cannot be shared", r.Table)
	}
	if old := r.share(s.With); old != nil && s.Template == nil && old.Rights != 0 && old.Rights != s.Rights {
		return nil, fmt.Errorf("%s is shared with %s already, with other rights: unshare it first", r.title(), s.With.Address())
	}
	r.give(Share{With: s.With, Rights: s.Rights, Template: s.Template, Span: s.Span})
	s.Rights, s.Inherited = 0, s.Rights
	return c.rows, c.inherit(i, []Share{s}, func(x *model.Relationship) string { return x.Share })
}

// AddToTeam adds a user to the access team that a template makes for a row.
func (w *World) AddToTeam(rows []Row, name string, t *model.AccessTeamTemplate, u *model.User) ([]Row, error) {
	return w.Share(rows, name, Share{With: User(u), Rights: RightsOf(t.Rights...), Template: t})
}

// inherit lets rows below have shares that a row has.
func (c *changes) inherit(parent int, shares []Share, cascade func(*model.Relationship) string) error {
	return c.below(parent, c.rows[parent].Owner, cascade, func(child int) error {
		for _, s := range shares {
			c.rows[child].give(s)
		}
		return c.inherit(child, shares, cascade)
	})
}

// Unshare takes back what was given to a principal on a row, and what rows below inherited of it; not what was given on those (S-SH-33).
func (w *World) Unshare(rows []Row, name string, with Principal) ([]Row, error) {
	c := w.change(rows)
	i, err := c.find(name)
	if err != nil {
		return nil, err
	}
	if s := c.rows[i].share(with); s == nil || s.Rights == 0 {
		return nil, fmt.Errorf("%s is not shared with %s", c.rows[i].title(), with.Address())
	}
	c.rows[i].take(with, func(s *Share) { s.Rights = 0 })
	return c.rows, c.disinherit(i, with)
}

func (c *changes) disinherit(parent int, with Principal) error {
	return c.below(parent, c.rows[parent].Owner, func(x *model.Relationship) string { return x.Unshare }, func(child int) error {
		c.rows[child].take(with, func(s *Share) { s.Inherited = 0 })
		return c.disinherit(child, with)
	})
}

func (r *Row) take(with Principal, part func(*Share)) {
	if s := r.share(with); s != nil {
		part(s)
	}
	r.Shares = slices.DeleteFunc(r.Shares, func(s Share) bool { return s.Rights|s.Inherited == 0 })
}

// Reparent attaches a row to a parent. Where that cascades, the row inherits what is shared of the parent, and the parent's owner inherits
// access to a row of somebody else's (S-SH-32, S-SH-34); and so down.
func (w *World) Reparent(rows []Row, name string, to Parent) ([]Row, error) {
	c := w.change(rows)
	i, err := c.find(name)
	if err != nil {
		return nil, err
	}
	p, err := c.find(to.Row)
	if err != nil {
		return nil, err
	}
	r, parent := &c.rows[i], &c.rows[p]
	had := slices.IndexFunc(r.Parents, func(x Parent) bool { return x.Relationship == to.Relationship })
	switch rel := c.relationship(r, to.Relationship); {
	case rel == nil:
		return nil, fmt.Errorf("table %s has no relationship %q", r.Table, to.Relationship)
	case rel.Parent != parent.Table:
		return nil, fmt.Errorf("relationship %q leads to %s, and %s is of %s", rel.Name, rel.Parent, parent.title(), parent.Table)
	case had >= 0 && rel.Reparent != "none" && slices.ContainsFunc(r.Shares, func(s Share) bool { return s.Inherited != 0 }):
		return nil, errors.New(r.title() + " inherits shares, and what becomes of those under another parent was never established")
	case had >= 0:
		r.Parents = slices.Delete(r.Parents, had, had+1)
	}
	r.Parents = append(r.Parents, to)
	if rel := c.relationship(r, to.Relationship); !r.reached(rel.Reparent, parent.Owner) {
		return c.rows, nil
	}
	shares := c.inherited(r, parent)
	for _, s := range shares {
		r.give(s)
	}
	return c.rows, c.inherit(i, shares, func(x *model.Relationship) string { return x.Reparent })
}

// inherited are the shares that a row gets from a parent.
func (c *changes) inherited(r, parent *Row) []Share {
	var shares []Share
	for _, s := range parent.Shares {
		shares = append(shares, Share{With: s.With, Inherited: s.Rights | s.Inherited, Template: s.Template, Span: s.Span})
	}
	if !parent.Owner.Nobody() && parent.Owner != r.Owner {
		shares = append(shares, Share{With: parent.Owner, Inherited: c.table(r.Table).all()})
	}
	return shares
}
