// Package world makes policies for tests and benchmarks: plain descriptions, their HCL text, and what they mean by a second, deliberately
// simple evaluator. Only tests import it.
//
// Everything is named by its address, as policies do, so that a failing world can be read aloud. Nothing here comes from the packages that
// it is there to check: the legal levels of the tables, the meaning of a grant and the tree of business units are written down again, from
// the semantics alone.
package world

import "slices"

// A World is a policy.
type World struct {
	Environments []Environment // none: the implied one
	Units        []*Unit       // the root first, parents before children
	Tables       []*Table
	Profiles     []*Profile
	Roles        []*Role // a role before those that are based on it
	Groups       []*Group
	Teams        []*Team
	Users        []*User // and application users
}

// An Environment of the policy.
type Environment struct {
	Name   string
	Matrix bool // ownership_across_business_units
}

// A Name is what a declared thing is called, and where it exists. One address may be declared twice with disjoint environments.
type Name struct {
	Label string
	Key   string   // of an instance of a block with for_each; "" without
	In    []string // environments; nil is all of them
}

func (n Name) address(kind string) string {
	if n.Key == "" {
		return kind + "." + n.Label
	}
	return kind + "." + n.Label + `["` + n.Key + `"]`
}

func (n Name) exists(environment string) bool {
	return n.In == nil || slices.Contains(n.In, environment)
}

// A Unit is a business unit.
type Unit struct {
	Name
	Parent      string // address; "" for the root
	Implied     bool   // the root of a policy that declares no business unit
	Disabled    bool
	DefaultTeam Holder
}

// Address is business_unit.north.
func (u *Unit) Address() string { return u.address("business_unit") }

// TeamAddress is the address of the unit's default team.
func (u *Unit) TeamAddress() string { return u.Address() + ".default_team" }

// A Holder is what a principal is given by name.
type Holder struct {
	Assignments []Assignment
	Profiles    []string // addresses
}

// An Assignment gives instances of one role.
type Assignment struct {
	Role      string   // address
	Units     []string // addresses; none: the principal's own business unit
	OnRequest bool     // just_in_time
}

// A Table that the policy declares, or says something about.
type Table struct {
	Label     string
	Ownership string // "" for a table of the catalogue
	Activity  bool
	Secured   []string // columns
	Masked    []string // those of Secured that have a masking rule
}

// A Profile is a column security profile.
type Profile struct {
	Name
	Columns []Column
	Users   []string // those to whom the profile is given here, not at the user; addresses
	Teams   []string
}

// Address is column_security_profile.credit.
func (p *Profile) Address() string { return p.address("column_security_profile") }

// A Column is what a profile allows on one column.
type Column struct {
	Table, Name          string
	Create, Read, Update bool
	Unmasked             string // read_unmasked; "" where not said
}

// A Role is a security role.
type Role struct {
	Name
	Unit        string // address; "" is the root
	Inheritance string // member_inheritance; "" where not said
	BasedOn     string // address
	Lines       []Line
	Privileges  []Privilege
	Without     []string // without_privileges
}

// Address is role.clerk.
func (r *Role) Address() string { return r.address("role") }

// A Line of a role's grants: one table, its verbs by level.
type Line struct {
	Table  string
	Levels []Level
}

// A Level of a line with the verbs that have it, as written: "all" may be one.
type Level struct {
	Name  string
	Verbs []string
}

// A Privilege is a miscellaneous one.
type Privilege struct {
	Name  string
	Level string // "" in a list; where one has a level all are written as a map
}

// A Group is an Entra group.
type Group struct {
	Name
	Kind    string // "" where not said
	Known   bool   // members are written as known_members
	Members []string
	Owners  []string
	Guests  []string
	Groups  []string // nested groups, earlier in the list
}

// Address is entra_group.sales.
func (g *Group) Address() string { return g.address("entra_group") }

// A Team of any type.
type Team struct {
	Name
	Holder
	Type       string // "" where not said
	Unit       string // "" is the root
	Group      string // of a group team
	Membership string // "" where not said
	Members    []string
}

// Address is team.sales["north"].
func (t *Team) Address() string { return t.address("team") }

// A User is a person or an application user.
type User struct {
	Name
	Holder
	Application bool
	Unit        string // "" is the root
	MemberOf    []string
	Disabled    bool
	Guest       bool
}

// Address is user.alice or application_user.erp.
func (u *User) Address() string {
	if u.Application {
		return u.address("application_user")
	}
	return u.address("user")
}

// EnvironmentNames are the names of the environments that the policy has, the implied one included.
func (w *World) EnvironmentNames() []string {
	if len(w.Environments) == 0 {
		return []string{"default"}
	}
	var names []string
	for _, e := range w.Environments {
		names = append(names, e.Name)
	}
	return names
}
