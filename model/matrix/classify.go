package matrix

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// A part is one role of an entry: anchor, via and role in one number, which sorts in that order.
type part uint64

const partBits = 21

func newPart(anchor, via, role int32) part {
	if (anchor|via|role)>>partBits != 0 {
		panic(fmt.Sprintf("bug: anchor %d, team %d or role %d is beyond what a matrix holds", anchor, via, role))
	}
	return part(anchor)<<(2*partBits) | part(via)<<partBits | part(role)
}

func (p part) open() (anchor, via, role int32) {
	const mask = 1<<partBits - 1
	return int32(p >> (2 * partBits)), int32(p >> partBits & mask), int32(p & mask)
}

// A draft is a class before it has its number.
type draft struct {
	key   string
	like  Principal
	parts []part
}

// A classifier finds the distinct classes among some principals.
type classifier struct {
	m        *Matrix
	from, to int              // the users it goes over; none for the teams
	like     [][]teamRole     // what each team that can hold roles holds
	ids      map[string]int32 // by key
	drafts   []draft
	parts    []part
	key      []byte
}

// A teamRole is a role that a team holds.
type teamRole struct {
	role   int32
	anchor *model.BusinessUnit
	alsoMe bool // its members hold it as themselves too (semantics S-IN-03)
}

func newClassifier(m *Matrix) *classifier { return &classifier{m: m, ids: make(map[string]int32)} }

func (c *classifier) addTeams() {
	c.like = make([][]teamRole, len(c.m.teams))
	for i, t := range c.m.teams {
		c.parts = c.parts[:0]
		if t.Type.OwnsRows() {
			c.holdDirectly(t.Assignments, t.BusinessUnit)
			for _, a := range t.Assignments {
				c.like[i] = append(c.like[i], teamRole{at(c.m.roleAt, a.Role), a.Anchor, a.Role.Personal()})
			}
		}
		c.m.ofTeam[i] = c.intern(Principal{Team, int32(i)})
	}
}

func (c *classifier) addUsers() {
	for i := c.from; i < c.to; i++ {
		u := c.m.users[i]
		c.parts = c.parts[:0]
		c.holdDirectly(u.Assignments, u.BusinessUnit)
		if t := u.BusinessUnit.DefaultTeam; t != nil {
			c.holdThrough(at(c.m.teamAt, t), viaOwnTeam, u.BusinessUnit)
		}
		for _, member := range u.Teams {
			t := at(c.m.teamAt, member.Team)
			c.holdThrough(t, firstTeam+t, u.BusinessUnit)
		}
		c.m.ofUser[i] = c.intern(Principal{User, int32(i)})
	}
}

func (c *classifier) holdDirectly(assignments []model.Assignment, owns *model.BusinessUnit) {
	for _, a := range assignments {
		c.parts = append(c.parts, newPart(c.m.anchor(a.Anchor, owns), personal, at(c.m.roleAt, a.Role)))
	}
}

func (c *classifier) holdThrough(team, via int32, owns *model.BusinessUnit) {
	for _, held := range c.like[team] {
		as := via
		if held.alsoMe {
			as = personal
		}
		c.parts = append(c.parts, newPart(c.m.anchor(held.anchor, owns), as, held.role))
	}
}

// intern numbers the class that the collected parts and the principal's own holdings make.
func (c *classifier) intern(p Principal) int32 {
	slices.Sort(c.parts)
	c.parts = slices.Compact(c.parts)
	h := c.m.holdings(p)
	c.key = c.key[:0]
	c.count(len(h.roles))
	for _, r := range h.roles {
		c.count(int(r.role))
		c.count(int(r.anchor))
		c.count(int(r.justInTime()))
	}
	c.count(len(h.teams))
	for _, t := range h.teams {
		c.count(int(t.index))
	}
	c.count(len(h.profiles))
	for _, f := range h.profiles {
		c.count(int(f.index))
	}
	for _, p := range c.parts {
		c.key = binary.LittleEndian.AppendUint64(c.key, uint64(p))
	}
	id, ok := c.ids[string(c.key)]
	if !ok {
		id = int32(len(c.drafts))
		key := string(c.key)
		c.ids[key] = id
		c.drafts = append(c.drafts, draft{key, p, slices.Clone(c.parts)})
	}
	return id
}

func (c *classifier) count(n int) { c.key = binary.AppendUvarint(c.key, uint64(n)) }
