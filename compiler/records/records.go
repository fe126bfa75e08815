// Package records reads business units, teams, users and who holds what from the files in which teams keep them beside solutions:
// Configuration Migration data, and the deployment settings of the ALM Accelerator. What privileges a role has it does not read: solutions say that.
package records

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// Records are what one input says, before any id has found what it names.
type Records struct {
	Files []*source.File
	Rows  []*Row      // in the order of the file
	Links []Link      // in the order of the file
	Teams []GroupTeam // of deployment settings

	told map[relation]bool // of which relations it says everything that it was asked for
}

// A Row is a row of a table that access depends on.
type Row struct {
	Table, ID string // ID: lower case, without braces
	Fields    []Field
	Span      source.Span // the start tag
}

// A Field is a column of a row. Of a lookup, Value is an id, and Named the name of what it leads to, where that is given.
type Field struct {
	Name, Value, Named string
	Span               source.Span // the value
}

// A Link says that two rows belong together: a team and a role, a team and a user.
type Link struct {
	Relation relation
	Holder   string // id of the team or user that has the other
	Other    string // id of the role, the profile, or the member
	Span     source.Span
}

// A GroupTeam is what deployment settings say of the team of an Entra group.
type GroupTeam struct {
	Name, GroupID, UnitID string
	Roles                 []RoleName
	OnlyAdds              bool // roles that the team has beside these stay
	Span, UnitSpan        source.Span
}

// A RoleName is a role that settings name.
type RoleName struct {
	Name string
	Span source.Span
}

// A relation is a many-to-many relationship that access depends on.
type relation uint8

const (
	none relation = iota
	teamRoles
	userRoles
	teamMembers
	teamProfiles
	userProfiles
)

// relations: the name of the intersect table, whose rows hold, and what they hold. Some tools write the name of the relationship instead,
// which ends in _association.
var relations = [...]struct {
	name, holder, other string
	says                string
}{
	teamRoles:    {"teamroles", "team", "role", "which roles teams hold"},
	userRoles:    {"systemuserroles", "systemuser", "role", "which roles users hold"},
	teamMembers:  {"teammembership", "team", "systemuser", "who is a member of teams"},
	teamProfiles: {"teamprofiles", "team", "fieldsecurityprofile", "which column security profiles teams hold"},
	userProfiles: {"systemuserprofiles", "systemuser", "fieldsecurityprofile", "which column security profiles users hold"},
}

// relationOf is a relation by the name that a file has for it.
func relationOf(name string) relation {
	name = strings.TrimSuffix(strings.ToLower(name), "_association")
	for i, r := range relations {
		if r.name != "" && r.name == name {
			return relation(i)
		}
	}
	return none
}

// readTables are the tables whose rows are read. Of the role and the profile only the names count here.
var readTables = map[string]string{
	"businessunit": "business unit", "team": "team", "systemuser": "user", "position": "position", "role": "role",
	"fieldsecurityprofile": "column security profile",
}

// leftTables decide access too, and are not read.
var leftTables = map[string]string{
	"organization": "settings", "roleprivileges": "privileges of roles", "fieldpermission": "column permissions",
	"teamtemplate": "access team templates", "principalobjectaccess": "shares", "principalobjectattributeaccess": "shares of columns",
	"hierarchysecurityconfiguration": "hierarchy security",
}

// field is a column of the row; its zero where the row does not say it.
func (r *Row) field(name string) Field {
	for _, f := range r.Fields {
		if f.Name == name {
			return f
		}
	}
	return Field{}
}

// at is where a column stands, or the row, where it says nothing of it.
func (r *Row) at(name string) source.Span {
	if f := r.field(name); f.Span.Known() {
		return f.Span
	}
	return r.Span
}

// bare is an id as it is compared.
func bare(id string) string { return strings.ToLower(strings.Trim(strings.TrimSpace(id), "{}")) }

// guid reports whether an id, as bare has it, has the form of one: 8-4-4-4-12 hexadecimal digits.
func guid(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i, c := range []byte(id) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdef", rune(c)) {
			return false
		}
	}
	return true
}
