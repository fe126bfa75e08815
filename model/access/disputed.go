package access

import (
	"math/bits"

	"github.com/dvpolicy/dvpolicy/model"
)

// Sources disagree on some points (semantics, Appendix C). A question is decided by what is assumed, or by what the environment answers.
// Whether a point matters is not marked where the rules are, it is tried: the question is decided again with the point's other answer,
// one point at a time. Only points that were asked on the way can matter: without them the second way is the first.

// points are a set of disputed points.
type points uint16

const (
	d01 points = 1 << iota
	d02
	d03
	d04
	d05
	d12
	d14
	d15
	d18
	d19
	d21
	d22
)

// A Point is a disputed point that decides about rows.
type Point struct {
	ID, Question   string
	Assumed, Other string // the two answers
}

// In the order of the constants.
var disputable = [...]Point{
	{"D-01", "does a share reach a member whose privilege is another team's alone?", "yes", "no"},
	{"D-02", "does linking to a row need write on it?", "no", "yes"},
	{"D-03", "does linking many to many need append and append_to on both rows, or append alone?", "both", "append"},
	{"D-04", "in matrix mode, may a member own rows by a team's own organization-level read?", "no", "yes"},
	{"D-05", "at which level does a manager need the privilege?", "user", "business_unit"},
	{"D-12", "does the administrator of a team reach its rows?", "no", "yes"},
	{"D-14", "where rows stay when their owner moves, is the owner's old row lost without a role of its business unit?", "no", "yes"},
	{"D-15", "without recomputed ownership, does owning reach a row of another business unit than the owner's?", "no", "yes"},
	{"D-18", "does a team have every right on the rows that it owns?", "no", "yes"},
	{"D-19", "does creating a row for another owner need assign?", "no", "yes"},
	{"D-21", "may a disabled user own rows?", "yes", "no"},
	{"D-22", "does a team's own role above user level reach a member's own row that is out of its scope?", "no", "yes"},
}

// Points are all of them, by ID.
func Points() []Point { return disputable[:] }

// answered are the points that answers settle, and those among them that they answer otherwise than is assumed.
func answered(answers []model.DisputedAnswer) (other, settled points) {
	for _, a := range answers {
		for i, p := range disputable {
			if a.Point != p.ID {
				continue
			}
			settled |= 1 << i
			if a.Answer == p.Other {
				other |= 1 << i
			}
		}
	}
	return other, settled
}

// names are the IDs of a set, in order.
func (p points) names() []string {
	var names []string
	for ; p != 0; p &= p - 1 {
		names = append(names, disputable[bits.TrailingZeros16(uint16(p))].ID)
	}
	return names
}

// otherwise reports whether a point has its other answer here, and notes that it was asked.
func (e *evaluation) otherwise(p points) bool {
	e.asked |= p
	return e.answers&p != 0
}
