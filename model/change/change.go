// Package change says what one policy declares that another does not: roles, teams, settings, not access.
package change

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Kind is what happened to a block.
type Kind string

const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
	Renamed Kind = "renamed" // it has another address, and may have changed besides
)

// A Detail is an attribute that differs: "grants.account.read", from "user" to "organization". "" is: not said.
type Detail struct {
	Attribute string `json:"attribute"`
	From      string `json:"from"`
	To        string `json:"to"`
}

// A Note is a consequence that Dataverse attaches to a change. Rule is its number in the semantics, S-BU-19.
type Note struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// A Change is what happened to one block.
type Change struct {
	Construct string // role, team, user, business_unit, table, environment, ...
	Address   string // as the second policy has it, where it has it
	From      string // the former address of what was renamed
	Kind      Kind
	Details   []Detail    // sorted by attribute
	Portable  bool        // a solution carries it; else it is done by hand in each environment
	Span      source.Span // in the second policy; of what was removed, in the first
	Notes     []Note      // in a stated order
}

// Compare says what b declares that a does not, and the other way round: by construct, in the order of constructs, then by address.
//
// Blocks are the same where they have one address; else where a role or profile has the same id or name, a user the same user principal name,
// an application the same id, a group the same object id or name, anything else the same name, in both policies once. There is one root
// and one environment in each, whatever they are called.
//
// What means nothing in Dataverse is no change: order, formatting, places, ids of roles and profiles, lint blocks and waivers. Nor is what
// follows from something else: who is in a team of a group follows from the group; which standard roles there are, from who holds them.
func Compare(a, b *model.Policy) []Change {
	c := newComparison(a, b)
	all := constructs()
	for _, k := range all {
		k.match(c)
	}
	var changes []Change
	for _, k := range all {
		changes = append(changes, k.changes(c)...)
	}
	return changes
}

// constructs are all that is compared, in order.
func constructs() []compared {
	return []compared{
		of(environments()), of(catalogues()),
		of(businessUnits()), of(tables()), of(privileges()), of(roles()), of(standardRoles()), of(profiles()), of(templates()),
		of(groups()), of(teams()), of(users()), of(applicationUsers()), of(positions()), of(shares()),
	}
}
