// Package privilege is the vocabulary of a grant: verbs, access levels, and the level of all eight verbs in one word.
package privilege

import (
	"math/bits"
	"strings"
)

// A Verb is what one may do to a row.
type Verb uint8

// The verbs, in the order in which everything lists them.
const (
	Create Verb = iota
	Read
	Write
	Delete
	Append
	AppendTo
	Assign
	Share
)

// VerbCount is how many verbs there are.
const VerbCount = 8

var verbs = [VerbCount]struct{ name, api string }{
	{"create", "Create"}, {"read", "Read"}, {"write", "Write"}, {"delete", "Delete"},
	{"append", "Append"}, {"append_to", "AppendTo"}, {"assign", "Assign"}, {"share", "Share"},
}

// Verbs are all of them, in order.
func Verbs() []Verb { return []Verb{Create, Read, Write, Delete, Append, AppendTo, Assign, Share} }

// VerbNames are their names, in order.
func VerbNames() []string {
	var names []string
	for _, v := range verbs {
		names = append(names, v.name)
	}
	return names
}

func (v Verb) String() string { return verbs[v].name }

// API is the verb as privilege names and the Web API spell it: AppendTo.
func (v Verb) API() string { return verbs[v].api }

// ParseVerb reads a verb as policies write it.
func ParseVerb(name string) (Verb, bool) {
	for i, v := range verbs {
		if v.name == name {
			return Verb(i), true
		}
	}
	return 0, false
}

// What verbs are called elsewhere.
var verbsElsewhere = map[string]Verb{
	"add": Create, "insert": Create, "new": Create, "get": Read, "list": Read, "select": Read, "view": Read,
	"change": Write, "edit": Write, "modify": Write, "update": Write, "remove": Delete, "appendto": AppendTo, "append-to": AppendTo,
	"reassign": Assign,
}

// MeantVerb is the verb that people mean who write a word of elsewhere, whatever its capitals.
func MeantVerb(word string) (Verb, bool) {
	v, known := verbsElsewhere[strings.ToLower(word)]
	return v, known
}

// A Level says how far a grant reaches, measured from its anchor. Levels of one anchor can be compared, those of two cannot.
type Level uint8

// The levels, from nothing to every row.
const (
	None         Level = iota
	User               // rows that one owns, that one's teams own, or that are shared
	BusinessUnit       // and those of the anchor
	ParentChild        // and those of every business unit below it
	Organization       // every row
)

var levels = [...]struct{ name, api, letter string }{
	{"none", "None", "-"}, {"user", "Basic", "B"}, {"business_unit", "Local", "L"},
	{"parent_child", "Deep", "D"}, {"organization", "Global", "G"},
}

// Levels are those that can be granted, from narrow to wide.
func Levels() []Level { return []Level{User, BusinessUnit, ParentChild, Organization} }

func (l Level) String() string { return levels[l].name }

// API is the level as the Web API says it: Basic, Local, Deep, Global.
func (l Level) API() string { return levels[l].api }

// Letter is the level in one letter: B, L, D, G.
func (l Level) Letter() string { return levels[l].letter }

// ParseLevel reads a level as policies write it, "none" included.
func ParseLevel(name string) (Level, bool) {
	for i, l := range levels {
		if l.name == name {
			return Level(i), true
		}
	}
	return None, false
}

// ParseAPILevel reads a level as the Web API and solution XML say it.
func ParseAPILevel(name string) (Level, bool) {
	for i, l := range levels {
		if l.api == name {
			return Level(i), true
		}
	}
	return None, false
}

// A LevelSet is a set of levels that can be granted: what a table allows for a verb.
type LevelSet uint8

// AllLevels has user, business_unit, parent_child and organization.
const AllLevels LevelSet = 1<<User | 1<<BusinessUnit | 1<<ParentChild | 1<<Organization

// Set makes a set of levels.
func Set(members ...Level) LevelSet {
	var s LevelSet
	for _, l := range members {
		s |= 1 << l
	}
	return s
}

// Has reports whether the level is in the set. None always is: not granting is always allowed.
func (s LevelSet) Has(l Level) bool { return l == None || s>>l&1 == 1 }

// Members are the levels of the set, from narrow to wide.
func (s LevelSet) Members() []Level {
	var members []Level
	for _, l := range Levels() {
		if s.Has(l) {
			members = append(members, l)
		}
	}
	return members
}

// Widest is the widest level of the set, None of an empty one.
func (s LevelSet) Widest() Level {
	if s == 0 {
		return None
	}
	return Level(bits.Len8(uint8(s)) - 1)
}

// Legal says which levels each verb of a table has; an empty set says that the table does not have the verb.
type Legal [VerbCount]LevelSet

// Lanes hold the level of each verb: four bits a verb, as many ones as the level is high (none 0000, user 0001, business_unit 0011,
// parent_child 0111, organization 1111). So the widest of several at one anchor is their bitwise or.
type Lanes uint32

// Lane is the level of one verb.
func Lane(v Verb, l Level) Lanes { return Lanes(1<<l-1) << (4 * v) }

// Level is the level of a verb.
func (r Lanes) Level(v Verb) Level { return Level(bits.OnesCount8(uint8(r>>(4*v)) & 0xf)) }
