package rules

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var govExceptionsCarryAccess = &lint.Rule{
	ID: "gov/exceptions-carry-access", Severity: lint.Warning,
	Summary: "much of the access to other people's rows comes by shares and hierarchy security alone",
	Why: "Business units and roles are what access should rest on: they are seen, reviewed and fast. Where roles give people only rows of " +
		"their own, and shares or the hierarchy give the rest, the exceptions have become the model.",
	Sources: []string{"Microsoft: Secure customer engagement apps (address most requirements with fundamental security controls, use the others for exceptions)"},
	Params: []lint.Param{
		{Name: "pct", Most: 100, Value: 10, Why: "our judgement: one in ten privileges with which somebody reaches others' rows. Counted are " +
			"those of enabled people on tables whose rows have owners; access-team templates are not, since who is added to a row's team is known only to that row"},
	},
	Bad: `
environment "prod" { # here
  security_group = entra_group.crm
}
entra_group "crm" {}
role "seller" {
  grants {
    account = { user = ["create", "read", "write"] }
    contact = { business_unit = ["create", "read", "write"] }
  }
}
team "board" { members = user.staff }
user "staff" {
  for_each = toset(["ann", "bob"])
  roles    = [role.seller]
}
share "northwind" {
  table  = "account"
  record = "Northwind"
  with   = [team.board]
  rights = ["read"]
}
`,
	Good: `
role "seller" {
  grants {
    account = { user = ["create", "read", "write"] }
    contact = { business_unit = ["create", "read", "write"] }
    lead    = { organization = ["read", "write", "append", "append_to", "assign", "share"] }
  }
}
user "ann" { roles = [role.seller] }
user "bob" {}
share "northwind" { # one privilege of ten
  table  = "account"
  record = "Northwind"
  with   = [user.ann, user.bob]
  rights = ["read"]
}
share "lead" { # which a role reaches anyway
  table  = "lead"
  record = "Southwind"
  with   = [user.ann]
  rights = ["read"]
}
`,
	Check: func(p *lint.Pass) {
		if len(p.Humans()) == 0 {
			p.Skip(noPeople(p))
			return
		}
		r := newReached(p)
		r.addShares(p)
		r.addHierarchy(p)
		if len(r.extra) == 0 {
			return // nobody reaches anything so
		}
		roles, exceptions := r.count(p)
		if limit := p.Int("pct"); exceptions*100 > limit*(roles+exceptions) {
			at := p.EnvironmentTarget()
			if !at.Span.Known() { // then nothing but shares can be the exceptions
				at.Span = p.Policy.Shares[0].Span
			}
			p.Report(at, "%d of %d privileges with which people reach others' rows come by shares and hierarchy security alone, more than %d %%",
				exceptions, roles+exceptions, limit)
		}
	},
}

// reached is what people reach of others' rows, on tables whose rows have owners.
type reached struct {
	bases  []*model.Base
	at     map[*model.Base]int
	role   map[*model.Role][]privilege.Lanes // of each base
	number map[*model.Role]int
	extra  map[*model.User]verbSets
}

// A verbSets are verbs of each base that exceptions give: a bit for each verb.
type verbSets []uint8

func newReached(p *lint.Pass) *reached {
	r := &reached{at: map[*model.Base]int{}, role: map[*model.Role][]privilege.Lanes{}, number: map[*model.Role]int{}, extra: map[*model.User]verbSets{}}
	for _, b := range p.Policy.Bases {
		if lint.Owned(b) {
			r.at[b] = len(r.bases)
			r.bases = append(r.bases, b)
		}
	}
	for i, role := range p.Policy.Roles {
		r.number[role] = i
		r.role[role] = make([]privilege.Lanes, len(r.bases))
		for _, g := range role.Grants {
			if b, ok := r.at[g.Base]; ok {
				r.role[role][b] |= privilege.Lane(g.Verb, g.Level)
			}
		}
	}
	return r
}

func (r *reached) add(u *model.User, b int, verbs ...privilege.Verb) {
	if u.Application {
		return
	}
	if r.extra[u] == nil {
		r.extra[u] = make(verbSets, len(r.bases))
	}
	for _, v := range verbs {
		r.extra[u][b] |= 1 << v
	}
}

func (r *reached) addShares(p *lint.Pass) {
	users, teams := map[string]*model.User{}, map[string]*model.Team{}
	for _, u := range p.Policy.Users {
		users[u.Address] = u
	}
	for _, t := range p.Policy.Teams {
		teams[t.Address] = t
	}
	base := map[string]int{}
	for i, b := range r.bases {
		for _, t := range b.Tables {
			base[t] = i
		}
	}
	for _, s := range p.Policy.Shares {
		b, ok := base[s.Table]
		if !ok {
			continue // no role grants anything on it: the share is worth nothing
		}
		for _, with := range s.With {
			for _, u := range sharees(p, with, users, teams) {
				r.add(u, b, s.Rights...)
			}
		}
	}
}

// sharees are the known users of what a share names: a user, a team, everybody.
func sharees(p *lint.Pass, with string, users map[string]*model.User, teams map[string]*model.Team) []*model.User {
	if u := users[with]; u != nil {
		return []*model.User{u}
	}
	t := teams[with]
	if t != nil && !t.Default {
		return t.Members
	}
	return slices.DeleteFunc(slices.Clone(p.Policy.Users), func(u *model.User) bool { return t != nil && u.BusinessUnit != t.BusinessUnit })
}

// addHierarchy adds what hierarchy security gives: read of those below, and of those near enough what changes rows without giving them away
// (semantics S-HI-04 to 06).
func (r *reached) addHierarchy(p *lint.Pass) {
	if p.Policy.Environment.Hierarchy == nil {
		return
	}
	h, _ := hierarchyOf(p)
	bases := h.bases(p)
	reading := reads(p.Policy.Roles, bases)
	far, near := map[seat]baseSet{}, map[seat]baseSet{}
	for _, u := range h.reports {
		own := reading.owned(p, u)
		for distance, s := range h.above(u) {
			far[s] = reading.with(far[s], own)
			if distance <= h.WriteLevels {
				near[s] = reading.with(near[s], own)
			}
		}
	}
	for _, s := range h.seats {
		for _, u := range h.holders[s] {
			for i, b := range bases {
				if far[s] != nil && far[s].has(i) {
					r.add(u, r.at[b], privilege.Read)
				}
				if near[s] != nil && near[s].has(i) {
					r.add(u, r.at[b], privilege.Write, privilege.Append, privilege.AppendTo)
				}
			}
		}
	}
}

// count counts privileges with which roles reach others' rows, and those with which roles reach only one's own and exceptions reach others'.
func (r *reached) count(p *lint.Pass) (roles, exceptions int) {
	known := map[string]*sum{}
	for _, u := range p.Humans() {
		held := slices.Clone(lint.RolesOf(u))
		slices.SortFunc(held, func(a, b *model.Role) int { return cmp.Compare(r.number[a], r.number[b]) })
		held = slices.Compact(held)
		var key []byte
		for _, role := range held {
			key = binary.AppendUvarint(key, uint64(r.number[role]))
		}
		s := known[string(key)]
		if s == nil {
			s = r.sum(held)
			known[string(key)] = s
		}
		roles += s.wide
		for b, verbs := range r.extra[u] {
			for _, v := range privilege.Verbs() {
				if verbs>>v&1 == 1 && s.lanes[b].Level(v) == privilege.User {
					exceptions++
				}
			}
		}
	}
	return roles, exceptions
}

// A sum is what several roles come to.
type sum struct {
	lanes []privilege.Lanes
	wide  int // privileges that reach more than one's own rows
}

func (r *reached) sum(roles []*model.Role) *sum {
	s := &sum{lanes: make([]privilege.Lanes, len(r.bases))}
	for _, role := range roles {
		for b, lanes := range r.role[role] {
			s.lanes[b] |= lanes
		}
	}
	for b := range r.bases {
		if s.lanes[b] == 0 {
			continue
		}
		for _, v := range privilege.Verbs() {
			if s.lanes[b].Level(v) > privilege.User {
				s.wide++
			}
		}
	}
	return s
}
